// Checks of requests before they leave for the encoder: shapes and ids. A wrong one is a mistake of the program, so a
// RangeError.

import type { AttentionRequest, EncoderInfo, MlmRequest } from '../../engine/ports';
import type { Batch } from '../../core/types';

/** RangeError when the arrays disagree with the shape, an id lies outside the vocabulary or a row is too long. */
export function checkBatch(batch: Batch, info: Pick<EncoderInfo, 'maxTokens' | 'vocabSize'>): void {
  const tokens = batch.batch * batch.length;
  for (const key of ['inputIds', 'attentionMask', 'tokenTypeIds'] as const) {
    if (batch[key].length !== tokens) {
      throw new RangeError(
        `${key} holds ${batch[key].length} values, [${batch.batch}, ${batch.length}] needs ${tokens}`,
      );
    }
  }
  if (batch.length > info.maxTokens)
    throw new RangeError(`${batch.length} tokens, the encoder takes ${info.maxTokens}`);
  // The runtime wraps an id of -1 around to the last row without a word (measured), so it is caught here.
  for (const id of batch.inputIds) {
    if (id < 0 || id >= info.vocabSize) throw new RangeError(`token id ${id} of a vocabulary of ${info.vocabSize}`);
  }
}

export function checkMlm(request: MlmRequest, info: EncoderInfo): void {
  checkBatch(request.batch, info);
  const tokens = request.batch.batch * request.batch.length;
  for (const row of request.rows) {
    if (row < 0 || row >= tokens) throw new RangeError(`row ${row} of ${tokens} tokens`);
  }
  if (request.top < 0 || request.top > info.vocabSize) throw new RangeError(`top ${request.top} of ${info.vocabSize}`);
  if (request.picked && request.picked.length !== request.rows.length) {
    throw new RangeError(`${request.picked.length} picked tokens for ${request.rows.length} rows`);
  }
  for (const id of [...(request.targets ?? []), ...(request.picked ?? [])]) {
    if (id < 0 || id >= info.vocabSize) throw new RangeError(`token id ${id} of a vocabulary of ${info.vocabSize}`);
  }
}

export function checkAttention(request: AttentionRequest, info: EncoderInfo): void {
  checkBatch(request.batch, info);
  if (!Number.isInteger(request.layer) || request.layer < 0 || request.layer >= info.numLayers) {
    throw new RangeError(`layer ${request.layer} of ${info.numLayers}`);
  }
}
