// Eight-bit vectors in rows, each owned by a slot, and the exact scan for the nearest ones. This is the plain twin of the
// kernel in scan.wat: the same scores to the last bit, for machines without SIMD and for tests.

import { BestRows, type RankedRows } from './best';
import type { QueryCodes } from './codes';

/** Slot 0 owns rows that hold nothing; its mask stays 0. */
export const noSlot = 0;

/** Rows of codes `[dims]`, a scale and an owner each; a mask says whose rows a scan looks at. */
export interface VectorTable {
  readonly dims: number;
  /** Makes room for so many rows and slots; what is there stays. New rows belong to slot 0. */
  reserve(rows: number, slots: number): void;
  /** Codes `[dims]` are read from `offset` on. */
  write(row: number, codes: Int8Array, offset: number, scale: number, owner: number): void;
  setOwner(row: number, owner: number): void;
  /** Copies a row to another place. */
  move(from: number, to: number): void;
  owner(row: number): number;
  /** A copy of the codes `[dims]`. */
  codes(row: number): Int8Array;
  /** Of one row, whatever the mask says; as in `nearest`. */
  score(query: QueryCodes, row: number): number;
  /** `[slots]`: 1 where a scan looks, 0 where not. Valid until the next reserve. */
  readonly mask: Uint8Array;
  /** The `depth` nearest of the first `rows` rows: scalar products with the query, about the cosine of unit vectors. */
  nearest(query: QueryCodes, rows: number, depth: number): RankedRows;
}

/** RangeError unless `dims` is a positive multiple of 32. */
export function checkDims(dims: number): void {
  if (!Number.isInteger(dims) || dims <= 0 || dims % 32) {
    throw new RangeError(`The width of vectors must be a multiple of 32, not ${dims}.`);
  }
}

export class PlainVectorTable implements VectorTable {
  #codes = new Int8Array(0);
  #scales = new Float32Array(0);
  #owners = new Int32Array(0);
  mask: Uint8Array = new Uint8Array(1);

  constructor(readonly dims: number) {
    checkDims(dims);
  }

  reserve(rows: number, slots: number): void {
    if (rows > this.#owners.length) {
      this.#codes = grown(this.#codes, new Int8Array(rows * this.dims));
      this.#scales = grown(this.#scales, new Float32Array(rows));
      this.#owners = grown(this.#owners, new Int32Array(rows));
    }
    if (slots > this.mask.length) this.mask = grown(this.mask, new Uint8Array(slots));
  }

  write(row: number, codes: Int8Array, offset: number, scale: number, owner: number): void {
    this.#codes.set(codes.subarray(offset, offset + this.dims), row * this.dims);
    this.#scales[row] = scale;
    this.#owners[row] = owner;
  }

  setOwner(row: number, owner: number): void {
    this.#owners[row] = owner;
  }

  move(from: number, to: number): void {
    this.write(to, this.codes(from), 0, this.#scales[from], this.#owners[from]);
  }

  owner(row: number): number {
    return this.#owners[row];
  }

  codes(row: number): Int8Array {
    return this.#codes.slice(row * this.dims, (row + 1) * this.dims);
  }

  nearest(query: QueryCodes, rows: number, depth: number): RankedRows {
    const { mask } = this;
    const best = new BestRows(depth);
    for (let row = 0; row < rows; row++) {
      if (!mask[this.#owners[row]]) continue;
      best.add(row, this.score(query, row));
    }
    return best.ranked();
  }

  score(query: QueryCodes, row: number): number {
    const { dims } = this;
    return scoreOf(query, this.#codes.subarray(row * dims, (row + 1) * dims), this.#scales[row]);
  }
}

/** Scalar product of a query and codes `[dims]`, rounded to 32 bits after each step as the kernel does. */
export function scoreOf(query: QueryCodes, codes: Int8Array, scale: number): number {
  let sum = 0;
  for (let i = 0; i < codes.length; i++) sum += query.codes[i] * codes[i];
  return Math.fround(Math.fround(Math.fround(sum) * scale) * query.scale);
}

function grown<T extends Int8Array | Uint8Array | Int32Array | Float32Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
