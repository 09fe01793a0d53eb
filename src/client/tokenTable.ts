// The tokens of a text as a table of plain text.

import type { WireToken } from '../protocol/requests';

/** One row a token, columns aligned. `columns`: number, piece, id, segment, attention mask, span, text. */
export function tokenTable(tokens: readonly WireToken[], text: string, columns: readonly string[]): string {
  const rows = tokens.map(({ text: piece, id, segment, attentionMask, start, end }, index) =>
    [index, piece, id, segment, attentionMask, `${start}–${end}`, visible(text.slice(start, end))].map(String),
  );
  const table = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...table.map((row) => [...row[column]].length)));
  return table
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Control characters, line breaks among them, as their pictures (U+2400 …). */
const visible = (text: string): string =>
  text.replace(/[\u0000-\u001f]/g, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)));

const pad = (cell: string, width: number): string => cell + ' '.repeat(width - [...cell].length);
