// The figures of the evaluation that core/metrics.ts does not have, as pure functions of scores and labels. All results
// are fractions (0…1), not percentages; how they are printed is report.ts's business.

/** NaN for nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Harmonic mean of precision and recall of `positive`; 0 when nothing was found that is right. */
export function f1<T>(predicted: readonly T[], actual: readonly T[], positive: T): number {
  sameLength(predicted, actual);
  let both = 0;
  let either = 0;
  for (let i = 0; i < actual.length; i++) {
    if (predicted[i] === positive && actual[i] === positive) both++;
    if (predicted[i] === positive) either++;
    if (actual[i] === positive) either++;
  }
  return either ? (2 * both) / either : 0;
}

export interface BestThreshold {
  /** "Positive" is a score at or above this; Infinity when calling nothing positive is best. */
  readonly threshold: number;
  readonly value: number;
}

/**
 * The best accuracy or F1 that a threshold on `scores` can reach on these very records, so an optimistic figure that is
 * fair only beside others found the same way.
 */
export function bestThreshold(
  scores: readonly number[],
  positive: readonly boolean[],
  metric: 'accuracy' | 'f1',
): BestThreshold {
  sameLength(scores, positive);
  const total = positive.filter(Boolean).length;
  const order = scores.map((_, index) => index).sort((a, b) => scores[b] - scores[a]);
  let best: BestThreshold = { threshold: Infinity, value: metric === 'f1' ? 0 : 1 - total / scores.length };
  let hits = 0;
  for (let called = 1; called <= order.length; called++) {
    const index = order[called - 1];
    if (positive[index]) hits++;
    if (called < order.length && scores[order[called]] === scores[index]) continue;
    const misses = called - hits;
    const value =
      metric === 'f1' ? (2 * hits) / (called + total) : (hits + scores.length - total - misses) / scores.length;
    if (value > best.value) best = { threshold: scores[index], value };
  }
  return best;
}

/**
 * Area under the precision-recall steps: Σ (R_n − R_{n−1}) P_n over distinct scores, so that the order within ties does
 * not matter. 0 without positives.
 */
export function averagePrecision(scores: readonly number[], positive: readonly boolean[]): number {
  sameLength(scores, positive);
  const total = positive.filter(Boolean).length;
  const order = scores.map((_, index) => index).sort((a, b) => scores[b] - scores[a]);
  let hits = 0;
  let counted = 0;
  let area = 0;
  for (let called = 1; called <= order.length; called++) {
    if (positive[order[called - 1]]) hits++;
    if (called < order.length && scores[order[called]] === scores[order[called - 1]]) continue;
    area += ((hits - counted) / total) * (hits / called);
    counted = hits;
  }
  return total ? area : 0;
}

/** Gain of each relevant document; documents that are not named have none. */
export type Relevant = ReadonlyMap<string, number>;

/** 1 / rank of the first relevant document, 0 when none was found. */
export function reciprocalRank(ranking: readonly string[], relevant: Relevant): number {
  const first = ranking.findIndex((id) => (relevant.get(id) ?? 0) > 0);
  return first < 0 ? 0 : 1 / (first + 1);
}

/** Mean of the precision at each relevant document, over all relevant ones (those not found count 0). */
export function averagePrecisionOfRanking(ranking: readonly string[], relevant: Relevant): number {
  const wanted = [...relevant].filter(([, gain]) => gain > 0).length;
  let found = 0;
  let sum = 0;
  ranking.forEach((id, index) => {
    if ((relevant.get(id) ?? 0) > 0) sum += ++found / (index + 1);
  });
  return wanted ? sum / wanted : 0;
}

/**
 * Expected calibration error over equal-width bins: Σ share of the bin × |accuracy − mean confidence|.
 * Source: Guo et al. 2017, section 2.
 */
export function expectedCalibrationError(
  confidence: readonly number[],
  correct: readonly boolean[],
  bins = 10,
): number {
  sameLength(confidence, correct);
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, correct: 0 }));
  confidence.forEach((value, i) => {
    const bin = sums[Math.min(bins - 1, Math.floor(value * bins))];
    bin.count++;
    bin.confidence += value;
    if (correct[i]) bin.correct++;
  });
  return sums.reduce((error, bin) => error + Math.abs(bin.correct - bin.confidence), 0) / confidence.length;
}

function sameLength(a: ArrayLike<unknown>, b: ArrayLike<unknown>): void {
  if (a.length !== b.length) throw new RangeError(`lengths differ: ${a.length} and ${b.length}`);
}
