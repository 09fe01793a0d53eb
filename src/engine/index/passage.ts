// A hit as a person reads it: the passage as it stands in the file now, the words that matched, the best sentence.

import { sentenceSpans } from '../../core/sentences';
import { singleSpans, singleTerms, termSpans } from '../../core/terms';
import type { Span } from '../../core/types';

/** Languages whose text is written in sentences; in the others a line takes their place. */
const prose = new Set(
  'markdown mdx plaintext latex tex restructuredtext asciidoc html typst quarto rmd git-commit'.split(' '),
);

/** Where terms of the query stand in a passage. */
export function matchesIn(passage: string, terms: ReadonlySet<string>): Span[] {
  const spans: { start: number; end: number }[] = [];
  const found = termSpans(passage).filter(({ term }) => terms.has(term));
  const all = [...found, ...singleSpans(passage, terms)].sort((a, b) => a.start - b.start);
  for (const { start, end } of all) {
    const last = spans.at(-1);
    // Pairs of characters overlap; the parts of an identifier touch.
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else spans.push({ start, end });
  }
  return spans;
}

/** Sentences of prose, lines of code; the whole passage where it has neither. In order. */
export function pieces(passage: string, language: string): Span[] {
  const spans = prose.has(language) ? sentenceSpans(passage) : lineSpans(passage);
  return spans.length > 0 ? spans : [{ start: 0, end: passage.length }];
}

/** How rare each term is among the passages: ln(1 + N / n). Terms in none of them are left out. */
export function rarity(passages: readonly string[], terms: ReadonlySet<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const passage of passages) {
    for (const term of wordSet(passage)) if (terms.has(term)) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return new Map([...counts].map(([term, count]) => [term, Math.log(1 + passages.length / count)]));
}

/** The piece that holds the most of the query by weight, the first of equals; undefined where none holds any. */
export function bestByTerms(
  passage: string,
  spans: readonly Span[],
  weights: ReadonlyMap<string, number>,
): Span | undefined {
  let best: Span | undefined;
  let most = 0;
  for (const span of spans) {
    let sum = 0;
    for (const term of wordSet(passage.slice(span.start, span.end))) sum += weights.get(term) ?? 0;
    if (sum > most) [best, most] = [span, sum];
  }
  return best;
}

export function termSet(text: string): Set<string> {
  return new Set(termSpans(text).map(({ term }) => term));
}

/** With the single characters that a query may be. */
function wordSet(text: string): Set<string> {
  return new Set([...termSet(text), ...singleTerms(text)]);
}

/** Share of the terms of both that they have in common, 0…1; 0 for two empty sets. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const term of a) if (b.has(term)) both++;
  const either = a.size + b.size - both;
  return either > 0 ? both / either : 0;
}

/**
 * Whether a passage holds the phrase, whatever its case, accents left as they are, any white space between its words.
 * Typographic quotation marks and apostrophes are as good as straight ones.
 */
export function holdsPhrase(passage: string, phrase: string): boolean {
  return plainPhrase(passage).includes(plainPhrase(phrase));
}

function plainPhrase(text: string): string {
  const marks = text.normalize('NFC').replace(/[‘’]/g, "'").replace(/[“”]/g, '"');
  return marks.toLowerCase().replace(/\s+/g, ' ').trim();
}

function lineSpans(text: string): Span[] {
  return [...text.matchAll(/[^\r\n]+/g)]
    .filter(([line]) => /[\p{L}\p{N}]/u.test(line))
    .map(({ 0: line, index }) => {
      const start = index + (line.length - line.trimStart().length);
      return { start, end: index + line.trimEnd().length };
    });
}
