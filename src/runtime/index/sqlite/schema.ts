// The tables of the local index and what stands in them for good. A row of `files` is a file with the vectors of all its
// chunks; the text of a chunk is never stored.

import { EngineError } from '../../../engine/errors';
import type { IndexSpec } from '../../../engine/index/types';
import { object, string, wholeFrom } from '../../parse';
import { textOf, wholeOf, type SqliteDriver } from './driver';
import { keptTables } from './keptVectors';

/** Raised with every change of the tables; part of the digest that names an index. */
export const storeSchema = 2;

/** Small ones, because a row is a file with its vectors: the room that rows leave in a page is up to half a row's. */
export const pageBytes = 2048;

/**
 * Terms come split; the tokenizer splits at blanks only. `ascii` takes everything outside ASCII as part of a token, and all
 * punctuation is named here.
 */
const punctuation = `!#$%&()*+,-./:;<=>?@[\\]^_\`{|}~''""`;

const tables = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  language TEXT NOT NULL,
  hash BLOB NOT NULL,
  size INTEGER NOT NULL,
  modified REAL NOT NULL,
  generation INTEGER NOT NULL,
  first_chunk INTEGER NOT NULL,
  chunk_count INTEGER NOT NULL,
  vectors BLOB NOT NULL,
  lengths BLOB NOT NULL
);
CREATE INDEX files_by_generation ON files(generation);
CREATE TABLE chunks (
  id INTEGER PRIMARY KEY,
  file INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  start_line INTEGER NOT NULL,
  end_line INTEGER NOT NULL,
  hash BLOB NOT NULL,
  heading TEXT NOT NULL
);
CREATE INDEX chunks_by_hash ON chunks(hash);
CREATE TABLE removed (path TEXT PRIMARY KEY, generation INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX removed_by_generation ON removed(generation);
CREATE VIRTUAL TABLE fts USING fts5(body, content='', contentless_delete=1, tokenize="ascii tokenchars '${punctuation}'");
`;

/** Occurrences of a term, chunk by chunk; a view of this connection alone. */
const occurrences = 'CREATE VIRTUAL TABLE IF NOT EXISTS temp.occurrences USING fts5vocab(main, fts, instance)';

/**
 * Makes the tables where there are none, and refuses an index that another encoder or chunker made: EngineError storage.
 * Throws what SQLite throws. Runs within a transaction of the caller.
 */
export function prepareSchema(driver: SqliteDriver, spec: IndexSpec): void {
  if (!driver.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get()) {
    driver.exec(tables);
    const put = driver.prepare('INSERT INTO meta(key, value) VALUES (?, ?)');
    put.run('spec', JSON.stringify(specFields(spec)));
    put.run('store', storeSchema);
    put.run('generation', 0);
  }
  driver.exec(keptTables);
  driver.exec(occurrences);
  const stored = storedSpec(driver);
  if (!stored || !sameSpec(stored, spec)) {
    throw new EngineError('storage', { subject: driver.file, reason: 'another encoder or chunker made this index' });
  }
}

/** Undefined where the index says nothing that can be read. */
function storedSpec(driver: SqliteDriver): IndexSpec | undefined {
  const value = driver.prepare('SELECT value FROM meta WHERE key = ?');
  const schema = value.get('store');
  const spec = value.get('spec');
  if (!schema || !spec || wholeOf(schema, 'value') !== storeSchema) return undefined;
  try {
    return parseSpec(JSON.parse(textOf(spec, 'value')));
  } catch {
    return undefined;
  }
}

export function parseSpec(value: unknown): IndexSpec {
  const whole = wholeFrom(0);
  return object<IndexSpec>({ model: string, dims: whole, chunker: string, schema: whole })(value, 'spec');
}

export function sameSpec(a: IndexSpec, b: IndexSpec): boolean {
  return JSON.stringify(specFields(a)) === JSON.stringify(specFields(b));
}

/** The fields that count, in a fixed order. */
export function specFields({ model, dims, chunker, schema }: IndexSpec): IndexSpec {
  return { model, dims, chunker, schema };
}
