// One ranking from the lists of an index.

import { reciprocalRankFusion } from '../../core/fusion';
import type { CandidateLists, ChunkCandidate, SearchMode } from './types';

export interface RankedCandidate {
  readonly candidate: ChunkCandidate;
  readonly score: number;
  readonly similarity?: number;
  readonly vectorRank?: number;
  readonly lexicalRank?: number;
}

/** Best first. `hybrid` fuses the two lists; the other modes take one as it is. */
export function rank({ vector, lexical }: CandidateLists, mode: SearchMode): RankedCandidate[] {
  const rankings = [mode === 'lexical' ? [] : vector, mode === 'vector' ? [] : lexical];
  const similarities = new Map(rankings[0].map((candidate) => [keyOf(candidate), candidate.score]));
  return reciprocalRankFusion(rankings, keyOf).map(({ item, score, ranks: [vectorRank, lexicalRank] }) => {
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

function keyOf({ path, start, end }: ChunkCandidate): string {
  return `${start} ${end} ${path}`;
}
