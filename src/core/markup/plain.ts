// Plain text: addresses, and code in backquotes, as people write it where nothing sets it.

import { eachLine, type Paint } from './paint';
import { paintLiterals } from './literals';

const code = /(?<![`\w])`[^`\s](?:[^`\r\n]{0,300}[^`\s])?`(?![`\w])/g;

/** Paints what is not prose in a plain text. */
export function paintPlain(paint: Paint): void {
  const { text } = paint;
  paintLiterals(paint, 0, text.length);
  for (const { 0: match, index } of text.matchAll(code)) paint.literal(index, index + match.length, 1);
  let fence = -1;
  eachLine(text, 0, text.length, (start, end) => {
    if (!/^\s*```[\w-]*\s*$/.test(text.slice(start, end))) return;
    if (fence >= 0) paint.syntax(fence, end);
    fence = fence < 0 ? start : -1;
  });
}
