// TF-IDF vectors of texts as sparse rows, for the similarity and classification baselines.

import { countOf } from './lexicalSearch';

/** Rows of features in compressed form: row r has columns[starts[r] … starts[r + 1]) with their values. */
export interface FeatureRows {
  readonly rows: number;
  readonly width: number;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Vocabulary and inverse document frequencies of a set of texts, each given as its terms. */
export class TfIdf {
  readonly #columns = new Map<string, number>();
  readonly #idf: number[] = [];

  /**
   * `smooth`: idf = ln((1 + N) / (1 + n)) + 1, as in scikit-learn's TfidfTransformer; `plain`: ln(N / n), which gives
   * words that stand in every text no weight at all.
   */
  constructor(texts: readonly (readonly string[])[], idf: 'smooth' | 'plain' = 'smooth') {
    const documents: number[] = [];
    for (const terms of texts) {
      for (const term of new Set(terms)) {
        let column = this.#columns.get(term);
        if (column === undefined) {
          column = documents.push(0) - 1;
          this.#columns.set(term, column);
        }
        documents[column]++;
      }
    }
    const total = texts.length;
    this.#idf = documents.map((count) =>
      idf === 'plain' ? Math.log(total / count) : Math.log((1 + total) / (1 + count)) + 1,
    );
  }

  /** One row a text, of length 1 (0 for a text without a known term). `sublinear`: 1 + ln count instead of count. */
  transform(texts: readonly (readonly string[])[], { sublinear = false } = {}): FeatureRows {
    const starts = new Int32Array(texts.length + 1);
    const columns: number[] = [];
    const values: number[] = [];
    texts.forEach((terms, row) => {
      let squares = 0;
      for (const [term, count] of countOf(terms)) {
        const column = this.#columns.get(term);
        if (column === undefined) continue;
        const value = (sublinear ? 1 + Math.log(count) : count) * this.#idf[column];
        columns.push(column);
        values.push(value);
        squares += value * value;
      }
      for (let at = starts[row]; at < values.length; at++) values[at] /= Math.sqrt(squares) || 1;
      starts[row + 1] = values.length;
    });
    const width = this.#idf.length;
    return { rows: texts.length, width, starts, columns: Int32Array.from(columns), values: Float64Array.from(values) };
  }
}

/** The rows with these indices, in this order. */
export function selectRows(features: FeatureRows, indices: readonly number[]): FeatureRows {
  const starts = new Int32Array(indices.length + 1);
  indices.forEach((row, at) => {
    starts[at + 1] = starts[at] + features.starts[row + 1] - features.starts[row];
  });
  const columns = new Int32Array(starts[indices.length]);
  const values = new Float64Array(starts[indices.length]);
  indices.forEach((row, at) => {
    columns.set(features.columns.subarray(features.starts[row], features.starts[row + 1]), starts[at]);
    values.set(features.values.subarray(features.starts[row], features.starts[row + 1]), starts[at]);
  });
  return { rows: indices.length, width: features.width, starts, columns, values };
}

/** Dot product of two rows: their cosine when both have length 1. */
export function dotOfRows(features: FeatureRows, a: number, b: number): number {
  const { starts, columns, values } = features;
  const left = new Map<number, number>();
  for (let at = starts[a]; at < starts[a + 1]; at++) left.set(columns[at], values[at]);
  let sum = 0;
  for (let at = starts[b]; at < starts[b + 1]; at++) sum += (left.get(columns[at]) ?? 0) * values[at];
  return sum;
}
