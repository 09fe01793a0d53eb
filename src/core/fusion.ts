// Joins rankings of the same things by several sources into one: by rank alone, or by scores made comparable.

export interface FusedItem<T> {
  readonly item: T;
  readonly score: number;
  /** Rank in each ranking, from 1; undefined where it is not in it. */
  readonly ranks: readonly (number | undefined)[];
}

export interface FusionOptions {
  /** Damps the difference between the first ranks; 60 in the paper. */
  readonly k?: number;
  /** Weight of each ranking; 1 where absent. */
  readonly weights?: readonly number[];
}

/**
 * Reciprocal-rank fusion: score = Σ weight / (k + rank), ranks from 1, over the rankings that hold the item; best first,
 * equal scores in the order in which they are met, ranking by ranking. An item that a ranking holds twice counts with its
 * better rank. Source: Cormack, Clarke and Büttcher 2009, Reciprocal Rank Fusion Outperforms Condorcet.
 */
export function reciprocalRankFusion<T>(
  rankings: readonly (readonly T[])[],
  keyOf: (item: T) => string,
  { k = 60, weights = [] }: FusionOptions = {},
): FusedItem<T>[] {
  const fused = new Map<string, { item: T; score: number; ranks: (number | undefined)[] }>();
  for (const [n, ranking] of rankings.entries()) {
    for (const [index, item] of ranking.entries()) {
      const key = keyOf(item);
      const entry = fused.get(key) ?? { item, score: 0, ranks: rankings.map(() => undefined) };
      fused.set(key, entry);
      if (entry.ranks[n] !== undefined) continue;
      entry.ranks[n] = index + 1;
      entry.score += (weights[n] ?? 1) / (k + index + 1);
    }
  }
  return [...fused.values()].sort((a, b) => b.score - a.score);
}

/** A ranking with scores, best first. */
export interface ScoredRanking<T> {
  readonly items: readonly T[];
  /** Of each item. */
  readonly scores: readonly number[];
  /** The score of what is not in the ranking, at most that of its last item: 0 for BM25 where it holds all that match. */
  readonly floor: number;
  readonly weight: number;
}

/**
 * Convex combination: score = Σ weight × (score − floor) / (best − floor), so that each ranking's scores run from 0 to 1;
 * best first, equal ones in the order in which they are met. A ranking whose scores are all at its floor gives 1 to each
 * of its items. Source: Bruch, Gai and Ingber 2023, An Analysis of Fusion Functions for Hybrid Retrieval, section 4.
 */
export function convexFusion<T>(rankings: readonly ScoredRanking<T>[], keyOf: (item: T) => string): FusedItem<T>[] {
  const fused = new Map<string, { item: T; score: number; ranks: (number | undefined)[] }>();
  for (const [n, { items, scores, floor, weight }] of rankings.entries()) {
    const range = (scores[0] ?? floor) - floor;
    for (const [index, item] of items.entries()) {
      const key = keyOf(item);
      const entry = fused.get(key) ?? { item, score: 0, ranks: rankings.map(() => undefined) };
      fused.set(key, entry);
      if (entry.ranks[n] !== undefined) continue;
      entry.ranks[n] = index + 1;
      entry.score += weight * (range > 0 ? (scores[index] - floor) / range : 1);
    }
  }
  return [...fused.values()].sort((a, b) => b.score - a.score);
}
