// Vectors of texts. A text longer than the encoder takes is cut into passages at sentence ends; its vector is the mean of
// theirs, each weighted by its tokens, so that every token counts about the same.

import { throwIfCancelled } from '../core/cancel';
import { l2Normalise } from '../core/vector';
import { wellFormed } from '../core/text';
import type { TokenRow } from './batching';
import type { Call, Encoder } from './encoder';
import { passagesOf } from './passages';
import type { EmbedAnswer, EmbedTextsRequest } from './requests';

export async function embed(encoder: Encoder, request: EmbedTextsRequest, call: Call): Promise<EmbedAnswer> {
  const { texts, layers = 'last', pooling = 'mean' } = request;
  const rows: TokenRow[] = [];
  const owner: number[] = [];
  // Equal texts share a run, so that they get equal vectors whatever they are batched with.
  const first = new Map<string, number>();
  for (const [n, text] of texts.entries()) {
    if (first.has(text)) continue;
    first.set(text, n);
    for (const row of rowsOf(encoder, wellFormed(text))) {
      rows.push(row);
      owner.push(n);
    }
    if (encoder.pace.isDue) await encoder.pace.rest();
  }
  throwIfCancelled(call.signal);
  const { width, values } = await encoder.embed(rows, layers, pooling, call);
  const embeddings = new Float32Array(texts.length * width);
  for (const [k, n] of owner.entries()) {
    const weight = rows[k].inputIds.length;
    for (let i = 0; i < width; i++) embeddings[n * width + i] += weight * values[k * width + i];
  }
  for (const [n, text] of texts.entries()) {
    const from = first.get(text) ?? n;
    if (from !== n) embeddings.copyWithin(n * width, from * width, (from + 1) * width);
  }
  const passages = new Int32Array(texts.length);
  for (const n of owner) passages[n]++;
  for (const [n, text] of texts.entries()) passages[n] = passages[first.get(text) ?? n];
  return { model: encoder.info.id, width, embeddings: l2Normalise(embeddings, width), passages };
}

/** The inputs that make up a text: one where it fits, none where it has no tokens. */
function rowsOf(encoder: Encoder, text: string): TokenRow[] {
  const whole = text.length <= encoder.info.maxTokens * longestToken ? encoder.tokenizer.encode(text) : undefined;
  if (whole && whole.inputIds.length <= encoder.specialCount) return [];
  if (whole && whole.inputIds.length <= encoder.info.maxTokens) return [whole];
  const budget = encoder.info.maxTokens - encoder.specialCount;
  return passagesOf(text, { start: 0, end: text.length }, budget, encoder.count)
    .map(({ start, end }) => encoder.encode(text.slice(start, end)))
    .filter(({ inputIds }) => inputIds.length > encoder.specialCount);
}

/** A text with more code units than this for each token cannot fit, so it need not be encoded whole to see that. */
const longestToken = 32;
