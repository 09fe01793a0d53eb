// From a row of blocks with headings of levels to a tree of sections.

import type { Span } from '../../../core/types';
import { cutCosts, type Part } from '../parts';

/** A heading, or a block of text under one. */
export type Block = HeadingBlock | TextBlock;

export interface HeadingBlock extends Span {
  readonly kind: 'heading';
  /** 1 is the outermost. */
  readonly level: number;
  readonly name: string;
}

export interface TextBlock extends Span {
  readonly kind: 'text';
  readonly part: Part;
}

export function heading(start: number, end: number, level: number, name: string): HeadingBlock {
  return { kind: 'heading', start, end, level, name: plainName(name) };
}

export function block(part: Part): TextBlock {
  return { kind: 'text', start: part.start, end: part.end, part };
}

/** The whole text as a part, with a section for each heading. `title` is the name of it all, where one is given apart. */
export function outlineOf(text: string, blocks: readonly Block[], title?: string): Part {
  const named = title === undefined ? '' : plainName(title);
  return {
    start: 0,
    end: text.length,
    ...(named !== '' && { name: named }),
    whole: 'never',
    cut: cutCosts.block,
    cutAt: 'sentences',
    parts: () => sectionsOf(text, blocks, text.length),
  };
}

/** Text blocks as they are, and each heading with all that follows it up to the next one of its level. */
function sectionsOf(text: string, blocks: readonly Block[], end: number): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < blocks.length;) {
    const first = blocks[at];
    if (first.kind === 'text') {
      parts.push(announcedBy(text, parts.at(-1), first.part));
      at++;
      continue;
    }
    let to = at + 1;
    for (let next = blocks.at(to); next && !(next.kind === 'heading' && next.level <= first.level);)
      next = blocks.at(++to);
    const inner = blocks.slice(at + 1, to);
    const sectionEnd = to < blocks.length ? blocks[to].start : end;
    parts.push(sectionOf(text, first, inner, sectionEnd));
    at = to;
  }
  return parts;
}

function sectionOf(
  text: string,
  { start, end, name }: HeadingBlock,
  inner: readonly Block[],
  sectionEnd: number,
): Part {
  const line: Part = { start, end, whole: 'limit', cut: cutCosts.block, cutAt: 'sentences' };
  return {
    start,
    end: sectionEnd,
    ...(name !== '' && { name }),
    whole: 'minimum',
    solid: true,
    cut: cutCosts.block,
    cutAt: 'sentences',
    parts: () => {
      const parts = sectionsOf(text, inner, sectionEnd);
      // A heading stays with the first block under it.
      const [first, ...others] = parts;
      if (first === undefined) return [line];
      return [line, first.solid ? first : { ...first, cut: cutCosts.word }, ...others];
    },
  };
}

/** What stands behind a colon stays with it where it can. */
function announcedBy(text: string, previous: Part | undefined, part: Part): Part {
  if (!previous || previous.solid || part.cut >= cutCosts.announced) return part;
  return /[:：]\s*$/.test(text.slice(Math.max(previous.start, previous.end - 8), previous.end))
    ? { ...part, cut: cutCosts.announced }
    : part;
}

/** A heading without its markup, on one line. */
export function plainName(markup: string): string {
  return markup
    .slice(0, 1000)
    .replace(/!?\[([^\]]{0,300})\](?:\([^()]{0,300}\)|\[[^\]]{0,300}\])/g, '$1')
    .replace(/<\/?[A-Za-z][^<>]{0,300}>/g, '')
    .replace(/[ \t]*\{[#.][^{}]{0,300}\}[ \t]*$/, '')
    .replace(/(\*\*|__|`+|~~)(?=\S)(.{1,300}?)\1/g, '$2')
    .replace(/(^|\s)([*_])(?=\S)([^*_]{1,300})\2(?=[\s.,;:!?)]|$)/g, '$1$3')
    .replace(/\s+/g, ' ')
    .trim();
}
