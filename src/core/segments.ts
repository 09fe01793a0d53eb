// A document cut into the sentences or paragraphs that similarity compares, markup left out, headings told apart.

import { readableText } from './markup';
import { sentenceSpans } from './sentences';
import { wordSpans } from './text';
import type { Span } from './types';

export type SegmentUnit = 'sentence' | 'paragraph';
/** `passage`: as the search index cuts a document (engine/index/chunker), one paragraph or several. */
export type DuplicateUnit = SegmentUnit | 'passage';

export interface Segment extends Span {
  /** A title rather than a statement: marked as a heading, or a short line of its own without a full stop. */
  readonly heading: boolean;
}

/**
 * Sentences or paragraphs of a document in order, by its VS Code language id, with spans into the text; `within` takes
 * only what lies in it, cut at its ends. Stretches without a word are left out. Linear time.
 */
export function segmentsOf(text: string, languageId: string, unit: SegmentUnit, within?: Span): Segment[] {
  const readable = readableText(text, languageId);
  const { start, end } = within ?? { start: 0, end: text.length };
  const segments: Segment[] = [];
  for (const block of blocksOf(text, readable, start, end)) {
    const heading = isHeading(text, readable, block);
    const parts = unit === 'paragraph' ? [block] : sentencesIn(readable, block);
    for (const part of parts) {
      if (/[\p{L}\p{N}]/u.test(readable.slice(part.start, part.end))) segments.push({ ...part, heading });
    }
  }
  return segments;
}

/**
 * The segment's text as an encoder should read it: markup is blank, white space runs are one space. The mark of a heading
 * that no empty line ends is kept in readable text, and is taken away here.
 */
export function segmentText(readable: string, { start, end }: Span): string {
  return readable
    .slice(start, end)
    .replace(/^\s*#{1,6}\s/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Stretches between empty lines; a heading line of Markdown and the like stands alone. */
function* blocksOf(text: string, readable: string, from: number, to: number): Generator<Span> {
  const pattern = /\r\n|[\r\n\u2028\u2029]/g;
  pattern.lastIndex = from;
  let open: { start: number; end: number } | undefined;
  for (let lineStart = from; lineStart < to;) {
    const found = pattern.exec(readable);
    const lineEnd = Math.min(to, found?.index ?? to);
    const line = readable.slice(lineStart, lineEnd);
    const first = line.search(/\S/);
    if (first < 0) {
      if (open) yield open;
      open = undefined;
    } else {
      const marked = markers.test(text.slice(lineStart, lineEnd));
      if (marked && open) yield open;
      if (marked) open = undefined;
      open = { start: open?.start ?? lineStart + first, end: lineStart + line.trimEnd().length };
      if (marked) {
        yield open;
        open = undefined;
      }
    }
    if (!found || found.index >= to) break;
    lineStart = found.index + found[0].length;
  }
  if (open) yield open;
}

function sentencesIn(readable: string, { start, end }: Span): Span[] {
  return sentenceSpans(readable.slice(start, end)).map((span) => ({
    start: start + span.start,
    end: start + span.end,
  }));
}

const markers = /^\s*(?:#{1,6}\s|={1,6}\s|\\(?:part|chapter|(?:sub)*section|(?:sub)?paragraph)\*?\s*[[{]|<h[1-6]\b)/i;
/** Longer lines are sentences that lack their stop. */
const titleWords = 10;

function isHeading(text: string, readable: string, block: Span): boolean {
  let lineStart = block.start;
  while (lineStart > 0 && !/[\r\n\u2028\u2029]/.test(text[lineStart - 1])) lineStart--;
  if (markers.test(text.slice(lineStart, block.end))) return true;
  const shown = readable.slice(block.start, block.end);
  if (/[\r\n]/.test(shown) || /[.!?…:;,。！？]["'”’)\]*_]*$/.test(shown)) return false;
  if (/^\s*(?:[-*+•|>]|\d+[.)])\s/.test(text.slice(lineStart, block.end))) return false;
  return wordSpans(shown).length <= titleWords;
}
