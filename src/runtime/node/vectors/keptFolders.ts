// The folders of kept vectors, one for each encoder: how large they are together, and their end. What stands in one is
// Segments' matter.

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ProcessLock } from '../index/processLock';
import { unboundedSegments } from './segments';

const ownName = /^[0-9a-f]{24}-[a-z]+$/;

/** Full paths; none where `root` cannot be read. */
export async function foldersIn(root: string): Promise<readonly string[]> {
  const names = await readdir(root).catch(() => []);
  return names.filter((name) => ownName.test(name)).map((name) => path.join(root, name));
}

export async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.map((name) => stat(path.join(folder, name)).catch(() => undefined)));
  return sizes.reduce((sum, found) => sum + (found?.size ?? 0), 0);
}

/** Bytes of the vectors of all encoders. */
export async function keptBytes(root: string): Promise<number> {
  const folders = await foldersIn(root);
  return folders.reduce((sum, folder) => sum + unboundedSegments(folder).vectorBytes(), 0);
}

/**
 * Deletes all vectors. Whoever has a folder open, here or in another window, goes on with it: what is embedded from now on is
 * kept again. EngineError storage where one does not let go of its lock, or the disk refuses.
 */
export async function deleteKept(root: string): Promise<void> {
  for (const folder of await foldersIn(root)) {
    const lock = new ProcessLock(path.join(folder, 'lock'));
    try {
      await lock.with(() => unboundedSegments(folder).clear());
    } finally {
      await lock.dispose();
    }
  }
}
