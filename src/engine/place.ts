// A place in a text as the encoder sees it: a window of whole sentences in which the wanted spans are masks. What is
// predicted there, and how words of several pieces are put in, builds on this.

import { windowAround } from '../core/text';
import type { Span } from '../core/types';
import type { TokenRow } from './batching';
import type { Encoder } from './encoder';
import { EngineError } from './errors';

/** An encoded window with one or more masks. */
export interface Place {
  readonly row: TokenRow;
  /** Columns of the masks in `row`, in the order of the spans. */
  readonly positions: readonly number[];
  /** For each mask: white space or nothing stands before it. Byte-level vocabularies spell words differently there. */
  readonly afterSpace: readonly boolean[];
}

/** Context of a suggestion: quality gains little beyond it and time grows with it. Special tokens included. */
export const suggestionWindowTokens = 128;

/** No token is longer on average than this many code units; what lies further away cannot be in a window. */
const unitsPerToken = 16;

/**
 * The window around `masks` (in order, not overlapping; an empty span puts a mask between two characters) with at most
 * `budgetTokens` tokens. Spans in `others` become masks too but are not reported: places left open. EngineError
 * maskOutsideWindow when the masks are too far apart for one window of the encoder. `text` must be well-formed.
 */
export function placeOf(
  encoder: Encoder,
  text: string,
  masks: readonly Span[],
  budgetTokens: number,
  others: readonly Span[] = [],
): Place {
  const budget = Math.min(budgetTokens, encoder.info.maxTokens) - encoder.specialCount;
  const hull = { start: masks[0].start, end: masks[masks.length - 1].end };
  const reach = budget * unitsPerToken + 512;
  if (hull.end - hull.start > encoder.info.maxTokens * unitsPerToken && masks.length > 1) {
    throw new EngineError('maskOutsideWindow', { limit: encoder.info.maxTokens });
  }
  const local = { start: Math.max(0, hull.start - reach), end: Math.min(text.length, hull.end + reach) };
  const { masked, spans } = writeMasks(encoder, text, local, masks, others);
  const hullMasked = { start: spans[0].start, end: spans[spans.length - 1].end };
  const window = windowAround(masked, hullMasked, budget, encoder.count);
  const piece = masked.slice(window.start, window.end);
  const encoding = encoder.tokenizer.encode(piece);
  if (encoding.inputIds.length > encoder.info.maxTokens) {
    throw new EngineError('maskOutsideWindow', { limit: encoder.info.maxTokens });
  }
  const columns = [...encoding.inputIds.keys()].filter(
    (column) => encoding.inputIds[column] === encoder.tokenizer.special.mask,
  );
  const positions = spans.map((span) => {
    const start = span.start - window.start;
    // A tokenizer may count the white space before a mask to it.
    const column = columns.find((each) => encoding.starts[each] <= start && encoding.ends[each] > start);
    if (column === undefined) throw new EngineError('maskOutsideWindow', { limit: encoder.info.maxTokens });
    return column;
  });
  return {
    row: { inputIds: encoding.inputIds, tokenTypeIds: encoding.tokenTypeIds },
    positions,
    afterSpace: spans.map((span) => span.start === 0 || /\s/.test(masked[span.start - 1])),
  };
}

/**
 * The row with the mask at `position` replaced by these ids (pieces of a word, or several masks). Where the row grows
 * beyond `maxTokens`, context is dropped at the end that is farther from the mask. Returns the place of the first id.
 */
export function replaceMask(
  row: TokenRow,
  position: number,
  ids: ArrayLike<number>,
  maxTokens: number,
): { readonly row: TokenRow; readonly position: number } {
  const { inputIds, tokenTypeIds } = row;
  const inputs = [...inputIds.subarray(0, position), ...Array.from(ids), ...inputIds.subarray(position + 1)];
  const types = [
    ...tokenTypeIds.subarray(0, position),
    ...new Array<number>(ids.length).fill(tokenTypeIds[position]),
    ...tokenTypeIds.subarray(position + 1),
  ];
  let at = position;
  const excess = inputs.length - maxTokens;
  if (excess > 0) {
    const rightRoom = inputs.length - 1 - (position + ids.length);
    const fromRight = position < inputs.length / 2 ? Math.min(excess, rightRoom) : 0;
    const fromLeft = excess - fromRight;
    if (fromLeft > position - 1) throw new RangeError('a word longer than the encoder takes');
    inputs.splice(inputs.length - 1 - fromRight, fromRight);
    types.splice(types.length - 1 - fromRight, fromRight);
    inputs.splice(1, fromLeft);
    types.splice(1, fromLeft);
    at -= fromLeft;
  }
  return { row: { inputIds: Int32Array.from(inputs), tokenTypeIds: Int32Array.from(types) }, position: at };
}

/** The local text with the mask token's own spelling in place of the spans. */
function writeMasks(
  encoder: Encoder,
  text: string,
  local: Span,
  masks: readonly Span[],
  others: readonly Span[],
): { readonly masked: string; readonly spans: Span[] } {
  const literal = encoder.tokenizer.piece(encoder.tokenizer.special.mask);
  const spans: Span[] = [];
  let masked = '';
  let at = local.start;
  const inside = others.filter((span) => span.start >= local.start && span.end <= local.end);
  const all = [...masks, ...inside.filter((span) => !masks.some((mask) => mask.start === span.start))];
  for (const span of all.sort((a, b) => a.start - b.start)) {
    masked += text.slice(at, span.start);
    if (masks.includes(span)) spans.push({ start: masked.length, end: masked.length + literal.length });
    masked += literal;
    at = span.end;
  }
  return { masked: masked + text.slice(at, local.end), spans };
}
