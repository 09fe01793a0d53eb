// Which words of a passage have rivals worth verifying: several far-apart words are masked in one run, and only what looks
// suspicious there is looked at closely (proofread.ts).

import { costOf, isNoWord, leastOf, oddsOf, type Bar } from './bar';
import type { Call, Encoder, Prediction } from './encoder';
import { fold } from './lexicon';
import { slipsBetween } from './spellings';
import type { Rival, Suspect } from './suspects';
import type { Window } from './window';

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
  const worth: { rival: Rival; score: number }[] = [];
  for (const rival of rivals) {
    const least = leastOf(suspect, rival, sensitivity) - 1;
    const ids = encoder.lexicon.idsOfWord(rival.word);
    // A rival of several pieces cannot be screened: it is verified where the word itself is doubtful, as one of several is.
    const logProbability = ids.length > 0 ? Math.max(...ids.map(logOf)) : least - (own ?? leastOwn) / 2;
    const beats =
      own === undefined ||
      rival.kind === 'syntax' ||
      oddsOf(suspect, rival, logProbability, own) > margin(rival.kind) * screeningMargin;
    if (logProbability > least && beats) worth.push({ rival, score: logProbability - costOf(suspect, rival) });
  }
  if (isNoWord(suspect)) {
    for (const { rival, logProbability } of expected(encoder, word, rivals, prediction)) {
      const score = logProbability - costOf(suspect, rival);
      if (logProbability > leastOf(suspect, rival, sensitivity)) worth.push({ rival, score });
    }
  }
  return worth
    .sort((a, b) => b.score - a.score)
    .slice(0, mostRivals)
    .map(({ rival }) => rival);
}

/** Words that are expected at the place of a misspelled word and two slips away from it. */
function expected(
  { lexicon }: Encoder,
  word: string,
  rivals: readonly Rival[],
  { ids, logProbabilities }: Prediction,
): { rival: Rival; logProbability: number }[] {
  if (word.length < 6) return [];
  const found: { rival: Rival; logProbability: number }[] = [];
  for (const [rank, id] of ids.entries()) {
    const logProbability = logProbabilities[rank];
    const other = fold(lexicon.surface(id));
    if (lexicon.kind(id) !== 'word' || rivals.some((rival) => rival.word === other)) continue;
    if (slipsBetween(word, other, 2) <= 2) found.push({ rival: { word: other, kind: 'spelling' }, logProbability });
  }
  return found;
}
