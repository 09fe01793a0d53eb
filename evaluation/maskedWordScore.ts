// How a guess at a masked word counts: the same for the encoder and for the baselines.

import { mean } from './statistics';

export interface WordGuess {
  /** Place of the right word among the guesses, from 0; Infinity where it is not among them. */
  readonly rank: number;
  /** Natural-log probability of the right word. */
  readonly logProbability: number;
}

/** Below this a probability is taken for this, so that one impossible word does not make the mean infinite. */
export const leastLogProbability = Math.log(1e-12);

export function shareWithin(guesses: readonly WordGuess[], top: number): number {
  return mean(guesses.map(({ rank }) => (rank < top ? 1 : 0)));
}

export function meanLogProbability(guesses: readonly WordGuess[]): number {
  return mean(guesses.map(({ logProbability }) => Math.max(leastLogProbability, logProbability)));
}

/** Place of the first candidate that is one of the answers, case folded; repeated spellings of a word count once. */
export function rankOf(candidates: readonly string[], answers: readonly string[]): number {
  const wanted = new Set(answers.map((answer) => answer.toLowerCase()));
  const distinct = [...new Set(candidates.map((candidate) => candidate.toLowerCase()))];
  const rank = distinct.findIndex((candidate) => wanted.has(candidate));
  return rank < 0 ? Infinity : rank;
}

/** Credit of a pair: 1 where the good one scores higher, ½ for a tie. */
export function pairCredit(good: number, bad: number): number {
  return good > bad ? 1 : good === bad ? 0.5 : 0;
}
