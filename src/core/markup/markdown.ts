// Markdown (CommonMark with GitHub's tables, front matter, math, footnotes, MDX imports): the blocks. What stands inside
// a paragraph is painted in markdownInline.ts.

import { frontMatterEnd } from './frontMatter';
import { NextPlaces } from './html';
import { paintMarkdownInline } from './markdownInline';
import { eachLine, matchAt, type Paint } from './paint';

const fence = /(?:[ \t]|>|[-*+] |\d{1,9}[.)] )*(`{3,}|~{3,})([^\r\n]*)/y;
const definition = /(?:[ \t]{0,3}>){0,20}[ \t]{0,8}\[(?!\^)[^\]\r\n]{1,200}\]:[ \t]*([^\r\n]*)/y;
/** What may stand on the next lines of a definition: its target, and its title. */
const target = /^[ \t>]*\S+[ \t]*$/;
const targetTitle = /^[ \t>]*(?:"[^"]*"|'[^']*'|\([^()]*\))[ \t]*$/;
const rule =
  /^[ \t>]*(?:(?:[-*_=][ \t]*){3,}|=+[ \t]*|-+[ \t]*|(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*(?:\|[ \t]*)?)$/;
const prefix =
  /(?:[ \t]*>)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?(?:#{1,6}(?=\s)|\[\^[^\]\r\n]{1,100}\]:|:{3,}[^\r\n]*)?/y;
const endsBlock = /^(?:(?:\r\n|\r(?!\n)|\n)[ \t]*(?:[\r\n]|$)|$)/;
const rawHtml = /[ \t]{0,3}<(?:(script|style|pre|textarea)(?=[\s>])|!--)/iy;
const mdxLine = /(?:import|export)\s[^\r\n]*/y;

interface State {
  /** Start of the paragraph that is being read; −1 between paragraphs. */
  paragraph: number;
  /** Mark and length of the open fence. */
  fence: string | undefined;
  /** Closing string of the open raw HTML block. */
  html: string | undefined;
  /** An import or export of MDX goes on to the next empty line. */
  esm: boolean;
  /** What the next line may add to the link definition above it. */
  definition: 'target' | 'title' | undefined;
  blank: boolean;
  indentedCode: boolean;
  /** Column where the content of the latest list item begins; 0 outside of lists. */
  list: number;
}

/** Paints what is not prose in a Markdown text; `mdx` adds its import and export lines. */
export function paintMarkdown(paint: Paint, mdx = false): void {
  const { text } = paint;
  const state: State = {
    paragraph: -1,
    fence: undefined,
    html: undefined,
    esm: false,
    definition: undefined,
    blank: true,
    indentedCode: false,
    list: 0,
  };
  const places = new NextPlaces();
  const close = (end: number): void => {
    if (state.paragraph >= 0) paintMarkdownInline(paint, state.paragraph, end, places, mdx);
    state.paragraph = -1;
  };
  const begin = frontMatterEnd(text);
  paint.syntax(0, begin);
  eachLine(text, begin, text.length, (start, end) => {
    if (inOpenBlock(paint, state, start, end)) return;
    const line = text.slice(start, end);
    if (line.trim() === '') {
      close(start);
      state.esm = false;
      state.definition = undefined;
      state.blank = true;
      return;
    }
    if (opensBlock(paint, state, start, end, mdx)) {
      close(start);
      state.blank = false;
      return;
    }
    const isRule = rule.test(line);
    const marker = matchAt(prefix, text, start)?.[0] ?? '';
    const item = /(?:[-*+]|\d{1,9}[.)])[ \t]+/.test(marker);
    const indent = columns(/^[ \t]*/.exec(line)?.[0] ?? '');
    if (!isRule && state.paragraph < 0 && (state.blank || state.indentedCode) && indent >= state.list + 4) {
      state.indentedCode = true;
      paint.syntax(start, end);
      return;
    }
    state.indentedCode = false;
    if (item) state.list = columns(marker.replace(/\[[ xX]\][ \t]+$/, ''));
    else if (state.blank && indent === 0) state.list = 0;
    state.blank = false;
    if (isRule) {
      close(start);
      paint.syntax(start, end);
      return;
    }
    if (item || marker.includes('#') || marker.startsWith('[')) close(start);
    const heading = marker.includes('#');
    const blanks = marker.length - marker.trimStart().length;
    if (item || heading || /^\[\^/.test(marker)) paint.boundary(start + blanks, start + marker.length);
    else if (marker.trim() !== '') paint.syntax(start, start + marker.length);
    // Without an empty line behind it nothing but its mark shows where a heading ends.
    if (heading && !endsBlock.test(text.slice(end, end + 80))) paint.literal(start + blanks, start + marker.length);
    if (state.paragraph < 0) state.paragraph = start + marker.length;
    if (heading) {
      const tail = /[ \t]#+[ \t]*$/.exec(line)?.[0].length ?? 0;
      close(end - tail);
      paint.syntax(end - tail, end);
    }
  });
  close(text.length);
}

/** Goes on with a fence or raw HTML block; true where the line belongs to one. */
function inOpenBlock(paint: Paint, state: State, start: number, end: number): boolean {
  const line = paint.text.slice(start, end);
  if (goesOnWith(state, line)) {
    paint.syntax(start, end);
    return true;
  }
  if (state.fence === undefined && state.html === undefined) return false;
  paint.syntax(start, end);
  if (state.fence !== undefined) {
    const body = line.replace(/^[ \t>]+/, '').trimEnd();
    if (body.startsWith(state.fence) && body === state.fence[0].repeat(body.length)) state.fence = undefined;
  } else if (state.html !== undefined && line.toLowerCase().includes(state.html)) state.html = undefined;
  state.blank = true;
  return true;
}

/** Begins a fence, raw HTML, a link definition or an MDX line; true where the whole line is painted. */
function opensBlock(paint: Paint, state: State, start: number, end: number, mdx: boolean): boolean {
  const { text } = paint;
  const opening = matchAt(fence, text, start);
  const html = matchAt(rawHtml, text, start);
  const closer = html?.[1] ? `</${html[1].toLowerCase()}` : '-->';
  if (opening && !(opening[1][0] === '`' && opening[2].includes('`'))) {
    state.fence = opening[1];
  } else if (html && !text.slice(start, end).toLowerCase().includes(closer)) {
    state.html = closer;
  } else if (mdx && state.paragraph < 0 && matchAt(mdxLine, text, start)) {
    state.esm = true;
  } else {
    const rest = matchAt(definition, text, start)?.[1].trim();
    // Without a target behind it, the target is on the next line, where there is one.
    const next = rest === '' ? lineBehind(text, end) : undefined;
    if (rest === undefined || (next !== undefined && !target.test(next))) return false;
    state.definition = next === undefined ? (target.test(rest) ? 'title' : undefined) : 'target';
  }
  paint.syntax(start, end);
  return true;
}

/** True for a line that an import, an export or a link definition above goes on to. */
function goesOnWith(state: State, line: string): boolean {
  if (state.esm) return line.trim() !== '';
  const { definition: wanted } = state;
  state.definition = undefined;
  if (wanted === 'target') state.definition = 'title';
  return wanted === 'target' || (wanted === 'title' && targetTitle.test(line));
}

function lineBehind(text: string, end: number): string {
  return /^(?:\r\n|\r|\n)([^\r\n]*)/.exec(text.slice(end, end + 2000))?.[1] ?? '';
}

/** Width of a run of blanks and marks, a tab reaching to the next multiple of four. */
function columns(blanks: string): number {
  let column = 0;
  for (const blank of blanks) column = blank === '\t' ? column + 4 - (column % 4) : column + 1;
  return column;
}
