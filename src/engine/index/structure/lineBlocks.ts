// What the markup languages of lines have in common: paragraphs between empty lines, headings that a line shows, blocks
// that a line opens and another one closes. Each language says how its lines look.

import { eachLine } from '../../../core/markup/paint';
import type { Span } from '../../../core/types';
import { linesPart, prosePart } from '../parts';
import { block, heading, type Block } from './outline';

export interface LineHeading {
  /** 1 is the outermost. */
  readonly level: number;
  readonly name: string;
  /** How many lines it takes, from the one that was asked for. */
  readonly lines: number;
}

export interface LineSyntax {
  /** `line(n)` gives a line without its break and its first 1,000 code units only; '' behind the end. */
  headingAt(line: (n: number) => string, n: number): LineHeading | undefined;
  /** The line that closes the block which this one opens; undefined where it opens none. */
  closerOf?(line: string): string | undefined;
}

const longestLine = 1000;

export function lineBlocks(text: string, syntax: LineSyntax): Block[] {
  const lines: Span[] = [];
  eachLine(text, 0, text.length, (start, end) => lines.push({ start, end }));
  const line = (n: number): string => {
    const at = lines.at(n);
    return at && n >= 0 ? text.slice(at.start, Math.min(at.end, at.start + longestLine)) : '';
  };
  const blocks: Block[] = [];
  let open = -1;
  const close = (n: number): void => {
    if (open >= 0) blocks.push(block(prosePart(lines[open].start, lines[n - 1].end)));
    open = -1;
  };
  for (let n = 0; n < lines.length;) {
    const shown = line(n);
    const found = shown.trim() === '' ? undefined : syntax.headingAt(line, n);
    const closer = found ? undefined : syntax.closerOf?.(shown);
    if (shown.trim() === '' && lines[n].end - lines[n].start < longestLine) {
      close(n);
      n++;
    } else if (found) {
      close(n);
      const to = Math.min(lines.length, n + found.lines);
      blocks.push(heading(lines[n].start, lines[to - 1].end, found.level, found.name));
      n = to;
    } else if (closer !== undefined) {
      close(n);
      let to = n + 1;
      while (to < lines.length && line(to).trimEnd() !== closer) to++;
      blocks.push(block(linesPart(lines[n].start, lines[Math.min(to, lines.length - 1)].end)));
      n = to + 1;
    } else {
      if (open < 0) open = n;
      n++;
    }
  }
  close(lines.length);
  return blocks;
}
