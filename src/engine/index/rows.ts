// What every store demands of the rows that it is given.

import type { FileRow } from './types';

/** RangeError for rows that no store may keep: a programmer's mistake. */
export function checkRows(file: FileRow, dims: number): void {
  if (!isHash(file.hash)) throw new RangeError('The hash of a file must be 32 hex digits.');
  for (const { vector, hash } of file.chunks) {
    if (vector.length !== dims)
      throw new RangeError(`A vector of width ${vector.length} for an index of width ${dims}.`);
    if (!isHash(hash)) throw new RangeError('The hash of a chunk must be 32 hex digits.');
  }
}

function isHash(value: string): boolean {
  return /^[0-9a-f]{32}$/.test(value);
}
