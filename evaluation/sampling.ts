// Random samples that are the same in every run.

import { mulberry32, shuffle } from '../src/core/random';

/** Indices of `perClass` examples of every label (all of those that have fewer), in rising order. */
export function sampleOfEach(labels: readonly number[], perClass: number, seed: number): number[] {
  const random = mulberry32(seed);
  const ofLabel = new Map<number, number[]>();
  labels.forEach((label, index) => ofLabel.set(label, [...(ofLabel.get(label) ?? []), index]));
  return [...ofLabel.keys()]
    .sort((a, b) => a - b)
    .flatMap((label) => shuffle(ofLabel.get(label) ?? [], random).slice(0, perClass))
    .sort((a, b) => a - b);
}
