// Pairs of rows that are nearly the same, exactly and in blocks, and the groups that they make.

import { rowsOf } from './vector';

export interface NearPair {
  /** a < b, both counted from 0. */
  readonly a: number;
  readonly b: number;
  /** Cosine −1…1. */
  readonly similarity: number;
}

/** Rows of a tile: both sides stay in the cache, and a tile is answered within some milliseconds. */
export const tileRows = 128;

/**
 * All pairs with a cosine of at least `threshold` of which the first row lies in tile `first` and the second in tile
 * `second`, first ≤ second. vectors [N, width] row-major, each of length 1 (a row of zeros is near to nothing). Going
 * through all tiles gives every pair once. RangeError when the length is no multiple of the width.
 */
export function nearPairsOfTile(
  vectors: Float32Array,
  width: number,
  { first, second }: { readonly first: number; readonly second: number },
  threshold: number,
): NearPair[] {
  const rows = rowsOf(vectors, width);
  const aTo = Math.min(rows, (first + 1) * tileRows);
  const bTo = Math.min(rows, (second + 1) * tileRows);
  const pairs: NearPair[] = [];
  for (let a = first * tileRows; a < aTo; a++) {
    for (let b = Math.max(second * tileRows, a + 1); b < bTo; b++) {
      let sum = 0;
      for (let k = 0, x = a * width, y = b * width; k < width; k++) sum += vectors[x + k] * vectors[y + k];
      if (sum >= threshold) pairs.push({ a, b, similarity: Math.min(1, sum) });
    }
  }
  return pairs;
}

/** Most similar first, equal ones in the order of their rows. */
export const bySimilarity = (x: NearPair, y: NearPair): number => y.similarity - x.similarity || x.a - y.a || x.b - y.b;

/**
 * Rows that hang together by pairs, each group in rising order, groups in order of their first row; rows without a pair
 * are in none. count: number of rows.
 */
export function groupsOf(pairs: readonly NearPair[], count: number): number[][] {
  const parent = Int32Array.from({ length: count }, (_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root];
    while (parent[i] !== root) [parent[i], i] = [root, parent[i]];
    return root;
  };
  const paired = new Set<number>();
  for (const { a, b } of pairs) {
    paired.add(a).add(b);
    const [x, y] = [rootOf(a), rootOf(b)];
    parent[Math.max(x, y)] = Math.min(x, y);
  }
  const groups = new Map<number, number[]>();
  for (const row of [...paired].sort((x, y) => x - y)) {
    const root = rootOf(row);
    groups.set(root, [...(groups.get(root) ?? []), row]);
  }
  return [...groups.values()];
}
