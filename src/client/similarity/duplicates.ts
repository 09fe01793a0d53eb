// Near-duplicates in one document or many, for the panel: asked once from a low similarity on, so that the threshold can
// be moved without the encoder.

import { CancellationTokenSource, type CancellationToken } from 'vscode';
import type { IndexStatus } from '../../protocol/search';
import type { KeptWork } from '../../protocol/keptPanels';
import type { DuplicatesContent } from '../../protocol/similarityPanel';
import type { WireProgress } from '../../protocol/requests';
import { withProgress } from '../progress';
import type { Server } from '../server';
import { similarityLabels as labels } from './labels';
import type { Work } from './panel';
import { shownSegments, type Source } from './source';
import { unitFor } from './duplicateUnit';
import { holdsPassages, indexNote } from './indexNote';
import type { ReadTexts } from './workspaceTexts';

/** Shorter paragraphs are captions, greetings, table cells: alike without meaning anything. */
const minimumWords = 5;
/** More pairs than a person could ever look through are not sent to the panel; the most similar ones stay. */
const mostPairs = 5000;

export interface DuplicatesScan {
  readonly title: string;
  readonly kept: KeptWork;
  read(): Promise<ReadTexts>;
  /** The state of the search index, for a scan of the workspace that it serves. Does not reject. */
  index?(): Promise<IndexStatus | undefined>;
}

export function findDuplicates(server: Server, scan: DuplicatesScan): Work {
  let sources: readonly Source[] = [];
  return {
    title: scan.title,
    kept: scan.kept,
    source: (document) => sources[document],
    make: async ({ layers, pooling, unit: chosen, withHeadings = false }, token): Promise<DuplicatesContent> => {
      const texts = await scan.read();
      const index = await scan.index?.();
      sources = texts.sources;
      const unit = chosen ?? unitFor(sources, holdsPassages(index));
      const documents = sources.map(({ text, languageId }) => ({ text, languageId }));
      const params = { documents, unit, limit: mostPairs, minimumWords, withHeadings, layers, pooling };
      const result = await stoppableProgress(labels.readingWorkspace(), token, (stop, onProgress) =>
        server.request('duplicates', params, { token: stop, onProgress }),
      );
      return {
        ...result,
        kind: 'duplicates',
        hasPassages: holdsPassages(index),
        choice: { layers, pooling },
        unit,
        withHeadings,
        documents: sources.map(({ name }) => name),
        segments: withText(sources, result.segments),
        note: texts.note,
        indexNote: scan.index
          ? indexNote(index, { ...result, layers, pooling, unit, isChosen: chosen !== undefined })
          : '',
      };
    },
  };
}

function withText(
  sources: readonly Source[],
  segments: readonly { start: number; end: number; heading: boolean; document: number }[],
): DuplicatesContent['segments'] {
  return sources.flatMap((source, document) =>
    shownSegments(
      source,
      segments.filter((segment) => segment.document === document),
    ),
  );
}

/** Progress that ends when the person cancels it, and when the panel no longer wants the answer. */
export async function stoppableProgress<T>(
  title: string,
  unwanted: CancellationToken,
  work: (token: CancellationToken, onProgress: (progress: WireProgress) => void) => Promise<T>,
): Promise<T> {
  return withProgress(title, async (cancelled, onProgress) => {
    const source = new CancellationTokenSource();
    const stops = [unwanted, cancelled].map((token) => token.onCancellationRequested(() => source.cancel()));
    try {
      return await work(source.token, onProgress);
    } finally {
      for (const stop of stops) stop.dispose();
      source.dispose();
    }
  });
}
