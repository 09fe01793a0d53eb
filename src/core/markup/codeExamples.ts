// Fenced examples in the comments of code, whose fence lies over several comments where each line is one of its own.

import { eachLine, syntax, type Paint } from './paint';

const fenceLine = /^[ \t]*(\/\/[/!]?|\*|#+|--+|;+|%+)?[ \t]*(`{3,}|~{3,})[^`\r\n]*$/;

/** Paints what stands between two fences under the same sign of a comment. A fence that nothing closes opens nothing. */
export function paintExamples(paint: Paint): void {
  const { text, kinds } = paint;
  if (!/`{3}|~{3}/.test(text)) return;
  let open: { readonly start: number; readonly sign: string; readonly mark: string } | undefined;
  eachLine(text, 0, text.length, (start, end) => {
    const line = text.slice(start, end);
    const [, sign = '', mark] = fenceLine.exec(line) ?? [];
    if (open && mark?.startsWith(open.mark) && sign === open.sign) {
      paint.syntax(open.start, end);
      open = undefined;
    } else if (open && !line.trimStart().startsWith(open.sign)) {
      open = undefined;
    } else if (!open && mark !== undefined && (sign !== '' || kinds[start + line.indexOf(mark)] !== syntax)) {
      open = { start, sign, mark };
    }
  });
}
