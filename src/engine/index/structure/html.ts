// HTML and its relatives: headings, blocks, scripts and styles. Tags inside a sentence do not matter here.

import type { Span } from '../../../core/types';
import { linesPart, prosePart, trimmed, type Part } from '../parts';
import { block, heading, outlineOf, type Block } from './outline';

/** Opening tags where a block begins. */
const opening =
  /<(?:(h[1-6])|(script|style|pre|svg|textarea)|p|li|dt|dd|tr|table|ul|ol|dl|div|section|article|aside|main|header|footer|nav|blockquote|figure|form|template|body|hr)(?=[\s>/])/gi;
const longestTag = 2000;

export function htmlStructure(text: string): Part {
  const blocks: Block[] = [];
  const missing = new Set<string>();
  let open = 0;
  const flush = (end: number): void => {
    const span = trimmed(text, open, end);
    if (span) blocks.push(block(prosePart(span.start, span.end)));
    open = end;
  };
  const pattern = new RegExp(opening);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [, title, opaque] = match;
    flush(match.index);
    const name = (title ?? opaque)?.toLowerCase();
    if (name === undefined || missing.has(name)) continue;
    const close = closingTag(text, name, match.index, title === undefined);
    if (!close) {
      if (opaque) missing.add(name);
      continue;
    }
    if (title) {
      const start = text.indexOf('>', match.index) + 1;
      blocks.push(heading(match.index, close.end, Number(name[1]), readable(text.slice(start, close.start))));
    } else blocks.push(block(linesPart(match.index, close.end)));
    open = close.end;
    pattern.lastIndex = close.end;
  }
  flush(text.length);
  const title = /<title[^<>]{0,200}>([^<]{1,300})<\/title/i.exec(text.slice(0, 20_000))?.[1];
  return outlineOf(text, blocks, title && readable(title));
}

/** The tag that closes an element; of a heading only one that is near. */
function closingTag(text: string, name: string, from: number, far: boolean): Span | undefined {
  const pattern = new RegExp(`</${name}\\s{0,20}>`, 'gi');
  const window = far ? text : text.slice(from, from + longestTag);
  pattern.lastIndex = far ? from : 0;
  const match = pattern.exec(window);
  if (!match) return undefined;
  const start = match.index + (far ? 0 : from);
  return { start, end: start + match[0].length };
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function readable(markup: string): string {
  return markup
    .replace(/<[^<>]{0,500}>/g, '')
    .replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name: string) => entities[name] ?? ' ');
}
