// An index in PostgreSQL with pgvector, for teams: one writes it (a CI job), many read it below their local one. Vectors and
// words reveal what a text says: this is for those who chose to share it.

import { neverCancelled, throwIfCancelled, untilCancelled, type CancelSignal } from '../../../core/cancel';
import type {
  CandidateLists,
  CandidateQuery,
  ChunkIndex,
  ContentHash,
  FileRow,
  FileState,
  IndexSpec,
  IndexStats,
} from '../../../engine/index/types';
import { checkRows } from '../../../engine/index/rows';
import { Connection, type Session } from './connection';
import { Lookup } from './lookup';
import { dropTables, prepareTables, type Tables } from './tables';
import { hexBytes, hexOf, numberOf, parseVector, splitTerms, textOf, tsvectorText, vectorText } from './values';

export interface PostgresIndexOptions {
  /** `postgres://user:password@host/database`. */
  readonly connection: string;
  /** Names what is indexed; the same for all who share it. */
  readonly workspace: string;
  readonly spec: IndexSpec;
  /** `vectors`: words are not sent, so only the vector list is answered. */
  readonly share?: 'vectors' | 'vectors+terms';
  /** False for those who only read. */
  readonly writable?: boolean;
  /** How often to look for commits of others while somebody listens; 5000 when absent. */
  readonly pollMs?: number;
  /** Connections at a time; 2 when absent. */
  readonly connections?: number;
  /** How long a connection may take; 10,000 when absent. */
  readonly connectMs?: number;
}

export interface PostgresIndex extends ChunkIndex {
  readonly kind: 'postgres';
  /** Forgets the whole index on the server, for everybody. */
  drop(): Promise<void>;
}

/**
 * Opens or makes the index of this workspace and spec. EngineError storage where the server cannot be reached or refuses,
 * with its address (never the password) as subject; RangeError for what is no URL of PostgreSQL.
 */
