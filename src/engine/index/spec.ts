// Which index an encoder and a chunker belong to.

import type { CancelSignal } from '../../core/cancel';
import type { EncoderInfo } from '../ports';
import type { Chunker, Embedder } from './ports';
import type { IndexSpec } from './types';

/** Version of what the rows of an index hold: terms (core/terms) and hashes. A change of them makes a new index. */
export const schemaVersion = 2;

/**
 * The identity of the vectors that `embedder` makes. Embeds one word, because only the encoder knows how wide its vectors
 * are; `dims` is rounded up to a multiple of 32.
 */
export async function indexSpecOf(
  info: EncoderInfo,
  embedder: Embedder,
  chunker: Pick<Chunker, 'id'>,
  signal: CancelSignal,
): Promise<IndexSpec> {
  const { width } = await embedder.embed({ texts: ['text'] }, signal);
  return { model: indexedModel(info), dims: Math.ceil(width / 32) * 32, chunker: chunker.id, schema: schemaVersion };
}

/** Vectors of another device than the CPU differ a little and get an index of their own. */
export const indexedModel = ({ id, device }: Pick<EncoderInfo, 'id' | 'device'>): string =>
  device === 'cpu' ? id : `${id}+${device}`;

/** Whether the vectors of an index can be compared with those of this encoder; devices differ by rounding alone. */
export const isMadeBy = ({ model }: Pick<IndexSpec, 'model'>, { id }: Pick<EncoderInfo, 'id'>): boolean =>
  model === id || model.startsWith(`${id}+`);
