// Files of rows: each chunk of a table repeats the header; logs and patches have none.

import { eachLine } from '../../../core/markup/paint';
import { linesPart, trimmed, type Part } from '../parts';

export function tableStructure(text: string): Part {
  const rows = trimmed(text, 0, text.length) ?? { start: 0, end: 0 };
  let headerEnd = rows.start;
  eachLine(text, rows.start, Math.min(rows.end, rows.start + longestHeader), (start, end) => {
    if (start === rows.start) headerEnd = end;
  });
  const whole: Part = { ...linesPart(0, text.length), whole: 'target' };
  return headerEnd < rows.start + longestHeader ? { ...whole, lead: { start: rows.start, end: headerEnd } } : whole;
}

export function rowsStructure(text: string): Part {
  return { ...linesPart(0, text.length), whole: 'target' };
}

const longestHeader = 1000;
