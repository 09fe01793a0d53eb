// How a predicted word is written at a place: its usual case, the case of what it replaces, and what stays of a
// contraction.

import { capitalise, caseLike, casingOf, documentCasing, truecase } from '../core/casing';
import { startsSentence } from '../core/sentences';
import type { Span } from '../core/types';
import type { Encoder } from './encoder';

/** How far around a place the document's own spellings are gathered, in UTF-16 units. */
const casingReach = 3000;

/**
 * Gives a word the form that it has at the span of `text`, which must be well-formed. `original` is what is replaced and
 * sets the case; the empty string where nothing does, as at a mask.
 */
export function spellingAt(
  encoder: Encoder,
  text: string,
  span: Span,
  original = text.slice(span.start, span.end),
): (word: string) => string {
  const casing = casingOf(original);
  // A word in lower or upper case stays so wherever it stands.
  const atStart = casing !== 'lower' && casing !== 'upper' && startsSentence(text, span.start);
  const here = text.slice(Math.max(0, span.start - casingReach), span.end + casingReach);
  const document = encoder.tokenizer.lowercases ? documentCasing(here) : new Map<string, string>();
  return (word) => {
    const usual = encoder.tokenizer.lowercases ? truecase(word, encoder.truecase, document) : word;
    if (casing !== 'none') return caseLike(usual, original, atStart);
    return atStart && casingOf(usual) === 'lower' ? capitalise(usual) : usual;
  };
}

/** A negative contraction: the part that can change and the ending that stays. */
export interface Contraction {
  readonly stem: Span;
  /** `'t`, with the apostrophe of the text. */
  readonly ending: string;
}

/** What can stand before `'t`. */
export const contractionStems: readonly string[] =
  'don doesn didn won wouldn can couldn shouldn isn aren wasn weren hasn haven hadn mustn mightn needn shan ain'.split(
    ' ',
  );

/** `didn’t` → `didn` and `’t`; undefined for other words. */
export function contractionAt(text: string, word: Span): Contraction | undefined {
  const ending = /n(['’]t)$/iu.exec(text.slice(word.start, word.end))?.[1];
  return ending === undefined ? undefined : { stem: { start: word.start, end: word.end - ending.length }, ending };
}

/** True when `'t` follows directly, so that only the stem of a contraction can stand here. */
export function contractionFollows(text: string, offset: number): boolean {
  return /^['’]t(?![\p{L}\p{N}])/iu.test(text.slice(offset, offset + 3));
}
