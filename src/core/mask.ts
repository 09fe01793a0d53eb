// The places in a text that a person left open: `[MASK]`, `___` and `…?`. What fills them is the engine's matter.

import type { Span } from './types';

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
  let line = { end: -1, isRule: false };
  for (const match of text.matchAll(pattern)) {
    const span = { start: match.index, end: match.index + match[0].length };
    if (match[0][0] === '_') {
      if (span.start >= line.end) line = lineAt(text, span.start);
      if (line.isRule) continue;
    }
    spans.push(span);
  }
  return spans;
}

/** The end of the line around a place, and whether it holds underscores and white space only. */
function lineAt(text: string, at: number): { end: number; isRule: boolean } {
  let start = at;
  while (start > 0 && !'\r\n'.includes(text[start - 1])) start--;
  let end = at;
  while (end < text.length && !'\r\n'.includes(text[end])) end++;
  return { end, isRule: /^[ \t_]*$/.test(text.slice(start, end)) };
}
