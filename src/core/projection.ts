// Points of many dimensions on a plane, so that people can see which lie together.

import { rowsOf } from './vector';

/** `points` [N, 2]; `shares`: how much of the whole variance, 0…1, lies along each of the two axes. */
export interface Projection {
  readonly points: Float32Array;
  readonly shares: readonly [number, number];
}

const mostSteps = 500;
const settled = 1e-12;

/**
 * Principal components of rows [N, width]: each row's coordinates on the two orthogonal axes along which the rows differ
 * most. Worked out on the N × N matrix of inner products of the centred rows (as in classical multidimensional scaling,
 * Gower 1966), since there are fewer uses of a word than dimensions. The sign of an axis is chosen so that its largest
 * coordinate is positive: the same rows always give the same picture. Fewer than two rows, or rows that are all alike,
 * lie at 0. RangeError when the length is no multiple of the width. Source: Pearson 1901; Hotelling 1933.
 */
export function principalPlane(rows: Float32Array, width: number): Projection {
  const count = rowsOf(rows, width);
  const points = new Float32Array(count * 2);
  const gram = centredProducts(rows, width, count);
  let whole = 0;
  for (let i = 0; i < count; i++) whole += gram[i * count + i];
  const shares: [number, number] = [0, 0];
  if (!(whole > 0)) return { points, shares };
  for (const axis of [0, 1] as const) {
    const { vector, value } = strongestAxis(gram, count);
    if (value <= whole * 1e-10) break;
    const length = Math.sqrt(value) * signOf(vector);
    for (let i = 0; i < count; i++) points[i * 2 + axis] = vector[i] * length;
    shares[axis] = value / whole;
    for (let i = 0; i < count; i++)
      for (let j = 0; j < count; j++) gram[i * count + j] -= value * vector[i] * vector[j];
  }
  return { points, shares };
}

/** Inner products of the rows after their mean was taken away, [N, N]. */
function centredProducts(rows: Float32Array, width: number, count: number): Float64Array {
  const centred = Float64Array.from(rows);
  for (let d = 0; d < width; d++) {
    let mean = 0;
    for (let i = 0; i < count; i++) mean += rows[i * width + d];
    mean /= count;
    for (let i = 0; i < count; i++) centred[i * width + d] -= mean;
  }
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) {
      let sum = 0;
      for (let d = 0; d < width; d++) sum += centred[i * width + d] * centred[j * width + d];
      gram[i * count + j] = gram[j * count + i] = sum;
    }
  }
  return gram;
}

/** The eigenvector of length 1 with the largest eigenvalue, by power iteration from a fixed start. */
function strongestAxis(matrix: Float64Array, count: number): { vector: Float64Array; value: number } {
  let vector = Float64Array.from({ length: count }, (_, i) => 1 + ((i * 7919) % 104729) / 104729);
  normalise(vector);
  let value = 0;
  for (let step = 0; step < mostSteps; step++) {
    const next = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let j = 0; j < count; j++) sum += matrix[i * count + j] * vector[j];
      next[i] = sum;
    }
    value = normalise(next);
    let moved = 0;
    for (let i = 0; i < count; i++) moved += (next[i] - vector[i]) ** 2;
    vector = next;
    if (moved < settled * settled || value === 0) break;
  }
  return { vector, value };
}

/** Divides by the Euclidean length and returns that; a vector of zeros stays. */
function normalise(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  const length = Math.sqrt(sum);
  if (length > 0) for (let i = 0; i < values.length; i++) values[i] /= length;
  return length;
}

function signOf(vector: Float64Array): number {
  let most = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(most) + 1e-9) most = value;
  return most < 0 ? -1 : 1;
}
