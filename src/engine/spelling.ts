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
  let known: ReadonlyMap<string, string> | undefined;
  const document = (): ReadonlyMap<string, string> =>
    (known ??= documentCasing(text.slice(Math.max(0, span.start - casingReach), span.end + casingReach)));
  // While the encoder works, which it mostly does for longer than the shortest delay of a timer.
  if (encoder.tokenizer.lowercases) encoder.scheduler.clock.after(0, document);
  return (word) => {
    const usual = encoder.tokenizer.lowercases ? truecase(word, encoder.truecase, document()) : word;
    if (casing !== 'none') return caseLike(usual, original, atStart);
    return atStart && casingOf(usual) === 'lower' ? capitalise(usual) : usual;
  };
}

/** As spellingAt, for what is no word by itself: the `ca` of `can't` is not California. */
export function partSpellingAt(text: string, span: Span): (part: string) => string {
  return startsSentence(text, span.start) ? capitalise : (part) => part;
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

/** What follows a place directly and settles what can stand there. */
export interface Ending {
  /** The only words that can be meant. */
  readonly words: readonly string[];
  /** So many letters behind the place belong to these words: the n of `n't`. */
  readonly letters: number;
}

const endings: Readonly<Record<string, readonly string[]>> = {
  t: contractionStems,
  m: ['I'],
  re: 'you we they who what there where how'.split(' '),
  ve: 'I you we they who could should would might must'.split(' '),
};

/** The ending of a contraction that begins at `offset`: `'t`, `n't`, `'m`, `'re`, `'ve`. Of `'s`, `'ll` and `'d` any word can be the owner. */
export function endingAt(text: string, offset: number): Ending | undefined {
  const match = /^(?:(n)['’](?=t)|['’])(t|m|re|ve)(?![\p{L}\p{N}])/iu.exec(text.slice(offset, offset + 5));
  return match ? { words: endings[match[2].toLowerCase()], letters: match[1]?.length ?? 0 } : undefined;
}
