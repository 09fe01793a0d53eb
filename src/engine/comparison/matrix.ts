// Every sentence or paragraph of a document against every other.

import { throwIfCancelled } from '../../core/cancel';
import { readableText } from '../../core/markup';
import { segmentsOf, segmentText } from '../../core/segments';
import { clusterOrder } from '../../core/seriation';
import { cosineMatrix } from '../../core/vector';
import { wellFormed } from '../../core/text';
import { embed } from '../embed';
import type { Call, Encoder } from '../encoder';
import { EngineError } from '../errors';
import type { References } from './reference';
import type { MatrixAnswer, MatrixRequest } from './requests';

/** emptyText where there is no segment. */
export async function matrix(
  encoder: Encoder,
  request: MatrixRequest,
  references: References,
  call: Call,
): Promise<MatrixAnswer> {
  const { layers = 'last', pooling = 'mean', unit, within, limit } = request;
  const { text, languageId = 'plaintext' } = request.document;
  const all = segmentsOf(text, languageId, unit, within);
  if (all.length === 0) throw new EngineError('emptyText');
  const segments = all.slice(0, limit);
  const readable = wellFormed(readableText(text, languageId));
  const texts = segments.map((segment) => segmentText(readable, segment));
  const { embeddings, width } = await embed(encoder, { texts, layers, pooling, lane: call.lane }, call);
  const { scale } = await references.of(layers, pooling, call);
  throwIfCancelled(call.signal);
  const similarities = cosineMatrix(embeddings, embeddings, width);
  return {
    model: encoder.info.id,
    segments,
    similarities,
    clusterOrder: clusterOrder(similarities, segments.length),
    scale,
    leftOut: all.length - segments.length,
  };
}
