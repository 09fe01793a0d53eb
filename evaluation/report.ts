// What the evaluation prints: rows with our figure, the baselines of the same run and published figures, as JSON or as one
// table for people.

import type { Published } from './published';

export interface Row {
  readonly task: string;
  readonly metric: string;
  /** Records that the figure is over. */
  readonly records: number;
  /** In percent, except where `unit` says otherwise. */
  readonly ours: number;
  readonly unit?: 'nats' | 'fraction';
  readonly baselines: Readonly<Record<string, number>>;
  readonly published?: Published;
  /** Where less is better (calibration error). */
  readonly lowerIsBetter?: true;
  /** Standard deviation of ours over repetitions with other samples. */
  readonly deviation?: number;
  /** Answers that were errors and count as wrong. */
  readonly errors?: number;
  /** A part of the records or a second view of them: in the JSON always, in the printed table with --breakdown. */
  readonly breakdown?: true;
  /** What a reader must know to read the figure rightly. */
  readonly note?: string;
}

export interface Report {
  readonly model: string;
  readonly rows: readonly Row[];
  /** Tasks and baselines that were left out, and why. */
  readonly leftOut: readonly { readonly what: string; readonly reason: string }[];
  readonly notes: readonly string[];
  readonly seconds: number;
}

/** Names of the baselines that ours does not beat. */
export function lostTo({ ours, baselines, lowerIsBetter }: Row): string[] {
  return Object.entries(baselines)
    .filter(([, value]) => (lowerIsBetter ? value <= ours : value >= ours))
    .map(([name]) => name);
}

/** Two decimals, as numbers. */
export function toPercent(fraction: number): number {
  return rounded(fraction * 100);
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

const head = ['task', 'metric', 'records', 'ours', 'baselines of the same run', 'not better than', 'published'];

/** The report for people. `withBreakdown`: also the rows by domain, kind and the like. */
export function printTable(report: Report, withBreakdown = false): string {
  const rows = shownRows(report, withBreakdown);
  const cells = rows.map(cellsOf);
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd();
  const table = [line(head), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)];
  return [titleOf(report), '', ...table, '', ...remarksOf(report, rows)].join('\n');
}

/** The same as Markdown, for a model card. */
export function printMarkdown(report: Report, withBreakdown = false): string {
  const rows = shownRows(report, withBreakdown);
  const line = (row: readonly string[]) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const table = [line(head), line(head.map(() => '---')), ...rows.map((row) => line(cellsOf(row)))];
  return [titleOf(report), '', ...table, '', ...remarksOf(report, rows).map((remark) => `- ${remark}`)].join('\n');
}

/** A row on one line, for the progress of a long run. */
export function printRow(row: Row): string {
  return `${row.metric}: ${oursOf(row)}; ${named(row.baselines, row.unit) || 'no baseline'}`;
}

function shownRows({ rows }: Report, withBreakdown: boolean): Row[] {
  return rows.filter((row) => withBreakdown || !row.breakdown);
}

function titleOf({ model, seconds }: Report): string {
  return `Model ${model}, ${seconds} s. Percent, unless the metric says otherwise.`;
}

function cellsOf(row: Row): string[] {
  const { task, metric, records, baselines, unit } = row;
  const published = row.published ? named(numbersOf(row.published)) : '';
  return [task, metric, String(records), oursOf(row), named(baselines, unit), lostTo(row).join(', '), published];
}

/** What stands below the table: sources, notes (once each, with the tasks they are for), failures, what is missing. */
function remarksOf(report: Report, rows: readonly Row[]): string[] {
  const tasksOf = new Map<string, Set<string>>();
  for (const { task, note, published } of rows) {
    const remarks = [...(note ? [`${note}.`] : []), ...(published ? [`published figures: ${published.source}.`] : [])];
    for (const remark of remarks) tasksOf.set(remark, (tasksOf.get(remark) ?? new Set()).add(task));
  }
  return [
    ...[...tasksOf].map(([remark, tasks]) => `${[...tasks].join(', ')}: ${remark}`),
    ...rows.flatMap((row) => (row.errors ? [`${row.task}, ${row.metric}: ${row.errors} answers failed.`] : [])),
    ...report.notes,
    ...report.leftOut.map(({ what, reason }) => `Left out: ${what}: ${reason}.`),
  ];
}

function oursOf({ ours, deviation, unit }: Row): string {
  return figure(ours, unit) + (deviation === undefined ? '' : ` ± ${figure(deviation, unit)}`);
}

function figure(value: number, unit?: Row['unit']): string {
  return value.toFixed(unit === 'fraction' ? 3 : unit === 'nats' ? 2 : 1);
}

function named(values: Readonly<Record<string, number>>, unit?: Row['unit']): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${figure(value, unit)}`)
    .join(', ');
}

function numbersOf(published: Published): Record<string, number> {
  return Object.fromEntries(
    Object.entries(published).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])),
  );
}
