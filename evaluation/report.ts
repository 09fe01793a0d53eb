// What the evaluation prints: rows with our figure, the baselines of the same run and published figures, as JSON or as one
// table for people.

import type { Published } from './published';

export interface Row {
  readonly task: string;
  readonly metric: string;
  /** Records that the figure is over. */
  readonly records: number;
  /** In percent, except where the metric's name says otherwise. */
  readonly ours: number;
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

export function printTable(report: Report, withBreakdown = false): string {
  const rows = report.rows.filter((row) => withBreakdown || !row.breakdown);
  const cells = rows.map((row) => [
    row.task,
    row.metric,
    String(row.records),
    figure(row.ours) + (row.deviation === undefined ? '' : ` ± ${figure(row.deviation)}`),
    named(row.baselines),
    lostTo(row).length ? `not better than ${lostTo(row).join(', ')}` : '',
    row.published ? named(numbersOf(row.published)) : '',
  ]);
  const head = ['task', 'metric', 'records', 'ours', 'baselines, same run', '', 'published'];
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd();
  const sources = rows.flatMap((row) => (row.published ? [`${row.task}: ${row.published.source}`] : []));
  return [
    `Model ${report.model}, ${report.seconds} s. Percent, unless the metric says otherwise.`,
    '',
    line(head),
    line(widths.map((width) => '-'.repeat(width))),
    ...cells.map(line),
    '',
    ...[...new Set(sources)].map((source) => `Published, ${source}.`),
    ...rows.flatMap((row) => (row.note ? [`${row.task}, ${row.metric}: ${row.note}`] : [])),
    ...rows.flatMap((row) => (row.errors ? [`${row.task}, ${row.metric}: ${row.errors} answers failed.`] : [])),
    ...report.notes,
    ...report.leftOut.map(({ what, reason }) => `Left out: ${what}: ${reason}.`),
  ].join('\n');
}

/** A row on one line, for the progress of a long run. */
export function printRow({ metric, ours, baselines }: Row): string {
  return `${metric}: ${figure(ours)}; ${named(baselines) || 'no baseline'}`;
}

/** One decimal for percentages, more for small figures such as nats and calibration errors. */
function figure(value: number): string {
  return value.toFixed(Math.abs(value) < 1 ? 3 : Math.abs(value) < 10 ? 2 : 1);
}

function named(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${figure(value)}`)
    .join(', ');
}

function numbersOf(published: Published): Record<string, number> {
  return Object.fromEntries(
    Object.entries(published).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])),
  );
}
