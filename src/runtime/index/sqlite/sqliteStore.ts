// The index in a SQLite file: transactions, what follows from another process's commits, and the answers to queries. Works
// at once and blocks while it does; a thread or a Worker of its own runs it.

import type { CancelSignal } from '../../../core/cancel';
import { throwIfCancelled } from '../../../core/cancel';
import { bytesOfHex, hexOf } from '../../../core/hex';
import { dequantise, packCodes, packedLength, quantise, queryCodes, unpackCodes } from '../../../core/scan/codes';
import type {
  CandidateLists,
  CandidateQuery,
  ContentHash,
  FileRow,
  FileState,
  IndexSpec,
  IndexStats,
} from '../../../engine/index/types';
import { ChunkRows, type LoadedFile } from '../chunkRows';
import { compileFilter, type FileTest } from '../../../engine/index/filter';
import { checkRows } from '../../../engine/index/rows';
import { createVectorTable } from '../kernelTable';
import { readCandidates } from './candidates';
import { bytesOf, DamagedError, isDamage, storeError, textOf, wholeOf, type SqliteDriver, type SqlRow } from './driver';
import { KeptVectors } from './keptVectors';
import { LexicalIndex } from './lexical';
import { Removals } from './removals';
import { prepareSchema } from './schema';
import { prepareStatements, type Statements } from './statements';
import { verifyStore } from './verify';

export class SqliteStore {
  readonly #rows: ChunkRows;
  readonly #lexical: LexicalIndex;
  readonly #kept: KeptVectors;
  readonly #removals: Removals;
  readonly #statements: Statements;
  #generation = 0;
  /** The filter that the mask of the rows stands for; undefined after a change. */
  #allowed: { readonly key: string; readonly any: boolean } | undefined;

  private constructor(
    readonly driver: SqliteDriver,
    readonly spec: IndexSpec,
  ) {
    this.#statements = prepareStatements(driver);
    this.#rows = new ChunkRows(createVectorTable(spec.dims));
    this.#lexical = new LexicalIndex(driver, this.#rows);
    this.#kept = new KeptVectors(driver, spec.dims);
    this.#removals = new Removals(driver);
  }

  /** Makes the tables where there are none and reads what queries need. Throws what SQLite throws. */
  static async open(driver: SqliteDriver, spec: IndexSpec): Promise<SqliteStore> {
    await driver.exclusive(() => transaction(driver, 'IMMEDIATE', () => prepareSchema(driver, spec)));
    const store = new SqliteStore(driver, spec);
    await driver.exclusive(() => transaction(driver, 'DEFERRED', () => store.#catchUp()));
    return store;
  }

  /** The commit that was read last. */
  get generation(): number {
    return this.#generation;
  }

  /** Reads what other processes committed; returns the newest generation. */
  refresh(): Promise<number> {
    return this.#read(() => this.#generation);
  }

  files(): Promise<readonly FileState[]> {
    return this.#read(() => this.#statements.files.all().map(fileState));
  }

  replaceFiles(files: readonly FileRow[]): Promise<{ readonly generation: number }> {
    for (const file of files) checkRows(file, this.spec.dims);
    return this.#write((generation) => {
      for (const file of files) this.#put(file, generation);
    });
  }

