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
 * Groups in which every row is paired with every other (complete linkage): near-duplicates of near-duplicates do not
 * hang together in chains. pairs: most similar first, each once; a row is in the group of its most similar pair that
 * lets it in, rows without a pair are in none. Groups in order of their best pair, rows of a group rising.
 */
export function groupsOf(pairs: readonly NearPair[]): number[][] {
  const partners = new Map<number, Set<number>>();
  const groupOf = new Map<number, number[]>();
  const partnersOf = (row: number): Set<number> => {
    const known = partners.get(row) ?? new Set();
    partners.set(row, known);
    return known;
  };
  for (const { a, b } of pairs) {
    partnersOf(a).add(b);
    partnersOf(b).add(a);
  }
  const groups = new Set<number[]>();
  for (const { a, b } of pairs) {
    const [ofA, ofB] = [groupOf.get(a) ?? [a], groupOf.get(b) ?? [b]];
    if (ofA === ofB || !ofA.every((x) => ofB.every((y) => partnersOf(x).has(y)))) continue;
    const joined = groups.has(ofA) ? ofA : ofB;
    const other = joined === ofA ? ofB : ofA;
    joined.push(...other);
    groups.delete(other);
    groups.add(joined);
    for (const row of joined) groupOf.set(row, joined);
  }
  return [...groups].map((rows) => rows.sort((x, y) => x - y));
}
