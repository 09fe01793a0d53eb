// Words that stand twice in a row by a slip: found by looking, not by the encoder, which has learned from texts that hold
// such slips too. What people double on purpose is left alone.

import { casingOf } from '../core/casing';
import { looksLikeEnglish } from '../core/language';
import { startsSentence } from '../core/sentences';
import { wordSpans } from '../core/text';
import type { Span } from '../core/types';
import { scoreTargets, toScore } from './candidates';
import type { Call, Encoder } from './encoder';
import { formsOf } from './forms';
import { fold } from './lexicon';
import { isGrammarWord } from './repetition';
import type { Finding } from './requests';
import { isPlainWord } from './suspects';
import { Window } from './window';

/** A word that stands twice or more: the span holds all of its uses. */
export interface Doubled extends Span {
  /** The word, folded. */
  readonly word: string;
  /** The last but one use and the last one. */
  readonly first: Span;
  readonly second: Span;
  /** What stays. A line break between the two stays too. */
  readonly once: string;
}

/**
 * Two in a row are right more often than wrong, or meant: tenses and clauses that meet (`had had`, `that that`, `told you
 * you must`), emphasis (`very very`), sounds and exclamations. From the doubles in seven million words of books and
 * documentation.
 */
const meant = new Set(
  (
    'had that her you long far many much more so too ever never very really pretty quite well please again yes no now there here ' +
    'oh ah er um ha haw he hee ho hi na la tut bye blah bla yada knock hush come aye night hear'
  ).split(' '),
);
/** Right where a clause that ends with it meets one that begins with it: `what it is is`, `the city it lies in in Spain`. */
const meeting: readonly (readonly [words: ReadonlySet<string>, before: RegExp])[] = [
  [
    new Set('is was are were do does did has have'.split(' ')),
    /\b(?:what|who|where|how|why|all|things?|problem|question|point)\s+(?:[a-z']+\s+){0,4}$/i,
  ],
  [
    new Set('in on to up with for at of by'.split(' ')),
    /(?:\b(?:what|whom?|which|where|that)|[a-z]\s+(?:you|we|they|he|she|i))(?:'[a-z]+)?\s+(?:[a-z']+\s+){0,3}$/i,
  ],
];
/**
 * Verbs of which the word is a part, so that the first belongs to them and the second to what follows: `checked in in the
 * morning`, `turned on on Monday`.
 */
const particles: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    in: 'break bring build call check chip clock come dial drop fade fill fly give go hand join log mix move opt phone plug pop sign sink squeeze stay step tune zoom',
    on: 'carry cheer click come go hang hold keep live log move pass plug power press push put read stay switch turn',
  }).map(([particle, verbs]) => [particle, new Set(verbs.split(' ').flatMap((verb) => [verb, ...formsOf(verb)]))]),
);
/** How far back what opens such a clause may lie, in UTF-16 units. */
const clauseReach = 60;

/** Doubled words of a passage of `text`, in order; none in a text of another language, in which many are right. */
export function doubledIn(text: string, passage: Span, ignored: ReadonlySet<string>): Doubled[] {
  const piece = text.slice(passage.start, passage.end);
  const words = wordSpans(piece).map(({ start, end }) => ({ start: passage.start + start, end: passage.start + end }));
  const found: Doubled[] = [];
  for (let at = 0; at + 1 < words.length;) {
    let last = at;
    while (last + 1 < words.length && follows(text, words[last], words[last + 1])) last++;
    const doubled = last > at ? judge(text, words.slice(at, last + 1), ignored) : undefined;
    if (doubled) found.push(doubled);
    at = last + 1;
  }
  return found.length > 0 && looksLikeEnglish(piece).probability >= 0.5 ? found : [];
}

/** The same word again, in lower case, with nothing but a blank or the end of a line between. */
function follows(text: string, a: Span, b: Span): boolean {
  const word = text.slice(b.start, b.end);
  return (
    casingOf(word) === 'lower' &&
    fold(word) === fold(text.slice(a.start, a.end)) &&
    /^(?: {1,2}|[ \t]*(?:\r\n|\r|\n)[ \t]*)$/.test(text.slice(a.end, b.start))
  );
}

function judge(text: string, uses: readonly Span[], ignored: ReadonlySet<string>): Doubled | undefined {
  const [first] = uses;
  const last = uses[uses.length - 1];
  const word = fold(text.slice(last.start, last.end));
  const written = text.slice(first.start, first.end);
  const isName = casingOf(written) !== 'lower' && !startsSentence(text, first.start);
  const isTooShort = word.length < 2 && word !== 'a' && word !== 'i';
  if (isName || isTooShort || meant.has(word) || ignored.has(word) || ignored.has(`${word} ${word}`)) return undefined;
  // Three of one word are more than a slip, unless it is one of those that nobody would repeat.
  if (uses.length > 2 && !isGrammarWord(word)) return undefined;
  if (!uses.every((use) => isPlainWord(text, use))) return undefined;
  const before = text.slice(Math.max(0, first.start - clauseReach), first.start);
  if (meeting.some(([words, opening]) => words.has(word) && opening.test(before))) return undefined;
  const verb = fold(/[a-z]+(?=\s+$)/i.exec(before)?.[0] ?? '');
  if (uses.length === 2 && particles.get(word)?.has(verb)) return undefined;
  return withEdges(text, word, uses);
}

/** Behind a line break the blank after the last use goes as well, so that no line begins with one. */
function withEdges(text: string, word: string, uses: readonly Span[]): Doubled {
  const [{ start, end: firstEnd }] = uses;
  const [first, second] = uses.slice(-2);
  const between = text.slice(firstEnd, uses[1].start);
  const blank = /^[ \t]*/.exec(text.slice(second.end, second.end + 8))?.[0] ?? '';
  const keepsBreak = /[\r\n]/.test(between) && blank !== '';
  const once = text.slice(start, firstEnd) + (keepsBreak ? between : '');
  return { start, end: second.end + (keepsBreak ? blank.length : 0), word, first, second, once };
}

/** The finding of a doubled word: how probable it is beside itself, and how probable where it stands once. */
export async function findingOf(
  encoder: Encoder,
  text: string,
  passage: Span,
  { start, end, word, first, second, once }: Doubled,
  call: Call,
): Promise<Finding> {
  const probabilityOf = async (read: string, within: Span, use: Span): Promise<number> => {
    const { place } = new Window(encoder, read, within).masked([use]);
    const [{ logProbability }] = await scoreTargets(encoder, { place, mask: 0 }, [word], call);
    return logProbability;
  };
  const own = await probabilityOf(text, passage, second);
  const mended = text.slice(0, start) + once + text.slice(end);
  const left = { start: passage.start, end: passage.end - (end - start) + once.length };
  const alone = await probabilityOf(mended, left, { start, end: start + first.end - first.start });
  return {
    start,
    end,
    text: text.slice(start, end),
    probability: Math.exp(own),
    candidates: [{ text: once, probability: Math.exp(Math.min(0, alone)), score: toScore(alone) }],
    doubled: word,
  };
}
