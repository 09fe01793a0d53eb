// What of an index stands in memory: vectors in rows, the length of each chunk in terms, and which file owns what. Rows of
// removed files are used again; chunk numbers lead to rows. Reading from disk is the store's matter.

import type { ContentHash } from '../../engine/index/types';
import { noSlot, type VectorTable } from '../../core/scan/vectorTable';
import type { FileTest } from '../../engine/index/filter';

export interface FileRows {
  readonly path: string;
  readonly language: string;
  readonly hash: ContentHash;
  /** Number of its first chunk; the others follow. */
  readonly firstChunk: number;
  readonly chunkCount: number;
  readonly firstRow: number;
}

export interface LoadedFile extends Omit<FileRows, 'firstRow'> {
  /** `[chunkCount]` */
  readonly scales: Float32Array;
  /** `[chunkCount, dims]` */
  readonly codes: Int8Array;
  /** Terms of each chunk, `[chunkCount]`. */
  readonly lengths: Uint16Array;
}

export class ChunkRows {
  /** By slot; undefined where the slot is free. */
  readonly #files: (FileRows | undefined)[] = [undefined];
  readonly #slots = new Map<string, number>();
  #freeSlots: number[] = [];
  /** Row of each chunk number; 0 stands for none, so rows are kept one higher. */
  #rowOfChunk = new Int32Array(1024);
  #lengths = new Uint16Array(1024);
  #rows = 0;
  #live = 0;
  #terms = 0;

  constructor(readonly vectors: VectorTable) {}

  /** Rows in use and rows that wait to be used again. */
  get rows(): number {
    return this.#rows;
  }

  get chunkCount(): number {
    return this.#live;
  }

  get fileCount(): number {
    return this.#slots.size;
  }

  /** Mean number of terms in a chunk. */
  get meanLength(): number {
    return this.#live ? this.#terms / this.#live : 0;
  }

  /** Takes the place of a file of the same path. */
  put(file: LoadedFile): void {
    this.remove(file.path);
    const { chunkCount, firstChunk, path, language, hash } = file;
    const slot = this.#freeSlots.pop() ?? this.#files.length;
    const firstRow = this.#rows;
    this.#reserve(firstRow + chunkCount, slot + 1, firstChunk + chunkCount);
    for (let i = 0; i < chunkCount; i++) {
      const row = firstRow + i;
      this.vectors.write(row, file.codes, i * this.vectors.dims, file.scales[i], slot);
      this.#lengths[row] = file.lengths[i];
      this.#terms += file.lengths[i];
      this.#rowOfChunk[firstChunk + i] = row + 1;
    }
    this.#rows += chunkCount;
    this.#live += chunkCount;
    this.#files[slot] = { path, language, hash, firstChunk, chunkCount, firstRow };
    this.#slots.set(path, slot);
  }

  remove(path: string): void {
    const slot = this.#slots.get(path);
    const file = slot === undefined ? undefined : this.#files[slot];
    if (slot === undefined || !file) return;
    for (let i = 0; i < file.chunkCount; i++) {
      this.vectors.setOwner(file.firstRow + i, noSlot);
      this.#terms -= this.#lengths[file.firstRow + i];
      this.#rowOfChunk[file.firstChunk + i] = 0;
    }
    this.#live -= file.chunkCount;
    this.#files[slot] = undefined;
    this.#slots.delete(path);
    this.#freeSlots.push(slot);
    if (this.#rows > 1024 && this.#rows > 1.25 * this.#live) this.#compact();
  }

  clear(): void {
    for (const path of [...this.#slots.keys()]) this.remove(path);
  }

  /** The row of a chunk number, or −1. */
  rowOf(chunk: number): number {
    return chunk < this.#rowOfChunk.length ? this.#rowOfChunk[chunk] - 1 : -1;
  }

  lengthOf(row: number): number {
    return this.#lengths[row];
  }

  /** The file that a row belongs to, and the number of the row's chunk. */
  at(row: number): { readonly file: FileRows; readonly chunk: number } | undefined {
    const file = this.#files[this.vectors.owner(row)];
    return file && { file, chunk: file.firstChunk + row - file.firstRow };
  }

  /** Sets the mask of the vectors: the files that pass, all of them without a test. Returns whether any passes. */
  allow(test: FileTest | undefined): boolean {
    const { mask } = this.vectors;
    mask.fill(0);
    let any = false;
    for (const [slot, file] of this.#files.entries()) {
      if (!file || (test && !test(file.path, file.language))) continue;
      mask[slot] = 1;
      any = true;
    }
    return any;
  }

  /** True for the rows that `allow` let through. */
  allowed(row: number): boolean {
    return this.vectors.mask[this.vectors.owner(row)] === 1;
  }

  #reserve(rows: number, slots: number, chunks: number): void {
    if (rows > this.#lengths.length) {
      const larger = Math.max(rows, Math.ceil(this.#lengths.length * 1.5));
      const lengths = new Uint16Array(larger);
      lengths.set(this.#lengths);
      this.#lengths = lengths;
      this.vectors.reserve(larger, slots);
    } else this.vectors.reserve(this.#lengths.length, slots);
    if (chunks > this.#rowOfChunk.length) {
      const grown = new Int32Array(Math.max(chunks, this.#rowOfChunk.length * 2));
      grown.set(this.#rowOfChunk);
      this.#rowOfChunk = grown;
    }
  }

  /** Closes the gaps that removed files left; files keep their order. */
  #compact(): void {
    const inOrder = [...this.#slots.values()].sort((a, b) => this.#firstRow(a) - this.#firstRow(b));
    let row = 0;
    for (const slot of inOrder) {
      const file = this.#files[slot];
      if (!file) continue;
      for (let i = 0; i < file.chunkCount; i++) {
        this.vectors.move(file.firstRow + i, row + i);
        this.#lengths[row + i] = this.#lengths[file.firstRow + i];
        this.#rowOfChunk[file.firstChunk + i] = row + i + 1;
      }
      this.#files[slot] = { ...file, firstRow: row };
      row += file.chunkCount;
    }
    this.#rows = row;
  }

  #firstRow(slot: number): number {
    return this.#files[slot]?.firstRow ?? 0;
  }
}
