// Terms for lexical search: the words of prose and the parts of identifiers, folded so that spellings meet. One function
// for texts and queries. How terms are weighed and kept is the index's matter.

import type { Span } from './types';

/** A term and the stretch of text that it stands for. */
export interface TermSpan extends Span {
  readonly term: string;
}

/** Runs of letters, digits and marks with the joiners of identifiers between them. */
const runPattern = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[_\-'’.]?[\p{L}\p{N}\p{M}]+)*/gu;
/** Scripts that write no blanks between words, and Hangul, whose words carry their particles: pairs of characters. */
const unspaced = '\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Hang}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmr}\\p{sc=Mymr}ー';
/** Parts of a run: an abbreviation, a word with or without a capital, a number, a stretch without blanks. */
const partPattern = new RegExp(
  `[${unspaced}][${unspaced}\\p{M}]*|\\p{N}+|\\p{Lu}+(?!\\p{Ll})|\\p{Lu}?(?:(?![${unspaced}\\p{Lu}])[\\p{L}\\p{M}])+`,
  'gu',
);
const unspacedFirst = new RegExp(`^[${unspaced}]`, 'u');
/** Endings that say nothing of what a text is about: `dog's`, `they'll`. */
const clitic = /['’](?:s|d|m|ll|re|ve)$/i;
/** Longer identifiers are found by their parts alone. */
const mostParts = 5;

/**
 * The terms of a text: first all parts in the order of the text, so that a phrase is a run of neighbours, then the
 * compounds (`getUserName` also as `getusername`, `e-mail` also as `email`). None holds white space. Linear time.
 */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  const compounds: string[] = [];
  for (const match of text.matchAll(runPattern)) {
    const run = match[0].replace(clitic, '');
    const parts = partsOf(run);
    for (const { term } of parts) terms.push(term);
    if (parts.length < 2 || parts.length > mostParts || parts.some(({ joins }) => !joins)) continue;
    compounds.push(fold(run.replace(/[_\-'’.]/g, '')));
  }
  return [...terms, ...compounds];
}

/** Characters that are words by themselves though they stand in the middle of others. */
const singlePattern = /[\p{sc=Han}\p{sc=Hang}]/gu;

/** Each Chinese character and Korean syllable of a text, once: a query may be one of them, and a text's terms are pairs. */
export function singleTerms(text: string): string[] {
  return [...new Set(text.normalize('NFKC').match(singlePattern))];
}

/** Where these single characters stand in a text. */
export function singleSpans(text: string, terms: ReadonlySet<string>): TermSpan[] {
  return [...text.matchAll(singlePattern)]
    .map(({ 0: character, index }) => ({ term: fold(character), start: index, end: index + character.length }))
    .filter(({ term }) => terms.has(term));
}

/** The parts with their places, in the order of the text; compounds are left out. */
export function termSpans(text: string): TermSpan[] {
  const spans: TermSpan[] = [];
  for (const match of text.matchAll(runPattern)) {
    for (const part of partsOf(match[0].replace(clitic, ''))) {
      spans.push({ term: part.term, start: match.index + part.start, end: match.index + part.end });
    }
  }
  return spans;
}

/**
 * Articles, copulas, pronouns and the words that questions begin with: they stand in nearly every text, and on the
 * development sets a query finds the same without them. Prepositions and negations stay (`from a list`, `not null`).
 */
const commonWords = new Set(
  'a an the of and to is are was were be been am do does did how what which who why when where i you we they it its this that these those can could should would will shall my your our their'
    .split(' ')
    .map(stem),
);

/**
 * The terms of a query without very common words, unless it holds nothing else. A word that is said twice stands there
 * twice, and weighs twice.
 */
export function queryTerms(query: string): string[] {
  const terms = termsOf(query);
  const telling = terms.filter((term) => !commonWords.has(term));
  return telling.length > 0 ? telling : terms;
}

/** Parts of a path that count: the file's name and the two folders above it. */
const nearestParts = 3;

/**
 * The terms of a file's path, once each: a query may name the file as well as say what stands in it. Numbers alone name
 * nothing.
 */
export function pathTerms(path: string): string[] {
  const parts = path.split('/').slice(-nearestParts);
  // `searchView.ts` is `searchview` too.
  const bare = parts.at(-1)?.replace(/(?<=.)\.[^.]*$/, '') ?? '';
  const terms = [...parts, bare].flatMap(termsOf);
  return [...new Set(terms)].filter((term) => /\p{L}/u.test(term));
}

interface Part extends TermSpan {
  /** May be part of a compound. */
  readonly joins: boolean;
}

function partsOf(run: string): Part[] {
  const parts: Part[] = [];
  for (const match of run.matchAll(partPattern)) {
    const part = match[0];
    const start = match.index;
    if (unspacedFirst.test(part)) for (const pair of pairsOf(part, start)) parts.push(pair);
    else parts.push({ term: stem(fold(part)), start, end: start + part.length, joins: true });
  }
  return parts;
}

/** Neighbouring pairs of characters, as Lucene's CJKAnalyzer makes them; a single character stands for itself. */
function pairsOf(stretch: string, offset: number): Part[] {
  const starts: number[] = [];
  for (const { index } of stretch.matchAll(/.\p{M}*/gsu)) starts.push(index);
  if (starts.length === 1) return [{ term: fold(stretch), start: offset, end: offset + stretch.length, joins: false }];
  return starts.slice(1).map((_, n) => {
    const end = starts[n + 2] ?? stretch.length;
    return {
      term: fold(stretch.slice(starts[n], end)),
      start: offset + starts[n],
      end: offset + end,
      joins: false,
    };
  });
}

/** Compatibility forms made plain, without the blanks that some of them have, accents taken off, lower case. */
function fold(text: string): string {
  // Plain letters are by far the most frequent.
  if (/^[\x21-\x7e]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\s+/g, '')
    .replace(/(?<=[\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}])\p{M}+/gu, '')
    .normalize('NFC')
    .toLowerCase();
}

/**
 * Takes off English plural and verb endings, so that "files", "filed", "filing" and "file" meet: steps 1a and 1b of
 * Porter 1980 (An algorithm for suffix stripping), the final e, and y to i. Words with other letters stay.
 */
function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  let base = word;
  if (base.endsWith('sses')) base = base.slice(0, -2);
  else if (base.endsWith('ies')) base = base.slice(0, -2);
  else if (base.endsWith('s') && !base.endsWith('ss') && !base.endsWith('us')) base = base.slice(0, -1);
  const cut = base.endsWith('ing') ? 3 : base.endsWith('ed') ? 2 : 0;
  const rest = base.slice(0, base.length - cut);
  if (cut > 0 && rest.length > 2 && /[aeiouy]/.test(rest)) {
    base = /([^aeioulsz])\1$/.test(rest) ? rest.slice(0, -1) : rest;
  }
  if (base.length > 3 && base.endsWith('e')) base = base.slice(0, -1);
  if (base.length > 2 && base.endsWith('y') && !/[aeiou]y$/.test(base)) base = `${base.slice(0, -1)}i`;
  return base;
}
