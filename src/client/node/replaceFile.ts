// Replaces a file on disk at once: at every moment, and after a crash or a power cut, a reader finds the old file or the
// new one, whole.

import { randomUUID } from 'node:crypto';
import { mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Windows refuses a rename while a virus scanner or an editor has the file open. */
const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['EPERM', 'EACCES', 'EBUSY'].includes(String(error.code));
const waitsMs: readonly number[] = [10, 30, 100, 300];

/** Makes the folder where there is none. Follows a link, so that it stays one. Rejects as the file system does. */
export async function replaceFile(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const target = await realpath(file).catch(() => file);
  // A name of its own: two windows may write the same file.
  const partial = `${target}.${randomUUID().slice(0, 8)}.partial`;
  try {
    const handle = await open(partial, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renamePatiently(partial, target);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw error;
  }
}

async function renamePatiently(from: string, to: string): Promise<void> {
  for (const waitMs of waitsMs) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (process.platform !== 'win32' || !isBusy(error)) throw error;
      await sleep(waitMs);
    }
  }
  await rename(from, to);
}
