// What stands beside a word in its clause, as rules of syntax look at it.

import { casingOf } from '../core/casing';
import { withClitic } from '../core/text';
import type { Span } from '../core/types';
import { fold } from './lexicon';

export interface Beside {
  /**
   * The words before it in its clause, six at most, folded, with single blanks. Begins with a comma where the clause begins
   * there. A bar stands for what is no word of a sentence: a name, a variable, markup.
   */
  readonly before: string;
  /** The next two words as they are written, where nothing but a blank stands between. */
  readonly after: string;
}

const reach = 6;

/** What stands beside the word number `at` of `words`, which are all words of a passage of `text`. */
export function besideOf(text: string, words: readonly Span[], at: number): Beside {
  const before: string[] = [];
  for (let n = at - 1; ; n--) {
    const gap = n < 0 ? ',' : gapBetween(text, words[n], words[n + 1]);
    if (gap !== ' ') before.unshift(gap);
    if (gap !== ' ' || before.length === reach) break;
    before.unshift(
      n === 0 || gapBetween(text, words[n - 1], words[n]) !== ' ' ? first(text, words[n]) : later(text, words[n]),
    );
  }
  const after: string[] = [];
  for (let n = at + 1; n < words.length && n <= at + 2 && gapBetween(text, words[n - 1], words[n]) === ' '; n++) {
    after.push(text.slice(words[n].start, words[n].end));
  }
  return { before: before.join(' '), after: after.join(' ') };
}

/** The first word of a clause. A small i is a variable or a number. */
function first(text: string, word: Span): string {
  const { start, end } = withClitic(text, word);
  const written = text.slice(start, end);
  return written === 'i' ? '|' : fold(written);
}

/** A word inside a clause, where a capital makes a name. */
function later(text: string, word: Span): string {
  const written = text.slice(word.start, word.end);
  return written !== 'I' && casingOf(written) !== 'lower' ? '|' : first(text, word);
}

/** A blank within a clause, a comma between two clauses, and a bar where markup may have stood. */
function gapBetween(text: string, a: Span, b: Span): ' ' | ',' | '|' {
  const gap = text.slice(withClitic(text, a).end, b.start);
  if (/^(?: |[ \t]*(?:\r\n|\r|\n)[ \t]*)$/.test(gap)) return ' ';
  return /[.,;:!?…()"“”—–]|\n\s*\n/.test(gap) ? ',' : '|';
}
