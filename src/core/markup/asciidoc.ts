// AsciiDoc: delimited blocks, attributes, comments, macros, inline code, links, tables.

import { frontMatterEnd } from './frontMatter';
import { eachLine, matchAt, type Paint } from './paint';
import { paintLiterals } from './literals';

/** Delimiters of blocks whose content is no prose: listing, literal, passthrough, comment, fence. */
const opaqueDelimiter = /^(-{4,}|\.{4,}|\+{4,}|\/{4,}|```+)/;
/** Delimiters of blocks that hold prose: example, sidebar, quote, open block, tables. */
const openDelimiter = /^(?:={4,}|\*{4,}|_{4,}|--|[|,:!]={3,}|'{3,}|<{3,})\s*$/;
const wholeLine =
  /^(?:\/\/(?!\/)|:[!\w][\w-]*!?:(?:\s|$)|\[[^\]\r\n]*\]+\s*$|(?:include|image|video|audio|ifdef|ifndef|ifeval|endif|toc|plantuml)::|\+\s*$)/;
const prefix =
  /^\s*(?:={1,6}\s+|#{1,6}\s+|(?:\*{1,6}|-|\.{1,6}|\d{1,3}\.|<[\d.]+>)\s+(?:\[[ x*]\]\s+)?|\.(?=[^\s.])|(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):\s+)/;
const macro =
  /(?:(?:link|mailto|xref|https?|ftp|image|kbd|btn|menu|icon|footnote|footnoteref|pass|stem|latexmath|asciimath|anchor|indexterm2?|bibitem):{1,2}[^\s[\]]{0,1000})\[((?:[^\]\\\n]|\\.){0,1000})\]/y;
const proseMacro = /^(?:link|xref|https?|ftp|mailto|footnote|footnoteref):/;
const crossReference = /<<([^<>,\n]{1,200})(?:,([^<>\n]{0,300}))?>>/y;
const anchor = /\[\[[^\]\n]{1,200}\]\]|\(\(\([^()\n]{1,200}\)\)\)/y;
const inlineCode = /`\+?[^`\n]{1,500}\+?`|\+\+[^\n]{1,500}?\+\+|\+[^\s+](?:[^+\n]{0,500}[^\s+])?\+(?!\w)/y;
const attribute = /\{[\w][\w-]{0,80}(?::[^{}\n]{0,100})?\}/y;

/** Paints what is not prose in an AsciiDoc text. */
export function paintAsciidoc(paint: Paint): void {
  const { text } = paint;
  let closing: string | undefined;
  let sourceNext = false;
  let source = false;
  const begin = frontMatterEnd(text);
  paint.syntax(0, begin);
  eachLine(text, begin, text.length, (start, end) => {
    const line = text.slice(start, end).trimEnd();
    if (closing !== undefined) {
      paint.syntax(start, end);
      if (line === closing) closing = undefined;
      return;
    }
    if (line === '') {
      source = false;
      return;
    }
    const delimiter = opaqueDelimiter.exec(line);
    if (delimiter && (line === delimiter[1] || delimiter[1].startsWith('`'))) {
      closing = delimiter[1];
      sourceNext = false;
      paint.syntax(start, end);
      return;
    }
    const attributes =
      /^\[(?:source|listing|literal|stem|latexmath|asciimath|plantuml|mermaid|ditaa|pass|verse%)\b[^\r\n]*\]$/.test(
        line,
      );
    if (attributes || openDelimiter.test(line) || wholeLine.test(line)) {
      sourceNext ||= attributes;
      if (openDelimiter.test(line)) sourceNext = false;
      paint.syntax(start, end);
      return;
    }
    source ||= sourceNext;
    sourceNext = false;
    if (source) {
      paint.syntax(start, end);
      return;
    }
    const mark = prefix.exec(line)?.[0] ?? '';
    // A line that begins with a blank is literal text, unless it is a list item.
    if (/^\s/.test(line) && !mark.trim()) {
      paint.syntax(start, end);
      return;
    }
    paint.boundary(start + (mark.length - mark.trimStart().length), start + mark.length);
    paintInline(paint, start + mark.length, end);
  });
}

function paintInline(paint: Paint, start: number, end: number): void {
  const { text } = paint;
  paintLiterals(paint, start, end);
  for (let at = start; at < end;) {
    const next = step(at);
    at = next > at ? next : at + 1;
  }
  function step(at: number): number {
    switch (text[at]) {
      case '`':
      case '+':
        return literal(inlineCode, at, text[at + 1] === '+' ? 2 : 1);
      case '{':
        return literal(attribute, at, 0);
      case '[':
      case '(':
        return syntax(anchor, at);
      case '<': {
        const match = matchAt(crossReference, text, at);
        if (!match) return at;
        paint.syntax(at, at + match[0].length);
        if (match[2]) paint.prose(at + match[0].length - 2 - match[2].length, at + match[0].length - 2);
        return at + match[0].length;
      }
      case '|':
      case '*':
      case '_':
      case '#':
        return mark(at);
      default:
        return /[a-z]/.test(text[at]) && !/\w/.test(text[at - 1] ?? ' ') ? paintMacro(at) : at;
    }
  }
  function paintMacro(at: number): number {
    const match = matchAt(macro, text, at);
    if (!match || at + match[0].length > end) return at;
    const behind = at + match[0].length;
    paint.syntax(at, behind);
    if (proseMacro.test(match[0])) paint.prose(behind - 1 - match[1].length, behind - 1);
    return behind;
  }
  function literal(pattern: RegExp, at: number, edge: number): number {
    const match = matchAt(pattern, text, at);
    if (!match || at + match[0].length > end) return at;
    paint.literal(at, at + match[0].length, edge);
    return at + match[0].length;
  }
  function syntax(pattern: RegExp, at: number): number {
    const match = matchAt(pattern, text, at);
    if (!match || at + match[0].length > end) return at;
    paint.syntax(at, at + match[0].length);
    return at + match[0].length;
  }
  /** Marks of emphasis touch a word on one side; table bars always count. */
  function mark(at: number): number {
    let to = at;
    while (to < end && text[to] === text[at]) to++;
    const before = /[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ');
    const after = /[\p{L}\p{N}]/u.test(text[to] ?? ' ');
    if (text[at] === '|') paint.boundary(at, to);
    else if (before !== after && to - at <= 2) paint.syntax(at, to);
    return to;
  }
}
