// Lexical search over a set of documents held in memory: BM25 and grep, the baselines of the search sets.

import { searchTerms, words } from './text';

export interface Document {
  readonly id: string;
  readonly text: string;
}

/**
 * Okapi BM25 with k1 = 1.2, b = 0.75 and idf = ln(1 + (N − n + ½) / (n + ½)).
 * Source: Robertson and Zaragoza 2009, The Probabilistic Relevance Framework, section 3; the idf is Lucene's.
 */
export class Bm25 {
  readonly #ids: string[];
  readonly #lengths: number[];
  readonly #postings = new Map<string, Map<number, number>>();
  readonly #meanLength: number;

  constructor(
    documents: readonly Document[],
    private readonly k1 = 1.2,
    private readonly b = 0.75,
  ) {
    this.#ids = documents.map((document) => document.id);
    this.#lengths = documents.map((document, index) => this.#add(index, searchTerms(document.text)));
    this.#meanLength = this.#lengths.reduce((sum, length) => sum + length, 0) / documents.length;
  }

  #add(index: number, terms: readonly string[]): number {
    for (const term of terms) {
      let postings = this.#postings.get(term);
      if (!postings) this.#postings.set(term, (postings = new Map()));
      postings.set(index, (postings.get(index) ?? 0) + 1);
    }
    return terms.length;
  }

  /** Ids of the documents that share a term with the query, best first; equal scores in file order. */
  rank(query: string, top: number): string[] {
    return bestFirst(this.#score(query), top).map((index) => this.#ids[index]);
  }

  /** Score of each document that shares a term with the query, by id. */
  scores(query: string): Map<string, number> {
    return new Map([...this.#score(query)].map(([index, score]) => [this.#ids[index], score]));
  }

  #score(query: string): Map<number, number> {
    const scores = new Map<number, number>();
    for (const term of searchTerms(query)) {
      const postings = this.#postings.get(term);
      if (!postings) continue;
      const idf = Math.log(1 + (this.#ids.length - postings.size + 0.5) / (postings.size + 0.5));
      for (const [index, count] of postings) {
        const norm = this.k1 * (1 - this.b + (this.b * this.#lengths[index]) / this.#meanLength);
        scores.set(index, (scores.get(index) ?? 0) + (idf * count * (this.k1 + 1)) / (count + norm));
      }
    }
    return scores;
  }
}

/**
 * What a person can get out of `grep -i -w -c -e word1 -e word2 …`: documents that hold the most of the query's words
 * come first, and of those the ones that hold them most often. Words as they are, without weights.
 */
export class Grep {
  readonly #counts: Map<string, number>[];

  constructor(private readonly documents: readonly Document[]) {
    this.#counts = documents.map((document) => countOf(words(document.text)));
  }

  rank(query: string, top: number): string[] {
    const wanted = [...new Set(words(query))];
    const scores = new Map<number, number>();
    this.#counts.forEach((counts, index) => {
      const found = wanted.map((word) => counts.get(word) ?? 0);
      const distinct = found.filter((count) => count > 0).length;
      const times = found.reduce((sum, count) => sum + count, 0);
      if (distinct) scores.set(index, distinct + 1 - 1 / (1 + times));
    });
    return bestFirst(scores, top).map((index) => this.documents[index].id);
  }
}

export function countOf(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** Keys by falling score; equal scores: numbers in rising order, others as they were met. */
function bestFirst<K extends string | number>(scores: ReadonlyMap<K, number>, top: number): K[] {
  return [...scores]
    .sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || (typeof a === 'number' ? a - Number(b) : 0))
    .slice(0, top)
    .map(([key]) => key);
}
