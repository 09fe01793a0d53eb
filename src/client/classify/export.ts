// The results as a file: CSV, JSON lines or Markdown, with whole texts, in the order in which they are shown.

import { toCsv, toJsonLines, toMarkdown } from '../../core/tables';
import type { ExportFormat } from '../../protocol/classifyPanel';
import type { Batch } from './batch';

const header = ['label', 'probability', 'margin', 'place', 'text'] as const;
const extensions: Readonly<Record<ExportFormat, string>> = { csv: 'csv', jsonl: 'jsonl', markdown: 'md' };

/** An unsure text has an empty label (JSON: null); several labels are joined by `|`. */
export function exportOf(
  format: ExportFormat,
  { rows, units, source }: Pick<Batch, 'rows' | 'units' | 'source'>,
  ids: readonly number[],
): { readonly name: string; readonly content: string } {
  const several = source.classifier?.kind === 'oneVsRest';
  const chosen = ids.flatMap((id) => (rows[id] ? [{ row: rows[id], unit: units[id] }] : []));
  const cells = chosen.map(({ row, unit }) => {
    const label = several ? row.labels.join('|') : row.label;
    return { label, numbers: [rounded(row.probability), rounded(row.margin)], place: unit.place, text: unit.text };
  });
  const flat = cells.map(({ label, numbers, place, text }) => [label ?? '', ...numbers, place, text]);
  const content = {
    csv: () => toCsv(header, flat),
    markdown: () => toMarkdown(header, flat),
    jsonl: () =>
      toJsonLines(
        header,
        cells.map(({ label, numbers, place, text }) => [label, ...numbers, place, text]),
      ),
  }[format]();
  return { name: `classification.${extensions[format]}`, content };
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
