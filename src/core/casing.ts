// Upper and lower case: the case of a word put on another, and the usual case of a word that an uncased encoder gave in
// lower case, from a table and from the document itself. After Lita et al. 2003 (tRuEcasIng).

import { sentenceSpans } from './sentences';
import { wordSpans } from './text';

export type Casing = 'none' | 'lower' | 'title' | 'upper' | 'mixed';

/** How a word is written. A single capital letter is `title`; a word without cased letters is `none`. */
export function casingOf(word: string): Casing {
  const letters = [...word].filter((letter) => letter.toLowerCase() !== letter.toUpperCase());
  if (letters.length === 0) return 'none';
  const uppers = letters.filter((letter) => letter !== letter.toLowerCase()).length;
  if (uppers === 0) return 'lower';
  if (uppers === letters.length) return letters.length > 1 ? 'upper' : 'title';
  return uppers === 1 && letters[0] !== letters[0].toLowerCase() ? 'title' : 'mixed';
}

/**
 * A candidate, already in its usual case, written so that it can stand where `original` stood. UPPER makes it upper case;
 * Title capitalises it unless it has capitals of its own (`iPhone`); lower and mixed leave it. The pronoun `I` is a
 * capital for no reason of its place, so it counts as lower case. At the start of a sentence the candidate is
 * capitalised whatever the original looked like, unless that was in lower case.
 */
export function caseLike(candidate: string, original: string, atSentenceStart = false): string {
  const casing = casingOf(original);
  if (casing === 'upper') return candidate.toUpperCase();
  const raise = casing === 'title' ? original !== 'I' || atSentenceStart : casing === 'mixed' && atSentenceStart;
  return raise && casingOf(candidate) === 'lower' ? capitalise(candidate) : candidate;
}

/** The first letter in upper case, the rest as it is; `3rd` and other words that begin with no cased letter stay. */
export function capitalise(word: string): string {
  const first = [...word].find((letter) => /[\p{L}\p{N}]/u.test(letter));
  if (first === undefined) return word;
  const at = word.indexOf(first);
  return word.slice(0, at) + first.toUpperCase() + word.slice(at + first.length);
}

/**
 * The usual form of a word given in lower case: as this document writes it, else as the table has it, else as it is.
 * A word with capitals stays. Keys of both maps are lower case.
 */
export function truecase(
  word: string,
  table: ReadonlyMap<string, string>,
  documentWords?: ReadonlyMap<string, string>,
): string {
  if (word !== word.toLowerCase()) return word;
  return documentWords?.get(word) ?? table.get(word) ?? word;
}

/**
 * Lower-case word → the form that the text uses for it most, of words inside sentences (a first word says nothing of
 * its case). Sentences written mostly in capitals or Title Case, such as headings, are left out. A lower-case form needs
 * two uses, so that one slip does not overrule a table.
 */
export function documentCasing(text: string): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const sentence of sentenceSpans(text)) {
    const piece = text.slice(sentence.start, sentence.end);
    const words = wordSpans(piece).map((span) => ({ ...span, form: piece.slice(span.start, span.end) }));
    if (
      looksLikeTitle(
        words.map((word) => word.form),
        /[.!?…]\P{L}*$/u.test(piece),
      )
    )
      continue;
    for (const [n, { form, start }] of words.entries()) {
      if (n === 0 || casingOf(form) === 'none' || afterOpening(piece, start)) continue;
      const key = form.toLowerCase();
      const forms = counts.get(key) ?? new Map<string, number>();
      counts.set(key, forms.set(form, (forms.get(form) ?? 0) + 1));
    }
  }
  const table = new Map<string, string>();
  for (const [key, forms] of counts) {
    const [form, count] = [...forms].reduce((best, each) => (each[1] > best[1] ? each : best));
    if (form !== key || count > 1) table.set(key, form);
  }
  return table;
}

/** Over half of the cased words behind the first begin with a capital; two such words where a stop ends the sentence. */
function looksLikeTitle(forms: readonly string[], stopped: boolean): boolean {
  const cased = forms
    .slice(1)
    .map(casingOf)
    .filter((casing) => casing !== 'none');
  if (stopped && cased.length < 2) return false;
  return cased.filter((casing) => casing !== 'lower').length / cased.length > 0.5;
}

/** True behind an opening quote or a colon, where a capital may begin a sentence inside the sentence. */
function afterOpening(piece: string, start: number): boolean {
  return /[:“"«„([]\s*$/u.test(piece.slice(Math.max(0, start - 3), start));
}
