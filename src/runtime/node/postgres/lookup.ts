// Queries of a shared index: nearest vectors by the server's index, words by BM25 over the passages that the rarest of them
// lead to. Which files pass a filter is decided here, as for every index, from the list of files of the commit.

import { throwIfCancelled, type CancelSignal } from '../../../core/cancel';
import { inverseDocumentFrequency } from '../../../core/bm25';
import type { CandidateLists, CandidateQuery, ChunkCandidate, SearchFilter } from '../../../engine/index/types';
import { compileFilter } from '../../../engine/index/filter';
import type { Row, Session } from './connection';
import type { Tables } from './tables';
import { hexOf, numberOf, stringsOf, textOf, tsqueryText, vectorText } from './values';

/** Passages whose words are looked at one by one; rarer words come first until there would be more. */
const mostPassages = 20_000;

interface Counts {
  readonly generation: number;
  readonly chunks: number;
  readonly meanLength: number;
}

interface FileNames {
  readonly generation: number;
  readonly files: readonly { readonly id: string; readonly path: string; readonly language: string }[];
}

export class Lookup {
  readonly #tables: Tables;
  readonly #columns: string;
  #names: FileNames | undefined;

  constructor(
    tables: Tables,
    readonly dims: number,
  ) {
    this.#tables = tables;
    this.#columns =
      'f.path, f.language, f.hash AS file_hash, c.hash, c.heading, c.starts, c.ends, c.start_line, c.end_line';
  }

  /** RangeError for a vector of another width. Runs in a transaction of the caller. */
  async candidates(session: Session, query: CandidateQuery, cancel: CancelSignal): Promise<CandidateLists> {
    if (query.vector && query.vector.length !== this.dims) {
      throw new RangeError(`A query of width ${query.vector.length} for an index of width ${this.dims}.`);
    }
    const counts = await this.#counts(session);
    const files = await this.#passing(session, query.filter, counts.generation);
    const phrases = (query.phrases ?? []).filter((phrase) => phrase.length);
    throwIfCancelled(cancel);
    const vector = query.vector ? await this.#nearest(session, query.vector, phrases, files, query.depth) : [];
    throwIfCancelled(cancel);
    const lexical = await this.#matching(session, query.terms ?? [], phrases, files, query.depth, counts);
    return { vector, lexical, generation: counts.generation, approximate: true };
  }

  /** What does not add up, one sentence each. */
  async verify(session: Session): Promise<string[]> {
    const { files, chunks, terms } = this.#tables;
    const counts = await this.#counts(session);
    const n = async (sql: string) => numberOf((await session.query(`SELECT count(*) AS n FROM ${sql}`))[0] ?? {}, 'n');
    const found: string[] = [];
    const there = await n(chunks);
    if (there !== counts.chunks) found.push(`${there} chunks, ${counts.chunks} by the list of indexes`);
    const wrong = await n(`${files} f WHERE chunk_count <> (SELECT count(*) FROM ${chunks} c WHERE c.file = f.id)`);
    if (wrong) found.push(`${wrong} files whose chunks are not all there`);
    const miscounted = await n(`(SELECT lexeme, count(*) AS n FROM ${chunks} c, unnest(c.terms) GROUP BY lexeme) g
      FULL JOIN (SELECT * FROM ${terms} WHERE documents <> 0) t ON t.term = g.lexeme
      WHERE t.documents IS DISTINCT FROM g.n`);
    if (miscounted) found.push(`${miscounted} terms that are miscounted`);
    return found;
  }

  async #counts(session: Session): Promise<Counts> {
    const sql = 'SELECT generation, chunk_count, term_count FROM semtext_indexes WHERE name = $1';
    const row = (await session.query(sql, [this.#tables.name]))[0] ?? {};
    const chunks = numberOf(row, 'chunk_count');
    return {
      generation: numberOf(row, 'generation'),
      chunks,
      meanLength: chunks ? numberOf(row, 'term_count') / chunks : 0,
    };
  }

  /** Ids of the files that pass; undefined where all do. */
  async #passing(
    session: Session,
    filter: SearchFilter | undefined,
    generation: number,
  ): Promise<string[] | undefined> {
    const test = compileFilter(filter);
    if (!test) return undefined;
    if (this.#names?.generation !== generation) {
      const rows = await session.query(`SELECT id::text AS id, path, language FROM ${this.#tables.files}`);
      const files = rows.map((row) => ({
        id: textOf(row, 'id'),
        path: textOf(row, 'path'),
        language: textOf(row, 'language'),
      }));
      this.#names = { generation, files };
    }
    return this.#names.files.filter(({ path, language }) => test(path, language)).map(({ id }) => id);
  }

  async #nearest(
    session: Session,
    vector: Float32Array,
    phrases: readonly (readonly string[])[],
    files: readonly string[] | undefined,
    depth: number,
  ): Promise<ChunkCandidate[]> {
    const { files: fileTable, chunks, dialect } = this.#tables;
    for (const statement of dialect.beforeSearch) await session.query(statement);
    const values: unknown[] = [vectorText(vector), depth];
    const conditions = conditionsOf(files, phrases.length ? tsqueryText([], phrases, '&') : undefined, values);
    const distance = `c.vector <=> $1::${dialect.vectorType(this.dims)}`;
    const rows = await session.query(
      `WITH nearest AS MATERIALIZED (
        SELECT c.id, ${distance} AS distance FROM ${chunks} c ${conditions} ORDER BY ${distance} LIMIT $2)
      SELECT ${this.#columns}, 1 - n.distance AS score FROM nearest n
        JOIN ${chunks} c ON c.id = n.id JOIN ${fileTable} f ON f.id = c.file ORDER BY n.distance, c.id`,
      values,
    );
    return rows.map(candidateOf);
  }

