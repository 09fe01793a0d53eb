// From predictions at a mask to words that a person may be shown: which tokens are words, words of several pieces,
// targets, and the merging of equal spellings.

import { logSumExp } from '../core/logits';
import type { Call, Encoder, Prediction } from './encoder';
import { EngineError } from './errors';
import { fold } from './lexicon';
import { scoreWords, searchWords, type MaskAt } from './pieces';
import type { Candidate } from './requests';

/** Which words may be shown at a place. */
export interface Wanted {
  readonly top: number;
  /** Words of letters, numbers, or both. */
  readonly kind: 'word' | 'number' | 'any';
  /** Never shown: the word that stands there. */
  readonly except?: string;
  /** Only words that begin so. */
  readonly prefix?: string;
}

/** A word with its natural-log probability at a mask, before it is spelled for the place. */
export interface RankedWord {
  readonly text: string;
  readonly logProbability: number;
}

/**
 * Below this share of probability in the best ten single-piece words, words of several pieces are searched for, at several
 * times the cost. They are 5 % of running text but spread over very many words, so that hardly any of them enters a list
 * that is surer than this: none did in 120 places of READMEs with the bundled encoder.
 */
const openShare = 0.25;
const openAmong = 10;

/**
 * The words that fit best at a mask, best first: of one piece, and of several where there is room for them. Up to twice
 * `top`, see `toCandidates`. `onSingles` gets those of one piece as soon as they are known, but only where longer ones
 * are looked for then.
 */
export async function bestWords(
  encoder: Encoder,
  at: MaskAt,
  prediction: Prediction,
  wanted: Wanted,
  call: Call,
  onSingles?: (words: readonly RankedWord[]) => void,
): Promise<RankedWord[]> {
  const ranked = singleWords(encoder, prediction);
  const singles = keep(ranked, wanted);
  const mass = singles.slice(0, openAmong).reduce((sum, { logProbability }) => sum + Math.exp(logProbability), 0);
  if (wanted.kind === 'number' || wanted.top === 0 || mass >= openShare) return some(singles, wanted);
  const floor = singles[wanted.top - 1]?.logProbability ?? leastFound;
  onSingles?.(some(singles, wanted));
  const found = await searchWords(encoder, at, floor, call);
  return some(keep([...singles, ...found], wanted), wanted);
}

/** More than are shown, because spellings may fall together later. */
function some(words: readonly RankedWord[], { top }: Wanted): RankedWord[] {
  return words.slice(0, 2 * top);
}

/** Log-probability below which a word of several pieces is not even worth a free place in the list. */
const leastFound = Math.log(1e-4);

/** The words of one piece among the predicted tokens, numbers too, best first. */
export function singleWords({ lexicon }: Encoder, { ids, logProbabilities }: Prediction): RankedWord[] {
  return [...ids].flatMap((id, rank) => {
    const kind = lexicon.kind(id);
    return kind === 'word' || kind === 'number'
      ? [{ text: lexicon.surface(id), logProbability: logProbabilities[rank] }]
      : [];
  });
}

/** How many best tokens to ask the encoder for, so that enough words are left. */
export function tokensFor(top: number): number {
  return top === 0 ? 0 : 4 * top + 64;
}

/**
 * The given words with their log-probabilities at a mask, in the order given. `prediction` must come from a run at this
 * mask; −Infinity for a word that the vocabulary cannot spell. EngineError badInput for a target without a word in it.
 */
export async function scoreTargets(
  encoder: Encoder,
  at: MaskAt,
  targets: readonly string[],
  call: Call,
): Promise<RankedWord[]> {
  const words = targets.map((text) => ({ ids: encoder.idsOf(text.trim(), at.place.afterSpace[at.mask]) }));
  if (words.some(({ ids }) => ids.length === 0)) {
    throw new EngineError('badInput', { subject: 'targets', reason: 'one of them holds no word' });
  }
  const scores = await scoreWords(encoder, at, words, call);
  return targets.map((text, n) => ({ text, logProbability: scores[n] }));
}

/** A log-probability as a score. That of a word that cannot stand at the place at all would be no JSON number. */
export function toScore(logProbability: number): number {
  return Math.max(-10_000, logProbability);
}

/**
 * Candidates as they are written at the place, best first; spellings that fall together are one with the sum of their
 * probabilities. `score` is the natural-log probability.
 */
export function toCandidates(
  ranked: readonly RankedWord[],
  spell: (word: string) => string,
  top = Infinity,
): Candidate[] {
  const byText = new Map<string, number[]>();
  for (const { text, logProbability } of ranked) {
    const spelled = spell(text);
    byText.set(spelled, [...(byText.get(spelled) ?? []), logProbability]);
  }
  return [...byText]
    .map(([text, parts]) => {
      const sum = Math.min(0, logSumExp(parts));
      return { text, probability: Math.exp(sum), score: toScore(sum) };
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, top);
}

/** Those that are wanted, best first. */
function keep(ranked: readonly RankedWord[], { kind, except, prefix }: Wanted): RankedWord[] {
  const forbidden = except === undefined ? undefined : fold(except);
  const begin = prefix === undefined ? '' : fold(prefix);
  return ranked
    .filter(({ text }) => {
      const isNumber = /^\p{Nd}/u.test(text);
      if (kind !== 'any' && isNumber !== (kind === 'number')) return false;
      const folded = fold(text);
      return folded !== forbidden && folded.startsWith(begin);
    })
    .sort((a, b) => b.logProbability - a.logProbability);
}
