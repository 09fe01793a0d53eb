// Measures of quality: correlation, classification, ranking. All on plain arrays; none knows a model.

/** Pearson's r, −1…1; 0 where one side does not vary. RangeError when the lengths differ. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  sameLength(x, y);
  const n = x.length;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    meanX += x[i] / n;
    meanY += y[i] / n;
  }
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    const dx = x[i] - meanX;
    const dy = y[i] - meanY;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx > 0 && yy > 0 ? Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))) : 0;
}

/** Spearman's ρ, −1…1: Pearson's r of the ranks, equal values sharing their mean rank. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  sameLength(x, y);
  return pearson(ranks(x), ranks(y));
}

/** Rank of each value from 1, least first; equal values share their mean rank. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((i, j) => values[i] - values[j]);
  const out = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let i = from; i < to; i++) out[order[i]] = (from + 1 + to) / 2;
    from = to;
  }
  return out;
}

/** Share of equal labels, 0…1; 0 for none. RangeError when the lengths differ. */
export function accuracy<T>(gold: ArrayLike<T>, predicted: ArrayLike<T>): number {
  sameLength(gold, predicted);
  let right = 0;
  for (let i = 0; i < gold.length; i++) if (gold[i] === predicted[i]) right++;
  return gold.length ? right / gold.length : 0;
}

/** Interval for a share with 95 % confidence. Source: Wilson 1927. `[0, 1]` for no trials. */
export function wilsonInterval(successes: number, trials: number, z = 1.959964): readonly [number, number] {
  if (trials === 0) return [0, 1];
  const share = successes / trials;
  const square = (z * z) / trials;
  const centre = (share + square / 2) / (1 + square);
  const half = (z / (1 + square)) * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** Counts of predictions, `[gold][predicted]` in the order of `labels`. RangeError for a label that is not among them. */
export function confusionMatrix(
  gold: readonly string[],
  predicted: readonly string[],
  labels: readonly string[],
): number[][] {
  sameLength(gold, predicted);
  const index = new Map(labels.map((label, i) => [label, i]));
  const matrix = labels.map(() => labels.map(() => 0));
  for (let i = 0; i < gold.length; i++) {
    const row = index.get(gold[i]);
    const column = index.get(predicted[i]);
    if (row === undefined || column === undefined) throw new RangeError('confusionMatrix: unknown label');
    matrix[row][column]++;
  }
  return matrix;
}

export interface ClassScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Gold examples of the class. */
  readonly support: number;
}

/** Precision, recall and F1 of each class of a confusion matrix `[gold][predicted]`; 0 where nothing was predicted. */
export function classScores(matrix: readonly (readonly number[])[]): ClassScore[] {
  return matrix.map((row, c) => {
    const right = row[c];
    const support = row.reduce((sum, n) => sum + n, 0);
    const predicted = matrix.reduce((sum, each) => sum + each[c], 0);
    const precision = predicted ? right / predicted : 0;
    const recall = support ? right / support : 0;
    return { precision, recall, f1: right ? (2 * precision * recall) / (precision + recall) : 0, support };
  });
}

/** Mean F1 over the classes, each counting alike; 0 for none. */
export function macroF1(scores: readonly ClassScore[]): number {
  return scores.length ? scores.reduce((sum, each) => sum + each.f1, 0) / scores.length : 0;
}

/**
 * Normalised discounted cumulative gain, 0…1, of the first k hits. `relevance` maps an id to its gain (absent: 0), used
 * as it stands; 0 where nothing is relevant. Source: Järvelin and Kekäläinen 2002, with the log2(rank + 1) discount.
 */
export function ndcg<Id>(ranked: readonly Id[], relevance: ReadonlyMap<Id, number>, k = 10): number {
  const gain = (gains: readonly number[]): number =>
    gains.slice(0, k).reduce((sum, each, i) => sum + each / Math.log2(i + 2), 0);
  const best = gain([...relevance.values()].sort((a, b) => b - a));
  return best > 0 ? gain(ranked.map((id) => relevance.get(id) ?? 0)) / best : 0;
}

/** Share of the relevant ids among the first k hits, 0…1; 0 where nothing is relevant. */
export function recallAt<Id>(ranked: readonly Id[], relevant: ReadonlySet<Id>, k = 10): number {
  if (relevant.size === 0) return 0;
  return new Set(ranked.slice(0, k).filter((id) => relevant.has(id))).size / relevant.size;
}

function sameLength(a: ArrayLike<unknown>, b: ArrayLike<unknown>): void {
  if (a.length !== b.length) throw new RangeError(`lengths ${a.length} and ${b.length}`);
}
