// Figures in Markdown documents that a program writes: each block stands between two marks and is replaced as a whole.

const end = '<!-- /figures -->';

/** The document with the block `name` replaced. Error where it has no such block. */
export function withFigures(document: string, name: string, lines: readonly string[]): string {
  const begin = `<!-- figures: ${name} -->`;
  const from = document.indexOf(begin);
  const to = document.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`there is no block of figures named ${name}`);
  return `${document.slice(0, from + begin.length)}\n\n${lines.join('\n')}\n\n${document.slice(to)}`;
}

/** A Markdown table; the first row is its head. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const [head, ...body] = rows.map((cells) => `| ${cells.join(' | ')} |`);
  return [head, `|${'---|'.repeat(rows[0].length)}`, ...body];
}
