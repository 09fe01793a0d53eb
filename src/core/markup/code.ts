// Comments and strings of programming languages. Expects a painting that is all syntax, and opens up what is prose.

import type { CodeSyntax, StringSyntax } from './codeLanguages';
import { paintExamples } from './codeExamples';
import { NextPlaces } from './html';
import { matchAt, type Paint } from './paint';
import { paintLiterals } from './literals';

/** Marks of documentation: `@param {type} name`, `\brief`, `:param name:`, and the like. */
const docMark =
  /[@\\](?:(?:param|arg|argument|property|prop|template|typeParam|tparam|throws|exception)\s+(?:\{[^{}\n]{0,200}\}\s*)?(?:\[[^\]\n]{0,100}\]|[\w.$]{1,100})?|[A-Za-z]+(?:[ \t]*\{[^{}\n]{0,200}\})?)/y;
const field = /:(?:[a-z]+)(?:[ \t]+[\w.*]{1,80}){0,2}:(?=\s)/y;
const inlineCode = /`+[^`\n]{1,300}`+/y;
const tag = /<\/?[A-Za-z][^<>\n]{0,300}>|\{@\w{1,30}[^{}\n]{0,300}\}/y;
const placeholder = /\$?\{\{?[\w.:!<>^[\]]{0,60}\}\}?/y;
/** With what it prints, up to an empty line. */
const doctest = /(?:>>>|\.\.\.)[ \t][^\n]*(?:\n(?![ \t]*(?:>>>|\.\.\.|[*#/]*[ \t]*\r?(?:\n|$)))[^\n]*){0,50}/y;
const directive =
  /^\s*(?:!|eslint|prettier|tslint|istanbul|c8 |v8 |webpack|jshint|global |noqa|type:|pylint|mypy|pragma|nolint|go:|region|endregion|#region|#endregion|@ts-|rubocop|shellcheck|clang-format|NOLINT|-\*-|vim:|coding[:=]|SPDX-|sourceMappingURL|<reference)/i;
/** A character of its own, so that the quote in `'"'` opens nothing. */
const character = /'(?:\\(?:u\{[\da-f]{1,6}\}|.[^'\n]{0,8})|[^'\\\n]{1,2})'/iy;
const regularExpression = /\/(?![/*])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,500}\]){1,1000}\/[a-z]*/y;
/** What stands before an operand. */
const operandAhead = /(?:^|[=(,:;[!&|?{}+\n]|\b(?:return|typeof|case|in|of))\s*$/;

/** Opens up the comments, and the strings of two words or more, of a text that is painted as syntax. */
export function paintCode(paint: Paint, syntax: CodeSyntax): void {
  const { text } = paint;
  const places = new NextPlaces();
  const firsts = new Set([
    ...syntax.line.map((mark) => mark[0]),
    ...syntax.block.map(([open]) => open[0]),
    ...syntax.strings.map(({ open }) => open[0]),
    ...(syntax.characters ? ["'"] : []),
    ...(syntax.regularExpressions ? ['/'] : []),
  ]);
  for (let at = 0; at < text.length;) {
    const next = firsts.has(text[at]) ? paintAt(paint, at, syntax, places) : at;
    at = next > at ? next : at + 1;
  }
  paintExamples(paint);
}

function paintAt(paint: Paint, at: number, syntax: CodeSyntax, places: NextPlaces): number {
  const { text } = paint;
  for (const [open, close] of syntax.block) {
    if (!text.startsWith(open, at)) continue;
    const to = places.indexOf(text, close, at + open.length, text.length);
    const end = to < 0 ? text.length : to;
    paintComment(paint, at + open.length, end);
    paint.boundary(at, at + open.length);
    return Math.min(end + close.length, text.length);
  }
  for (const mark of syntax.line) {
    if (!text.startsWith(mark, at) || (syntax.spaced && at > 0 && !/\s/.test(text[at - 1]))) continue;
    const end = lineEnd(text, at);
    let start = at + mark.length;
    while (start < end && text[start] === mark[mark.length - 1]) start++;
    paintComment(paint, start, end);
    if (!standsAlone(text, at)) paint.boundary(at, start);
    return end;
  }
  for (const string of syntax.strings) {
    if (text.startsWith(string.open, at)) return paintString(paint, at, string);
  }
  const skipped =
    (syntax.characters && text[at] === "'" && matchAt(character, text, at)) ||
    (syntax.regularExpressions &&
      text[at] === '/' &&
      operandAhead.test(text.slice(Math.max(0, at - 20), at)) &&
      matchAt(regularExpression, text, at));
  return skipped ? at + skipped[0].length : at;
}

/** Prose in a comment that is no directive to a tool. */
function paintComment(paint: Paint, start: number, end: number): void {
  if (directive.test(paint.text.slice(start, Math.min(end, start + 40)))) return;
  paintProse(paint, start, end, decoration);
}

/** Marks that decorate the beginning of a line in a comment; none do in a string. */
const decoration = /[\s*/#;%!>|-]/;
const blank = /\s/;

/** Opens a stretch up, without decoration, documentation marks, inline code, placeholders and addresses. */
function paintProse(paint: Paint, start: number, end: number, leading: RegExp): void {
  const { text } = paint;
  paint.prose(start, end);
  paintLiterals(paint, start, end);
  let lineStart = true;
  for (let at = start; at < end;) {
    const letter = text[at];
    const example = lineStart && (letter === '>' || letter === '.') ? matchAt(doctest, text, at) : undefined;
    if (!example && lineStart && leading.test(letter)) {
      if (!blank.test(letter)) paint.syntax(at, at + 1);
      at++;
      continue;
    }
    if (example) {
      const behind = Math.min(end, at + example[0].length);
      paint.syntax(at, behind);
      at = behind;
      continue;
    }
    const match = markAt(text, at, lineStart);
    lineStart = letter === '\n';
    if (!match || at + match[0].length > end) {
      at++;
      continue;
    }
    if (letter === '`') paint.literal(at, at + match[0].length, /^`+/.exec(match[0])?.[0].length);
    else if (letter === '@' || letter === '\\' || letter === ':') paint.boundary(at, at + match[0].length);
    else paint.syntax(at, at + match[0].length);
    at += match[0].length;
  }
}

