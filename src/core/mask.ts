// The places in a text that a person left open: `[MASK]`, `___` and `…?`. What fills them is the engine's matter.

import type { Span } from './types';

/** Longest text that is taken for one mask: a longer row of underscores is a line to write on, or a rule. */
const pattern = new RegExp(
  [
    '\\[MASK\\]',
    // Standing alone: no letter, digit, underscore or backslash on either side, and not the only thing on its line.
    '(?<![\\p{L}\\p{M}\\p{N}_\\\\])_{3,}(?![\\p{L}\\p{M}\\p{N}_])',
    '(?<![\\p{L}\\p{M}\\p{N}.…?!])(?:…|\\.{3})\\?(?![\\p{L}\\p{M}\\p{N}.…?!])',
  ].join('|'),
  'gu',
);

/**
 * All masks of a text in order. `___` counts where it stands alone as a word does, not inside `a___b`, not as the
 * emphasis of `___so___`, and not where nothing else is on its line (a thematic break in Markdown). `…?` and `...?` count
 * where no word touches them, so that `Really…?` is a question.
 */
export function findMasks(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(pattern)) {
    const span = { start: match.index, end: match.index + match[0].length };
    if (match[0][0] === '_' && aloneOnLine(text, span)) continue;
    spans.push(span);
  }
  return spans;
}

/** True where the line holds the span, other underscores and white space only. */
function aloneOnLine(text: string, span: Span): boolean {
  let start = span.start;
  while (start > 0 && ' \t_'.includes(text[start - 1])) start--;
  if (start > 0 && !'\r\n'.includes(text[start - 1])) return false;
  let end = span.end;
  while (end < text.length && ' \t_'.includes(text[end])) end++;
  return end === text.length || '\r\n'.includes(text[end]);
}
