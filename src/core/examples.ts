// Files of examples: JSON lines, one example a line, and CSV for import. A line that cannot be read is kept as it stands,
// so that nothing a person wrote is ever lost. Knows nothing of where files lie.

import { withoutGuard } from './tables';

export interface Example {
  readonly text: string;
  readonly label: string;
}

/** A line of the file. `raw` is what is written back; `example` is null for a line that holds none. */
export interface ExampleLine {
  readonly raw: string;
  readonly example: Example | null;
  /** Why there is no example; undefined for an empty line. */
  readonly problem?: ProblemReason;
}

/** Something that could not be read. `line` counts from 1 (in CSV: records, the header being 1). */
export interface Problem {
  readonly line: number;
  readonly reason: ProblemReason;
}

/** No JSON object; no text; no label; no header that names a column of texts and one of labels. */
export type ProblemReason = 'noObject' | 'noText' | 'noLabel' | 'noColumns';

/** The lines of a file of JSON lines, in order. An empty last line is none. */
export function parseExampleLines(content: string): ExampleLine[] {
  const lines = content.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map(parseLine);
}

function parseLine(raw: string): ExampleLine {
  if (raw.trim() === '') return { raw, example: null };
  const found = tryJson(raw);
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    return { raw, example: null, problem: 'noObject' };
  }
  const { text, label } = found as Record<string, unknown>;
  // Numbers are taken as names: many data sets number their labels.
  const name = typeof label === 'number' ? String(label) : label;
  if (typeof text !== 'string' || text.trim() === '') return { raw, example: null, problem: 'noText' };
  if (typeof name !== 'string' || name.trim() === '') return { raw, example: null, problem: 'noLabel' };
  return { raw, example: { text, label: name } };
}

/** The line of an example. Fields that `before` had beside text and label are kept. */
export function lineOf({ text, label }: Example, before?: ExampleLine): ExampleLine {
  const fields = before?.example ? (tryJson(before.raw) as Record<string, unknown>) : {};
  return { raw: JSON.stringify({ label, text, ...withoutOwn(fields) }), example: { text, label } };
}

function withoutOwn({ text: _text, label: _label, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return rest;
}

export const writeExampleLines = (lines: readonly ExampleLine[]): string => lines.map(({ raw }) => `${raw}\n`).join('');

export function problemsOf(lines: readonly ExampleLine[]): Problem[] {
  return lines.flatMap(({ problem }, n) => (problem === undefined ? [] : [{ line: n + 1, reason: problem }]));
}

/** Examples of a file that somebody else made, by its name: `.csv`, `.tsv`, or JSON lines. */
export function readForeign(content: string, name: string): { examples: Example[]; problems: Problem[] } {
  if (/\.(csv|tsv)$/i.test(name)) return readCsv(content);
  const lines = parseExampleLines(content);
  return { examples: lines.flatMap(({ example }) => example ?? []), problems: problemsOf(lines) };
}

const textColumns = ['text', 'sentence', 'message', 'content', 'document'];
const labelColumns = ['label', 'class', 'category', 'tag', 'intent'];

/** CSV with a header that names a column of texts and one of labels. */
function readCsv(content: string): { examples: Example[]; problems: Problem[] } {
  const [header = [], ...records] = parseCsv(content);
  const names = header.map((name) => name.trim().toLowerCase());
  const column = (known: readonly string[]) => names.findIndex((name) => known.includes(name));
  const [text, label] = [column(textColumns), column(labelColumns)];
  if (text < 0 || label < 0) {
    return { examples: [], problems: [{ line: 1, reason: 'noColumns' }] };
  }
  const examples: Example[] = [];
  const problems: Problem[] = [];
  for (const [n, record] of records.entries()) {
    const found = { text: withoutGuard(record[text] ?? '').trim(), label: withoutGuard(record[label] ?? '').trim() };
    if (found.text && found.label) examples.push(found);
    else if (record.some((cell) => cell.trim()))
      problems.push({ line: n + 2, reason: found.text ? 'noLabel' : 'noText' });
  }
  return { examples, problems };
}

/** Records of CSV (RFC 4180); the delimiter is that of `, ; tab` which the first line has most of. Empty lines are none. */
export function parseCsv(content: string): string[][] {
  const text = content.replace(/^\uFEFF/, '');
  const delimiter = delimiterOf(text.slice(0, text.search(/[\r\n]|$/)));
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  const endRecord = (): void => {
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  };
  while (at < text.length) {
    const { cell, end } = text[at] === '"' ? quotedCell(text, at, delimiter) : plainCell(text, at, delimiter);
    record.push(cell);
    if (text[end] === delimiter) {
      at = end + 1;
      if (at >= text.length) record.push('');
      continue;
    }
    endRecord();
    at = text.startsWith('\r\n', end) ? end + 2 : end + 1;
  }
  if (record.length) endRecord();
  return records;
}

function plainCell(text: string, at: number, delimiter: string): { cell: string; end: number } {
  let end = at;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return { cell: text.slice(at, end), end };
}

function quotedCell(text: string, at: number, delimiter: string): { cell: string; end: number } {
  let cell = '';
  let from = at + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { cell: cell + text.slice(from), end: text.length };
    cell += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      // Whatever stands between the quote and the next delimiter belongs to the cell: better than losing it.
      const rest = plainCell(text, quote + 1, delimiter);
      return { cell: cell + rest.cell, end: rest.end };
    }
    cell += '"';
    from = quote + 2;
  }
}

function delimiterOf(line: string): string {
  const counts = [',', ';', '\t'].map((each) => [each, line.split(each).length] as const);
  return counts.reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}

/** How many examples each label has, in order of the names. */
export function countLabels(examples: readonly Example[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { label } of examples) counts.set(label, (counts.get(label) ?? 0) + 1);
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Texts (white space around them aside) that stand under more than one label, with those labels. */
export function conflictingLabels(examples: readonly Example[]): ReadonlyMap<string, readonly string[]> {
  const labels = new Map<string, Set<string>>();
  for (const { text, label } of examples) {
    const key = text.trim();
    labels.set(key, (labels.get(key) ?? new Set()).add(label));
  }
  return new Map([...labels].flatMap(([text, found]) => (found.size > 1 ? [[text, [...found].sort()] as const] : [])));
}

/** A short name of what the examples are, to see whether they changed; not for secrets. 53 bits, by cyrb53 (public domain). */
export function fingerprint(examples: readonly Example[]): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  const text = JSON.stringify(examples.map(({ text, label }) => [label, text]));
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(16);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
