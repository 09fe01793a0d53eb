// How long comparing takes: all sentences of a document, all passages of a workspace, two pages.

import { neverCancelled } from '../src/core/cancel';
import { clusterOrder } from '../src/core/seriation';
import { l2Normalise } from '../src/core/vector';
import { nearDuplicates } from '../src/engine/comparison/duplicates';
import type { Setting } from './setting';
import { median, rounded, timeMs } from './timing';

export interface SimilarityFigures {
  readonly sentences: number;
  /** From asking to the matrix with its order, encoder included. */
  readonly matrixMs: number;
  /** The order by clusters alone. */
  readonly orderMs: number;
  readonly passages: number;
  /** All pairs of embedded passages, exactly. */
  readonly duplicatesMs: number;
  /** Two texts of about 400 words. */
  readonly compareMs: number;
}

const sentences = 500;
const width = 384;

export async function benchSimilarity(setting: Setting): Promise<SimilarityFigures> {
  setting.log('comparing texts');
  const { comparisons } = setting.engine;
  const passages = setting.quick ? 1000 : 5000;
  const text = (await setting.texts.mixed(sentences, 8, 30, 5)).map((each) => `${each.replace(/[.!?]+/g, ',')}.`);
  const document = { text: text.join('\n\n') };
  const request = { document, unit: 'paragraph', limit: sentences } as const;
  // What similarities are read against is worked out by the first request.
  const warm = await comparisons.matrix({ ...request, limit: 20 }, neverCancelled);
  const matrices: number[] = [];
  const orders: number[] = [];
  const pages: number[] = [];
  let count = warm.segments.length;
  for (let round = 0; round < (setting.quick ? 1 : 3); round++) {
    let similarities: Float32Array = new Float32Array(0);
    matrices.push(
      await timeMs(async () => {
        const answer = await comparisons.matrix(request, neverCancelled);
        similarities = answer.similarities;
        count = answer.segments.length;
      }),
    );
    orders.push(await timeMs(() => Promise.resolve(clusterOrder(similarities, count))));
    const page = (from: number): { text: string } => ({ text: text.slice(from, from + 25).join(' ') });
    pages.push(await timeMs(() => comparisons.compare({ a: page(0), b: page(25) }, neverCancelled)));
  }
  return {
    sentences: count,
    matrixMs: rounded(median(matrices)),
    orderMs: rounded(median(orders)),
    passages,
    duplicatesMs: rounded(await timeMs(() => duplicatesOf(passages))),
    compareMs: rounded(median(pages)),
  };
}

function duplicatesOf(passages: number): Promise<unknown> {
  let seed = 11;
  const next = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5;
  const vectors = l2Normalise(Float32Array.from({ length: passages * width }, next), width);
  const pause = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  return nearDuplicates({ vectors, width }, { threshold: 0.7, limit: 5000, signal: neverCancelled, pause });
}
