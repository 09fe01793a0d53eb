// Which words of two texts match: greedy maximum similarity of token states, as in BERTScore.

import { cosineMatrix, rowsOf } from './vector';

export interface TokenAlignment {
  /** For each token of a the most similar token of b, the first of equals; −1 where b has none. */
  readonly matchOfA: Int32Array;
  readonly matchOfB: Int32Array;
  /** Cosine −1…1 with that match; 0 without one. */
  readonly similarityOfA: Float32Array;
  readonly similarityOfB: Float32Array;
  /** Mean of similarityOfA: how much of a is found in b. Precision where a is the candidate and b the reference. */
  readonly precision: number;
  /** Mean of similarityOfB: how much of b is found in a. */
  readonly recall: number;
  /** Harmonic mean of both; 0 where one is not above 0. Symmetric in a and b. */
  readonly f1: number;
}

/**
 * Aligns tokens by the cosine of their states. a [N, width], b [M, width], row-major, special tokens left out by the
 * caller; every token weighs the same (no idf), no rescaling. RangeError when a length is no multiple of the width.
 * Source: Zhang et al. 2020, BERTScore, section 3.
 */
export function alignTokens(a: Float32Array, b: Float32Array, width: number): TokenAlignment {
  const n = rowsOf(a, width);
  const m = rowsOf(b, width);
  const matchOfA = new Int32Array(n).fill(-1);
  const matchOfB = new Int32Array(m).fill(-1);
  const similarityOfA = new Float32Array(n);
  const similarityOfB = new Float32Array(m);
  const cosines = cosineMatrix(a, b, width);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const cosine = cosines[i * m + j];
      if (matchOfA[i] < 0 || cosine > similarityOfA[i]) {
        matchOfA[i] = j;
        similarityOfA[i] = cosine;
      }
      if (matchOfB[j] < 0 || cosine > similarityOfB[j]) {
        matchOfB[j] = i;
        similarityOfB[j] = cosine;
      }
    }
  }
  const precision = meanOf(similarityOfA);
  const recall = meanOf(similarityOfB);
  const f1 = precision > 0 && recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  return { matchOfA, matchOfB, similarityOfA, similarityOfB, precision, recall, f1 };
}

/** One text's side of an alignment by words. */
export interface WordMatch {
  /** The word of the other text that holds the most similar token; −1 without one. */
  readonly match: number;
  /** Mean over the word's tokens, so that the token-weighted mean over all words is precision or recall. */
  readonly similarity: number;
}

/**
 * Joins the tokens of a text to its words. words [N]: the word of each token, counted from 0 without gaps; matches [N] and
 * similarities [N] as in TokenAlignment; otherWords: the word of each token of the other text.
 */
export function wordMatches(
  words: ArrayLike<number>,
  matches: ArrayLike<number>,
  similarities: ArrayLike<number>,
  otherWords: ArrayLike<number>,
): WordMatch[] {
  const found: { match: number; best: number; sum: number; tokens: number }[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = (found[words[i]] ??= { match: -1, best: -Infinity, sum: 0, tokens: 0 });
    word.sum += similarities[i];
    word.tokens++;
    if (matches[i] >= 0 && similarities[i] > word.best) {
      word.best = similarities[i];
      word.match = otherWords[matches[i]];
    }
  }
  return found.map(({ match, sum, tokens }) => ({ match, similarity: sum / tokens }));
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length > 0 ? sum / values.length : 0;
}
