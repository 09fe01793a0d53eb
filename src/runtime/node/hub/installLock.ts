// Keeps two windows from downloading into the same folder at once.

import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../../../engine/errors';
import { codeOf, writeError } from '../fileErrors';

/**
 * Runs `work` while a file with this process's number marks the folder. EngineError downloadFailed when another process
 * that is alive holds it; a mark that a killed process left is taken over.
 */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const mark = path.join(folder, 'lock');
  if (!(await take(mark))) {
    if (await isHeld(mark)) {
      throw new EngineError('downloadFailed', { subject: folder, reason: 'another download of it is under way' });
    }
    await rm(mark, { force: true });
    if (!(await take(mark))) {
      throw new EngineError('downloadFailed', { subject: folder, reason: 'another download of it has just begun' });
    }
  }
  try {
    return await work();
  } finally {
    await rm(mark, { force: true });
  }
}

async function take(mark: string): Promise<boolean> {
  try {
    await writeFile(mark, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw writeError(error, mark);
  }
}

async function isHeld(mark: string): Promise<boolean> {
  const pid = Number(await readFile(mark, 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is alive and may not be signalled.
    return codeOf(error) === 'EPERM';
  }
}