  removeFiles(paths: readonly string[]): Promise<{ readonly generation: number }> {
    return this.#write((generation) => {
      for (const path of paths) {
        if (this.#delete(path, nothing, generation)) this.#removals.add(path, generation);
      }
    });
  }

  /** Forgets all files, and the vectors that were kept of those that went before; other connections follow. */
  empty(): Promise<{ readonly generation: number }> {
    return this.#write((generation) => {
      this.#removals.addAll(generation);
      this.driver.exec(
        "DELETE FROM files; DELETE FROM chunks; DELETE FROM kept; INSERT INTO fts(fts) VALUES ('delete-all')",
      );
    });
  }

  vectorsByHash(hashes: readonly ContentHash[]): Promise<ReadonlyMap<ContentHash, Float32Array>> {
    return this.#read(() => {
      const found = new Map<ContentHash, Float32Array>();
      for (const hash of hashes) {
        const row = this.#statements.chunkByHash.get(bytesOfHex(hash));
        const at = row ? this.#rows.rowOf(wholeOf(row, 'id')) : -1;
        const codes = at >= 0 ? this.#rows.vectors.codes(at) : this.#kept.find(hash);
        if (codes) found.set(hash, dequantise(codes));
      }
      return found;
    });
  }

  candidates(query: CandidateQuery, cancel: CancelSignal): Promise<CandidateLists> {
    const test = compileFilter(query.filter);
    const codes = query.vector && this.#codesOf(query.vector);
    return this.#read(() => {
      throwIfCancelled(cancel);
      const none = { vector: [], lexical: [], generation: this.#generation, approximate: false };
      if (!this.#allow(query.filter, test)) return none;
      const phrases = this.#lexical.restrictTo(query.phrases ?? []);
      const lexical = this.#lexical.best(query.terms ?? [], phrases, query.depth);
      throwIfCancelled(cancel);
      const vectors = this.#rows.vectors;
      const vector =
        codes && (phrases ? phrases.nearest(codes, query.depth) : vectors.nearest(codes, this.#rows.rows, query.depth));
      return {
        ...none,
        vector: vector ? readCandidates(this.#statements.chunk, this.#rows, vector) : [],
        lexical: readCandidates(this.#statements.chunk, this.#rows, lexical),
      };
    });
  }

  stats(): Promise<IndexStats> {
    return this.#read(() => {
      const pages = wholeOf(this.#statements.pageCount.get() ?? {}, 'page_count');
      const pageBytes = wholeOf(this.#statements.pageSize.get() ?? {}, 'page_size');
      const { fileCount, chunkCount } = this.#rows;
      return { files: fileCount, chunks: chunkCount, sizeBytes: pages * pageBytes, generation: this.#generation };
    });
  }

  verify(): Promise<readonly string[]> {
    return this.#read(() => verifyStore(this.driver, this.spec.dims, this.#rows));
  }

  /** Forgets what went long ago, merges the word index a little, gives pages back that hold nothing, brings the log into the file and cuts it. */
  tidy(): Promise<void> {
    return this.#exclusive(() => {
      transaction(this.driver, 'IMMEDIATE', () => this.#removals.trim());
      this.driver.exec("INSERT INTO fts(fts, rank) VALUES ('merge', 500)");
      this.driver.prepare('PRAGMA incremental_vacuum').all();
      if (this.driver.journalMode === 'WAL') this.driver.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    });
  }

  close(): Promise<void> {
    return this.driver.close();
  }

  /** Asking all files takes long where there are many; while one types, the filter stays the same. */
  #allow(filter: CandidateQuery['filter'], test: FileTest | undefined): boolean {
    const key = JSON.stringify(filter ?? {});
    if (this.#allowed?.key !== key) this.#allowed = { key, any: this.#rows.allow(test) };
    return this.#allowed.any;
  }

  #codesOf(vector: Float32Array) {
    if (vector.length !== this.spec.dims) {
      throw new RangeError(`A query of width ${vector.length} for an index of width ${this.spec.dims}.`);
    }
    return queryCodes(vector);
  }

  /** Everything that `work` reads is of one commit, and so is what stands in memory. */
  #read<T>(work: () => T): Promise<T> {
    return this.#exclusive(() =>
      transaction(this.driver, 'DEFERRED', () => {
        this.#catchUp();
        return work();
      }),
    );
  }

  async #write(work: (generation: number) => void): Promise<{ readonly generation: number }> {
    return this.#exclusive(() => {
      const generation = transaction(this.driver, 'IMMEDIATE', () => {
        const next = wholeOf(this.#statements.generation.get() ?? {}, 'value') + 1;
        work(next);
        this.#kept.trim(this.#rows.chunkCount);
        this.#statements.setGeneration.run(next);
        return next;
      });
      transaction(this.driver, 'DEFERRED', () => this.#catchUp());
      return { generation };
    });
  }

  async #exclusive<T>(work: () => T): Promise<T> {
    try {
      return await this.driver.exclusive(work);
    } catch (error) {
      if (isDamage(error)) this.driver.noteDamage();
      throw storeError(error, this.driver.file);
    }
  }

  #put(file: FileRow, generation: number): void {
    this.#delete(file.path, new Set(file.chunks.map(({ hash }) => hash)), generation);
    const { dims } = this.spec;
    const { chunks } = file;
    const first = wholeOf(this.#statements.nextChunk.get() ?? {}, 'next');
    const scales = new Float32Array(chunks.length);
    const codes = new Int8Array(chunks.length * dims);
    // More terms than that stand in no chunk that an encoder can read; BM25 would not tell them apart.
    const lengths = Uint16Array.from(chunks, ({ terms }) => Math.min(65535, termCount(terms)));
    chunks.forEach((chunk, i) => (scales[i] = quantise(chunk.vector, codes, i * dims)));
    const statements = this.#statements;
    statements.putFile.run(
      file.path,
      file.language,
      bytesOfHex(file.hash),
      file.sizeBytes,
      file.modifiedMs,
      generation,
      first,
      chunks.length,
      joined(bytesIn(scales), packCodes(codes)),
      bytesIn(lengths),
    );
    const id = wholeOf(statements.lastId.get() ?? {}, 'id');
    chunks.forEach(({ start, end, startLine, endLine, hash, heading, terms }, i) => {
      const number = first + i;
      statements.putChunk.run(number, id, start, end, startLine, endLine, bytesOfHex(hash), JSON.stringify(heading));
      statements.putTerms.run(number, terms);
    });
    this.#removals.forget(file.path);
  }

  /** `staying`: passages that the file goes on to hold. */
  #delete(path: string, staying: ReadonlySet<ContentHash>, generation: number): boolean {
    const { fileByPath, deleteTerms, deleteChunks, deleteFile } = this.#statements;
    const file = fileByPath.get(path);
    if (!file) return false;
    const [id, first, chunkCount] = [wholeOf(file, 'id'), wholeOf(file, 'first_chunk'), wholeOf(file, 'chunk_count')];
    const end = first + chunkCount;
    this.#kept.take({ id, firstChunk: first, chunkCount }, staying, generation);
    for (let chunk = first; chunk < end; chunk++) deleteTerms.run(chunk);
    deleteChunks.run(first, end);
    deleteFile.run(id);
    return true;
  }

  /** Brings memory to the commit that the transaction reads. */
  #catchUp(): void {
    const generation = wholeOf(this.#statements.generation.get() ?? {}, 'value');
    if (generation === this.#generation) return;
    const since = this.#generation;
    const removed = generation < since ? undefined : this.#removals.since(since);
    this.#allowed = undefined;
    const { allFiles, changed, changedPaths } = this.#statements;
    // All goes before anything comes: chunk numbers of what went may be in use again.
    if (!removed) this.#rows.clear();
    else if (this.#rows.fileCount) {
      for (const path of removed) this.#rows.remove(path);
      for (const row of changedPaths.all(since)) this.#rows.remove(textOf(row, 'path'));
    }
    const put = (row: SqlRow) => this.#rows.put(loadedFile(row, this.spec.dims));
    if (this.#rows.fileCount === 0) allFiles.each(put);
    else changed.each(put, since);
    this.#generation = generation;
    this.#lexical.forget();
  }
}

const nothing: ReadonlySet<ContentHash> = new Set();

/** BEGIN, work, COMMIT; ROLLBACK when it fails. */
export function transaction<T>(driver: SqliteDriver, kind: 'DEFERRED' | 'IMMEDIATE', work: () => T): T {
  driver.exec(`BEGIN ${kind}`);
  try {
    const result = work();
    driver.exec('COMMIT');
    return result;
  } catch (error) {
    try {
      driver.exec('ROLLBACK');
    } catch {
      // SQLite rolled back by itself, as it does when the disk is full.
    }
    throw error;
  }
}

function fileState(row: SqlRow): FileState {
  return {
    path: textOf(row, 'path'),
    hash: hexOf(bytesOf(row, 'hash')),
    sizeBytes: wholeOf(row, 'size'),
    modifiedMs: typeof row.modified === 'number' ? row.modified : NaN,
    chunkCount: wholeOf(row, 'chunk_count'),
  };
}

/** DamagedError where lengths do not fit each other. */
function loadedFile(row: SqlRow, dims: number): LoadedFile {
  const chunkCount = wholeOf(row, 'chunk_count');
  const vectors = bytesOf(row, 'vectors');
  const lengths = bytesOf(row, 'lengths');
  if (vectors.length !== chunkCount * (packedLength(dims) + 4) || lengths.length !== chunkCount * 2) {
    throw new DamagedError('vectors: wrong length');
  }
  const codesAt = chunkCount * 4;
  return {
    path: textOf(row, 'path'),
    language: textOf(row, 'language'),
    hash: hexOf(bytesOf(row, 'hash')),
    firstChunk: wholeOf(row, 'first_chunk'),
    chunkCount,
    scales: new Float32Array(vectors.slice(0, codesAt).buffer),
    codes: unpackCodes(vectors.subarray(codesAt)),
    lengths: new Uint16Array(lengths.slice().buffer),
  };
}

function bytesIn(array: Uint16Array | Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

function termCount(terms: string): number {
  let count = 0;
  for (let at = 0, before = 32; at < terms.length; at++) {
    const code = terms.charCodeAt(at);
    if (code !== 32 && before === 32) count++;
    before = code;
  }
  return count;
}
