// The indefinite article before a word that takes the place of another one: `an error` becomes `a failure`. It goes by the
// sound that a word begins with, which English spelling mostly tells.

import type { Span } from './types';

/** Beginnings of words, in lower case, with the sound of a vowel and with that of a consonant; others tell nothing. */
export const vowelSound =
  '(?:a[a-z]+|e(?!u|we)[a-z]+|i[a-z]+|o(?!n[ce]|ui)[a-z]+|un(?!i(?!m|n)|an[iy]|ary)[a-z]+|up[a-z]+|(?:ugl|umb|ult|urg|hour|honest|hono)[a-z]*)';
/** What has two consonants that begin no word, as `npm`, is spelled out. */
export const consonantSound =
  '(?:[bcdfgjkpqtvwzlmnrsy][aeiou][a-z]+|(?:[bcfgp][lr]|[dtkw]r|[cst]h|s[ckmnptw])[aeiouyhlr][a-z]+|uni(?!m|n)[a-z]+|us[eau][a-z]*|util[a-z]*|eur[a-z]+|once)';

const vowel = new RegExp(`^${vowelSound}(?![a-z])`);
const consonant = new RegExp(`^(?:${consonantSound}|h(?!our|onest|ono|eir)[aeiouy][a-z]+)(?![a-z])`);
const articleAtEnd = /(?<![\p{L}\p{M}\p{N}'’.-])(an?)[ \t]+$/iu;
/** How far back the article may lie, in UTF-16 units. */
const reach = 12;

export interface ArticleEdit extends Span {
  readonly text: string;
}

/** What the article directly before `offset` has to become for `word` to stand there; undefined where all is well or nobody knows. */
export function articleEdit(text: string, offset: number, word: string): ArticleEdit | undefined {
  const from = Math.max(0, offset - reach);
  const match = articleAtEnd.exec(text.slice(from, offset));
  if (!match) return undefined;
  const [, written] = match;
  const isShouted = word === word.toUpperCase();
  // Letters that are read one by one have sounds of their own: an HTML page.
  if (isShouted && written !== 'AN') return undefined;
  const lower = word.toLowerCase();
  const wanted = vowel.test(lower) ? 'an' : consonant.test(lower) ? 'a' : undefined;
  if (wanted === undefined || wanted === written.toLowerCase()) return undefined;
  const start = from + match.index;
  return { start, end: start + written.length, text: written.startsWith('A') ? `A${wanted.slice(1)}` : wanted };
}
