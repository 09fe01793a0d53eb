// How alike two texts are, and how well the second follows the first.

import { dot } from '../core/vector';
import { charactersPerToken, fitsWhole, fitting, fittingEnd, passagesOf } from './passages';
import type { TokenRow } from './batching';
import { embed } from './embed';
import type { Call, Encoder } from './encoder';
import { readText } from './request';
import type { SimilarityAnswer, SimilarityRequest } from './requests';

export async function similarity(encoder: Encoder, request: SimilarityRequest, call: Call): Promise<SimilarityAnswer> {
  const a = readText(request.a);
  const b = readText(request.b);
  // Always in the same order, so that the answer is symmetric to the last bit.
  const texts = a < b ? [a, b] : [b, a];
  const { layers, pooling } = request;
  const { embeddings, width } = await embed(encoder, { texts, layers, pooling, lane: call.lane }, call);
  const cosine = dot(embeddings.subarray(0, width), embeddings.subarray(width));
  return {
    model: encoder.info.id,
    similarity: Math.max(-1, Math.min(1, cosine)),
    nextSentenceProbability: encoder.info.hasNsp ? await encoder.nextSentence(jointOf(encoder, a, b), call) : null,
  };
}

/**
 * The pair as one input. Where it is too long, the end of `a` and the beginning of `b` are taken in whole sentences: the
 * joint is what next-sentence prediction judges, and each side gets half of the room or what the other leaves.
 */
function jointOf(encoder: Encoder, a: string, b: string): TokenRow {
  const room = encoder.info.maxTokens - encoder.tokenizer.encode('', '').inputIds.length;
  const half = room >> 1;
  const sizeOfB = b.length > room * 32 ? Infinity : encoder.count(b);
  const end = endOf(encoder, a, room - Math.min(sizeOfB, half));
  const start = startOf(encoder, b, room - encoder.count(end));
  return encoder.encode(end, start);
}

function startOf(encoder: Encoder, text: string, budget: number): string {
  if (fitsWhole(text, budget, encoder.count)) return text;
  return text.slice(0, fittingEnd(text, budget, encoder.count)).trimStart();
}

/** The last sentences that fit; of a last sentence that is too long its last words. */
function endOf(encoder: Encoder, text: string, budget: number): string {
  const local = text.trimEnd().slice(-budget * charactersPerToken);
  if (local.length === text.length && encoder.count(text) <= budget) return text;
  const whole = { start: 0, end: local.length };
  const size = Math.max(1, budget >> 2);
  const sentences = passagesOf(local, whole, size, encoder.count);
  const small = sentences.length ? sentences : fitting(local, whole, size, encoder.count);
  let start = small[small.length - 1].start;
  for (const passage of small.reverse()) {
    if (encoder.count(local.slice(passage.start)) > budget) break;
    start = passage.start;
  }
  return local.slice(start);
}
