// Code without a grammar, and data: what indentation and empty lines show. A line begins an item, deeper lines belong to
// it, comments to what they stand before.

import { codeSyntax } from '../../../core/markup/codeLanguages';
import { eachLine } from '../../../core/markup/paint';
import type { Span } from '../../../core/types';
import { cutCosts, linesPart, type Part } from '../parts';

interface Line extends Span {
  readonly indent: number;
  /** An empty line stands before it. */
  readonly apart: boolean;
}

const definition =
  /^\s*(?:(?:export|default|public|private|protected|internal|open|final|abstract|sealed|static|override|async|local|pub|data|inline|virtual|extern|unsafe|partial|suspend|mutating)\s+){0,6}(?:(class|interface|trait|object|protocol|extension|module|namespace|defmodule|actor|package)|struct|enum|record|impl|type|def|defp|defn|defmacro|defun|fun|func|function|fn|sub|proc|procedure|method|let rec|resource|message|service|rule)\s+(?:"([^"\r\n]{1,80})"|([\p{L}_$][\p{L}\p{N}_$.:?!'-]{0,80}))/u;
const lispDefinition = /^\s*\((?:def\w*|define(?:-\w+)?)\s+\(?([^\s()]{1,80})/;
const key =
  /^\s*(?:-\s+)?(?:"([^"\r\n]{1,80})"|'([^'\r\n]{1,80})'|([\p{L}_][\p{L}\p{N}_./ -]{0,80}))\s*[:=](?:\s|$|[[{])/u;
const section = /^\[{1,2}([^[\]\r\n]{1,120})\]{1,2}\s*(?:[#;].*)?$/;
const dataLanguages = new Set('json jsonc jsonl yaml dockercompose toml ini properties dotenv snippets'.split(' '));
/** Deeper lines are cut as they come. */
const deepest = 10;

export function indentedStructure(text: string, language: string): Part {
  return {
    start: 0,
    end: text.length,
    whole: 'never',
    cut: cutCosts.block,
    cutAt: 'lines',
    parts: () => indentedParts(text, { start: 0, end: text.length }, language),
  };
}

/** The items of a stretch of code. */
export function indentedParts(text: string, span: Span, language: string): Part[] {
  const lines = linesOf(text, span);
  const marks = codeSyntax(language).line.concat(codeSyntax(language).block.flat());
  return items(new Reader(text, marks, dataLanguages.has(language)), lines, 0);
}

/** What lines mean in one file. */
class Reader {
  constructor(
    readonly text: string,
    readonly comments: readonly string[],
    readonly data: boolean,
  ) {}

  head({ start, end }: Line): string {
    return this.text.slice(start, Math.min(end, start + 300));
  }

  isComment(line: Line): boolean {
    const head = this.head(line).trimStart();
    return (
      this.comments.some((mark) => head.startsWith(mark.trimEnd())) ||
      /^(?:\*[\s/]|\*$|@[\p{L}_]+[\w.]*\s*(?:\(|$)|#\[)/u.test(head)
    );
  }

  /** Goes on with the item before it: closing brackets, `else`, `end`. */
  continues(line: Line): boolean {
    return /^\s*(?:[\])}>;,]|(?:end|else|elif|elsif|elseif|catch|finally|rescue|ensure|then|do|in|where|fi|done|esac|endif)\b|\{\s*$)/.test(
      this.head(line),
    );
  }

  /** The name that a line gives, and whether it names a group of others. */
  nameOf(line: Line): { readonly name: string; readonly group: boolean } | undefined {
    const head = this.head(line);
    if (this.data) {
      const match = line.indent === 0 && section.exec(head.trim());
      const found = match || key.exec(head);
      return found ? { name: (found[1] ?? found[2] ?? found[3]).trim(), group: true } : undefined;
    }
    const match = definition.exec(head);
    if (match) return { name: match[2] ?? match[3], group: match[1] !== undefined };
    const lisp = lispDefinition.exec(head);
    return lisp ? { name: lisp[1], group: false } : undefined;
  }

  /** In TOML and INI files the lines behind `[name]` belong to it, though they are not indented. */
  isSection(line: Line): boolean {
    return this.data && line.indent === 0 && section.test(this.head(line).trim());
  }
}

function linesOf(text: string, span: Span): Line[] {
  const lines: Line[] = [];
  let apart = true;
  eachLine(text, span.start, span.end, (start, end) => {
    let indent = 0;
    let at = start;
    for (; at < end && /[\s\uFEFF]/.test(text[at]); at++) indent += text[at] === '\t' ? 4 - (indent % 4) : 1;
    if (at < end) lines.push({ start, end, indent, apart });
    apart = at === end;
  });
  return lines;
}

function items(reader: Reader, lines: readonly Line[], depth: number): Part[] {
  if (lines.length < 2 || depth > deepest) return [];
  const base = lines.reduce((least, { indent }) => Math.min(least, indent), Infinity);
  const sections = depth === 0 && lines.some((line) => reader.isSection(line));
  const starts: number[] = [];
  /** First line of the comments that wait for what they belong to. */
  let comment = -1;
  for (const [n, line] of lines.entries()) {
    if (line.indent > base && n > 0) continue;
    if (reader.isComment(line)) {
      if (comment < 0 || line.apart) starts.push((comment = n));
      continue;
    }
    const begins = sections ? reader.isSection(line) : !reader.continues(line);
    if (begins ? comment < 0 || line.apart : n === 0) starts.push(n);
    // Comments between the lines of a section are a part of it.
    if (!begins && comment > 0 && sections) starts.pop();
    comment = -1;
  }
  return starts.map((from, n) => item(reader, lines.slice(from, starts[n + 1] ?? lines.length), depth, sections));
}

/** The lines behind the first one, without those at the end that close it. */
function inside(lines: readonly Line[], head: number): readonly Line[] {
  let end = lines.length;
  while (end > head + 1 && lines[end - 1].indent <= lines[head].indent) end--;
  return lines.slice(head + 1, end > head + 1 ? end : lines.length);
}

function item(reader: Reader, lines: readonly Line[], depth: number, sections: boolean): Part {
  const [first] = lines;
  const head = Math.max(
    0,
    lines.findIndex((line) => !reader.isComment(line)),
  );
  const named = sections && !reader.isSection(lines[head]) ? undefined : reader.nameOf(lines[head]);
  const cut = Math.min(0.7, (first.apart ? 0 : cutCosts.statement) + 0.05 * depth);
  const part: Part = {
    ...linesPart(first.start, lines[lines.length - 1].end, cut),
    parts: () => items(reader, inside(lines, head), depth + 1),
  };
  if (!named) return part;
  return { ...part, name: named.name, whole: named.group ? 'target' : 'limit', solid: lines.length > 1 };
}
