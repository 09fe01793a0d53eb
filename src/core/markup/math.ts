// Formulas in kinds of text that set none by themselves but are shown by pages that do: `\\(…\\)`, `\\[…\\]`, `$…$`. LaTeX, Typst
// and Markdown read their own.

import type { Paint } from './paint';

const brackets = /\\{1,2}(?:\(([^]{1,600}?)\\{1,2}\)|\[([^]{1,600}?)\\{1,2}\])/g;
/** As in Pandoc: no blank inside the signs and no digit behind, so that prices are none. */
const dollars = /(?<![\\\w$])\$(?![\s\d${])([^$\r\n]{1,200}?)(?<![\s\\])\$(?![\w$])/g;
const sign = /[\\^_={}<>+]/;
/** No word of three letters or more. */
const letters = /^(?:[^A-Za-z]|(?<![A-Za-z])[A-Za-z]{1,2}(?![A-Za-z]))*$/;
/** The names of what they stand for, `some_option`, have low lines too; a subscript stands behind a short name. */
const lowLine = /(?:_+[A-Za-z\d]*[A-Za-z]{3}|[A-Za-z]{3}\w*_+)\w*/g;
const textCommand = /\\[a-z]+[ \t]*\{[^{}]*\}/gi;
/** Two words that nothing connects but a blank. */
const phrase = /(?<![\w\\])[A-Za-z]{3,}\s+[A-Za-z]{3,}(?!\w)/;

/** Money is written like a formula too: what is between has to look like one. */
const isFormula = (content: string): boolean =>
  !/\n[ \t]*\r?\n/.test(content) && (sign.test(content) || letters.test(content));

/** So are brackets that Markdown is kept from reading, which hold prose as often. */
const isBracketed = (content: string): boolean => {
  const bare = content.replace(textCommand, '\\');
  return isFormula(bare.replace(lowLine, 'name')) && !phrase.test(bare);
};

/** Paints formulas of a piece of the text, which begins at `start`, as literal. */
export function paintMath(paint: Paint, piece: string, start: number): void {
  for (const { 0: match, 1: round, 2: square, index } of piece.matchAll(brackets)) {
    if (isBracketed(round ?? square)) paint.literal(start + index, start + index + match.length);
  }
  for (const { 0: match, 1: content, index } of piece.matchAll(dollars)) {
    if (isFormula(content)) paint.literal(start + index, start + index + match.length);
  }
}
