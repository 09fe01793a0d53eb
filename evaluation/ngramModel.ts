// Unigram and interpolated trigram language models over corpus counts: the baselines of the masked-word tasks. A word in
// a gap is judged by the probability of the text with that word in it, so the context on both sides counts.

import type { NgramCounts } from './ngramCounts';
import type { Gap } from './ngramStream';

/** Weights of the triple, pair, word and uniform estimates; they sum to 1. */
type Weights = readonly [number, number, number, number];

/** Contexts are put in buckets by how often the pair before the word was seen: 0, 1, 2–3, 4–7, … */
const buckets = 20;

/**
 * P(c | a b) = λ3 n(abc)/n(ab) + λ2 n(bc)/n(b) + λ1 n(c)/N + λ0/V, with λ by the count of ab, fitted on held-out text.
 * Source: Jelinek and Mercer 1980, Interpolated estimation of Markov source parameters from sparse data.
 */
export class TrigramModel {
  readonly #total: number;
  readonly #weights: Weights[];

  /** `heldOut` must not be in the counts, and its triples must have been registered. */
  constructor(
    private readonly counts: NgramCounts,
    heldOut: ArrayLike<number>,
  ) {
    this.#total = counts.words.reduce((sum, count) => sum + count, 0);
    this.#weights = this.#fit(heldOut);
  }

  /** Expectation maximisation of the weights of each bucket. A bucket without held-out text keeps the first guess. */
  #fit(heldOut: ArrayLike<number>): Weights[] {
    let weights: Weights[] = Array.from({ length: buckets }, () => [0.3, 0.4, 0.29, 0.01]);
    for (let round = 0; round < 15; round++) {
      const sums = weights.map(() => [0, 0, 0, 0]);
      for (let i = 2; i < heldOut.length; i++) {
        const [a, b, c] = [heldOut[i - 2], heldOut[i - 1], heldOut[i]];
        const bucket = bucketOf(this.counts.pair(a, b));
        const parts = this.#estimates(a, b, c).map((estimate, k) => estimate * weights[bucket][k]);
        const sum = parts[0] + parts[1] + parts[2] + parts[3];
        for (let k = 0; k < 4; k++) sums[bucket][k] += parts[k] / sum;
      }
      weights = sums.map((sum, bucket) => normalised(sum) ?? weights[bucket]);
    }
    return weights;
  }

  #estimates(a: number, b: number, c: number): Weights {
    const context = this.counts.pair(a, b);
    const { words, vocabularySize } = this.counts;
    return [
      context ? this.counts.triple(a, b, c) / context : 0,
      words[b] ? this.counts.pair(b, c) / words[b] : 0,
      words[c] / this.#total,
      1 / vocabularySize,
    ];
  }

  /** Natural log of P(c | a b). */
  logProbability(a: number, b: number, c: number): number {
    const weights = this.#weights[bucketOf(this.counts.pair(a, b))];
    const estimates = this.#estimates(a, b, c);
    return Math.log(estimates.reduce((sum, estimate, k) => sum + estimate * weights[k], 0));
  }

  /** Natural log-probability of a sequence after its first two numbers. */
  sequenceLogProbability(sequence: readonly number[]): number {
    let sum = 0;
    for (let i = 2; i < sequence.length; i++) sum += this.logProbability(sequence[i - 2], sequence[i - 1], sequence[i]);
    return sum;
  }

  /** Natural log of the unigram probability of a word. */
  unigramLogProbability(word: number): number {
    return Math.log((this.counts.words[word] || 0.5) / this.#total);
  }

  /**
   * Probability of each word of the vocabulary in a gap: P(w | before) P(after | … w), normalised over all words. The
   * same product that `sequenceLogProbability` takes, for all words at once.
   */
  gapProbabilities({ before: [l2, l1], after: [r1, r2] }: Gap): Float64Array {
    const { counts } = this;
    const { words, vocabularySize: size } = counts;
    const afterLeft = new Float64Array(size);
    const beforeRight = new Float64Array(size);
    counts.eachAfter(l1, (word, count) => (afterLeft[word] = count));
    counts.eachBefore(r1, (word, count) => (beforeRight[word] = count));
    const followers = counts.followersOf(l2, l1);
    const middles = counts.middlesOf(l1, r1);
    const predecessors = counts.predecessorsOf(r1, r2);

    const uniform = 1 / size;
    const left = this.#weights[bucketOf(counts.pair(l2, l1))];
    const leftContext = counts.pair(l2, l1) || 1;
    const nextUnigram = words[r1] / this.#total;
    const lastPair = words[r1] ? counts.pair(r1, r2) / words[r1] : 0;
    const lastUnigram = words[r2] / this.#total;
    const result = new Float64Array(size);
    let sum = 0;
    for (let w = 0; w < size; w++) {
      const count = words[w];
      const pairIn = afterLeft[w];
      const pairOut = beforeRight[w];
      const p1 =
        (left[0] * (followers.get(w) ?? 0)) / leftContext +
        (words[l1] ? (left[1] * pairIn) / words[l1] : 0) +
        (left[2] * count) / this.#total +
        left[3] * uniform;
      const middle = this.#weights[bucketOf(pairIn)];
      const p2 =
        (pairIn ? (middle[0] * (middles.get(w) ?? 0)) / pairIn : 0) +
        (count ? (middle[1] * pairOut) / count : 0) +
        middle[2] * nextUnigram +
        middle[3] * uniform;
      const right = this.#weights[bucketOf(pairOut)];
      const p3 =
        (pairOut ? (right[0] * (predecessors.get(w) ?? 0)) / pairOut : 0) +
        right[1] * lastPair +
        right[2] * lastUnigram +
        right[3] * uniform;
      sum += result[w] = p1 * p2 * p3;
    }
    for (let w = 0; w < size; w++) result[w] /= sum;
    return result;
  }
}

function bucketOf(count: number): number {
  return count === 0 ? 0 : Math.min(buckets - 1, 1 + Math.floor(Math.log2(count)));
}

function normalised(sums: readonly number[]): Weights | undefined {
  const sum = sums.reduce((a, b) => a + b, 0);
  return sum > 0 ? [sums[0] / sum, sums[1] / sum, sums[2] / sum, sums[3] / sum] : undefined;
}
