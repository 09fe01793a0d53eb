// Comments and strings of programming languages. Expects a painting that is all syntax, and opens up what is prose.

import type { CodeSyntax, StringSyntax } from './codeLanguages';
import { NextPlaces } from './html';
import { matchAt, type Paint } from './paint';
import { paintUrls } from './urls';

/** Marks of documentation inside comments: `@param {type} name`, `:param x:`, `\brief`, and the like. */
const docMark =
  /[@\\](?:(?:param|arg|argument|property|prop|template|typeParam|tparam)\s+(?:\{[^{}\n]{0,200}\}\s*)?(?:\[[^\]\n]{0,100}\]|[\w.$]{1,100})?|[A-Za-z]+(?:[ \t]*\{[^{}\n]{0,200}\})?)/y;
const inlineCode = /`+[^`\n]{1,300}`+/y;
const tag = /<\/?[A-Za-z][^<>\n]{0,300}>|\{@\w{1,30}[^{}\n]{0,300}\}/y;
const directive =
  /^\s*(?:!|eslint|prettier|tslint|istanbul|c8 |v8 |webpack|jshint|global |noqa|type:|pylint|mypy|pragma|nolint|go:|region|endregion|#region|#endregion|@ts-|rubocop|shellcheck|clang-format|NOLINT|-\*-|vim:|coding[:=]|SPDX-|sourceMappingURL|<reference)/i;

/** Opens up the comments, and the strings of two words or more, of a text that is painted as syntax. */
export function paintCode(paint: Paint, syntax: CodeSyntax): void {
  const { text } = paint;
  const places = new NextPlaces();
  const firsts = new Set([
    ...syntax.line.map((mark) => mark[0]),
    ...syntax.block.map(([open]) => open[0]),
    ...syntax.strings.map(({ open }) => open[0]),
  ]);
  for (let at = 0; at < text.length;) {
    const next = firsts.has(text[at]) ? paintAt(paint, at, syntax, places) : at;
    at = next > at ? next : at + 1;
  }
}

function paintAt(paint: Paint, at: number, syntax: CodeSyntax, places: NextPlaces): number {
  const { text } = paint;
  for (const [open, close] of syntax.block) {
    if (!text.startsWith(open, at)) continue;
    const to = places.indexOf(text, close, at + open.length, text.length);
    const end = to < 0 ? text.length : to;
    paintComment(paint, at + open.length, end);
    return Math.min(end + close.length, text.length);
  }
  for (const mark of syntax.line) {
    if (!text.startsWith(mark, at) || (syntax.spaced && at > 0 && !/\s/.test(text[at - 1]))) continue;
    const end = lineEnd(text, at);
    let start = at + mark.length;
    while (start < end && text[start] === mark[mark.length - 1]) start++;
    paintComment(paint, start, end);
    return end;
  }
  for (const string of syntax.strings) {
    if (text.startsWith(string.open, at)) return paintString(paint, at, string);
  }
  return at;
}

/** Prose in a comment, without decoration, documentation marks, inline code and directives to tools. */
function paintComment(paint: Paint, start: number, end: number): void {
  const { text } = paint;
  if (directive.test(text.slice(start, Math.min(end, start + 40)))) return;
  paint.prose(start, end);
  paintUrls(paint, start, end);
  let lineStart = true;
  for (let at = start; at < end;) {
    const letter = text[at];
    if (lineStart && /[\s*/#;%!>|-]/.test(letter)) {
      if (!/\s/.test(letter)) paint.syntax(at, at + 1);
      at++;
      continue;
    }
    lineStart = letter === '\n';
    const pattern = letter === '`' ? inlineCode : letter === '<' || letter === '{' ? tag : undefined;
    const match =
      pattern !== undefined
        ? matchAt(pattern, text, at)
        : (letter === '@' || letter === '\\') && /[\s{(*]/.test(text[at - 1] ?? ' ')
          ? matchAt(docMark, text, at)
          : undefined;
    if (!match || at + match[0].length > end) {
      at++;
      continue;
    }
    if (letter === '`') paint.literal(at, at + match[0].length, /^`+/.exec(match[0])?.[0].length);
    else paint.syntax(at, at + match[0].length);
    at += match[0].length;
  }
}

/** Prose in a string, where it holds two words; embedded code and escapes stay syntax. Returns the place behind it. */
function paintString(paint: Paint, at: number, string: StringSyntax): number {
  const { text } = paint;
  const start = at + string.open.length;
  const holes: [number, number][] = [];
  let end = start;
  while (end < text.length && !text.startsWith(string.close, end)) {
    if (!string.multiline && (text[end] === '\n' || text[end] === '\r')) return end;
    if (string.embedded && text.startsWith(string.embedded, end)) {
      const behind = braceEnd(text, end + string.embedded.length, !string.multiline);
      holes.push([end, behind]);
      end = behind;
    } else if (string.escape && text[end] === string.escape) {
      holes.push([end, Math.min(end + 2, text.length)]);
      end += 2;
    } else end++;
  }
  end = Math.min(end, text.length);
  if (isProseString(text.slice(start, end))) {
    paint.prose(start, end);
    paintUrls(paint, start, end);
    for (const [from, to] of holes) paint.syntax(from, to);
  }
  return Math.min(end + string.close.length, text.length);
}

/** Two words of letters with a blank between them, and not mostly signs. */
function isProseString(content: string): boolean {
  if (!/\p{L}{2,}[,;:.!?)'’"]*\s+['"(]*\p{L}+/u.test(content)) return false;
  const sample = content.slice(0, 2000);
  return (sample.match(/[\p{L}\s]/gu)?.length ?? 0) >= 0.7 * sample.length;
}

/** The place behind the brace that closes embedded code; the end of the line or text where none does. */
function braceEnd(text: string, at: number, oneLine: boolean): number {
  for (let depth = 1; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at + 1;
    else if (oneLine && text[at] === '\n') return at;
  }
  return at;
}

function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}
