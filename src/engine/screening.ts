// What a rival must show against a word that stands in a text, and which words have rivals worth verifying: several
// far-apart words are masked in one run, and only what looks suspicious there is looked at closely (proofread.ts).

import type { Call, Encoder, Prediction } from './encoder';
import { fold } from './lexicon';
import type { Sensitivity } from './requests';
import { slipsBetween } from './spellings';
import type { Rival, RivalKind, Suspect } from './suspects';
import type { Window } from './window';

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
  spelling: 14,
  // Finds 32 of 40 slips in sentences made for it instead of 25; of 62,000 words of READMEs 3 more, 2 of them slips.
  nonword: 12,
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

/** Share of a passage's tokens that is masked in one screening run: what encoders are trained with. */
const screenedShare = 0.15;
/** Part of a margin that is enough to be verified: masks nearby blur the screening. */
const screeningMargin = 0.6;
/** Tokens looked at for a word that the vocabulary lacks, to find rivals two slips away. */
const expectedTokens = 200;
/** What the log-probability of a word of several pieces is taken for before it is verified. */
const leastOwn = -20;
/** Most rivals that are verified for one word. */
const mostRivals = 4;

/** Log-odds that a rival of each kind needs, and the sensitivity that they were made for. */
export interface Bar {
  readonly sensitivity: Sensitivity;
  readonly margin: (kind: RivalKind) => number;
}

export function marginsFor(sensitivity: Sensitivity, slippery: number): Bar {
  return { sensitivity, margin: (kind) => margins[kind] + marginShift[sensitivity] - slippery };
}

export interface Screened {
  readonly suspect: Suspect;
  readonly rivals: readonly Rival[];
}

/** The suspects that have rivals worth verifying. Words next to each other are never masked in the same run. */
export async function screen(
  encoder: Encoder,
  window: Window,
  suspects: readonly Suspect[],
  bar: Bar,
  call: Call,
): Promise<Screened[]> {
  const groups = Math.min(suspects.length, Math.max(2, Math.ceil(suspects.length / (screenedShare * window.length))));
  const members = Array.from({ length: groups }, (_, group) => suspects.filter((_, n) => n % groups === group));
  const targets = targetsOf(encoder, suspects);
  const index = new Map([...targets].map((id, n) => [id, n]));
  const top = suspects.some(({ id }) => id === undefined) ? expectedTokens : 0;
  const rows = members.map((words) => window.masked(words).row);
  const predictions = await encoder.mlm(rows, { top, targets }, call);
  const screened = members.flatMap((words, group) =>
    words.map((suspect, n) => {
      const prediction = predictions[group][n];
      const logOf = (id: number): number => prediction.targets[index.get(id) ?? -1];
      return { suspect, rivals: rivalsWorth(encoder, suspect, prediction, logOf, bar) };
    }),
  );
  return screened.filter(({ rivals }) => rivals.length > 0).sort((a, b) => a.suspect.start - b.suspect.start);
}

/** All single tokens that the screening compares. */
function targetsOf(encoder: Encoder, suspects: readonly Suspect[]): Int32Array {
  const ids = new Set<number>();
  for (const { id, rivals } of suspects) {
    if (id !== undefined) ids.add(id);
    for (const { word } of rivals) for (const each of encoder.lexicon.idsOfWord(word)) ids.add(each);
  }
  return Int32Array.from(ids);
}

/** The rivals of a suspect that the screening cannot rule out, likeliest first. */
function rivalsWorth(
  encoder: Encoder,
  suspect: Suspect,
  prediction: Prediction,
  logOf: (id: number) => number,
  { sensitivity, margin }: Bar,
): Rival[] {
  const { word, id, rivals } = suspect;
  const own = id === undefined ? undefined : logOf(id);
  const worth: { rival: Rival; logProbability: number }[] = [];
  for (const rival of rivals) {
    const least = leastOf(suspect, rival.kind, sensitivity) - 1;
    const ids = encoder.lexicon.idsOfWord(rival.word);
    // A rival of several pieces cannot be screened: it is verified where the word itself is doubtful, as one of several is.
    const logProbability = ids.length > 0 ? Math.max(...ids.map(logOf)) : least - (own ?? leastOwn) / 2;
    const beats =
      own === undefined || rival.kind === 'syntax' || logProbability - own > margin(rival.kind) * screeningMargin;
    if (logProbability > least && beats) worth.push({ rival, logProbability });
  }
  if (isNoWord(suspect)) {
    worth.push(...expected(encoder, word, rivals, prediction, Math.log(leastProbability[sensitivity])));
  }
  return worth
    .sort((a, b) => b.logProbability - a.logProbability)
    .slice(0, mostRivals)
    .map(({ rival }) => rival);
}

/** Log-probability that a rival of this kind needs. What is no word is wrong even where nobody expects the right one. */
export function leastOf(suspect: Suspect, kind: RivalKind, sensitivity: Sensitivity): number {
  if (kind === 'spelling' || kind === 'nonword' || kind === 'syntax' || (kind === 'confusion' && isNoWord(suspect)))
    return Math.log(leastForSpelling);
  return Math.log((kind === 'confusion' ? leastForConfusion : leastProbability)[sensitivity]);
}

/** The vocabulary lacks it, and no contraction explains that. */
const isNoWord = ({ word, id }: Suspect): boolean => id === undefined && !word.includes("'");

/** Words that are expected at the place of a misspelled word and two slips away from it. */
function expected(
  { lexicon }: Encoder,
  word: string,
  rivals: readonly Rival[],
  { ids, logProbabilities }: Prediction,
  least: number,
): { rival: Rival; logProbability: number }[] {
  if (word.length < 6) return [];
  const found: { rival: Rival; logProbability: number }[] = [];
  for (const [rank, id] of ids.entries()) {
    const logProbability = logProbabilities[rank];
    if (logProbability <= least) break;
    const other = fold(lexicon.surface(id));
    if (lexicon.kind(id) !== 'word' || rivals.some((rival) => rival.word === other)) continue;
    if (slipsBetween(word, other, 2) <= 2) found.push({ rival: { word: other, kind: 'spelling' }, logProbability });
  }
  return found;
}
