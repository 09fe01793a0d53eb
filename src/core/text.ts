// Words, paragraphs and context windows of a text, as spans in UTF-16 code units. Sentences are found in sentences.ts;
// what is prose and what is markup is decided in markup.ts.

import { sentenceSpans } from './sentences';
import type { Span } from './types';

/**
 * One word. Letters, digits and marks, joined by apostrophes (`don't`), underscores inside identifiers (`snake_case`),
 * points and commas between digits (`3.14`), soft hyphens, joiners and the middle dot. A hyphen ends a word. Scripts
 * written without spaces: a Han character is a word, so is a run of Hiragana and a run of Katakana.
 */
const wordPattern = (() => {
  const unspaced = '\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}ー';
  const letter = `(?:[A-Za-z0-9\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u024F]|(?![${unspaced}])[\\p{L}\\p{M}\\p{N}])`;
  const joiner = "(?:['’＇·\\u00AD\\u200C\\u200D]|_+|(?<=\\p{Nd})[.,](?=\\p{Nd}))";
  return `${letter}+(?:${joiner}${letter}+)*|\\p{sc=Han}\\p{M}*|\\p{sc=Hira}+|[\\p{sc=Kana}ー]+`;
})();

/** Endings that are words of their own and stay when the word before them is replaced: `dog's`, `they'll`, `I'd've`. */
const clitics = /(?:['’＇](?:s|d|m|ll|re|ve))+$/iu;
/** More than two endings, as in `I'd've`, are no English; looking no further back keeps the time linear. */
const longestClitics = 16;
const cliticAhead = /(?:['’＇](?:s|d|m|ll|re|ve))+(?![\p{L}\p{N}_])/iuy;

/**
 * All words of a text in order. An ending such as the `'s` of `dog's` or the `'ll` of `they'll` is left outside its
 * word; `don't` is one word.
 */
export function wordSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(new RegExp(wordPattern, 'gu'))) {
    spans.push({ start: match.index, end: match.index + match[0].length - cliticLength(match[0]) });
  }
  return spans;
}

/**
 * The word that the offset lies in, ends or begins (in this order); undefined where it touches none. An offset inside
 * an ending such as `'s` means the word before it. Always one of `wordSpans(text)`.
 */
export function wordAt(text: string, offset: number): Span | undefined {
  const from = edge(text, offset, -1);
  const to = edge(text, offset, 1);
  const at = offset - from;
  let best: Span | undefined;
  for (const match of text.slice(from, to).matchAll(new RegExp(wordPattern, 'gu'))) {
    const { index } = match;
    const whole = index + match[0].length;
    if (index > at) break;
    if (at > whole || (best && at === index)) continue;
    best = { start: from + index, end: from + whole - cliticLength(match[0]) };
    if (at < whole && at > index) break;
  }
  return best;
}

/** The span with the endings that follow it (`dog` → `dog's`); the same span where none follows. */
export function withClitic(text: string, span: Span): Span {
  const pattern = new RegExp(cliticAhead);
  pattern.lastIndex = span.end;
  const match = pattern.exec(text);
  return match ? { start: span.start, end: span.end + match[0].length } : span;
}

/** Paragraphs: stretches between blank lines, without the white space around them. */
export function paragraphSpans(text: string): Span[] {
  const spans: Span[] = [];
  const gap = /(?:\r\n|\r(?!\n)|\n)[^\S\r\n\u2029]*(?:\r\n|\r(?!\n)|\n)|\u2029/g;
  let start = 0;
  for (const match of text.matchAll(gap)) {
    pushTrimmed(spans, text, start, match.index);
    start = match.index + match[0].length;
  }
  pushTrimmed(spans, text, start, text.length);
  return spans;
}

/** Whether `at` may lie inside a character of two units: a low surrogate stands there. */
export const splitsCharacter = (text: string, at: number): boolean => /[\uDC00-\uDFFF]/.test(text[at] ?? '');

/** The same text, of the same length, with each lone surrogate replaced by U+FFFD. */
export function wellFormed(text: string): string {
  // Most texts have no surrogates at all, and this finds out twenty times faster.
  return /[\uD800-\uDFFF]/.test(text) ? text.replace(/\p{Surrogate}/gu, '\uFFFD') : text;
}

/**
 * The context to show an encoder around a span: the sentence that holds it and as many whole sentences on both sides as
 * fit. `count` gives the size of a piece of the text in the unit of the budget (tokens, special ones left out). Where the
 * sentence itself is too long it is cut between words. The result always holds the span, which may itself be over the
 * budget: then the span is returned.
 */
export function windowAround(text: string, span: Span, budgetTokens: number, count: (piece: string) => number): Span {
  const region = neighbourhood(text, span, budgetTokens);
  const sentences = sentenceSpans(text.slice(region.start, region.end)).map((each) => shift(each, region.start));
  let first = sentences.findIndex((each) => each.end > span.start);
  if (first < 0) first = Math.max(0, sentences.length - 1);
  let last = first;
  while (last + 1 < sentences.length && sentences[last + 1].start < span.end) last++;
  const core = sentences.length ? join(span, sentences[first], sentences[last]) : span;
  let size = count(text.slice(core.start, core.end));
  if (size > budgetTokens) return cutBetweenWords(text, core, span, budgetTokens, count);

  let { start, end } = core;
  let openBefore = first > 0;
  let openAfter = last + 1 < sentences.length;
  for (let before = true; openBefore || openAfter; before = !before) {
    if (before ? !openBefore : !openAfter) continue;
    const next = before ? sentences[first - 1] : sentences[last + 1];
    const whole = next.start > region.start || region.start === 0;
    const complete = next.end < region.end || region.end === text.length;
    const cost = whole && complete ? count(text.slice(next.start, next.end)) : Infinity;
    if (size + cost > budgetTokens) {
      if (before) openBefore = false;
      else openAfter = false;
      continue;
    }
    size += cost;
    if (before) {
      start = next.start;
      openBefore = --first > 0;
    } else {
      end = next.end;
      openAfter = ++last + 1 < sentences.length;
    }
  }
  return count(text.slice(start, end)) <= budgetTokens ? { start, end } : core;
}

/** Moves a span by a distance. */
export function shift(span: Span, distance: number): Span {
  return { start: span.start + distance, end: span.end + distance };
}

/** The part of the text that can matter for a window: no text is longer than 16 code units a token on average. */
function neighbourhood(text: string, span: Span, budgetTokens: number): Span {
  const reach = budgetTokens * 16 + 256;
  return { start: Math.max(0, span.start - reach), end: Math.min(text.length, span.end + reach) };
}

/** Takes words on both sides of the span in turn, nearest first, as long as they fit. Counting is by halving. */
function cutBetweenWords(
  text: string,
  core: Span,
  span: Span,
  budgetTokens: number,
  count: (piece: string) => number,
): Span {
  const words = wordSpans(text.slice(core.start, core.end)).map((each) => shift(each, core.start));
  const before = words.filter((each) => each.end <= span.start).reverse();
  const after = words.filter((each) => each.start >= span.end);
  const take = (steps: number): Span => ({
    start: Math.min(span.start, before[Math.min(steps, before.length) - 1]?.start ?? span.start),
    end: Math.max(span.end, after[Math.min(steps, after.length) - 1]?.end ?? span.end),
  });
  let fits = 0;
  let over = Math.max(before.length, after.length) + 1;
  while (over - fits > 1) {
    const middle = (fits + over) >> 1;
    const piece = take(middle);
    if (count(text.slice(piece.start, piece.end)) <= budgetTokens) fits = middle;
    else over = middle;
  }
  return take(fits);
}

function join(...spans: Span[]): Span {
  return { start: Math.min(...spans.map((s) => s.start)), end: Math.max(...spans.map((s) => s.end)) };
}

function cliticLength(word: string): number {
  const tail = word.slice(-longestClitics);
  const match = clitics.exec(tail);
  return match && tail.length - match[0].length > 0 ? match[0].length : 0;
}

/** The nearest white space from the offset on in one direction, so that no word reaches beyond it. */
function edge(text: string, offset: number, step: 1 | -1): number {
  let at = offset;
  if (step < 0) while (at > 0 && !/\s/.test(text[at - 1])) at--;
  else while (at < text.length && !/\s/.test(text[at])) at++;
  return at;
}

function pushTrimmed(spans: Span[], text: string, start: number, end: number): void {
  while (start < end && /\s/.test(text[start])) start++;
  while (end > start && /\s/.test(text[end - 1])) end--;
  if (end > start) spans.push({ start, end });
}