/** True where nothing but white space stands before a place on its line. */
function standsAlone(text: string, at: number): boolean {
  let from = at;
  while (from > 0 && (text[from - 1] === ' ' || text[from - 1] === '\t')) from--;
  return from === 0 || text[from - 1] === '\n' || text[from - 1] === '\r';
}

/** The documentation mark, code, tag or placeholder that begins at a place. */
function markAt(text: string, at: number, lineStart: boolean): RegExpExecArray | undefined {
  switch (text[at]) {
    case '`':
      return matchAt(inlineCode, text, at);
    case '<':
      return matchAt(tag, text, at);
    case '{':
      return matchAt(tag, text, at) ?? matchAt(placeholder, text, at);
    case '$':
      return matchAt(placeholder, text, at);
    case ':':
      return lineStart ? matchAt(field, text, at) : undefined;
    case '@':
    case '\\':
      return /[\s{(*]/.test(text[at - 1] ?? ' ') ? matchAt(docMark, text, at) : undefined;
    default:
      return undefined;
  }
}

/** Prose in a string, where it holds two words; embedded code and escapes stay syntax. Returns the place behind it. */
function paintString(paint: Paint, at: number, string: StringSyntax): number {
  const { text } = paint;
  const start = at + string.open.length;
  const holes: [number, number][] = [];
  let end = start;
  for (; end < text.length;) {
    if (text.startsWith(string.close, end)) {
      if (!(string.doubled && text.startsWith(string.close, end + string.close.length))) break;
      end += 2 * string.close.length;
    } else if (!string.multiline && (text[end] === '\n' || text[end] === '\r')) {
      return end;
    } else if (string.embedded && text.startsWith(string.embedded, end)) {
      const behind = braceEnd(text, end + string.embedded.length, !string.multiline);
      holes.push([end, behind]);
      end = behind;
    } else if (string.escape && text[end] === string.escape) {
      holes.push([end, Math.min(end + 2, text.length)]);
      end += 2;
    } else end++;
  }
  end = Math.min(end, text.length);
  if (isProseString(text, start, end, holes)) {
    paintProse(paint, start, end, blank);
    paint.boundary(at, start);
    for (const [from, to] of holes) paint.syntax(from, to);
  }
  return Math.min(end + string.close.length, text.length);
}

/** Two words of letters with a blank between them, and not mostly signs; embedded code counts as a word. */
function isProseString(
  text: string,
  start: number,
  end: number,
  holes: readonly (readonly [number, number])[],
): boolean {
  const parts: string[] = [];
  let at = start;
  for (const [from, to] of holes) {
    // An escape is a blank, code is a word.
    parts.push(text.slice(at, from), to - from > 2 ? 'xx' : ' ');
    at = to;
  }
  const content = [...parts, text.slice(at, end)]
    .join('')
    .replace(/\{\{?[\w.:!<>^[\]]{0,60}\}\}?/g, 'xx')
    .slice(0, 2000);
  if (!/\p{L}{2,}[,;:.!?)'’"]*\s+['"(]*\p{L}+/u.test(content)) return false;
  return (content.match(/[\p{L}\s]/gu)?.length ?? 0) >= 0.7 * content.length;
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
