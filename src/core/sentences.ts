// Where sentences begin and end. Rules, not statistics: stops, closing quotes, abbreviations, initials, decimals, list
// markers, blank lines, and the full stops of Chinese and Japanese.

import type { Span } from './types';

/** Never end a sentence: something always follows them. */
const neverLast = new Set(
  'mr mrs ms mx dr prof st rev hon gen col capt lt sgt cmdr gov sen rep pres messrs mme mlle e.g eg i.e ie viz cf vs incl excl resp approx ca aka a.k.a esp'.split(
    ' ',
  ),
);
/** End a sentence only when the next word looks like the beginning of one. */
const seldomLast = new Set(
  'inc ltd co corp bros jr sr al dept est ed eds univ assn ave blvd rd mt ph.d m.d b.a m.a'.split(' '),
);
/** Abbreviations before a number or a letter: `Fig. 3`, `No. 5`, `Sec. A`. */
const beforeNumber = new Set(
  'no nos fig figs eq eqs sec secs ch chap vol vols p pp art arts par para ver v n nr op jan feb mar apr jun jul aug sep sept oct nov dec tab def thm lem cor'.split(
    ' ',
  ),
);
/** Words that often begin a sentence: after a doubtful abbreviation they decide. */
const starters = new Set(
  'the a an this that these those it its he she we they you i his her our their there here in on at by for from with to of as and but or so if when while after before since because although though however then thus hence therefore moreover also what who why how where which one some many most all no not'.split(
    ' ',
  ),
);

const terminators = '.!?…。！？｡．';
const unspacedTerminators = '。！？｡．';
const closers = '"\'”’)]}»›」』）】》*_`';
const quotes = '"\'”’»›」』';

/** Sentences of a text in order, without white space and list or heading markers around them. Linear time. */
export function sentenceSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (const block of blocks(text)) splitBlock(text, block, spans);
  return spans;
}

/** True where a word at this offset is the first of its sentence. Looks back no further than its paragraph. */
export function startsSentence(text: string, offset: number): boolean {
  const from = Math.max(text.lastIndexOf('\n\n', offset - 1), offset - 2000, 0);
  const to = Math.min(text.length, offset + 64);
  const sentences = sentenceSpans(text.slice(from, to));
  return sentences.some((each) => {
    const start = from + each.start;
    return start <= offset && from + each.end > offset && !/[\p{L}\p{N}]/u.test(text.slice(start, offset));
  });
}

/** Stretches that no sentence crosses: paragraphs, list items, headings, table rows. */
function blocks(text: string): Span[] {
  const found: Span[] = [];
  let start = -1;
  let end = 0;
  let lastEnd = 0;
  let inQuote = false;
  const close = (): void => {
    if (start >= 0 && end > start) found.push({ start, end });
    start = -1;
  };
  for (const match of text.matchAll(/[^\r\n\u2028\u2029]+/g)) {
    const line = match[0];
    const first = line.search(/\S/);
    const newlines = text.slice(lastEnd, match.index).match(/\r\n|[\r\n\u2028\u2029]/g)?.length ?? 0;
    lastEnd = match.index + line.length;
    if (first < 0) {
      close();
      continue;
    }
    const marker = /^\s*(?:#{1,6}\s+|[-*+•]\s+|\d{1,3}[.)]\s+|(?:>\s?)+|\|)/.exec(line)?.[0] ?? '';
    const quote = marker.trimStart().startsWith('>');
    const rule = /^\s*(?:[-=*_~^]\s*){3,}$/.test(line);
    if (newlines > 1 || rule || (marker && !(quote && inQuote))) close();
    inQuote = quote;
    if (rule) continue;
    if (start < 0) start = match.index + Math.max(first, marker.length);
    end = lastEnd;
    if (/^\s*#{1,6}\s/.test(line)) close();
  }
  close();
  return found;
}

function splitBlock(text: string, block: Span, spans: Span[]): void {
  let start = block.start;
  let at = block.start;
  while (at < block.end) {
    if (!terminators.includes(text[at])) {
      at++;
      continue;
    }
    const stop = at;
    while (at < block.end && terminators.includes(text[at])) at++;
    const afterStops = at;
    while (at < block.end && closers.includes(text[at])) at++;
    const unspaced = unspacedTerminators.includes(text[stop]);
    if (at < block.end && !unspaced && !/\s/.test(text[at])) continue;
    const end = at;
    while (at < block.end && /\s/.test(text[at])) at++;
    if (at >= block.end || unspaced || endsSentence(text, { start, end }, stop, afterStops, at)) {
      push(spans, text, start, end);
      start = at;
    }
  }
  push(spans, text, start, block.end);
}

/** Whether the stops at `stop` end the sentence, given the place where the next word begins. */
function endsSentence(text: string, sentence: Span, stop: number, afterStops: number, next: number): boolean {
  const following = /^[^\p{L}\p{N}\s]*([\p{L}\p{N}'’]*)/u.exec(text.slice(next, next + 40))?.[1] ?? '';
  const lower = /^\p{Ll}/u.test(following);
  const single = text[stop] === '.' && afterStops === stop + 1;
  if (!single) {
    const quoted = [...text.slice(afterStops, sentence.end)].some((mark) => quotes.includes(mark));
    const ellipsis = text[stop] === '…' || text.startsWith('..', stop);
    return !(lower && (quoted || ellipsis));
  }
  const from = Math.max(sentence.start, stop - 24);
  const before = /[\p{L}\p{N}][\p{L}\p{M}\p{N}.]*$/u.exec(text.slice(from, stop))?.[0] ?? '';
  const first = from + text.slice(from, stop).length - before.length <= sentence.start;
  const allows = abbreviationAllowsEnd(before, following, first);
  if (allows !== undefined) return allows;
  // `npm` and `git` begin sentences too: a lower-case word follows a stop only when an ordinary word stands before it.
  return !lower || /^(?=.*[aeiouy])\p{Ll}+$/u.test(before) || sentence.end > afterStops;
}

/** Whether a sentence may end after this abbreviation; undefined for what is not one. */
function abbreviationAllowsEnd(before: string, following: string, first: boolean): boolean | undefined {
  const word = before.toLowerCase();
  const starts = starters.has(following.toLowerCase()) && !/^\p{Ll}/u.test(following);
  if (neverLast.has(word)) return false;
  if (first && /^(?:\p{N}{1,3}|\p{L})$/u.test(before)) return false;
  if (word === 'etc') return !/^\p{Ll}/u.test(following);
  if (beforeNumber.has(word)) return /^(?:\p{N}|\p{L}$)/u.test(following) ? false : word === 'no' ? undefined : starts;
  if (seldomLast.has(word) || /^\p{Lu}$/u.test(before) || /^(?:\p{L}\.)+\p{L}$/u.test(before)) return starts;
  return undefined;
}

function push(spans: Span[], text: string, start: number, end: number): void {
  while (start < end && /\s/.test(text[start])) start++;
  while (end > start && /\s/.test(text[end - 1])) end--;
  if (end > start) spans.push({ start, end });
}
