// reStructuredText: directives, literal blocks, comments, roles, targets, field names, adornments, tables.

import { eachLine, matchAt, type Paint } from './paint';
import { paintLiterals } from './literals';

/** Directives whose content is prose. */
const proseDirectives = new Set(
  'note warning tip hint important caution danger attention error admonition seealso todo versionadded versionchanged deprecated deprecated-removed topic sidebar epigraph highlights pull-quote rubric figure centered container class compound only tab tab-item tabs dropdown card grid grid-item grid-item-card list-table glossary hlist line-block parsed-note describe object function method attribute module currentmodule data exception option py:function py:method py:class py:attribute py:data py:module c:function c:macro c:type c:member cpp:function cpp:class js:function js:class envvar confval describe cmdoption program'.split(
    ' ',
  ),
);
/** Directives whose argument, on the line of the mark, is prose. */
const proseArguments = new Set(
  'note warning tip hint important caution danger attention error admonition seealso todo topic sidebar rubric centered epigraph'.split(
    ' ',
  ),
);
const explicit = /^(\s*)\.\.(?:\s+|$)(?:(_[^\r\n]*|\[[^\]\r\n]+\]|\|[^|\r\n]+\|[^\r\n]*)|([\w:.+-]+)::(?:\s+|$))?/;
const adornment = /^\s*([=\-`:'"~^_*+#<>.])\1{2,}\s*$/;
const gridLine = /^\s*(?:\+[-=+]+\+|(?:={2,}\s+)+={2,}|(?:-{2,}\s+)+-{2,})\s*$/;
const field = /^\s*:(?![\s:])[^:\r\n]{1,100}:(?=\s|$)/;
const bullet = /^\s*(?:[-*+•]|\(?(?:\d{1,4}|[A-Za-z]|#)[.)])\s+/;
const role = /:[\w+.:-]{1,60}:(?=`)/y;
const roleText = /`(?!`)((?:[^`\n]|\n(?!\s*\n)){1,1000}?)(?:\s*<([^<>`\n]{1,500})>)?`(?:__?|:[\w+.:-]{1,60}:)?/y;
const doubleTick = /``(?=\S)((?:[^`\n]|`(?!`)|\n(?!\s*\n)){1,1000}?)``/y;
const reference =
  /(?:\|[^|\s](?:[^|\n]{0,100}[^|\s])?\|(?:__?)?|\[(?:#?[\w.-]{1,60}|\*)\]_|\b[A-Za-z][\w.-]{0,80}[A-Za-z\d]_(?![\w_]))/y;

/** Paints what is not prose in a reStructuredText. */
export function paintRestructuredText(paint: Paint): void {
  const { text } = paint;
  /** Lines indented deeper than this belong to a literal block; undefined outside. */
  let block: number | undefined;
  /** The options of a directive come before its content. */
  let options = false;
  let pending: number | undefined;
  /** Between a doctest and the next blank line stands what it prints. */
  let doctest = false;
  eachLine(text, 0, text.length, (start, end) => {
    const line = text.slice(start, end);
    if (line.trim() === '') {
      options = false;
      doctest = false;
      return;
    }
    doctest ||= /^\s*>>>(?:\s|$)/.test(line);
    const indent = line.search(/\S/);
    if (block !== undefined && indent > block) {
      paint.syntax(start, end);
      return;
    }
    block = undefined;
    if (pending !== undefined && (indent > pending || /^\s*[>|%$#]/.test(line))) {
      block = indent > pending ? pending : undefined;
      paint.syntax(start, end);
      if (block === undefined) return;
      pending = undefined;
      return;
    }
    pending = undefined;
    const mark = explicit.exec(line);
    if (mark) {
      options = true;
      const name = mark[3];
      const isProse = name !== undefined && proseDirectives.has(name);
      if (!isProse && !mark[2]?.startsWith('[')) block = indent;
      const keeps = (isProse && proseArguments.has(name)) || mark[2]?.startsWith('[');
      paint.syntax(start, keeps ? start + mark[0].length : end);
      if (keeps) paintInline(paint, start + mark[0].length, end);
      return;
    }
    if (adornment.test(line) || gridLine.test(line) || doctest || /^\s*__ /.test(line)) {
      paint.syntax(start, end);
      return;
    }
    const prefix = field.exec(line)?.[0] ?? bullet.exec(line)?.[0] ?? '';
    if (options && field.test(line)) {
      paint.syntax(start, end);
      return;
    }
    options = false;
    paint.boundary(start + (prefix.length - prefix.trimStart().length), start + prefix.length);
    paintInline(paint, start + prefix.length, end);
    if (/::\s*$/.test(line)) {
      const colons = line.trimEnd().length;
      paint.syntax(start + colons - 1, end);
      pending = indent;
    }
  });
}

function paintInline(paint: Paint, start: number, end: number): void {
  const { text } = paint;
  paintLiterals(paint, start, end);
  for (let at = start; at < end;) {
    const next = step(paint, at);
    at = next > at ? next : at + 1;
  }
  function step(to: Paint, at: number): number {
    switch (text[at]) {
      case '\\':
        to.syntax(at, at + 1);
        return at + 2;
      case ':': {
        const name = matchAt(role, text, at);
        if (!name) return at;
        const content = matchAt(roleText, text, at + name[0].length);
        const behind = at + name[0].length + (content?.[0].length ?? 0);
        to.syntax(at, behind);
        if (content) to.literal(at + name[0].length + 1, at + name[0].length + 1 + content[1].length);
        return behind;
      }
      case '`': {
        const code = matchAt(doubleTick, text, at);
        if (code) {
          to.literal(at, at + code[0].length, 2);
          return at + code[0].length;
        }
        const content = matchAt(roleText, text, at);
        if (!content) return at;
        to.syntax(at, at + content[0].length);
        // The text of a link is prose, interpreted text without a role is a name.
        if (content[0].endsWith('_')) to.prose(at + 1, at + 1 + content[1].length);
        else to.literal(at + 1, at + 1 + content[1].length);
        return at + content[0].length;
      }
      case '*':
        to.syntax(at, at + 1);
        return at + 1;
      case '|':
      case '[': {
        const match = matchAt(reference, text, at);
        if (match) to.literal(at, at + match[0].length);
        else if (text[at] === '|') to.boundary(at, at + 1);
        return match ? at + match[0].length : at;
      }
      default: {
        if (!/[A-Za-z]/.test(text[at]) || /[\w]/.test(text[at - 1] ?? ' ')) return at;
        const match = matchAt(reference, text, at);
        if (match) to.syntax(at + match[0].length - 1, at + match[0].length);
        return match ? at + match[0].length : at;
      }
    }
  }
}
