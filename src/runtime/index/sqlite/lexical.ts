// BM25 over the words of the FTS5 index. FTS5's own ranking visits every passage one by one; reading a term's list and adding
// it up here gives the same scores many times faster. Phrases go through FTS5.

import { inverseDocumentFrequency, saturation } from '../../../core/bm25';
import { BestRows, type RankedRows } from '../../../core/scan/best';
import type { QueryCodes } from '../../../core/scan/codes';
import type { ChunkRows } from '../chunkRows';
import { DamagedError, type SqliteDriver, type Statement } from './driver';
import type { Occurrences } from './termList';
import { TermPages } from './termPages';

/** Rows that hold a term, and how often. */
interface Postings {
  readonly rows: Int32Array;
  readonly counts: Uint16Array;
}

/** Postings that are kept between queries, 6 bytes each: as one types, most words stay. More of them where there are more passages. */
const leastKept = 2_000_000;
const keptPerRow = 4;

/** The rows that hold all phrases of a query. */
export interface PhraseRows {
  /** Ascending, and let through by the filter. */
  readonly rows: Int32Array;
  /** What each of them scores where no words are asked for. */
  readonly weight: number;
  nearest(query: QueryCodes, depth: number): RankedRows;
}

export class LexicalIndex {
  readonly #pages: TermPages;
  readonly #occurrences: Statement;
  readonly #phrase: Statement;
  readonly #rows: ChunkRows;
  readonly #kept = new Map<string, Postings>();
  #keptCount = 0;
  #scores = new Float64Array(0);

  constructor(driver: SqliteDriver, rows: ChunkRows) {
    this.#pages = new TermPages(driver);
    this.#occurrences = driver.prepare('SELECT group_concat(doc) AS chunks FROM temp.occurrences WHERE term = ?');
    this.#phrase = driver.prepare('SELECT group_concat(rowid) AS chunks FROM fts WHERE fts MATCH ?');
    this.#rows = rows;
  }

  /** The index changed: what is kept of it no longer holds. */
  forget(): void {
    this.#kept.clear();
    this.#keptCount = 0;
  }

  /** Undefined without phrases. Looks at the rows that the filter lets through. */
  restrictTo(phrases: readonly (readonly string[])[]): PhraseRows | undefined {
    const wanted = phrases.filter((phrase) => phrase.length);
    if (!wanted.length) return undefined;
    let weight = 0;
    let rows: Int32Array | undefined;
    for (const phrase of wanted) {
      const found = this.#rowsOf(occurrencesIn(this.#phrase, quote(phrase))).rows.sort();
      weight += inverseDocumentFrequency(found.length, this.#rows.chunkCount);
      const holders: ReadonlySet<number> | undefined = rows && new Set(rows);
      rows = holders ? found.filter((row) => holders.has(row)) : found;
    }
    const allowed = (rows ?? new Int32Array(0)).filter((row) => this.#rows.allowed(row));
    return { rows: allowed, weight, nearest: (query, depth) => this.#nearest(allowed, query, depth) };
  }

  /** Best rows by BM25; with phrases only rows that hold them. Looks at the rows that the filter lets through. */
  best(terms: readonly string[], phrases: PhraseRows | undefined, depth: number): RankedRows {
    const best = new BestRows(depth);
    const total = this.#rows.chunkCount;
    const mean = this.#rows.meanLength;
    if (this.#scores.length < this.#rows.rows) this.#scores = new Float64Array(Math.ceil(this.#rows.rows * 1.2));
    const scores = this.#scores;
    scores.fill(0, 0, this.#rows.rows);
    const times = new Map<string, number>();
    for (const term of terms.map(foldAscii)) times.set(term, (times.get(term) ?? 0) + 1);
    for (const [term, said] of times) {
      const { rows, counts } = this.#postings(term);
      const weight = said * inverseDocumentFrequency(rows.length, total);
      for (let i = 0; i < rows.length; i++) {
        scores[rows[i]] += weight * saturation(counts[i], this.#rows.lengthOf(rows[i]), mean);
      }
    }
    if (phrases) {
      for (const row of phrases.rows) {
        const score = terms.length ? scores[row] : phrases.weight;
        if (score > 0) best.add(row, score);
      }
    } else {
      for (let row = 0; row < this.#rows.rows; row++) {
        if (scores[row] > best.threshold && scores[row] > 0 && this.#rows.allowed(row)) best.add(row, scores[row]);
      }
    }
    return best.ranked();
  }

  #nearest(rows: Int32Array, query: QueryCodes, depth: number): RankedRows {
    const best = new BestRows(depth);
    for (const row of rows) best.add(row, this.#rows.vectors.score(query, row));
    return best.ranked();
  }

  #postings(term: string): Postings {
    const kept = this.#kept.get(term);
    if (kept) {
      this.#kept.delete(term);
      this.#kept.set(term, kept);
      return kept;
    }
    const read = this.#rowsOf(this.#pages.read(term) ?? occurrencesIn(this.#occurrences, term));
    this.#kept.set(term, read);
    this.#keptCount += read.rows.length;
    const most = Math.max(leastKept, keptPerRow * this.#rows.rows);
    // The one used longest ago stands first.
    for (const [oldest, { rows }] of this.#kept) {
      if (this.#keptCount <= most || oldest === term) break;
      this.#kept.delete(oldest);
      this.#keptCount -= rows.length;
    }
    return read;
  }

  /** The rows take the place of the chunks. */
  #rowsOf({ chunks, counts }: Occurrences): Postings {
    for (let i = 0; i < chunks.length; i++) {
      const row = this.#rows.rowOf(chunks[i]);
      if (row < 0) throw new DamagedError('words without a chunk');
      chunks[i] = row;
    }
    return { rows: chunks, counts };
  }
}

/** A chunk stands in the list once for each occurrence, one after the other. */
function occurrencesIn(statement: Statement, value: string): Occurrences {
  const list = statement.get(value)?.chunks;
  const text = typeof list === 'string' ? list : '';
  // A number and its comma take two characters at least.
  const most = (text.length + 1) >> 1;
  const chunks = new Int32Array(most);
  const counts = new Uint16Array(most);
  let count = 0;
  let last = -1;
  for (let at = 0; at < text.length; at++) {
    let chunk = 0;
    for (let code = text.charCodeAt(at); code >= 48; code = text.charCodeAt(++at)) chunk = chunk * 10 + code - 48;
    if (chunk === last) {
      if (counts[count - 1] < 65535) counts[count - 1]++;
      continue;
    }
    last = chunk;
    chunks[count] = chunk;
    counts[count++] = 1;
  }
  return { chunks: chunks.slice(0, count), counts: counts.slice(0, count) };
}

/** The index folds ASCII; so must the query. */
function foldAscii(term: string): string {
  return term.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A phrase in FTS5's query language. */
function quote(phrase: readonly string[]): string {
  return `"${phrase.join(' ').replaceAll('"', '""')}"`;
}
