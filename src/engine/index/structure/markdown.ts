// Markdown by blocks: headings, paragraphs, lists, tables, fences, raw HTML, front matter. What stands inside a
// paragraph does not matter here.

import { frontMatterEnd } from '../../../core/markup/frontMatter';
import { eachLine } from '../../../core/markup/paint';
import type { Span } from '../../../core/types';
import { cutCosts, linesPart, prosePart, type Part } from '../parts';
import { block, heading, outlineOf, type Block } from './outline';

const fence = /^(?:[ \t]|>|[-*+] |\d{1,9}[.)] ){0,40}(`{3,}|~{3,})(.*)$/s;
const marker = /^([ \t]{0,40})(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
const delimiterRow = /^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*){0,200}\|?[ \t]*$/;
const thematicBreak = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;

export function markdownStructure(text: string): Part {
  const begin = frontMatterEnd(text);
  const scan = new MarkdownScan(text);
  if (begin > 0) scan.blocks.push(block(linesPart(0, begin)));
  eachLine(text, begin, text.length, (start, end) => scan.line(start, end));
  scan.close();
  return outlineOf(text, scan.blocks, frontMatterTitle(text.slice(0, Math.min(begin, 5000))));
}

/** The blocks of a stretch of Markdown, for example a cell of a notebook. */
export function scanMarkdown(text: string, { start, end }: Span): Block[] {
  const scan = new MarkdownScan(text);
  eachLine(text, start, end, (lineStart, lineEnd) => scan.line(lineStart, lineEnd));
  scan.close();
  return scan.blocks;
}

/** Reads the blocks of a Markdown text line by line. */
class MarkdownScan {
  readonly blocks: Block[] = [];
  readonly #text: string;
  #kind: 'none' | 'paragraph' | 'list' | 'table' | 'fence' = 'none';
  #start = 0;
  #end = 0;
  #lines = 0;
  /** The fence that is open, in a block of its own or in a list. */
  #fence: string | undefined;
  #blank = false;
  #items: number[] = [];
  #itemIndent = 0;
  #headerEnd = 0;

  constructor(text: string) {
    this.#text = text;
  }

  line(start: number, end: number): void {
    const head = this.#text.slice(start, Math.min(end, start + 400));
    if (this.#fence !== undefined) {
      this.#end = end;
      const body = head.replace(/^[ \t>]+/, '').trimEnd();
      if (body.startsWith(this.#fence) && body === this.#fence[0].repeat(body.length)) {
        this.#fence = undefined;
        if (this.#kind === 'fence') this.close();
      }
      return;
    }
    if (head.trim() === '' && end - start <= head.length) {
      if (this.#kind === 'list') this.#blank = true;
      else this.close();
      return;
    }
    this.#open(head, start, end);
    this.#blank = false;
  }

  #open(head: string, start: number, end: number): void {
    const opening = fence.exec(head);
    const item = marker.exec(head);
    const indent = head.search(/\S/);
    const inList = this.#kind === 'list' && (indent > this.#itemIndent || item !== null || !this.#blank);
    if (opening && !(opening[1][0] === '`' && opening[2].includes('`'))) {
      if (!(inList && (indent > this.#itemIndent || item))) this.#begin('fence', start);
      else if (item && indent <= this.#itemIndent) this.#items.push(start);
      this.#fence = opening[1];
      this.#extend(end);
      return;
    }
    if (this.#isHeading(head, start, end) || this.#isSetext(head, end)) return;
    if (thematicBreak.test(head) && !(item && inList)) {
      this.#begin('paragraph', start);
      this.#extend(end);
      this.close();
      return;
    }
    if (item && !inList) {
      this.#begin('list', start);
      this.#items = [start];
      this.#itemIndent = item[1].length;
    } else if (item && item[1].length <= this.#itemIndent + 1) this.#items.push(start);
    else if (!inList && this.#kind === 'paragraph' && this.#lines === 1 && this.#isTable(head)) {
      this.#kind = 'table';
      this.#headerEnd = end;
    } else if (!inList && this.#kind !== 'paragraph' && this.#kind !== 'table') this.#begin('paragraph', start);
    this.#extend(end);
  }

  #isTable(head: string): boolean {
    return head.includes('|') && delimiterRow.test(head) && this.#text.slice(this.#start, this.#end).includes('|');
  }

  #isHeading(head: string, start: number, end: number): boolean {
    const hashes = /^ {0,3}(#{1,6})(?=[ \t]|$)/.exec(head);
    if (!hashes) return false;
    this.close();
    const name = this.#text.slice(start + hashes[0].length, Math.min(end, start + 1000)).trim();
    this.blocks.push(heading(start, end, hashes[1].length, name.replace(/(?:^|[ \t])#{1,20}$/, '')));
    return true;
  }

  /** A paragraph underlined with `=` or `-`. */
  #isSetext(head: string, end: number): boolean {
    if (this.#kind !== 'paragraph' || this.#lines > 3 || !/^ {0,3}(?:=+|-+)[ \t]*$/.test(head)) return false;
    const name = this.#text.slice(this.#start, this.#end);
    this.blocks.push(heading(this.#start, end, head.trimStart().startsWith('=') ? 1 : 2, name));
    this.#kind = 'none';
    return true;
  }

  #begin(kind: 'paragraph' | 'list' | 'fence', start: number): void {
    this.close();
    this.#kind = kind;
    this.#start = start;
    this.#lines = 0;
  }

  #extend(end: number): void {
    this.#end = end;
    this.#lines++;
  }

  /** Ends the block that is open. */
  close(): void {
    const [start, end] = [this.#start, this.#end];
    const kind = this.#kind;
    this.#kind = 'none';
    this.#fence = undefined;
    if (kind === 'none') return;
    if (kind === 'paragraph') this.blocks.push(block(prosePart(start, end)));
    else if (kind === 'fence') this.blocks.push(block(linesPart(start, end)));
    else if (kind === 'list') this.blocks.push(block(listPart(start, end, this.#items)));
    else this.blocks.push(block(tablePart(start, end, this.#headerEnd)));
  }
}

/** A list with its items; it stays whole up to the usual size of a chunk. */
export function listPart(start: number, end: number, items: readonly number[]): Part {
  return {
    start,
    end,
    whole: 'target',
    cut: cutCosts.block,
    cutAt: 'sentences',
    parts: () => items.map((item, n) => prosePart(item, items[n + 1] ?? end, cutCosts.item)),
  };
}

/** A table whose header row is repeated before each further piece. */
export function tablePart(start: number, end: number, headerEnd: number): Part {
  return { ...linesPart(start, end), lead: { start, end: headerEnd } };
}

function frontMatterTitle(frontMatter: string): string | undefined {
  const match =
    /^title[ \t]*[:=][ \t]*(?:"([^"\r\n]{1,300})"|'([^'\r\n]{1,300})'|([^"'\r\n|>][^\r\n]{0,300}))[ \t]*$/m.exec(
      frontMatter,
    );
  return match?.[1] ?? match?.[2] ?? match?.[3];
}
