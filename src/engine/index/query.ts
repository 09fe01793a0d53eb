// What a person typed into the search box: words, "exact phrases", path:, -path:, lang:, -lang:.

import { languageIdOf } from '../../core/fileLanguage';
import { queryTerms, singleTerms, termSpans } from '../../core/terms';
import type { SearchFilter } from './types';

export interface ParsedQuery {
  /** What the encoder reads: the words and phrases without filters. */
  readonly text: string;
  /** Each as often as it is said. */
  readonly terms: readonly string[];
  /** As typed, without the quotes. */
  readonly phrases: readonly string[];
  readonly filter: SearchFilter;
}

/** `-path:"with blanks"`, `"phrase"`, `“phrase”`, or a run without blanks. A quote that is not closed is no quote. */
const partPattern = /(-?)(path|file|lang|language):(?:"([^"]*)"|(\S*))|"([^"]+)"|“([^“”]+)”|(\S+)/giu;

/** Never fails: what is no filter is a word. A filter without a value (`path:`) is not there yet and does nothing. */
export function parseQuery(query: string): ParsedQuery {
  const words: string[] = [];
  const phrases: string[] = [];
  const include: string[] = [];
  const exclude: string[] = [];
  const languages: string[] = [];
  const excludeLanguages: string[] = [];
  for (const match of query.matchAll(partPattern)) {
    const [whole, minus, filter, quoted, plain, straight, curly] = match;
    const phrase = straight ?? curly;
    const value = (quoted ?? plain ?? '').trim();
    if (phrase !== undefined) {
      words.push(phrase);
      if (/[\p{L}\p{N}]/u.test(phrase)) phrases.push(phrase);
    } else if (filter === undefined) words.push(whole);
    else if (value === '') continue;
    else if (/^lang/i.test(filter)) (minus ? excludeLanguages : languages).push(languageIdOf(value));
    else (minus ? exclude : include).push(...pathGlobs(value));
  }
  const text = words.join(' ').trim();
  return {
    text,
    terms: queryTerms(text),
    phrases,
    filter: joinedFilter({ include, exclude, languages, excludeLanguages }),
  };
}

/**
 * The terms of a phrase, which must stand side by side. A single character of Chinese or Korean at an end of it is left
 * out, since in a text it may be half of a pair; whether the phrase stands there is looked up in the text anyway.
 */
export function phraseTerms(phrase: string): string[] {
  const terms = termSpans(phrase).map(({ term }) => term);
  const isSingle = (term: string | undefined): boolean => term !== undefined && singleTerms(term).includes(term);
  while (terms.length > 1 && isSingle(terms[0])) terms.shift();
  while (terms.length > 1 && isSingle(terms.at(-1))) terms.pop();
  return terms;
}

/** One filter: the globs and languages of both, each list a list of alternatives. */
export function joinedFilter(a: SearchFilter, b: SearchFilter = {}): SearchFilter {
  const exclude = [...(a.exclude ?? []), ...(b.exclude ?? [])];
  const include = [...(a.include ?? []), ...(b.include ?? [])];
  const languages = [...(a.languages ?? []), ...(b.languages ?? [])];
  const excludeLanguages = [...(a.excludeLanguages ?? []), ...(b.excludeLanguages ?? [])];
  return {
    ...(include.length > 0 && { include }),
    ...(exclude.length > 0 && { exclude }),
    ...(languages.length > 0 && { languages }),
    ...(excludeLanguages.length > 0 && { excludeLanguages }),
  };
}

/**
 * Without wildcards a piece of the path, as people remember it; else the glob, in any folder unless it begins with `/`.
 * Brackets may be either: `[ab].md`, `app/[slug]/page.tsx`.
 */
function pathGlobs(value: string): string[] {
  const path = value.replaceAll('\\', '/');
  const withBrackets = path.includes('[') ? globsOf(path.replaceAll('[', '[[]'), !/[*?{]/.test(path)) : [];
  return [...globsOf(path, !/[*?[{]/.test(path)), ...withBrackets];
}

function globsOf(path: string, isPlain: boolean): string[] {
  if (isPlain) {
    const piece = path.replace(/^\/|\/$/g, '');
    return [`**/*${piece}*`, `**/*${piece}*/**`];
  }
  if (path.startsWith('/')) return [path.slice(1)];
  return [path.startsWith('**/') ? path : `**/${path}`];
}
