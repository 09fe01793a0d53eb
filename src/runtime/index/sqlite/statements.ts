// The SQL of the local index, prepared once a connection.

import type { SqliteDriver, Statement } from './driver';

export type Statements = ReturnType<typeof prepareStatements>;

export function prepareStatements(driver: SqliteDriver) {
  const sql = {
    generation: "SELECT value FROM meta WHERE key = 'generation'",
    setGeneration: "UPDATE meta SET value = ? WHERE key = 'generation'",
    files: 'SELECT path, hash, size, modified, chunk_count FROM files ORDER BY path',
    fileByPath: 'SELECT id, first_chunk, chunk_count FROM files WHERE path = ?',
    putFile: `INSERT INTO files(path, language, hash, size, modified, generation, first_chunk, chunk_count, vectors, lengths)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    deleteFile: 'DELETE FROM files WHERE id = ?',
    lastId: 'SELECT last_insert_rowid() AS id',
    nextChunk: 'SELECT coalesce(max(id), 0) + 1 AS next FROM chunks',
    putChunk:
      'INSERT INTO chunks(id, file, start, end, start_line, end_line, hash, heading) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    deleteChunks: 'DELETE FROM chunks WHERE id >= ? AND id < ?',
    chunk: 'SELECT start, end, start_line, end_line, hash, heading FROM chunks WHERE id = ?',
    chunkByHash: 'SELECT id FROM chunks WHERE hash = ? LIMIT 1',
    putTerms: 'INSERT INTO fts(rowid, body) VALUES (?, ?)',
    // One by one: for a range FTS5 walks through all rows.
    deleteTerms: 'DELETE FROM fts WHERE rowid = ?',
    changedPaths: 'SELECT path FROM files WHERE generation > ?',
    allFiles: 'SELECT path, language, hash, first_chunk, chunk_count, vectors, lengths FROM files ORDER BY id',
    // Without the hint the rows of all files may be read for the few that changed.
    changed: `SELECT path, language, hash, first_chunk, chunk_count, vectors, lengths
      FROM files INDEXED BY files_by_generation WHERE generation > ?`,
    pageCount: 'PRAGMA page_count',
    pageSize: 'PRAGMA page_size',
  } as const;
  const prepared = Object.entries(sql).map(([name, text]) => [name, driver.prepare(text)]);
  return Object.fromEntries(prepared) as Record<keyof typeof sql, Statement>;
}
