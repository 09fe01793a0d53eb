// Tables as text for other programs: CSV that no spreadsheet takes for formulas, JSON lines, Markdown.

export type Cell = string | number;

/**
 * CSV (RFC 4180, CRLF). A text that begins like a formula gets a quote in front, so that a spreadsheet shows it instead of
 * running it. Source: OWASP, CSV injection.
 */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  const safe = keptAsText(cell);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** How a formula begins; the full-width forms too: some spreadsheets run them. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;

export const keptAsText = (cell: string): string => (formula.test(cell) ? `'${cell}` : cell);

/** The text that `keptAsText` was given. A text of its own that begins with a quote and a formula loses the quote. */
export const withoutGuard = (cell: string): string =>
  cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;

/** One JSON object a line, keys from the header. */
export function toJsonLines(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return rows.map((row) => `${JSON.stringify(Object.fromEntries(header.map((key, k) => [key, row[k]])))}\n`).join('');
}

/** A Markdown table; what would end a cell or become markup is escaped. */
export function toMarkdown(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]) => `| ${cells.map(markdownCell).join(' | ')} |\n`;
  return line(header) + line(header.map(() => '---')) + rows.map(line).join('');
}

const markdownCell = (cell: Cell): string =>
  String(cell)
    .replace(/[\\`*_~$&[\]<>|]/g, '\\$&')
    .replace(/\s*[\r\n]\s*/g, ' ');
