// Formulas in kinds of text that set none by themselves but are shown by pages that do: `\\(…\\)`, `\\[…\\]`, `$…$`. LaTeX, Typst
// and Markdown read their own.

import type { Paint } from './paint';

const brackets = /\\{1,2}(?:\(([^]{1,600}?)\\{1,2}\)|\[([^]{1,600}?)\\{1,2}\])/g;
/** As in Pandoc: no blank inside the signs and no digit behind, so that prices are none. */
const dollars = /(?<![\\\w$])\$(?![\s\d${])([^$\r\n]{1,200}?)(?<![\s\\])\$(?![\w$])/g;
const sign = /[\\^_={}<>+]/;
/** No word of three letters or more. */
const letters = /^(?:[^A-Za-z]|(?<![A-Za-z])[A-Za-z]{1,2}(?![A-Za-z]))*$/;

/** Brackets and money are written like formulas too: what is between has to look like one. */
const isFormula = (content: string): boolean =>
  !/\n[ \t]*\r?\n/.test(content) && (sign.test(content) || letters.test(content));

/** Paints formulas of a piece of the text, which begins at `start`, as literal. */
export function paintMath(paint: Paint, piece: string, start: number): void {
  for (const pattern of [brackets, dollars]) {
    for (const { 0: match, 1: round, 2: square, index } of piece.matchAll(pattern)) {
      if (isFormula(round ?? square)) paint.literal(start + index, start + index + match.length);
    }
  }
}
