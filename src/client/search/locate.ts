// Where a hit stands in a text as it is now: edits since it was indexed move it. Pure; editors are opened by open.ts.

import { htmlText, isPage } from '../../core/markup/htmlText';
import type { Span } from '../../core/types';
import type { WireHit } from '../../protocol/search';
import { nearestLike } from '../nearest';

export interface Located {
  readonly passage: Span;
  readonly best: Span;
  /** False where the passage is gone and its old lines are all that is left. */
  readonly isFound: boolean;
}

type Sought = Pick<WireHit, 'preview' | 'best' | 'startLine' | 'endLine'>;

/** The whole passage where it still stands, else its best sentence, else its old lines; the place nearest to the old one. */
export function locate(text: string, hit: Sought): Located {
  const near = lineStart(text, hit.startLine);
  return found(text, hit, near) ?? oldLines(text, hit);
}

/** The same in a file, of which a hit may show another text than what is written: of a page what a person reads. */
export function locateInFile(file: string, hit: Sought & Pick<WireHit, 'language'>): Located {
  if (!isPage(hit.language)) return locate(file, hit);
  const page = htmlText(file);
  const old = lineStart(file, hit.startLine);
  const located = found(page.text, hit, page.inText({ start: old, end: old }).start);
  if (!located) return oldLines(file, hit);
  return { ...located, passage: page.inFile(located.passage), best: page.inFile(located.best) };
}

function found(text: string, { preview, best }: Sought, near: number): Located | undefined {
  const whole = nearestLike(text, preview, near);
  if (whole !== undefined) {
    const passage = { start: whole, end: whole + preview.length };
    return { passage, best: { start: whole + best.start, end: whole + best.end }, isFound: true };
  }
  const sentence = preview.slice(best.start, best.end).trim();
  const start = nearestLike(text, sentence, near);
  if (start === undefined) return undefined;
  const span = { start, end: start + sentence.length };
  return { passage: span, best: span, isFound: true };
}

function oldLines(text: string, { startLine, endLine }: Sought): Located {
  const start = lineStart(text, startLine);
  return { passage: { start, end: lineEnd(text, endLine) }, best: { start, end: start }, isFound: false };
}

/**
 * The cell of a notebook that a hit is opened at: the one nearest to where it was that holds the best sentence, or the whole
 * passage; else the one where it was. `texts`: the sources of all cells. Undefined for a notebook without cells.
 */
export function locateCell(
  texts: readonly string[],
  hit: Sought & Pick<WireHit, 'cell'>,
): { readonly index: number; readonly located: Located } | undefined {
  const near = Math.min(hit.cell ?? 0, texts.length - 1);
  const at = { preview: hit.preview, best: hit.best, startLine: 0, endLine: 0 };
  const order = texts.map((_, n) => n).sort((a, b) => Math.abs(a - near) - Math.abs(b - near) || b - a);
  const found = order
    .map((index) => ({ index, located: locate(texts[index], at) }))
    .sort((a, b) => Number(b.located.isFound) - Number(a.located.isFound));
  return found.at(0);
}

function lineStart(text: string, line: number): number {
  let at = 0;
  for (let n = 0; n < line; n++) {
    const next = text.indexOf('\n', at);
    if (next < 0) return at;
    at = next + 1;
  }
  return at;
}

function lineEnd(text: string, line: number): number {
  const end = text.indexOf('\n', lineStart(text, line));
  const to = end < 0 ? text.length : end;
  return text[to - 1] === '\r' ? to - 1 : to;
}
