// Where one slip was found there are more: how much likelier, and how the text reads to the encoder once those that were
// found are mended. A word between two slips looks right, or its slip unlikely, as long as its neighbours are wrong.

import type { Span } from '../core/types';
import type { Finding } from './requests';

/**
 * Slips in running text differ from writer to writer: a gamma distribution of the rate with this shape and, as its mean, one
 * in 400 words, of which the margins of single slips are made (Poisson counts with it are a negative binomial, as word
 * counts across texts are: Church and Gale 1995).
 */
const shape = 0.25;
const usualWords = 400;
/** What a text full of slips takes off a margin at most. */
const mostNats = 2.5;

/** By how many nats a slip is likelier here than in any text, at least 0: `found` slips among `words` words. */
export function slipperiness(found: number, words: number): number {
  const rate = (found + shape) / (words + shape * usualWords);
  return Math.min(mostNats, Math.max(0, Math.log(rate * usualWords)));
}

/** A passage with its findings mended. */
export interface Mended {
  readonly text: string;
  readonly passage: Span;
  /** A span outside of the findings, moved to where it stands now. */
  there(span: Span): Span;
  /** And back. */
  back(span: Span): Span;
}

/** Puts the best candidate of each finding into the passage. Findings do not overlap; those elsewhere are left alone. */
export function mend(text: string, passage: Span, findings: readonly Finding[]): Mended {
  const inside = findings
    .filter(({ start, end }) => start >= passage.start && end <= passage.end)
    .sort((a, b) => a.start - b.start);
  let mended = text.slice(0, passage.start);
  let at = passage.start;
  /** Where each stretch behind a finding begins, before and after, and how far it moved. */
  const moves: { readonly from: number; readonly to: number; readonly by: number }[] = [];
  for (const { start, end, candidates } of inside) {
    mended += text.slice(at, start) + candidates[0].text;
    moves.push({ from: end, to: mended.length, by: mended.length - end });
    at = end;
  }
  const length = mended.length + passage.end - at;
  mended += text.slice(at);
  const shift = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });
  return {
    text: mended,
    passage: { start: passage.start, end: length },
    there: (span) => shift(span, moves.findLast(({ from }) => from <= span.start)?.by ?? 0),
    back: (span) => shift(span, -(moves.findLast(({ to }) => to <= span.start)?.by ?? 0)),
  };
}
