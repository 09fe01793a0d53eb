// The folders of installed models and of those that are on their way: what is in them, and how one becomes the other.

import { copyFile, mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { throwIfCancelled, type CancelSignal } from '../../../core/cancel';
import { EngineError } from '../../../engine/errors';
import { codeOf, storageError, writeError } from '../fileErrors';
import { hashFile } from '../fileHash';
import { manifestName, parseManifest, type InstallManifest, type InstalledFile } from '../../model/installManifest';

/** EngineError storage, with the bytes needed, when the disk has less room. */
export async function checkRoom(folder: string, neededBytes: number): Promise<void> {
  const free = await statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => Infinity,
  );
  if (free >= neededBytes) return;
  throw new EngineError('storage', { subject: folder, reason: 'no room on the disk', limit: neededBytes });
}

/** Copies a file, making the folders on its way. */
export async function copy(from: string, to: string, signal: CancelSignal): Promise<void> {
  throwIfCancelled(signal);
  await makeFolder(path.dirname(to));
  try {
    await copyFile(from, to);
  } catch (error) {
    throw codeOf(error) === 'ENOENT' ? storageError(error, from) : writeError(error, to);
  }
}

/** Sizes and checksums of files as they now lie on the disk. */
export async function installedFiles(
  folder: string,
  names: readonly string[],
  signal: CancelSignal,
): Promise<readonly InstalledFile[]> {
  const files: InstalledFile[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const { size } = await stat(file);
    files.push({ path: name.split(path.sep).join('/'), sizeBytes: size, sha256: await hashFile(file, signal) });
  }
  return files;
}

/** Removes what another choice of files left in the folder. */
export async function removeStrays(folder: string, names: readonly string[]): Promise<void> {
  const wanted = new Set(names.map((name) => path.join(folder, name)));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const strays = entries.filter((entry) => entry.isFile() && !wanted.has(path.join(entry.parentPath, entry.name)));
  for (const { parentPath, name } of strays) await rm(path.join(parentPath, name), { force: true });
}

/** Writes the manifest and puts the folder in its place in one step: what is there is whole. */
export async function complete(partial: string, target: string, manifest: InstallManifest): Promise<string> {
  try {
    await writeFile(path.join(partial, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`);
    // A folder of this name without a manifest is none of ours that is whole.
    await rm(target, { recursive: true, force: true });
    await rename(partial, target);
    return target;
  } catch (error) {
    throw writeError(error, target);
  }
}

/** Undefined for a folder that is not whole, or none of ours. */
export async function readManifest(folder: string): Promise<InstallManifest | undefined> {
  try {
    return parseManifest(JSON.parse(await readFile(path.join(folder, manifestName), 'utf8')), manifestName);
  } catch {
    return undefined;
  }
}

export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw writeError(error, folder);
  }
}

/** Bytes of a file that are there, complete or not. */
export async function presentBytes(file: string): Promise<number> {
  const size = (name: string): Promise<number> =>
    stat(name).then(
      (stats) => stats.size,
      () => 0,
    );
  return (await size(file)) || size(`${file}.part`);
}
