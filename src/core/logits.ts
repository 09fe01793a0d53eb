// Logits (any real numbers) to log-probabilities (natural logarithm, at most 0).

import { rowsOf, topK } from './vector';

/** log(Σ exp(x)) over values[from…to), without overflow; −∞ for nothing. */
export function logSumExp(values: ArrayLike<number>, from = 0, to = values.length): number {
  let max = -Infinity;
  for (let i = from; i < to; i++) if (values[i] > max) max = values[i];
  if (max === -Infinity || max === Infinity) return max;
  let sum = 0;
  for (let i = from; i < to; i++) sum += Math.exp(values[i] - max);
  return max + Math.log(sum);
}

/** Log-softmax of each row. logits [N, width] row-major; a new array of the same shape. */
export function logSoftmax(logits: Float32Array, width = logits.length): Float32Array {
  const out = new Float32Array(logits.length);
  const rows = rowsOf(logits, width);
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    const norm = logSumExp(logits, from, from + width);
    for (let i = from; i < from + width; i++) out[i] = logits[i] - norm;
  }
  return out;
}

/** Softmax of each row. logits [N, width] row-major; a new array of the same shape, each row sums to 1. */
export function softmax(logits: Float32Array, width = logits.length): Float32Array {
  return logSoftmax(logits, width).map(Math.exp);
}

/**
 * The best ids of each row with their log-probabilities, best first. logits [N, width] row-major; returns [N, k] twice.
 * RangeError when k is above the width.
 */
export function topLogProbabilities(
  logits: Float32Array,
  width: number,
  k: number,
): { readonly ids: Int32Array; readonly logProbabilities: Float32Array } {
  if (k > width) throw new RangeError(`top ${k} of ${width}`);
  const rows = rowsOf(logits, width);
  const ids = new Int32Array(rows * k);
  const logProbabilities = new Float32Array(rows * k);
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    const norm = logSumExp(logits, from, from + width);
    for (const [rank, id] of topK(logits, k, from, from + width).entries()) {
      ids[row * k + rank] = id;
      logProbabilities[row * k + rank] = logits[from + id] - norm;
    }
  }
  return { ids, logProbabilities };
}
