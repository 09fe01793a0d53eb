// What the encoder reads: the tokens of a text or pair, and the attention between them.

import { wellFormed } from '../core/text';
import type { Encoding, Span } from '../core/types';
import type { Call, Encoder } from './encoder';
import { EngineError } from './errors';
import { fittingEnd } from './passages';
import { readText } from './request';
import type {
  AttendAnswer,
  AttendRequest,
  InspectAnswer,
  InspectedToken,
  InspectRequest,
  Intervention,
  PredictAnswer,
  PredictRequest,
} from './requests';

export function inspect(encoder: Encoder, request: InspectRequest): InspectAnswer {
  const text = readText(request.text);
  const pair = request.pair === undefined ? undefined : wellFormed(request.pair);
  return { model: encoder.info.id, tokens: tokensOf(encoder, encoder.tokenizer.encode(text, pair)) };
}

export async function attend(encoder: Encoder, request: AttendRequest, call: Call): Promise<AttendAnswer> {
  const { layer, queriesAndKeys = false } = request;
  const { numLayers, name, hasAttention, attentionReason } = encoder.info;
  if (!hasAttention) throw new EngineError('attentionHidden', { subject: name, reason: attentionReason });
  if (!(Number.isInteger(layer) && layer >= 0 && layer < numLayers))
    throw new RangeError(`layer ${layer} of ${numLayers}`);
  const { encoding, leftOut } = fit(encoder, readText(request.text), readPair(request.pair));
  const row = withMasks(encoder, encoding, request.intervention?.masked ?? []);
  const headMask = headMaskOf(encoder, request.intervention);
  const found = await encoder.attention(row, { layer, queriesAndKeys, headMask }, call);
  const { heads, values, queries, keys, endedAt } = found;
  return {
    model: encoder.info.id,
    tokens: tokensOf(encoder, encoding),
    words: Array.from(encoding.words),
    layer,
    heads,
    values,
    ...(queries && keys ? { queries, keys } : {}),
    ...(leftOut ? { leftOut } : {}),
    endedAt,
  };
}

/** What the masked LM expects at tokens of a text, with heads silenced and other tokens masked if asked. */
export async function predict(encoder: Encoder, request: PredictRequest, call: Call): Promise<PredictAnswer> {
  const { encoding } = fit(encoder, readText(request.text), readPair(request.pair));
  const { tokens, top, intervention } = request;
  const row = withMasks(encoder, encoding, [...(intervention?.masked ?? []), ...tokens]);
  const headMask = headMaskOf(encoder, intervention);
  const [found] = await encoder.mlm([{ ...row, positions: tokens }], { top, headMask }, call);
  const predictions = tokens.map((token, n) => ({
    token,
    candidates: Array.from(found[n].ids, (id, i) => ({
      text: encoder.tokenizer.surface(id)?.text ?? encoder.tokenizer.piece(id),
      probability: Math.exp(found[n].logProbabilities[i]),
    })),
  }));
  return { model: encoder.info.id, predictions };
}

/** The row with tokens replaced by the mask token. RangeError for a token that is not there or is a special one. */
function withMasks(encoder: Encoder, encoding: Encoding, masked: readonly number[]): Encoding {
  if (!masked.length) return encoding;
  const inputIds = encoding.inputIds.slice();
  for (const token of masked) {
    if (!(token in inputIds) || encoding.special[token]) throw new RangeError(`token ${token} cannot be masked`);
    inputIds[token] = encoder.tokenizer.special.mask;
  }
  return { ...encoding, inputIds };
}

/**
 * `[layers, heads]`, 0 for a silenced head. Also where none is silenced: what is compared comes from one graph, and a run
 * without a mask may be given to another one. Undefined where the encoder takes none and none is wanted. RangeError for a
 * head that is not there.
 */
function headMaskOf({ info }: Encoder, intervention: Intervention | undefined): Float32Array | undefined {
  if (!intervention?.silenced.length && !info.hasHeadMask) return undefined;
  const mask = new Float32Array(info.numLayers * info.numHeads).fill(1);
  for (const { layer, head } of intervention?.silenced ?? []) {
    if (!(layer >= 0 && layer < info.numLayers && head >= 0 && head < info.numHeads)) {
      throw new RangeError(`head ${head} of layer ${layer}`);
    }
    mask[layer * info.numHeads + head] = 0;
  }
  return mask;
}

const readPair = (pair: string | undefined): string | undefined => (pair === undefined ? undefined : wellFormed(pair));

/** The encoding, or that of the beginnings that fit, with what was left out. */
function fit(
  encoder: Encoder,
  text: string,
  pair: string | undefined,
): { readonly encoding: Encoding; readonly leftOut?: AttendAnswer['leftOut'] } {
  const whole = encoder.tokenizer.encode(text, pair);
  if (whole.inputIds.length <= encoder.info.maxTokens) return { encoding: whole };
  if (pair === undefined) {
    const end = fittingEnd(text, encoder.info.maxTokens - encoder.specialCount, encoder.count);
    return { encoding: encoder.encode(text.slice(0, end)), leftOut: { text: { start: end, end: text.length } } };
  }
  const room = encoder.info.maxTokens - encoder.tokenizer.encode('', '').inputIds.length;
  const sizes = [encoder.count(text), encoder.count(pair)];
  const forText = Math.max(room >> 1, room - sizes[1]);
  const textEnd = sizes[0] <= forText ? text.length : fittingEnd(text, forText, encoder.count);
  const forPair = room - encoder.count(text.slice(0, textEnd));
  const pairEnd = sizes[1] <= forPair ? pair.length : fittingEnd(pair, forPair, encoder.count);
  const rest = (length: number, end: number): Span | undefined =>
    end < length ? { start: end, end: length } : undefined;
  return {
    encoding: encoder.encode(text.slice(0, textEnd), pair.slice(0, pairEnd)),
    leftOut: { text: rest(text.length, textEnd), pair: rest(pair.length, pairEnd) },
  };
}

function tokensOf({ tokenizer }: Encoder, encoding: Encoding): InspectedToken[] {
  return Array.from(encoding.inputIds, (id, n) => ({
    text: tokenizer.piece(id),
    id,
    segment: encoding.segments[n],
    special: encoding.special[n] === 1,
    start: encoding.starts[n],
    end: encoding.ends[n],
    attentionMask: 1,
  }));
}
