// What a trained classifier may claim of a new text: no more than was borne out by examples that were held out, and little
// of a text that is like none of them. Where a text has one label, the order of labels stays what it was.

import { dot, l2Normalise } from './vector';
import type { SparseRows } from './rows';

/** What is known of the examples, to hold new texts against. */
export interface Caution {
  /** [K] the largest probability of a label (several labels a text: of having it or of not having it) held out. */
  readonly most: Float64Array;
  /** [K] what is said of a text of which nothing is known: how common each label is. */
  readonly shares: Float64Array;
  /** [K, D] mean direction of the embeddings of each label's examples, of length 1. */
  readonly directions: Float32Array;
  /** Least and median cosine that an example has with the nearest direction, itself left out. */
  readonly leastCosine: number;
  readonly medianCosine: number;
  /** Median share 0…1 of what an example's words say that words of the other examples make up. */
  readonly knownShare: number;
  /** How many examples there are. */
  readonly count: number;
}

/** Texts as they are embedded, [N, D] rows of length 1, and their words. */
export interface ReadTexts {
  readonly embeddings: Float32Array;
  readonly words: SparseRows;
}

/** Which labels each text has, [N, K] of 0 and 1. */
export interface Membership {
  readonly has: Uint8Array;
  readonly numLabels: number;
}

/** Directions, least cosine and known share of examples. RangeError when the lengths disagree. */
export function familiarityOf(
  { embeddings, words }: ReadTexts,
  { has, numLabels }: Membership,
): Omit<Caution, 'most' | 'shares'> {
  const count = words.starts.length - 1;
  if (has.length !== count * numLabels) throw new RangeError(`${has.length} marks for ${count} texts`);
  const width = embeddings.length / Math.max(1, count);
  const sums = new Float32Array(numLabels * width);
  for (let n = 0; n < count; n++) {
    for (let k = 0; k < numLabels; k++) {
      if (!has[n * numLabels + k]) continue;
      for (let d = 0; d < width; d++) sums[k * width + d] += embeddings[n * width + d];
    }
  }
  const cosines = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    const own = embeddings.subarray(n * width, (n + 1) * width);
    const others = sums.slice();
    for (let k = 0; k < numLabels; k++) {
      if (has[n * numLabels + k]) for (let d = 0; d < width; d++) others[k * width + d] -= own[d];
    }
    cosines[n] = nearest(l2Normalise(others, width), own);
  }
  const middle = Math.floor(count / 2);
  const knownShare = knownSharesOf(words).sort()[middle] ?? 0;
  const [leastCosine, medianCosine] = [cosines.sort()[0] ?? 1, cosines[middle] ?? 1];
  return { directions: l2Normalise(sums, width), leastCosine, medianCosine, knownShare, count };
}

/**
 * How much an answer about a text counts, 0…1. Less than 1 where its embedding is farther from every label than any example
 * was from the others, and no more of its words are known than of half the examples; or where none of its words is known and
 * it is farther than half of them. A text of the examples' kind is as far
 * with a probability of 1 / (N + 1), since each of N + 1 may be the farthest; one of another kind more often than not, say
 * half the time. With even odds beforehand that leaves 2 / (N + 3) for the examples' kind. Source: the rank argument is that
 * of conformal anomaly detection, Laxhammar and Falkman 2010.
 */
export function trustIn(caution: Caution, embedding: Float32Array, knownShare: number): number {
  const cosine = nearest(caution.directions, embedding);
  const isForeign =
    knownShare === 0 ? cosine < caution.medianCosine : cosine < caution.leastCosine && knownShare <= caution.knownShare;
  return isForeign ? 2 / (caution.count + 3) : 1;
}

/**
 * Probabilities [N, K] with that in mind, in a new array. `several`: each label is judged on its own. From 2 · most − 1 on,
 * or from no knowledge at all where that is higher, probabilities are drawn together so that 1 becomes `most`; then what
 * is not trusted goes to the shares.
 */
export function withCaution(
  caution: Caution,
  { embeddings, words }: ReadTexts,
  probabilities: Float64Array,
  several: boolean,
): Float64Array {
  const numLabels = caution.most.length;
  const width = caution.directions.length / numLabels;
  const out = new Float64Array(probabilities.length);
  for (let n = 0; n < probabilities.length / numLabels; n++) {
    const trust = trustIn(caution, embeddings.subarray(n * width, (n + 1) * width), knownShareOf(words, n));
    const row = probabilities.subarray(n * numLabels, (n + 1) * numLabels);
    const limited = several ? limitedTags(row, caution.most) : limitedRow(row, caution.most);
    limited.forEach((p, k) => (out[n * numLabels + k] = trust * p + (1 - trust) * caution.shares[k]));
  }
  return out;
}

/** A row that sums to 1 and still does; its order stays. */
export function limitedRow(row: Float64Array, most: Float64Array): Float64Array {
  const even = 1 / row.length;
  let best = 0;
  for (let k = 1; k < row.length; k++) if (row[k] > row[best]) best = k;
  if (!(row[best] > even)) return row;
  const factor = (limited(row[best], most[best], even) - even) / (row[best] - even);
  return row.map((p) => even + factor * (p - even));
}

function limitedTags(row: Float64Array, most: Float64Array): Float64Array {
  return row.map((p, k) => (p < 0.5 ? 1 - limited(1 - p, most[k], 0.5) : limited(p, most[k], 0.5)));
}

function limited(p: number, most: number, even: number): number {
  const end = Math.max(most, even);
  const from = Math.max(even, 2 * end - 1);
  return p <= from || from >= 1 ? p : from + ((p - from) * (end - from)) / (1 - from);
}

/** Where nothing could be held out: as if each of N examples had been right. Source: Laplace's rule of succession. */
export const ruleOfSuccession = (count: number, numLabels: number): number => (count + 1) / (count + numLabels);

function nearest(directions: Float32Array, embedding: Float32Array): number {
  let most = -1;
  for (let at = 0; at < directions.length; at += embedding.length) {
    most = Math.max(most, dot(directions.subarray(at, at + embedding.length), embedding));
  }
  return most;
}

/** Rows are divided by the length that unknown words count in (vocabulary.ts), so their squares are the known share. */
function knownShareOf({ starts, values }: SparseRows, n: number): number {
  let share = 0;
  for (let at = starts[n]; at < starts[n + 1]; at++) share += values[at] * values[at];
  return share;
}

/** Of each example: the share of words that another example has, too. */
function knownSharesOf({ width, starts, columns, values }: SparseRows): Float64Array {
  const inTexts = new Int32Array(width);
  for (const column of columns) inTexts[column]++;
  return Float64Array.from({ length: starts.length - 1 }, (_, n) => {
    let share = 0;
    for (let at = starts[n]; at < starts[n + 1]; at++) if (inTexts[columns[at]] > 1) share += values[at] * values[at];
    return share;
  });
}
