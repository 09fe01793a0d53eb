// Cuts long texts into passages that fit the encoder, at sentence ends, so that nothing is dropped.

import { sentenceSpans } from '../core/sentences';
import { splitsCharacter, wordSpans } from '../core/text';
import type { Span } from '../core/types';

/**
 * Consecutive passages of whole sentences of at most `budgetTokens` tokens by `count`, covering all sentences of the
 * text inside `within`. A sentence that is too long is cut between words, a word that is too long between characters.
 */
export function passagesOf(text: string, within: Span, budgetTokens: number, count: (piece: string) => number): Span[] {
  const passages: Span[] = [];
  let open: Span | undefined;
  let size = 0;
  const close = (): void => {
    if (open) passages.push(open);
    open = undefined;
    size = 0;
  };
  for (const found of sentenceSpans(text.slice(within.start, within.end))) {
    const sentence = { start: within.start + found.start, end: within.start + found.end };
    for (const part of fitting(text, sentence, budgetTokens, count)) {
      // What stands between sentences (list markers, brackets) is part of the passage and takes tokens as well.
      const more = open ? count(text.slice(open.end, part.end)) : part.tokens;
      if (open && size + more > budgetTokens) close();
      size += open ? more : part.tokens;
      open = { start: open?.start ?? part.start, end: part.end };
    }
  }
  close();
  return passages;
}

/**
 * Where the first of those passages ends, such that all before it fits as well; behind as many words as fit where the
 * beginning holds no sentence. Only a part of a long text is looked at: from its first character that is no white space on.
 */
export function fittingEnd(text: string, budgetTokens: number, count: (piece: string) => number): number {
  const start = Math.max(0, text.search(/\S/));
  const local = { start, end: Math.min(text.length, start + budgetTokens * charactersPerToken) };
  const [first] = passagesOf(text, local, budgetTokens, count);
  if (first && count(text.slice(0, first.end)) <= budgetTokens) return first.end;
  return fitting(text, { ...local, start: 0 }, budgetTokens, count)[0].end;
}

/** Whether all of it fits; not counted where it is so long that it hardly can. */
export const fitsWhole = (text: string, budgetTokens: number, count: (piece: string) => number): boolean =>
  text.length <= budgetTokens * charactersPerToken && count(text) <= budgetTokens;

/** No passage is longer than this times its tokens, as far as texts for people go. */
export const charactersPerToken = 32;

interface Part extends Span {
  readonly tokens: number;
}

/** The span, or the parts of it that fit: cut between words, and inside those that are too long. */
export function fitting(text: string, sentence: Span, budgetTokens: number, count: (piece: string) => number): Part[] {
  const tokens = count(text.slice(sentence.start, sentence.end));
  if (tokens <= budgetTokens) return [{ ...sentence, tokens }];
  const cuts = cutsOf(text, sentence);
  const parts: Part[] = [];
  let start = sentence.start;
  let at = 0;
  while (start < sentence.end) {
    // The last cut whose part still fits, by halving.
    let fits = at;
    let over = cuts.length;
    while (over - fits > 1) {
      const middle = (fits + over) >> 1;
      if (count(text.slice(start, cuts[middle])) <= budgetTokens) fits = middle;
      else over = middle;
    }
    const part = shortened(text, { start, end: cuts[fits] }, budgetTokens, count);
    parts.push(part);
    start = part.end;
    at = part.end === cuts[fits] ? fits + 1 : fits;
  }
  return parts;
}

/** Cut between characters until it fits; one character stays, so that the cutting ends. */
function shortened(text: string, { start, end }: Span, budgetTokens: number, count: (piece: string) => number): Part {
  for (;;) {
    const tokens = count(text.slice(start, end));
    const middle = (start + end) >> 1;
    const cut = splitsCharacter(text, middle) ? middle + 1 : middle;
    if (tokens <= budgetTokens || middle === start || cut === end) return { start, end, tokens };
    end = cut;
  }
}

/** No single word longer than this is kept whole when a sentence must be cut. */
const longestWord = 64;

/** Places where a sentence may be cut, in order, the last one its end: before words, and inside very long ones. */
function cutsOf(text: string, sentence: Span): number[] {
  const starts = wordSpans(text.slice(sentence.start, sentence.end)).map(({ start }) => sentence.start + start);
  const cuts: number[] = [];
  let last = sentence.start;
  for (const edge of [...starts, sentence.end]) {
    while (edge - last > longestWord) {
      last += longestWord;
      if (splitsCharacter(text, last)) last++;
      cuts.push(last);
    }
    if (edge > last) cuts.push((last = edge));
  }
  return cuts;
}
