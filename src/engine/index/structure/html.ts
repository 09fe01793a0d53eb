// HTML and its relatives: headings, blocks, scripts and styles. Tags inside a sentence do not matter here.

import type { TextView } from '../../../core/textView';
import type { Span } from '../../../core/types';
import { linesPart, prosePart, trimmed, type Part } from '../parts';
import { block, heading, outlineOf, type Block } from './outline';

/** Opening tags where a block begins. */
const opening =
  /<(?:(h[1-6])|(script|style|pre|svg|textarea)|p|li|dt|dd|tr|table|ul|ol|dl|div|section|article|aside|main|header|footer|nav|blockquote|figure|form|template|body|hr)(?=[\s>/])/gi;
const longestTag = 2000;

/** A heading, a block of prose, or one of lines; `name`: where a heading is read. */
interface Found extends Span {
  readonly kind: 'prose' | 'lines';
  readonly name?: Span;
  readonly level?: number;
}

/** `view`: the file as a person reads it, which the parts then point into; else they point into the file. */
export function htmlStructure(file: string, view?: TextView): Part {
  const text = view?.text ?? file;
  const nameAt = (span: Span): string => {
    const { start, end } = view?.inText(span) ?? span;
    return view ? text.slice(start, end) : readable(text.slice(start, end));
  };
  const blocks = blocksOf(file).flatMap(({ kind, name, level = 1, ...span }): Block[] => {
    const { start, end } = view?.inText(span) ?? span;
    if (start === end) return [];
    if (name) return [heading(start, end, level, nameAt(name))];
    return [block(kind === 'prose' ? prosePart(start, end) : linesPart(start, end))];
  });
  const title = /<title[^<>]{0,200}>([^<]{1,300})<\/title/di.exec(file.slice(0, 20_000))?.indices?.[1];
  return outlineOf(text, blocks, title && nameAt({ start: title[0], end: title[1] }));
}

function blocksOf(text: string): Found[] {
  const blocks: Found[] = [];
  const missing = new Set<string>();
  let open = 0;
  const flush = (end: number): void => {
    const span = trimmed(text, open, end);
    if (span) blocks.push({ kind: 'prose', ...span });
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
    const span = { start: match.index, end: close.end };
    if (title) {
      const start = text.indexOf('>', match.index) + 1;
      blocks.push({ kind: 'prose', ...span, name: { start, end: close.start }, level: Number(name[1]) });
    } else blocks.push({ kind: 'lines', ...span });
    open = close.end;
    pattern.lastIndex = close.end;
  }
  flush(text.length);
  return blocks;
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
