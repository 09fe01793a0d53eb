// Keeps two windows from downloading into the same folder at once.

import { EngineError } from '../../../engine/errors';
import { ProcessLock } from '../index/processLock';

/**
 * Runs `work` while no other process does so for this folder. EngineError downloadFailed when one does. The system lets go
 * for a process that was killed, so nothing has to be guessed of numbers that other processes have meanwhile.
 */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  // Beside the folder, which is moved at the end: on Windows nothing in it may be open then.
  const lock = new ProcessLock(`${folder}.lock`);
  if (!(await lock.tryHold())) {
    throw new EngineError('downloadFailed', { subject: folder, reason: 'another download of it is under way' });
  }
  try {
    return await work();
  } finally {
    await lock.dispose();
  }
}
