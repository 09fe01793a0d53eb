// Typst: code after `#`, content blocks inside it, math, raw text, comments, labels and references.

import { NextPlaces } from './html';
import { matchAt, type Paint } from './paint';
import { paintLiterals } from './literals';

const label = /<[\p{L}_][\p{L}\p{N}_.:-]{0,100}>|@[\p{L}_][\p{L}\p{N}_:-]{0,100}/uy;
const word = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const statement = /(?:let|set|show|import|include|context|return|if|for|while|else)\b/y;

/** Where the scanner is: in markup (prose), or in code up to a closing bracket or the end of a statement. */
interface Frame {
  readonly code: boolean;
  /** The bracket that ends it; the empty string for a statement that ends with its line. */
  readonly close: string;
}

/** Paints what is not prose in a Typst text. */
export function paintTypst(paint: Paint): void {
  const { text } = paint;
  paintLiterals(paint, 0, text.length);
  const places = new NextPlaces();
  const frames: Frame[] = [{ code: false, close: '' }];
  for (let at = 0; at < text.length;) {
    const next = verbatim(at) ?? (top().code ? inCode(at) : inMarkup(at));
    at = Math.max(next, at + 1);
  }

  function top(): Frame {
    return frames[frames.length - 1];
  }

  /** Comments, raw text, strings of code. */
  function verbatim(at: number): number | undefined {
    if (text[at] === '/' && text[at + 1] === '/' && text[at - 1] !== ':') return skip(at, lineEnd(at));
    if (text.startsWith('/*', at)) return skip(at, close('*/', at + 2));
    if (text[at] !== '`') return undefined;
    let run = at;
    while (text[run] === '`') run++;
    const mark = run - at >= 3 ? text.slice(at, run) : '`';
    if (run - at === 2) return skip(at, run);
    const to = places.indexOf(text, mark, at + mark.length, text.length);
    if (to < 0) return skip(at, run);
    if (mark === '`' && !top().code) paint.literal(at, to + 1, 1);
    else skip(at, to + mark.length);
    return to + mark.length;
  }

  function inMarkup(at: number): number {
    const mark = text[at];
    if (mark === '#' && !/\s/.test(text[at + 1] ?? ' ')) return enterCode(at);
    if (mark === '$') {
      const to = places.indexOf(text, '$', at + 1, text.length);
      if (to < 0 || /\n\s*\n/.test(text.slice(at, Math.min(to, at + 5000))) || to - at > 5000) return at + 1;
      paint.literal(at, to + 1, 1);
      return to + 1;
    }
    if (mark === '\\') return skip(at, at + (/\s/.test(text[at + 1] ?? ' ') ? 1 : 2));
    if (mark === '<' || mark === '@') {
      const match = matchAt(label, text, at);
      if (match && !/[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ')) return skip(at, at + match[0].length);
      return at;
    }
    if (mark === '~') return skip(at, at + 1);
    if (mark === '*' || mark === '_') return emphasis(at);
    if (mark === ']' && top().close === ']') {
      frames.pop();
      return skip(at, at + 1);
    }
    if ('=-+/'.includes(mark) && lineStart(at)) {
      let to = at;
      while (text[to] === mark) to++;
      if (/\s/.test(text[to] ?? ' ')) {
        paint.boundary(at, to);
        return to;
      }
    }
    return at;
  }

  /** After `#`: a statement up to the end of its line, or an expression with its arguments. */
  function enterCode(at: number): number {
    if (matchAt(statement, text, at + 1)) {
      frames.push({ code: true, close: '' });
      return skip(at, at + 1);
    }
    if (text[at + 1] === '{' || text[at + 1] === '(') {
      frames.push({ code: true, close: text[at + 1] === '{' ? '}' : ')' });
      return skip(at, at + 2);
    }
    const match = matchAt(word, text, at + 1);
    if (!match) return at + 1;
    let end = at + 1 + match[0].length;
    for (;;) {
      const part = text[end] === '.' ? matchAt(word, text, end + 1) : undefined;
      if (!part) break;
      end += 1 + part[0].length;
    }
    skip(at, end);
    return openArguments(end);
  }

  /** `(` goes on in code, `[` in markup. */
  function openArguments(at: number): number {
    if (text[at] !== '(' && text[at] !== '[') return at;
    frames.push(text[at] === '(' ? { code: true, close: ')' } : { code: false, close: ']' });
    return skip(at, at + 1);
  }

  function inCode(at: number): number {
    const mark = text[at];
    const frame = top();
    if (mark === '\n' && frame.close === '') {
      frames.pop();
      return at + 1;
    }
    if (mark === '"') return skip(at, stringEnd(at));
    if (mark === '[') {
      frames.push({ code: false, close: ']' });
      return skip(at, at + 1);
    }
    if (mark === '(' || mark === '{') frames.push({ code: true, close: mark === '(' ? ')' : '}' });
    else if (mark === ']' && frame.close === '' && frames.length > 1) {
      frames.pop();
      return at;
    } else if (mark === frame.close) {
      frames.pop();
      skip(at, at + 1);
      // `#f(x)[content]`
      return !top().code ? openArguments(at + 1) : at + 1;
    }
    return skip(at, at + 1);
  }

  function emphasis(at: number): number {
    let to = at;
    while (text[to] === text[at]) to++;
    const before = /[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ');
    const after = /[\p{L}\p{N}]/u.test(text[to] ?? ' ');
    if (before !== after && to - at === 1) paint.syntax(at, to);
    return to;
  }

  function stringEnd(at: number): number {
    let to = at + 1;
    while (to < text.length && text[to] !== '"') to += text[to] === '\\' ? 2 : 1;
    return Math.min(to + 1, text.length);
  }

  function close(mark: string, from: number): number {
    const to = places.indexOf(text, mark, from, text.length);
    return to < 0 ? text.length : to + mark.length;
  }

  function skip(start: number, end: number): number {
    paint.syntax(start, end);
    return end;
  }

  function lineStart(at: number): boolean {
    let from = at;
    while (from > 0 && (text[from - 1] === ' ' || text[from - 1] === '\t')) from--;
    return from === 0 || text[from - 1] === '\n' || text[from - 1] === '[';
  }

  function lineEnd(at: number): number {
    let end = at;
    while (end < text.length && text[end] !== '\n') end++;
    return end;
  }
}
