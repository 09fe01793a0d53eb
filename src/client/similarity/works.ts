// What a comparison and a matrix show, and how it is asked of the server. Near-duplicates: duplicates.ts.

import type { CompareContent, MatrixContent, SimilarityContent } from '../../protocol/similarityPanel';
import type { AlignResult } from '../../protocol/similarity';
import { Failure } from '../failure';
import type { Server } from '../server';
import { similarityLabels as labels } from './labels';
import type { Work } from './panel';
import { keptSource, partOf, shownSegments, wireText, type Source } from './source';

/** A larger matrix could not be drawn or read; the rest is counted and told. */
const mostSegments = 1500;

export function compareWork(server: Server, a: Source, b: Source): Work {
  const shown = ({ name, text, uri }: Source) => ({ name, text, canReveal: uri !== undefined });
  return {
    title: labels.compareTitle(),
    kept: { kind: 'compare', a: keptSource(a), b: keptSource(b) },
    source: (document) => (document === 0 ? a : b),
    make: async (choice, token): Promise<CompareContent> => {
      const { layers, pooling } = choice;
      const params = { a: wireText(a), b: wireText(b), layers, pooling };
      const result = await server.request('compare', params, { token });
      return { kind: 'compare', choice: { layers, pooling }, a: shown(a), b: shown(b), result };
    },
    align: (pair, content) => align(server, a, b, pair, content),
  };
}

/** Words of one pair of passages, their spans counted from the beginnings of the texts. */
async function align(
  server: Server,
  a: Source,
  b: Source,
  pair: number | null,
  content: SimilarityContent,
): Promise<AlignResult> {
  if (content.kind !== 'compare') throw new Failure('emptyText');
  const { pairs, passagesOfA, passagesOfB } = content.result;
  const { layers } = content.choice;
  const chosen = pair === null ? undefined : pairs[pair];
  if (!chosen) return server.request('align', { a: wireText(a), b: wireText(b), layers });
  const [ofA, ofB] = [passagesOfA[chosen.a], passagesOfB[chosen.b]];
  const params = { a: wireText(partOf(a, ofA)), b: wireText(partOf(b, ofB)), layers };
  const found = await server.request('align', params);
  const moved = <T extends { start: number; end: number }>(words: readonly T[], by: number): T[] =>
    words.map((word) => ({ ...word, start: word.start + by, end: word.end + by }));
  return { ...found, wordsOfA: moved(found.wordsOfA, ofA.start), wordsOfB: moved(found.wordsOfB, ofB.start) };
}

export function matrixWork(server: Server, source: Source): Work {
  return {
    title: labels.matrixTitle(source.name),
    kept: { kind: 'matrix', text: keptSource(source) },
    source: () => source,
    make: async ({ layers, pooling, unit = 'sentence' }, token): Promise<MatrixContent> => {
      const segmented = unit === 'sentence' ? unit : 'paragraph';
      const params = { document: wireText(source), unit: segmented, limit: mostSegments, layers, pooling } as const;
      const { segments, ...result } = await server.request('matrix', params, { token });
      return {
        ...result,
        kind: 'matrix',
        choice: { layers, pooling },
        unit: segmented,
        name: source.name,
        segments: shownSegments(source, segments),
      };
    },
  };
}
