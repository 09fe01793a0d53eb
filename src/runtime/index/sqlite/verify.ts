// Looks for contradictions in a store: SQLite's own checks, the tables against each other, memory against the tables.

import { packedLength } from '../../../core/scan/codes';
import type { ChunkRows } from '../chunkRows';
import { DamagedError, textOf, wholeOf, type SqliteDriver } from './driver';

/** After an end that was not orderly; DamagedError when the file did not survive it. */
export function quickCheck(driver: SqliteDriver): void {
  const rows = driver.prepare('PRAGMA quick_check(1)').all();
  if (rows.some((row) => textOf(row, 'quick_check') !== 'ok')) throw new DamagedError('quick_check');
}

/** One sentence for each contradiction; reads everything. */
export function verifyStore(driver: SqliteDriver, dims: number, rows: ChunkRows): string[] {
  const count = (sql: string) => wholeOf(driver.prepare(sql).get() ?? {}, 'n');
  const found: string[] = [];
  const complain = (n: number, what: string) => {
    if (n) found.push(`${n} ${what}`);
  };
  for (const row of driver.prepare('PRAGMA integrity_check').all()) {
    const said = textOf(row, 'integrity_check');
    if (said !== 'ok') found.push(`SQLite: ${said}`);
  }
  complain(
    count(`SELECT count(*) AS n FROM files WHERE length(vectors) <> chunk_count * ${packedLength(dims) + 4}`),
    'files whose vectors have the wrong length',
  );
  complain(
    count('SELECT count(*) AS n FROM files WHERE length(lengths) <> chunk_count * 2'),
    'files whose term counts have the wrong length',
  );
  complain(
    count(`SELECT count(*) AS n FROM files f WHERE chunk_count <> (SELECT count(*) FROM chunks c
      WHERE c.id >= f.first_chunk AND c.id < f.first_chunk + f.chunk_count AND c.file = f.id)`),
    'files whose chunks are not all there',
  );
  complain(count('SELECT count(*) AS n FROM chunks WHERE file NOT IN (SELECT id FROM files)'), 'chunks without a file');
  complain(
    count('SELECT count(*) AS n FROM chunks WHERE id NOT IN (SELECT id FROM fts_docsize)'),
    'chunks without words',
  );
  complain(
    count('SELECT count(*) AS n FROM fts_docsize WHERE id NOT IN (SELECT id FROM chunks)'),
    'words without a chunk',
  );
  const chunks = count('SELECT count(*) AS n FROM chunks');
  if (chunks !== rows.chunkCount) found.push(`${chunks} chunks on disk, ${rows.chunkCount} in memory`);
  return found;
}
