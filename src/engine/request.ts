// Checks that several features make of a request before they run: text, spans, words, language.

import { looksLikeEnglish } from '../core/language';
import { wellFormed, wordAt, wordSpans } from '../core/text';
import type { Span } from '../core/types';
import type { Encoder } from './encoder';
import { EngineError } from './errors';

/** The text with lone surrogates replaced (same length). EngineError emptyText when it holds nothing but white space. */
export function readText(text: string): string {
  if (!/\S/.test(text)) throw new EngineError('emptyText');
  return wellFormed(text);
}

/** RangeError when the span does not lie in the text. */
export function checkSpan(text: string, { start, end }: Span): void {
  if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= text.length)) {
    throw new RangeError(`span ${start}…${end} of a text of ${text.length}`);
  }
}

/**
 * The word or words that a span means: the word at a caret, or what was selected without white space and punctuation
 * around it. EngineError noWord when there is none.
 */
export function wordsOf(text: string, span: Span): Span {
  if (span.start === span.end) {
    const word = wordAt(text, span.start);
    if (!word) throw new EngineError('noWord');
    return word;
  }
  const words = wordSpans(text.slice(span.start, span.end));
  if (words.length === 0) throw new EngineError('noWord');
  return { start: span.start + words[0].start, end: span.start + words[words.length - 1].end };
}

/** How much text around a place tells its language. */
const languageReach = 600;

/**
 * EngineError unsupportedLanguage when the text around a span is clearly in none of the encoder's languages. Only English
 * can be told from the rest, so nothing is refused for an encoder that declares another language or none.
 */
export function checkLanguage(encoder: Encoder, text: string, { start, end }: Span): void {
  const { languages } = encoder.info;
  if (languages.length === 0 || !languages.every((tag) => /^en(?:$|-)/i.test(tag))) return;
  const guess = looksLikeEnglish(text.slice(Math.max(0, start - languageReach), end + languageReach));
  if (guess.enough && guess.probability < 0.1) {
    throw new EngineError('unsupportedLanguage', { subject: languages.join(', ') });
  }
}
