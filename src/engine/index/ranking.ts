// One ranking from the lists of an index (core/fusion): a convex combination of their scores, unless ranks alone are asked
// for; why stands in ARCHITECTURE.md.

import { convexFusion, reciprocalRankFusion } from '../../core/fusion';
import type { CandidateLists, ChunkCandidate, Fusion, SearchMode } from './types';

export interface RankedCandidate {
  readonly candidate: ChunkCandidate;
  /** `hybrid`: 0…1; else the list's own. */
  readonly score: number;
  readonly similarity?: number;
  readonly vectorRank?: number;
  readonly lexicalRank?: number;
}

/**
 * Share of the vectors in the hybrid score; the words have the rest. With the bundled encoder every value from 0.2 to 0.4
 * is at least as good as words alone on all development search sets, and reciprocal-rank fusion, which gives both lists
 * the same say, is not: its vectors are weaker than BM25 there. `npm run eval` measures both in each run.
 */
export const vectorShare = 0.3;

/** Best first. `depth`: how many candidates a full list has. */
export function rank(
  { vector, lexical }: CandidateLists,
  mode: SearchMode,
  depth: number,
  fusion: Fusion = 'scores',
): RankedCandidate[] {
  const shown = { vector: mode === 'lexical' ? [] : vector, lexical: mode === 'vector' ? [] : lexical };
  const rankings = [
    ranking(shown.vector, vectorShare, shown.vector.at(-1)?.score ?? 0),
    // A list that is not full holds all that match; what is not in it has no word of the query.
    ranking(shown.lexical, 1 - vectorShare, shown.lexical.length < depth ? 0 : (shown.lexical.at(-1)?.score ?? 0)),
  ];
  const fused =
    fusion === 'scores' ? convexFusion(rankings, keyOf) : reciprocalRankFusion([shown.vector, shown.lexical], keyOf);
  const similarities = new Map(shown.vector.map((candidate) => [keyOf(candidate), candidate.score]));
  return fused.map(({ item, score, ranks: [vectorRank, lexicalRank] }) => {
    const similarity = similarities.get(keyOf(item));
    return {
      candidate: item,
      score: mode === 'hybrid' ? score : item.score,
      ...(similarity !== undefined && { similarity }),
      ...(vectorRank !== undefined && { vectorRank }),
      ...(lexicalRank !== undefined && { lexicalRank }),
    };
  });
}

function ranking(items: readonly ChunkCandidate[], weight: number, floor: number) {
  return { items, scores: items.map(({ score }) => score), floor, weight };
}

function keyOf({ path, start, end }: ChunkCandidate): string {
  return `${start} ${end} ${path}`;
}
