// How a passage is shown in little room: which part of it, and which pieces of that part stand out.

import { splitsCharacter } from './text';
import type { Span } from './types';

/** A piece of a text in which nothing changes. */
export interface Piece {
  readonly text: string;
  /** In the sentence that says it best. */
  readonly isBest: boolean;
  /** A word of the query. */
  readonly isMatch: boolean;
}

/**
 * The part of a text around `best`, at most about `length` UTF-16 units: whole words, and as much before the sentence as
 * a quarter of the room. A text that fits is taken whole. `seen`: what is surely in sight of it; the sentence stands there,
 * from its beginning where it is longer.
 */
export function excerptAround(text: string, best: Span, length: number, seen = length): Span {
  if (text.length <= length && best.end <= seen && (seen >= length || !isLow(text, 0, best, seen)))
    return { start: 0, end: text.length };
  const wanted = Math.max(0, Math.min(best.start - Math.floor(length / 4), text.length - length));
  const near = best.end - wanted > seen ? Math.min(best.start, best.end - seen) : wanted;
  const from = seen < length && isLow(text, near, best, seen) ? lineStart(text, best.start, near) : near;
  const start = from === 0 ? 0 : wordStart(text, from, best.start);
  const end = Math.min(text.length, start + length);
  return { start, end: end === text.length ? end : wordEnd(text, end, start) };
}

/** Line breaks take room, too: with one before it, a sentence must end well within what is seen. */
function isLow(text: string, from: number, best: Span, seen: number): boolean {
  return best.end - from > seen / 2 && text.slice(from, best.start).includes('\n');
}

function lineStart(text: string, at: number, from: number): number {
  const line = text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
  return Math.min(at, Math.max(from, line));
}

/** The pieces of `part` of a text, in order; together they are the part. Spans may overlap and reach beyond it. */
export function piecesOf(text: string, part: Span, best: Span, matches: readonly Span[]): readonly Piece[] {
  const inside = (offset: number): boolean => offset > part.start && offset < part.end;
  const edges = [best, ...matches].flatMap(({ start, end }) => [start, end]).filter(inside);
  const cuts = [...new Set([part.start, ...edges, part.end])].sort((a, b) => a - b);
  const covers = ({ start, end }: Span, from: number, to: number): boolean => start <= from && to <= end;
  return cuts.slice(1).flatMap((to, index) => {
    const from = cuts[index];
    if (from === to) return [];
    const isMatch = matches.some((match) => covers(match, from, to));
    return [{ text: text.slice(from, to), isBest: covers(best, from, to), isMatch }];
  });
}

/** The first word that begins at `from` or later, but not behind `limit`. */
function wordStart(text: string, from: number, limit: number): number {
  for (let at = from; at < limit; at++) if (/\s/.test(text[at - 1])) return at;
  return limit;
}

/** The end of the last word that ends at `from` or before; of the last character where one word fills the room. */
function wordEnd(text: string, from: number, limit: number): number {
  for (let at = from; at > limit; at--) if (/\s/.test(text[at])) return at;
  return splitsCharacter(text, from) ? from - 1 : from;
}
