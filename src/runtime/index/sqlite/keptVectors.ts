// Vectors of passages that no file holds any more, kept for a while: a branch that is left for another one comes back, and
// so does text that is cut here and pasted there. Searches never see them; which of them are kept is bounded.

import { packedLength, unpackCodes } from '../../../core/scan/codes';
import { bytesOfHex, hexOf } from '../../../core/hex';
import type { ContentHash } from '../../../engine/index/types';
import { bytesOf, wholeOf, type SqliteDriver } from './driver';

/** Kept at least as far back as so many passages, and as a quarter of those in the index. */
const leastKept = 20_000;
const shareKept = 0.25;

export const keptTables = `
CREATE TABLE IF NOT EXISTS kept (hash BLOB NOT NULL UNIQUE, generation INTEGER NOT NULL, codes BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS kept_by_generation ON kept(generation);
`;

/** A file whose rows are about to be deleted. */
export interface LeavingFile {
  readonly id: number;
  readonly firstChunk: number;
  readonly chunkCount: number;
}

/** All methods but `find` run within a transaction that writes. */
export class KeptVectors {
  /** Of one vector. */
  readonly #bytes: number;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(driver: SqliteDriver, dims: number) {
    this.#bytes = packedLength(dims);
    this.#statements = prepare(driver);
  }

  /** The codes of a passage's vector `[dims]`; undefined where they are not kept. */
  find(hash: ContentHash): Int8Array | undefined {
    const row = this.#statements.find.get(bytesOfHex(hash));
    if (!row) return undefined;
    return unpackCodes(bytesOf(row, 'codes'));
  }

  /** Takes over the vectors of a file but those of `staying` passages and of those that another file holds. */
  take({ id, firstChunk, chunkCount }: LeavingFile, staying: ReadonlySet<ContentHash>, generation: number): void {
    const { vectors, hashes, elsewhere, put } = this.#statements;
    const end = firstChunk + chunkCount;
    const leaving = hashes.all(firstChunk, end).filter((row) => {
      const hash = bytesOf(row, 'hash');
      return !staying.has(hexOf(hash)) && !elsewhere.get(hash, firstChunk, end);
    });
    if (leaving.length === 0) return;
    const all = bytesOf(vectors.get(id) ?? {}, 'vectors');
    for (const row of leaving) {
      const at = chunkCount * 4 + (wholeOf(row, 'id') - firstChunk) * this.#bytes;
      put.run(bytesOf(row, 'hash'), generation, all.slice(at, at + this.#bytes));
    }
  }

  /** Forgets those that left longest ago. */
  trim(chunkCount: number): void {
    const most = Math.max(leastKept, Math.floor(chunkCount * shareKept));
    const surplus = wholeOf(this.#statements.count.get() ?? {}, 'n') - most;
    if (surplus > 0) this.#statements.forget.run(surplus);
  }
}

function prepare(driver: SqliteDriver) {
  return {
    find: driver.prepare('SELECT codes FROM kept WHERE hash = ?'),
    vectors: driver.prepare('SELECT vectors FROM files WHERE id = ?'),
    hashes: driver.prepare('SELECT id, hash FROM chunks WHERE id >= ? AND id < ?'),
    elsewhere: driver.prepare('SELECT 1 FROM chunks WHERE hash = ? AND (id < ? OR id >= ?) LIMIT 1'),
    put: driver.prepare('INSERT OR REPLACE INTO kept(hash, generation, codes) VALUES (?, ?, ?)'),
    count: driver.prepare('SELECT count(*) AS n FROM kept'),
    forget: driver.prepare('DELETE FROM kept WHERE hash IN (SELECT hash FROM kept ORDER BY generation LIMIT ?)'),
  };
}
