// Vectors in the memory of the scan kernel (core/scan/scan.wat), which compares them sixteen codes at a time. Falls back to
// the plain twin where WebAssembly has no SIMD.

import scanModule from '../../core/scan/scan.wat';
import { BestRows, type RankedRows } from '../../core/scan/best';
import type { QueryCodes } from '../../core/scan/codes';
import { EngineError } from '../../engine/errors';
import { checkDims, PlainVectorTable, scoreOf, type VectorTable } from '../../core/scan/vectorTable';

/** What the kernel exports; scan.wat names the arguments. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly next: { readonly value: number };
  scan(
    row: number,
    end: number,
    dims: number,
    rows: number,
    mask: number,
    query: number,
    scale: number,
    threshold: number,
    out: number,
    room: number,
  ): number;
}

const pageBytes = 65536;
/** Pairs (row, score) that one call of the kernel may find. */
const room = 1024;
const headBytes = room * 8;

/** The fastest table that this machine can run. */
export function createVectorTable(dims: number): VectorTable {
  const kernel = loadKernel();
  return kernel ? new KernelVectorTable(dims, kernel) : new PlainVectorTable(dims);
}

/** Undefined where WebAssembly or its fixed-width SIMD is missing. */
export function loadKernel(): Kernel | undefined {
  const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly?: WebAssemblyLike };
  if (!wasm?.validate(scanModule)) return undefined;
  return new wasm.Instance(new wasm.Module(scanModule)).exports as Kernel;
}

/** The part of the platform's WebAssembly that is used; the zone's types know no platform that has it. */
interface WebAssemblyLike {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** EngineError storage where the machine, or the 4 GB that WebAssembly can address, has no more. */
function growMemory(memory: Kernel['memory'], pages: number): void {
  try {
    memory.grow(pages);
  } catch {
    throw new EngineError('storage', { reason: 'too little memory for the vectors of this index' });
  }
}

/** Memory: pairs found, query, mask, rows. */
export class KernelVectorTable implements VectorTable {
  readonly #kernel: Kernel;
  readonly #stride: number;
  readonly #queryAt = headBytes;
  readonly #maskAt: number;
  #slots = 4096;
  #rows = 0;
  #bytes!: Int8Array;
  #floats!: Float32Array;
  #whole!: Int32Array;
  mask!: Uint8Array;

  constructor(
    readonly dims: number,
    kernel: Kernel,
  ) {
    checkDims(dims);
    this.#kernel = kernel;
    this.#stride = dims + 8;
    this.#maskAt = this.#queryAt + dims * 2;
    this.#growTo(this.#rowsAt);
  }

  get #rowsAt(): number {
    return this.#maskAt + this.#slots;
  }

  reserve(rows: number, slots: number): void {
    if (slots > this.#slots) this.#widenMask(Math.max(slots, this.#slots * 2));
    if (rows <= this.#rows) return;
    this.#growTo(this.#rowsAt + rows * this.#stride);
    this.#rows = rows;
  }

  write(row: number, codes: Int8Array, offset: number, scale: number, owner: number): void {
    const at = this.#at(row);
    this.#bytes.set(codes.subarray(offset, offset + this.dims), at);
    this.#floats[(at + this.dims) / 4] = scale;
    this.#whole[(at + this.dims + 4) / 4] = owner;
  }

  setOwner(row: number, owner: number): void {
    this.#whole[(this.#at(row) + this.dims + 4) / 4] = owner;
  }

  move(from: number, to: number): void {
    this.#bytes.copyWithin(this.#at(to), this.#at(from), this.#at(from) + this.#stride);
  }

  owner(row: number): number {
    return this.#whole[(this.#at(row) + this.dims + 4) / 4];
  }

  codes(row: number): Int8Array {
    return this.#bytes.slice(this.#at(row), this.#at(row) + this.dims);
  }

  score(query: QueryCodes, row: number): number {
    const at = this.#at(row);
    return scoreOf(query, this.#bytes.subarray(at, at + this.dims), this.#floats[(at + this.dims) / 4]);
  }

  nearest(query: QueryCodes, rows: number, depth: number): RankedRows {
    const best = new BestRows(depth);
    new Int16Array(this.#kernel.memory.buffer, this.#queryAt, this.dims).set(query.codes);
    for (let row = 0; row < rows; row = this.#kernel.next.value) {
      const found = this.#kernel.scan(
        row,
        rows,
        this.dims,
        this.#rowsAt,
        this.#maskAt,
        this.#queryAt,
        query.scale,
        best.threshold,
        0,
        room,
      );
      for (let i = 0; i < found; i++) best.add(this.#whole[2 * i], this.#floats[2 * i + 1]);
    }
    return best.ranked();
  }

  /** May pass 2 GB, where shifting would turn the sign: offsets are counted in bytes as plain numbers. */
  #at(row: number): number {
    return this.#rowsAt + row * this.#stride;
  }

  #widenMask(slots: number): void {
    const from = this.#rowsAt;
    const rowBytes = this.#rows * this.#stride;
    const added = ((slots + 3) & ~3) - this.#slots;
    this.#growTo(from + added + rowBytes);
    this.#bytes.copyWithin(from + added, from, from + rowBytes);
    this.#bytes.fill(0, from, from + added);
    this.#slots += added;
    this.#look();
  }

  #growTo(bytes: number): void {
    const { memory } = this.#kernel;
    const missing = Math.ceil((bytes - memory.buffer.byteLength) / pageBytes);
    if (missing > 0) growMemory(memory, missing);
    this.#look();
  }

  /** The memory moves when it grows. */
  #look(): void {
    const { buffer } = this.#kernel.memory;
    this.#bytes = new Int8Array(buffer);
    this.#floats = new Float32Array(buffer);
    this.#whole = new Int32Array(buffer);
    this.mask = new Uint8Array(buffer, this.#maskAt, this.#slots);
  }
}
