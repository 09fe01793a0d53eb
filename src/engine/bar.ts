// What a rival must show against the word that stands in a text: log-odds, and a probability of its own.

import { slipCost } from './slipCost';
import type { Sensitivity } from './requests';
import type { Rival, RivalKind, Suspect } from './suspects';

/**
 * Log-odds (nats) that a rival needs, at medium sensitivity. Listed confusions are commoner slips than odd letters. Set
 * with the bundled encoder on READMEs that it was not trained on; see leastForConfusion for what is found.
 */
const margins: Readonly<Record<RivalKind, number>> = {
  // No sentence that is right has it, so that the encoder only has a veto.
  syntax: -1,
  confusion: 4.5,
  form: 5.5,
  typo: 7.5,
  piece: 7.5,
  spelling: 14,
  // What the encoder makes of letters that it never saw together says little: leastOf decides.
  nonword: 11,
  short: 8,
};
const marginShift: Readonly<Record<Sensitivity, number>> = { low: 2, medium: 0, high: -1.5 };
/**
 * A rival must itself be expected: below this probability the encoder does not know what belongs here. A word that does
 * not exist is wrong whatever the encoder expects, so rivals one slip away need little.
 */
const leastProbability: Readonly<Record<Sensitivity, number>> = { low: 0.05, medium: 0.02, high: 0.01 };
/**
 * Of two words that people write one for the other one was meant, also where both are rare: "publish there final report"
 * has *the* with 77 %, *their* with half a per cent. Of confusions that were put into 10,300 words of READMEs 65 % are found at
 * medium sensitivity, where the floor of other rivals found 58; 47 % at low, 77 % at high. Of slips of the finger: 84, 80 and
 * 89 %. Wrong findings: 8 at medium, with either floor; 6 at low, 16 at high.
 */
const leastForConfusion: Readonly<Record<Sensitivity, number>> = { low: 0.004, medium: 0.001, high: 0.0003 };
const leastForSpelling = 1e-6;
/**
 * Nats that the rival may lack together with the slip that makes it, against a word that nobody knows: how probable some
 * new word is here. The shorter, the more names and abbreviations are a slip away from a word by chance (noop, idf), and
 * what may be a rare word (hereby) is likelier than a new one.
 */
const leastForUnknown: Readonly<Record<'piece' | 'short' | 'spelling' | 'nonword' | 'longNonword', number>> = {
  piece: -8,
  short: -9,
  spelling: -10.5,
  nonword: -12.4,
  longNonword: -16,
};
const longNonword = 7;
/**
 * How probable a word is that nobody knows, its pieces tell badly: where they are usual beginnings and endings (“rem-ved”,
 * “del-ted”) the encoder gives them a millionth, elsewhere (“publ-shed”) a millionth of that. So a rival that is expected at
 * all is also held against the geometric mean of that and of how probable some new word is, by so many nats less than
 * against the pieces alone. Of 26 slips in 25 plain sentences two more are found so; in 24 documents no more is wrongly found.
 */
const easierBesideUnknown = 6.5;
const leastExpected = Math.log(1e-4);
/** Of slips that make one word of another only those that are rarer than this cost anything: the margin is theirs together. */
const usualCost = 2;

/** What rivals are held to, and the sensitivity that it was made for. */
export interface Bar {
  readonly sensitivity: Sensitivity;
  /** Log-odds that a rival of this kind needs. */
  readonly margin: (kind: RivalKind) => number;
}

export function marginsFor(sensitivity: Sensitivity, slippery: number): Bar {
  return { sensitivity, margin: (kind) => margins[kind] + marginShift[sensitivity] - slippery };
}

/** Log-probability that a rival needs by itself. What is no word is wrong even where nobody expects the right one. */
export function leastOf(suspect: Suspect, { word, kind }: Rival, sensitivity: Sensitivity): number {
  switch (kind) {
    case 'syntax':
      return Math.log(leastForSpelling);
    case 'confusion':
      return Math.log(isNoWord(suspect) ? leastForSpelling : leastForConfusion[sensitivity]);
    case 'nonword':
      return newWordOf(suspect) + slipCost(suspect.word, word);
    case 'piece':
    case 'short':
    case 'spelling':
      return leastForUnknown[kind] + slipCost(suspect.word, word);
    default:
      return Math.log(leastProbability[sensitivity]);
  }
}

/** How much a slip that makes this rival of the word counts against it when rivals are compared: nothing where people confuse them. */
export function costOf(suspect: Suspect, { word, kind }: Rival): number {
  return kind === 'syntax' || kind === 'confusion' || kind === 'form' ? 0 : slipCost(suspect.word, word);
}

/** Log-odds by which a rival beats the word. */
export function oddsOf(suspect: Suspect, rival: Rival, logProbability: number, own: number): number {
  const odds = logProbability - own;
  if (rival.kind === 'typo') return odds - Math.max(0, costOf(suspect, rival) - usualCost);
  if (rival.kind !== 'nonword' || logProbability < leastExpected) return odds;
  const some = (own + newWordOf(suspect)) / 2;
  return Math.max(odds, logProbability - costOf(suspect, rival) - some + easierBesideUnknown);
}

const newWordOf = ({ word }: Suspect): number => leastForUnknown[word.length < longNonword ? 'nonword' : 'longNonword'];

/** The vocabulary lacks it, and no contraction explains that. */
export const isNoWord = ({ word, id }: Suspect): boolean => id === undefined && !word.includes("'");
