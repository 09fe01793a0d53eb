// A page of HTML as a person reads it: without tags, entities as their characters, blanks as a browser draws them, with the
// way back into the file. What shows or says something stays: scripts and styles as code, comments, descriptions of
// pictures. Which of it is prose is html.ts's matter.

import { TextViewWriter, type TextView } from '../textView';
import { characterOf } from './entities';
import { frontMatterEnd } from './frontMatter';
import { closingTag, entity, NextPlaces, phrasing, tag } from './html';
import { matchAt } from './paint';

/** Languages whose files are pages. In templates and XML tags and attributes are what people look for. */
export function isPage(language: string): boolean {
  return language === 'html' || language === 'xhtml';
}

/** Blanks between two words, the stronger the higher. */
const gaps = ['', ' ', '\n', '\n\n'] as const;
type Gap = 0 | 1 | 2 | 3;

const cells = new Set(['td', 'th', 'img', 'input']);
const lines = new Set(['br', 'tr', 'dt', 'dd', 'option']);
/** Elements whose content is no HTML. */
const raw = new Set(['script', 'style']);
/** Elements whose blanks stay as they are. */
const preformatted = new Set(['pre', 'textarea']);
/** Attributes that a person reads or hears. */
const spoken = /(?:^|\s)(?:alt|title|placeholder|aria-label)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;
const description = /(?:^|\s)name\s*=\s*["']?(?:description|keywords)\b/i;
const content = /(?:^|\s)content\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;

/** Any text gives some answer, in linear time. */
export function htmlText(file: string): TextView {
  return new PageReader(file).read();
}

class PageReader {
  readonly #file: string;
  readonly #out = new TextViewWriter();
  readonly #places = new NextPlaces();
  #gap: Gap = 0;
  #isPreformatted = false;
  /** Where the comment ends that is being read; −1 outside. */
  #commentEnd = -1;

  constructor(file: string) {
    this.#file = file;
  }

  read(): TextView {
    const file = this.#file;
    const begin = frontMatterEnd(file);
    this.#code(0, begin);
    for (let at = begin; at < file.length;) {
      const behind = this.#mark(at);
      if (behind > at) {
        at = behind;
        continue;
      }
      let end = at + 1;
      while (end < file.length && file[end] !== '<' && file[end] !== '&' && end !== this.#commentEnd) end++;
      this.#words(at, end);
      at = end;
    }
    return this.#out.view();
  }

  /** Reads the tag, comment or entity that begins at a place; returns the place behind it, `at` where none begins. */
  #mark(at: number): number {
    const file = this.#file;
    if (at === this.#commentEnd) {
      this.#need(3);
      this.#commentEnd = -1;
      return at + 3;
    }
    if (file[at] === '&') return this.#entity(at);
    if (file[at] !== '<') return at;
    if (file.startsWith('<!--', at)) {
      this.#need(3);
      this.#commentEnd = this.#places.indexOf(file, '-->', at + 4, file.length);
      return at + 4;
    }
    if (file[at + 1] === '?' || file[at + 1] === '%') return this.#script(at, `${file[at + 1]}>`);
    const match = matchAt(tag, file, at);
    return match ? this.#tag(match, at) : at;
  }

  #entity(at: number): number {
    const reference = matchAt(entity, this.#file, at)?.[0];
    const character = reference && characterOf(reference);
    if (!reference || character === undefined) return at;
    const end = at + reference.length;
    if (/\s/.test(character) && !this.#isPreformatted) this.#need(1);
    // A soft hyphen shows only where a line is broken at it.
    else if (character !== '\u00AD') this.#put(() => this.#out.put(character, { start: at, end }));
    return end;
  }

  #tag(match: RegExpExecArray, at: number): number {
    const [whole, slash, written, attributes] = match;
    const behind = at + whole.length;
    const name = (written ?? '').toLowerCase();
    this.#need(gapAt(name));
    if (preformatted.has(name)) this.#isPreformatted = slash !== '/' && !whole.endsWith('/>');
    if (slash === '/') return behind;
    const from = at + 1 + name.length;
    if (attributes) {
      this.#attributes(attributes, spoken, from);
      if (name === 'meta' && description.test(attributes)) this.#attributes(attributes, content, from);
    }
    if (!raw.has(name) || whole.endsWith('/>')) return behind;
    const close = closingTag(this.#file, name, written, behind, this.#file.length, this.#places);
    if (close < 0) return behind;
    this.#code(behind, close);
    return close;
  }

  /** The values of some attributes of a tag; its attributes begin at `from`. */
  #attributes(attributes: string, wanted: RegExp, from: number): void {
    for (const match of attributes.matchAll(wanted)) {
      const value = match[1] ?? match[2];
      const start = from + match.index + match[0].length - 1 - value.length;
      const end = start + value.length;
      this.#need(1);
      for (let at = start; at < end;) {
        const behind = this.#file[at] === '&' ? this.#entity(at) : at;
        if (behind > at) {
          at = behind;
          continue;
        }
        const next = this.#file.indexOf('&', at + 1);
        const to = next < 0 || next > end ? end : next;
        this.#words(at, to);
        at = to;
      }
      this.#need(1);
    }
  }

  /** Code of a server in the page; the declaration of XML says nothing. */
  #script(at: number, closer: string): number {
    const close = this.#places.indexOf(this.#file, closer, at + 2, this.#file.length);
    if (close < 0) return at;
    if (!this.#file.startsWith('<?xml', at)) this.#code(at + 2, close);
    return close + closer.length;
  }

  /** A stretch as it is. */
  #code(start: number, end: number): void {
    if (this.#file.slice(start, end).trim() === '') return;
    this.#need(3);
    this.#put(() => this.#out.copy(this.#file, { start, end }));
    this.#need(3);
  }

  #words(start: number, end: number): void {
    if (this.#isPreformatted) {
      this.#put(() => this.#out.copy(this.#file, { start, end }));
      return;
    }
    for (const { index, 0: run } of this.#file.slice(start, end).matchAll(/[ \t\n\r\f]+|[^ \t\n\r\f]+/g)) {
      const span = { start: start + index, end: start + index + run.length };
      if (/^[ \t\n\r\f]/.test(run)) this.#need(/[\n\r]/.test(run) ? 2 : 1);
      else this.#put(() => this.#out.copy(this.#file, span));
    }
  }

  #need(gap: Gap): void {
    if (gap > this.#gap) this.#gap = gap;
  }

  #put(write: () => void): void {
    if (this.#out.length > 0 && this.#gap > 0) this.#out.gap(gaps[this.#gap]);
    this.#gap = 0;
    write();
  }
}

function gapAt(name: string): Gap {
  if (cells.has(name)) return 1;
  if (lines.has(name)) return 2;
  return phrasing.has(name) ? 0 : 3;
}