export async function openPostgresIndex(options: PostgresIndexOptions): Promise<PostgresIndex> {
  const connection = await Connection.open(options.connection, options.connections ?? 2, options.connectMs);
  try {
    const { workspace, spec, writable = true } = options;
    return new Shared(connection, await prepareTables(connection, workspace, spec, writable), options);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Rows of one INSERT: enough that the way to the server costs little. */
const rowsAtOnce = 500;

class Shared implements PostgresIndex {
  readonly kind = 'postgres';
  readonly spec: IndexSpec;
  readonly writable: boolean;
  readonly #connection: Connection;
  readonly #tables: Tables;
  readonly #lookup: Lookup;
  readonly #shareTerms: boolean;
  readonly #pollMs: number;
  readonly #listeners = new Set<(generation: number) => void>();
  #told = -1;
  #timer: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;

  constructor(connection: Connection, tables: Tables, options: PostgresIndexOptions) {
    this.#connection = connection;
    this.#tables = tables;
    this.#lookup = new Lookup(tables, options.spec.dims);
    this.spec = options.spec;
    this.writable = options.writable ?? true;
    this.#shareTerms = options.share !== 'vectors';
    this.#pollMs = options.pollMs ?? 5000;
  }

  async files(): Promise<readonly FileState[]> {
    const rows = await this.#connection.query(
      `SELECT path, hash, size, modified, chunk_count FROM ${this.#tables.files} ORDER BY path COLLATE "C"`,
    );
    return rows.map((row) => ({
      path: textOf(row, 'path'),
      hash: hexOf(row, 'hash'),
      sizeBytes: numberOf(row, 'size'),
      modifiedMs: numberOf(row, 'modified'),
      chunkCount: numberOf(row, 'chunk_count'),
    }));
  }

  async replaceFiles(files: readonly FileRow[]): Promise<{ readonly generation: number }> {
    for (const file of files) checkRows(file, this.spec.dims);
    return this.#write(async (session) => {
      await this.#delete(
        session,
        files.map(({ path }) => path),
      );
      await this.#insert(session, files);
    });
  }

  removeFiles(paths: readonly string[]): Promise<{ readonly generation: number }> {
    return this.#write((session) => this.#delete(session, paths));
  }

  async vectorsByHash(hashes: readonly ContentHash[]): Promise<ReadonlyMap<ContentHash, Float32Array>> {
    const rows = await this.#connection.query(
      `SELECT DISTINCT ON (hash) hash, vector::text AS vector FROM ${this.#tables.chunks} WHERE hash = ANY($1)`,
      [hashes.map(hexBytes)],
    );
    return new Map(rows.map((row) => [hexOf(row, 'hash'), parseVector(textOf(row, 'vector'))]));
  }

  async candidates(query: CandidateQuery, cancel: CancelSignal = neverCancelled): Promise<CandidateLists> {
    throwIfCancelled(cancel);
    const answer = this.#connection.transaction('ISOLATION LEVEL REPEATABLE READ READ ONLY', (session) =>
      this.#lookup.candidates(session, query, cancel),
    );
    // The server ends its query on its own.
    return untilCancelled(answer, cancel);
  }

  onDidChange(listener: (generation: number) => void) {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => void this.#poll(), this.#pollMs).unref();
    return {
      dispose: () => {
        this.#listeners.delete(listener);
        if (this.#listeners.size === 0) this.#rest();
      },
    };
  }

  async stats(): Promise<IndexStats> {
    const { name, files, chunks, terms } = this.#tables;
    const [row] = await this.#connection.query(
      `SELECT generation, chunk_count, (SELECT count(*) FROM ${files}) AS files,
        pg_total_relation_size($2::regclass) + pg_total_relation_size($3::regclass)
          + pg_total_relation_size($4::regclass) AS bytes
        FROM semtext_indexes WHERE name = $1`,
      [name, files, chunks, terms],
    );
    return {
      files: numberOf(row ?? {}, 'files'),
      chunks: numberOf(row ?? {}, 'chunk_count'),
      sizeBytes: numberOf(row ?? {}, 'bytes'),
      generation: numberOf(row ?? {}, 'generation'),
    };
  }

  async verify(): Promise<readonly string[]> {
    return this.#connection.transaction('ISOLATION LEVEL REPEATABLE READ READ ONLY', (session) =>
      this.#lookup.verify(session),
    );
  }

  async drop(): Promise<void> {
    await dropTables(this.#connection, this.#tables);
  }

  close(): Promise<void> {
    this.#rest();
    this.#closed ??= this.#connection.close();
    return this.#closed;
  }

  /** Writers come one after the other: each holds the index's row until it is done. */
  async #write(work: (session: Session) => Promise<void>): Promise<{ readonly generation: number }> {
    if (!this.writable) throw new RangeError('This index was opened for reading.');
    const generation = await this.#connection.transaction('READ WRITE', async (session) => {
      const [row] = await session.query(
        'UPDATE semtext_indexes SET generation = generation + 1 WHERE name = $1 RETURNING generation',
        [this.#tables.name],
      );
      await work(session);
      return numberOf(row ?? {}, 'generation');
    });
    this.#tell(generation);
    return { generation };
  }

  async #delete(session: Session, paths: readonly string[]): Promise<void> {
    const { name, files, chunks, terms } = this.#tables;
    const gone = `SELECT c.* FROM ${chunks} c JOIN ${files} f ON f.id = c.file WHERE f.path = ANY($1)`;
    await session.query(
      `UPDATE ${terms} t SET documents = t.documents - g.n
        FROM (SELECT lexeme, count(*) AS n FROM (${gone}) c, unnest(c.terms) GROUP BY lexeme) g WHERE t.term = g.lexeme`,
      [paths],
    );
    await session.query(
      `UPDATE semtext_indexes SET chunk_count = chunk_count - g.n, term_count = term_count - g.terms
        FROM (SELECT count(*) AS n, coalesce(sum(length), 0) AS terms FROM (${gone}) c) g WHERE name = $2`,
      [paths, name],
    );
    await session.query(`DELETE FROM ${files} WHERE path = ANY($1)`, [paths]);
  }

  async #insert(session: Session, files: readonly FileRow[]): Promise<void> {
    const counts = new Map<string, number>();
    let chunkCount = 0;
    let termCount = 0;
    for (const file of files) {
      const [row] = await session.query(
        `INSERT INTO ${this.#tables.files}(path, language, hash, size, modified, chunk_count)
          VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
        [file.path, file.language, hexBytes(file.hash), file.sizeBytes, file.modifiedMs, file.chunks.length],
      );
      const words = file.chunks.map(({ terms }) => (this.#shareTerms ? splitTerms(terms) : []));
      for (let at = 0; at < file.chunks.length; at += rowsAtOnce) {
        await this.#insertChunks(session, numberOf(row ?? {}, 'id'), file, words, at);
      }
      for (const each of words) {
        chunkCount++;
        termCount += each.length;
        for (const word of new Set(each)) counts.set(word, (counts.get(word) ?? 0) + 1);
      }
    }
    await session.query(
      `INSERT INTO ${this.#tables.terms} AS t (term, documents) SELECT * FROM unnest($1::text[], $2::bigint[])
        ON CONFLICT (term) DO UPDATE SET documents = t.documents + excluded.documents`,
      [[...counts.keys()], [...counts.values()]],
    );
    await session.query(
      'UPDATE semtext_indexes SET chunk_count = chunk_count + $2, term_count = term_count + $3 WHERE name = $1',
      [this.#tables.name, chunkCount, termCount],
    );
  }

  async #insertChunks(
    session: Session,
    id: number,
    file: FileRow,
    words: readonly (readonly string[])[],
    from: number,
  ): Promise<void> {
    const rows = file.chunks.slice(from, from + rowsAtOnce);
    const termsOf = words.slice(from, from + rowsAtOnce);
    const vectorType = this.#tables.dialect.vectorType(this.spec.dims);
    await session.query(
      `INSERT INTO ${this.#tables.chunks}(file, starts, ends, start_line, end_line, hash, heading, length, vector, terms)
        SELECT $1, starts, ends, start_line, end_line, hash,
          ARRAY(SELECT jsonb_array_elements_text(heading::jsonb)), length, vector::${vectorType}, terms::tsvector
        FROM unnest($2::int[], $3::int[], $4::int[], $5::int[], $6::bytea[], $7::text[], $8::int[], $9::text[], $10::text[])
          AS r(starts, ends, start_line, end_line, hash, heading, length, vector, terms)`,
      [
        id,
        rows.map(({ start }) => start),
        rows.map(({ end }) => end),
        rows.map(({ startLine }) => startLine),
        rows.map(({ endLine }) => endLine),
        rows.map(({ hash }) => hexBytes(hash)),
        rows.map(({ heading }) => JSON.stringify(heading)),
        termsOf.map((each) => each.length),
        rows.map(({ vector }) => vectorText(vector)),
        termsOf.map(tsvectorText),
      ],
    );
  }

  async #poll(): Promise<void> {
    try {
      const sql = 'SELECT generation FROM semtext_indexes WHERE name = $1';
      const [row] = await this.#connection.query(sql, [this.#tables.name]);
      if (row) this.#tell(numberOf(row, 'generation'));
    } catch {
      // The next query meets the same trouble and tells who asked.
    }
  }

  #tell(generation: number): void {
    if (generation === this.#told) return;
    this.#told = generation;
    for (const listener of [...this.#listeners]) listener(generation);
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
