// Orders and folds that only a seed decides, so that training is the same every time.

import { mulberry32, shuffle } from './random';

/** The numbers 0…count − 1 in an order that only the seed decides. */
export function shuffled(count: number, seed: number): number[] {
  const order = Array.from({ length: count }, (_, n) => n);
  return shuffle(order, mulberry32(seed));
}

/**
 * Which of `folds` folds each example is held out in, `[N]`: stratified by label, by a fixed shuffle of `seed`, so that
 * the same examples in the same order always give the same folds.
 */
export function stratifiedFolds(labels: Int32Array, folds: number, seed = 1): Int32Array {
  const order = shuffled(labels.length, seed);
  const seen = new Map<number, number>();
  const fold = new Int32Array(labels.length);
  for (const n of order) {
    const count = seen.get(labels[n]) ?? 0;
    fold[n] = (count + labels[n]) % folds;
    seen.set(labels[n], count + 1);
  }
  return fold;
}
