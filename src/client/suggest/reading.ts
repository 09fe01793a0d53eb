// How a line would read with words replaced, short enough to stand above a list.

import type { Replacement } from './apply';

/** Text kept on each side of the first replaced word, in UTF-16 units. */
const around = 38;

/**
 * The line with its replacements in ‹angle quotes›, cut to the surroundings of the first one. `replacements` that lie in
 * other lines, or in several, are left out; undefined where none is left.
 */
export function readingOf(line: string, lineNumber: number, replacements: readonly Replacement[]): string | undefined {
  const here = replacements
    .filter(({ range: { start, end } }) => start.line === lineNumber && end.line === lineNumber)
    .sort((a, b) => a.range.start.character - b.range.start.character);
  if (here.length === 0) return undefined;
  let text = '';
  let at = 0;
  for (const { range, text: word } of here) {
    text += `${line.slice(at, range.start.character)}‹${word}›`;
    at = range.end.character;
  }
  text += line.slice(at);
  const [{ range, text: first }] = here;
  return cut(text, range.start.character - around, range.start.character + first.length + 2 + around).trim();
}

/** The part of the text between two places, whole words, with … where something is missing. */
function cut(text: string, from: number, to: number): string {
  const start = from <= 0 ? 0 : Math.max(from, text.indexOf(' ', from) + 1);
  const space = to >= text.length ? -1 : text.lastIndexOf(' ', to);
  const end = to >= text.length ? text.length : space > start ? space : to;
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}
