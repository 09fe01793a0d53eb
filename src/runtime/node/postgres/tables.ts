// The tables of a shared index. Each pair of workspace and spec has tables of its own, named by a digest; one table lists
// them. The text of a chunk is never stored; its words are, unless only vectors are shared.

import { createHash } from 'node:crypto';
import { EngineError } from '../../../engine/errors';
import type { IndexSpec } from '../../../engine/index/types';
import { sameSpec, parseSpec, specFields } from '../../index/sqlite/schema';
import type { Connection, Session } from './connection';
import { dialectOf, dialects, type Dialect } from './dialect';
import { textOf } from './values';

/** Raised with every change of the tables. */
const tablesVersion = 1;

export interface Tables {
  /** Key in `semtext_indexes`, and beginning of the names of the tables. */
  readonly name: string;
  readonly files: string;
  readonly chunks: string;
  readonly terms: string;
  readonly dialect: Dialect;
}

/**
 * Makes what is missing, unless it is only to be read. EngineError storage where the server refuses, has no pgvector, or has
 * no such index to read.
 */
export async function prepareTables(
  connection: Connection,
  workspace: string,
  spec: IndexSpec,
  writable: boolean,
): Promise<Tables> {
  const version = textOf((await connection.query('SELECT version() AS version'))[0] ?? {}, 'version');
  const dialect = dialects[dialectOf(version)];
  const name = indexName(workspace, spec);
  const tables = { name, files: `${name}_files`, chunks: `${name}_chunks`, terms: `${name}_terms`, dialect };
  const known = await readSpec(connection, name);
  if (known === undefined) {
    if (!writable)
      throw new EngineError('storage', { subject: connection.subject, reason: 'nobody shared this index yet' });
    await createTables(connection, tables, workspace, spec);
  }
  const stored = await readSpec(connection, name);
  if (!stored || !sameSpec(stored, spec)) {
    throw new EngineError('storage', {
      subject: connection.subject,
      reason: 'another encoder or chunker made this index',
    });
  }
  return tables;
}

function indexName(workspace: string, spec: IndexSpec): string {
  const digest = createHash('sha256').update(JSON.stringify([tablesVersion, workspace, specFields(spec)]));
  return `semtext_${digest.digest('hex').slice(0, 16)}`;
}

/** Undefined where there is no such index. */
async function readSpec(session: Session, name: string): Promise<IndexSpec | undefined> {
  const [table] = await session.query("SELECT to_regclass('semtext_indexes') IS NOT NULL AS there");
  if (table?.there !== true) return undefined;
  const [row] = await session.query('SELECT spec FROM semtext_indexes WHERE name = $1', [name]);
  return row && parseSpec(JSON.parse(textOf(row, 'spec')));
}

async function createTables(connection: Connection, tables: Tables, workspace: string, spec: IndexSpec): Promise<void> {
  const { name, files, chunks, terms, dialect } = tables;
  await connection.transaction('READ WRITE', async (session) => {
    // Two that begin at once: the second waits here and finds all made.
    await session.query('SELECT pg_advisory_xact_lock(hashtext($1))', ['semtext']);
    if (dialect.extension) await session.query(`CREATE EXTENSION IF NOT EXISTS ${dialect.extension}`);
    for (const statement of [
      `CREATE TABLE IF NOT EXISTS semtext_indexes (
        name text PRIMARY KEY, workspace text NOT NULL, spec text NOT NULL, generation bigint NOT NULL,
        chunk_count bigint NOT NULL, term_count bigint NOT NULL)`,
      `CREATE TABLE IF NOT EXISTS ${files} (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, path text NOT NULL UNIQUE, language text NOT NULL,
        hash bytea NOT NULL, size bigint NOT NULL, modified double precision NOT NULL, chunk_count integer NOT NULL)`,
      `CREATE TABLE IF NOT EXISTS ${chunks} (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        file bigint NOT NULL REFERENCES ${files}(id) ON DELETE CASCADE,
        starts integer NOT NULL, ends integer NOT NULL, start_line integer NOT NULL, end_line integer NOT NULL,
        hash bytea NOT NULL, heading text[] NOT NULL, length integer NOT NULL,
        vector ${dialect.vectorType(spec.dims)} NOT NULL, terms tsvector NOT NULL)`,
      // In how many chunks each term stands, for BM25.
      `CREATE TABLE IF NOT EXISTS ${terms} (term text PRIMARY KEY, documents bigint NOT NULL)`,
      `CREATE INDEX IF NOT EXISTS ${chunks}_file ON ${chunks}(file)`,
      `CREATE INDEX IF NOT EXISTS ${chunks}_hash ON ${chunks}(hash)`,
      `CREATE INDEX IF NOT EXISTS ${chunks}_by_term ON ${chunks} USING gin (terms)`,
      dialect.createVectorIndex(`${chunks}_vector`, chunks, 'vector'),
    ]) {
      await session.query(statement);
    }
    await session.query(
      `INSERT INTO semtext_indexes(name, workspace, spec, generation, chunk_count, term_count)
        VALUES ($1, $2, $3, 0, 0, 0) ON CONFLICT (name) DO NOTHING`,
      [name, workspace, JSON.stringify(specFields(spec))],
    );
  });
}

/** Forgets an index for good. */
export async function dropTables(connection: Connection, tables: Tables): Promise<void> {
  await connection.transaction('READ WRITE', async (session) => {
    await session.query(`DROP TABLE IF EXISTS ${tables.chunks}, ${tables.files}, ${tables.terms}`);
    await session.query('DELETE FROM semtext_indexes WHERE name = $1', [tables.name]);
  });
}
