// Cuts what has no structure and does not fit: at sentences or lines, then between words, then inside words.

import { sentenceSpans } from '../../core/sentences';
import { eachLine } from '../../core/markup/paint';
import type { Span } from '../../core/types';
import { cutCosts } from './parts';

export interface Piece extends Span {
  readonly tokens: number;
  /** As in Part. */
  readonly cut: number;
}

/** Where a sentence or a line is cut, each piece repeats this share of the one before it. */
const overlapShare = 1 / 8;
/** A word that is longer than this may be cut. */
const longestWord = 64;

/**
 * Pieces of at most `budget` tokens that cover the span. Pieces overlap only where a sentence or a line had to be cut.
 * Linear time, each place is counted once. Yields where it may be interrupted.
 */
export function* piecesOf(
  text: string,
  span: Span,
  budget: number,
  cutAt: 'sentences' | 'lines',
  count: (piece: string) => number,
): Generator<void, Piece[]> {
  const pieces: Piece[] = [];
  for (const { start, end, cut } of cutAt === 'sentences' ? sentences(text, span) : lines(text, span)) {
    const tokens = end - start <= budget * longestToken ? count(text.slice(start, end)) : Infinity;
    if (tokens <= budget) pieces.push({ start, end, tokens, cut });
    else for (const piece of yield* windows(text, { start, end }, budget, cut, count)) pieces.push(piece);
    yield;
  }
  return pieces;
}

/** A text with more code units than this for each token is not counted to see that it does not fit. */
export const longestToken = 32;

interface Stretch extends Span {
  readonly cut: number;
}

/** Each sentence with what follows it up to the next one. */
function sentences(text: string, span: Span): Stretch[] {
  const found = sentenceSpans(text.slice(span.start, span.end));
  if (found.length === 0) return [{ ...span, cut: cutCosts.block }];
  return found.map((sentence, n) => ({
    start: n === 0 ? span.start : span.start + sentence.start,
    end: n + 1 < found.length ? span.start + found[n + 1].start : span.end,
    cut: n === 0 ? cutCosts.block : cutCosts.sentence,
  }));
}

/** Each line that is not blank. A chunk rather begins behind an empty line, and with a line that is indented little. */
function lines(text: string, span: Span): Stretch[] {
  const found: Stretch[] = [];
  let empty = true;
  eachLine(text, span.start, span.end, (start, end) => {
    const indent = indentOf(text, start, end);
    if (start + indent === end) {
      empty = true;
      return;
    }
    const cut = (empty ? cutCosts.block : cutCosts.statement) + Math.min(0.5, indent / 80);
    found.push({ start, end, cut });
    empty = false;
  });
  return found;
}

function indentOf(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && /[\s\uFEFF]/.test(text[at])) at++;
  return at - start;
}

/** Windows over a sentence or a line that is too long. */
function* windows(
  text: string,
  span: Span,
  budget: number,
  cut: number,
  count: (piece: string) => number,
): Generator<void, Piece[]> {
  const edges = cutsOf(text, span, Math.max(1, Math.min(longestWord, budget >> 3)));
  const sizes = new Float64Array(edges.length);
  for (let n = 1; n < edges.length; n++) {
    sizes[n] = count(text.slice(edges[n - 1], edges[n]));
    if (n % 64 === 0) yield;
  }
  const overlap = Math.floor(budget * overlapShare);
  const pieces: Piece[] = [];
  for (let first = 0; first + 1 < edges.length;) {
    let tokens = 0;
    let last = first;
    while (last + 1 < edges.length && (last === first || tokens + sizes[last + 1] <= budget)) tokens += sizes[++last];
    pieces.push({ start: edges[first], end: edges[last], tokens, cut: first === 0 ? cut : cutCosts.word });
    if (last + 1 === edges.length) break;
    // The next window begins a little before the end of this one, and behind its start.
    let next = last;
    for (let shared = sizes[next]; next - 1 > first && shared <= overlap; shared += sizes[next]) next--;
    first = next;
  }
  return pieces;
}

/** Places where a long sentence may be cut, its ends included: before words, and inside those longer than `step`. */
function cutsOf(text: string, span: Span, step: number): number[] {
  const cuts = [span.start];
  let last = span.start;
  const reach = (edge: number): void => {
    while (edge - last > step) {
      last += step;
      if (isLowSurrogate(text, last) && last < edge) last++;
      cuts.push(last);
    }
    if (edge > last) cuts.push((last = edge));
  };
  for (const { index, 0: gap } of text.slice(span.start, span.end).matchAll(/\s+/g)) {
    reach(span.start + index);
    // White space belongs to the word before it.
    last = span.start + index + gap.length;
    cuts[cuts.length - 1] = last;
  }
  reach(span.end);
  return cuts;
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
