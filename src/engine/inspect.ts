// What the encoder reads: the tokens of a text or pair, and the attention between them.

import { wellFormed } from '../core/text';
import type { Encoding, Span } from '../core/types';
import type { Call, Encoder } from './encoder';
import { EngineError } from './errors';
import { passagesOf } from './passages';
import { readText } from './request';
import type { AttendAnswer, AttendRequest, InspectAnswer, InspectedToken, InspectRequest } from './requests';

export function inspect(encoder: Encoder, request: InspectRequest): InspectAnswer {
  const text = readText(request.text);
  const pair = request.pair === undefined ? undefined : wellFormed(request.pair);
  return { model: encoder.info.id, tokens: tokensOf(encoder, encoder.tokenizer.encode(text, pair)) };
}

export async function attend(encoder: Encoder, request: AttendRequest, call: Call): Promise<AttendAnswer> {
  const { layer, queriesAndKeys = false } = request;
  const { numLayers, name } = encoder.info;
  if (!(Number.isInteger(layer) && layer >= 0 && layer < numLayers))
    throw new RangeError(`layer ${layer} of ${numLayers}`);
  if (!encoder.info.hasAttention) throw new EngineError('outputMissing', { subject: name, reason: 'attention' });
  const text = readText(request.text);
  const pair = request.pair === undefined ? undefined : wellFormed(request.pair);
  const { encoding, leftOut } = fit(encoder, text, pair);
  const { heads, values, queries, keys } = await encoder.attention(encoding, layer, queriesAndKeys, call);
  return {
    model: encoder.info.id,
    tokens: tokensOf(encoder, encoding),
    layer,
    heads,
    values,
    ...(queries && keys ? { queries, keys } : {}),
    ...(leftOut ? { leftOut } : {}),
  };
}

/** The encoding, or that of the beginnings that fit, with what was left out. */
function fit(
  encoder: Encoder,
  text: string,
  pair: string | undefined,
): { readonly encoding: Encoding; readonly leftOut?: AttendAnswer['leftOut'] } {
  const whole = encoder.tokenizer.encode(text, pair);
  if (whole.inputIds.length <= encoder.info.maxTokens) return { encoding: whole };
  if (pair === undefined) {
    const end = fittingEnd(encoder, text, encoder.info.maxTokens - encoder.specialCount);
    return { encoding: encoder.encode(text.slice(0, end)), leftOut: { text: { start: end, end: text.length } } };
  }
  const room = encoder.info.maxTokens - encoder.tokenizer.encode('', '').inputIds.length;
  const sizes = [encoder.count(text), encoder.count(pair)];
  const forText = Math.max(room >> 1, room - sizes[1]);
  const textEnd = sizes[0] <= forText ? text.length : fittingEnd(encoder, text, forText);
  const forPair = room - encoder.count(text.slice(0, textEnd));
  const pairEnd = sizes[1] <= forPair ? pair.length : fittingEnd(encoder, pair, forPair);
  const rest = (length: number, end: number): Span | undefined =>
    end < length ? { start: end, end: length } : undefined;
  return {
    encoding: encoder.encode(text.slice(0, textEnd), pair.slice(0, pairEnd)),
    leftOut: { text: rest(text.length, textEnd), pair: rest(pair.length, pairEnd) },
  };
}

/** Where the first passage of at most `budget` tokens ends. */
function fittingEnd(encoder: Encoder, text: string, budget: number): number {
  const local = { start: 0, end: Math.min(text.length, budget * 32) };
  const [first] = passagesOf(text, local, budget, encoder.count);
  return first.end;
}

function tokensOf({ tokenizer }: Encoder, encoding: Encoding): InspectedToken[] {
  return Array.from(encoding.inputIds, (id, n) => ({
    text: tokenizer.piece(id),
    id,
    segment: encoding.tokenTypeIds[n],
    special: encoding.special[n] === 1,
    start: encoding.starts[n],
    end: encoding.ends[n],
    attentionMask: 1,
  }));
}
