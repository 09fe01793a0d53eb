// Files that are damaged, put aside or replaced by others: a note beside the file for whoever opens it next, and how to tell
// that it is another one. An index can always be made again.

import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { EngineError } from '../../../engine/errors';

/** Files that belong to a database, by what SQLite puts behind its name. */
const companions = ['-wal', '-shm', '-journal'];
const noteOf = (file: string) => `${file}.damaged`;

/** Notes that contradictions were met while the file was in use. */
export function markDamaged(file: string): void {
  try {
    writeFileSync(noteOf(file), '');
  } catch {
    // Then the next one meets them again.
  }
}

export function isMarkedDamaged(file: string): boolean {
  return existsSync(noteOf(file));
}

/** True when the last process that wrote did not end in order, or another one has the file open. */
export function isUnclean(file: string): boolean {
  return ['-wal', '-journal'].some((suffix) => sizeOf(file + suffix) > 0);
}

/**
 * Renames a damaged file, so that it can be looked into; only the newest is kept. Returns its new path. EngineError storage
 * when another process has it open and the system does not let go.
 */
export function putAside(file: string): string {
  const broken = `${file}.broken`;
  try {
    rmSync(broken, { force: true });
    if (existsSync(file)) renameSync(file, broken);
    for (const suffix of companions) rmSync(file + suffix, { force: true });
    rmSync(noteOf(file), { force: true });
    return broken;
  } catch {
    throw new EngineError('storage', { subject: file, reason: 'it is damaged and another program holds it' });
  }
}

/** What tells a file from another one at the same place; undefined where there is none, or the disk does not say. */
export function fileIdentity(file: string): string | undefined {
  try {
    const { dev, ino } = statSync(file, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return undefined;
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
