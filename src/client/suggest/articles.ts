// The articles that words need which are put in: `an` before a vowel, `a` before a consonant. Pure.

import { articleEdit } from '../../core/article';
import type { Range } from '../../protocol/requests';
import type { Replacement } from './apply';

/** The replacements, and those of the articles before them that no other one touches, in the order of the text. */
export function withArticles(words: readonly Replacement[], lineAt: (line: number) => string): Replacement[] {
  return words.flatMap((word) => {
    const { line, character } = word.range.start;
    const edit = articleEdit(lineAt(line), character, word.text);
    if (!edit) return [word];
    const range: Range = { start: { line, character: edit.start }, end: { line, character: edit.end } };
    return words.some((other) => overlap(other.range, range)) ? [word] : [{ range, text: edit.text }, word];
  });
}

const overlap = (a: Range, b: Range): boolean => isBefore(a.start, b.end) && isBefore(b.start, a.end);

const isBefore = (a: Range['start'], b: Range['start']): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);