  async #matching(
    session: Session,
    terms: readonly string[],
    phrases: readonly (readonly string[])[],
    files: readonly string[] | undefined,
    depth: number,
    counts: Counts,
  ): Promise<ChunkCandidate[]> {
    const documents = await this.#documents(session, terms);
    const known = [...documents.keys()];
    if (!known.length && (terms.length || !phrases.length)) return [];
    const { files: fileTable, chunks } = this.#tables;
    // A term that is asked for twice weighs twice.
    const times = (term: string) => terms.filter((each) => each === term).length;
    const weights = known.map(
      (term) => times(term) * inverseDocumentFrequency(documents.get(term) ?? 0, counts.chunks),
    );
    const alone = known.length ? 0 : await this.#phraseWeight(session, phrases, counts.chunks);
    const wanted = tsqueryText(phrases.length ? known : this.#leading(known, documents), phrases, '|');
    const values: unknown[] = [known, weights, counts.meanLength || 1, alone, depth];
    const conditions = conditionsOf(files, wanted, values);
    // BM25 as in core/bm25: k1 1.2, b 0.75.
    const rows = await session.query(
      `WITH weights AS (SELECT * FROM unnest($1::text[], $2::float8[]) AS w(term, weight)),
      scored AS MATERIALIZED (
        SELECT c.id, $4::float8 + coalesce((
          SELECT sum(w.weight * cardinality(u.positions) * 2.2
            / (cardinality(u.positions) + 1.2 * (0.25 + 0.75 * c.length / $3::float8)))
          FROM unnest(c.terms) u JOIN weights w ON w.term = u.lexeme), 0) AS score
        FROM ${chunks} c ${conditions} ORDER BY score DESC, c.id LIMIT $5)
      SELECT ${this.#columns}, s.score FROM scored s
        JOIN ${chunks} c ON c.id = s.id JOIN ${fileTable} f ON f.id = c.file ORDER BY s.score DESC, c.id`,
      values,
    );
    return rows.map(candidateOf);
  }

  /** In how many chunks each term stands; those that stand in none are left out. */
  async #documents(session: Session, terms: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const sql = `SELECT term, documents FROM ${this.#tables.terms} WHERE term = ANY($1) AND documents > 0`;
    const rows = await session.query(sql, [terms]);
    return new Map(rows.map((row) => [textOf(row, 'term'), numberOf(row, 'documents')]));
  }

  /** The rarest terms, one at least, that together stand in no more passages than can be looked at. */
  #leading(terms: readonly string[], documents: ReadonlyMap<string, number>): string[] {
    const rarest = [...terms].sort((a, b) => (documents.get(a) ?? 0) - (documents.get(b) ?? 0));
    let passages = 0;
    return rarest.filter((term, i) => (passages += documents.get(term) ?? 0) <= mostPassages || i === 0);
  }

  async #phraseWeight(session: Session, phrases: readonly (readonly string[])[], total: number): Promise<number> {
    let weight = 0;
    for (const phrase of phrases) {
      const sql = `SELECT count(*) AS n FROM ${this.#tables.chunks} WHERE terms @@ $1::tsquery`;
      const [row] = await session.query(sql, [tsqueryText([], [phrase], '&')]);
      weight += inverseDocumentFrequency(numberOf(row ?? {}, 'n'), total);
    }
    return weight;
  }
}

/** WHERE, with what it compares to added to `values`. */
function conditionsOf(files: readonly string[] | undefined, terms: string | undefined, values: unknown[]): string {
  const conditions: string[] = [];
  if (files) conditions.push(`c.file = ANY($${values.push(files)}::bigint[])`);
  if (terms !== undefined) conditions.push(`c.terms @@ $${values.push(terms)}::tsquery`);
  return conditions.length ? `WHERE ${conditions.join(' AND ')}` : '';
}

function candidateOf(row: Row): ChunkCandidate {
  return {
    path: textOf(row, 'path'),
    language: textOf(row, 'language'),
    fileHash: hexOf(row, 'file_hash'),
    hash: hexOf(row, 'hash'),
    heading: stringsOf(row, 'heading'),
    start: numberOf(row, 'starts'),
    end: numberOf(row, 'ends'),
    startLine: numberOf(row, 'start_line'),
    endLine: numberOf(row, 'end_line'),
    score: numberOf(row, 'score'),
  };
}
