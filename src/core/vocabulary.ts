// The words of examples as features: TF-IDF over the terms of the examples. How terms are cut is the matter of terms.ts.

import type { SparseRows } from './rows';
import { termsOf } from './terms';

/** The terms of a set of examples, sorted, and how much each says. */
export interface Vocabulary {
  readonly terms: readonly string[];
  /** [V] inverse document frequencies. */
  readonly idf: Float64Array;
  /** The weight of a term that no example has. */
  readonly unknownIdf: number;
}

/**
 * idf = ln((1 + N) / (1 + n)) + 1 for a term in n of N texts, so that no term counts nothing; an unknown term counts as
 * one that a single text has. Source: Manning, Raghavan and Schütze, Introduction to Information Retrieval, section 6.2,
 * with the smoothing of scikit-learn's TfidfTransformer.
 */
export function vocabularyOf(texts: readonly string[]): Vocabulary {
  const counts = new Map<string, number>();
  for (const text of texts) for (const term of new Set(termsOf(text))) counts.set(term, (counts.get(term) ?? 0) + 1);
  const terms = [...counts.keys()].sort();
  const idfOf = (count: number) => Math.log((1 + texts.length) / (1 + count)) + 1;
  return { terms, idf: Float64Array.from(terms, (term) => idfOf(counts.get(term) ?? 1)), unknownIdf: idfOf(1) };
}

/**
 * One row a text: (1 + ln count) · idf of each known term, divided by the length of the vector of all its terms, also of
 * the unknown ones. A text of words that the examples do not have so gets a short row, as it did for the classifiers of
 * the folds, by which the probabilities are calibrated; divided by the known part alone it would seem as sure as any.
 */
export function wordRows({ terms, idf, unknownIdf }: Vocabulary, texts: readonly string[]): SparseRows {
  const numbers = new Map(terms.map((term, n) => [term, n]));
  const starts = new Int32Array(texts.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  for (const [n, text] of texts.entries()) {
    const counts = new Map<string, number>();
    for (const term of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
    let squares = 0;
    for (const [term, count] of counts) {
      const column = numbers.get(term);
      const value = (1 + Math.log(count)) * (column === undefined ? unknownIdf : idf[column]);
      squares += value * value;
      if (column === undefined) continue;
      columns.push(column);
      values.push(value);
    }
    for (let at = starts[n]; at < values.length; at++) values[at] /= Math.sqrt(squares);
    starts[n + 1] = values.length;
  }
  return { width: terms.length, starts, columns: Int32Array.from(columns), values: Float32Array.from(values) };
}
