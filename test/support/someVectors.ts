// Vectors that a process of the tests keeps and another one looks for.

import type { KeptVector } from '../../src/engine/ports';

export const someEncoder = { hash: 'c'.repeat(64), device: 'cpu' } as const;

export const someVector = (seed: number): KeptVector => ({
  values: Float32Array.from({ length: 384 }, (_, i) => Math.cos(seed * 17 + i)),
  passages: 1 + (seed % 2),
});
