// How answers are written: numbers for people, and numbers for machines without digits that mean nothing.

/** A probability for people, in per cent. */
export function percent(probability: number): string {
  const value = probability * 100;
  if (value > 0 && value < 0.01) return '<0.01 %';
  return `${value.toFixed(value >= 10 ? 1 : 2)} %`;
}

/** A size for people. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** The shortest decimal that is still this 32-bit float; nine digits are always enough. */
export function float(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

/** Lines of cells in columns; numbers on the right, and the headings above them, too. */
export function table(cells: readonly (readonly (string | number)[])[], headings?: readonly string[]): string {
  const rows = headings ? [headings, ...cells] : cells;
  // A table may have more rows than a call may have arguments.
  const width = (column: number): number =>
    rows.reduce((widest, row) => Math.max(widest, [...String(row[column] ?? '')].length), 0);
  const widths = (rows[0] ?? []).map((_, column) => width(column));
  const pad = (cell: string | number, column: number): string => {
    const space = ' '.repeat(widths[column] - [...String(cell)].length);
    return typeof (cells[0]?.[column] ?? cell) === 'number' ? space + String(cell) : String(cell) + space;
  };
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

/** Line and column, both from 1, of an offset: as compilers name places. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: before[before.length - 1].length + 1 };
}
