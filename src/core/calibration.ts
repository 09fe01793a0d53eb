// How well probabilities keep what they promise: of the answers given with 80 %, about 80 % should be right.

export interface CalibrationBin {
  /** Probabilities in [from, to); the last bin holds 1 too. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean probability and share of right answers, 0…1; 0 for an empty bin. */
  readonly confidence: number;
  readonly accuracy: number;
}

/** Bins of equal width. RangeError when the lengths disagree. */
export function calibrationBins(
  probabilities: ArrayLike<number>,
  isRight: ArrayLike<boolean>,
  bins = 10,
): CalibrationBin[] {
  if (probabilities.length !== isRight.length) throw new RangeError('one answer a probability');
  const count = new Array<number>(bins).fill(0);
  const sum = new Array<number>(bins).fill(0);
  const right = new Array<number>(bins).fill(0);
  for (let n = 0; n < probabilities.length; n++) {
    const bin = Math.min(bins - 1, Math.floor(probabilities[n] * bins));
    count[bin]++;
    sum[bin] += probabilities[n];
    if (isRight[n]) right[bin]++;
  }
  return count.map((each, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    count: each,
    confidence: each ? sum[bin] / each : 0,
    accuracy: each ? right[bin] / each : 0,
  }));
}

/**
 * Expected calibration error, 0…1: the mean distance of confidence and accuracy over the bins, weighed by their counts.
 * Source: Guo et al. 2017, On calibration of modern neural networks, equation 3.
 */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  if (!total) return 0;
  return bins.reduce((sum, bin) => sum + (bin.count / total) * Math.abs(bin.accuracy - bin.confidence), 0);
}
