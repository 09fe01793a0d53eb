// Words that look wrong in their context, by a noisy channel (Kernighan et al. 1990; Mays et al. 1991): a word is
// reported when another word that is commonly written so, a rival, is so much more probable in the context that the
// rarity of slips is outweighed:
//
//   log P(rival | context) − log P(word | context)  >  margin of the kind of slip and of the sensitivity
//
// First every passage is screened with several far-apart words masked in one run, which costs a few runs a passage
// instead of one a word. What looks suspicious is then verified with that word alone masked and with rivals of several
// pieces scored as in pieces.ts. Which words are rivals is decided in suspects.ts.

import type { Span } from '../core/types';
import { caseLike } from '../core/casing';
import type { Call, Encoder, Prediction } from './encoder';
import { scoreTargets } from './candidates';
import { fold } from './lexicon';
import { passagesOf } from './passages';
import { checkLanguage, checkSpan, readText } from './request';
import type {
  Candidate,
  Finding,
  OnProofreadProgress,
  ProofreadAnswer,
  ProofreadRequest,
  Sensitivity,
} from './requests';
import { slipsBetween } from './spellings';
import { Suspects, type Rival, type RivalKind, type Suspect } from './suspects';
import { Window } from './window';

/**
 * Log-odds (nats) that a rival needs, at medium sensitivity. Listed confusions are commoner slips than odd letters. Set
 * with the bundled encoder on READMEs that it was not trained on; see leastForConfusion for what is found.
 */
const margins: Readonly<Record<RivalKind, number>> = { confusion: 4.5, form: 5.5, typo: 7.5, spelling: 14 };
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

const passageTokens = 128;
/** Share of a passage's tokens that is masked in one screening run: what encoders are trained with. */
const screenedShare = 0.15;
/** Part of a margin that is enough to be verified: masks nearby blur the screening. */
const screeningMargin = 0.6;
/** Tokens looked at for a word that the vocabulary lacks, to find rivals two slips away. */
const expectedTokens = 200;
/** Most rivals that are verified for one word. */
const mostRivals = 4;

export async function proofread(
  encoder: Encoder,
  request: ProofreadRequest,
  call: Call,
  onProgress: OnProofreadProgress = () => {},
): Promise<ProofreadAnswer> {
  const spans = request.spans ?? [{ start: 0, end: request.text.length }];
  for (const span of spans) checkSpan(request.text, span);
  const answer = (findings: readonly Finding[]): ProofreadAnswer => ({ model: encoder.info.id, findings });
  if (spans.every(({ start, end }) => !/\S/.test(request.text.slice(start, end)))) return answer([]);
  const text = readText(request.text);
  if (request.languageCheck !== false) checkProse(encoder, text, spans);

  const suspects = new Suspects(encoder, text, request.ignoredWords);
  const regions = regionsOf(text, spans);
  const total = regions.reduce((sum, { start, end }) => sum + end - start, 0);
  const findings: Finding[] = [];
  let done = 0;
  for (const region of regions) {
    for (const passage of passagesOf(text, region, budgetOf(encoder), encoder.count)) {
      const inProse = suspects.of(text, passage).filter((suspect) => liesIn(spans, suspect));
      const found = await examine(encoder, text, passage, inProse, request.sensitivity, call);
      findings.push(...found);
      onProgress((done + passage.end - region.start) / total, found);
    }
    done += region.end - region.start;
  }
  return answer(findings);
}

function budgetOf(encoder: Encoder): number {
  return Math.min(passageTokens, encoder.info.maxTokens) - encoder.specialCount;
}

/** The language of the prose itself: markup between the spans says nothing. */
function checkProse(encoder: Encoder, text: string, spans: readonly Span[]): void {
  let prose = '';
  for (const { start, end } of spans) {
    if (prose.length < 4000) prose += `${text.slice(start, Math.min(end, start + 4000))}\n`;
  }
  checkLanguage(encoder, prose, { start: 0, end: prose.length });
}

/** Spans that are a few characters of one paragraph apart are read together, as around inline code in a sentence. */
const joinable = 80;
/** A longer stretch is read in parts that end with a line, so that finding its sentences does not take long at once. */
const regionLength = 8000;

/** The prose in stretches to read, in order. */
function regionsOf(text: string, spans: readonly Span[]): Span[] {
  const regions: Span[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = regions[regions.length - 1];
    const joins = last && start - last.end <= joinable && !/\n\s*\n/.test(text.slice(last.end, start));
    if (joins) regions[regions.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else regions.push({ start, end });
  }
  return regions.flatMap((region) => {
    const parts: Span[] = [];
    for (let start = region.start; start < region.end;) {
      const lineEnd = text.indexOf('\n', start + regionLength);
      const end = lineEnd < 0 ? region.end : Math.min(region.end, lineEnd + 1);
      parts.push({ start, end });
      start = end;
    }
    return parts;
  });
}

function liesIn(spans: readonly Span[], { start, end }: Span): boolean {
  return spans.some((span) => span.start <= start && end <= span.end);
}

/** The findings of one passage. */
async function examine(
  encoder: Encoder,
  text: string,
  passage: Span,
  suspects: readonly Suspect[],
  sensitivity: Sensitivity,
  call: Call,
): Promise<Finding[]> {
  if (suspects.length === 0) return [];
  const window = new Window(encoder, text, passage);
  const screened = await screen(encoder, window, suspects, sensitivity, call);
  const findings: Finding[] = [];
  for (const { suspect, rivals } of screened) {
    const finding = await verify(encoder, window, text, suspect, rivals, sensitivity, call);
    if (finding) findings.push(finding);
  }
  return findings;
}

interface Screened {
  readonly suspect: Suspect;
  readonly rivals: readonly Rival[];
}

/** The suspects that have rivals worth verifying. Words next to each other are never masked in the same run. */
async function screen(
  encoder: Encoder,
  window: Window,
  suspects: readonly Suspect[],
  sensitivity: Sensitivity,
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
      return { suspect, rivals: rivalsWorth(encoder, suspect, prediction, logOf, sensitivity) };
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
  { word, id, rivals }: Suspect,
  prediction: Prediction,
  logOf: (id: number) => number,
  sensitivity: Sensitivity,
): Rival[] {
  const own = id === undefined ? undefined : logOf(id);
  const worth: { rival: Rival; logProbability: number }[] = [];
  for (const rival of rivals) {
    const least = leastOf(rival.kind, sensitivity) - 1;
    const ids = encoder.lexicon.idsOfWord(rival.word);
    // A rival of several pieces cannot be screened: it is verified where the word itself is doubtful.
    const logProbability =
      ids.length > 0 ? Math.max(...ids.map(logOf)) : own === undefined ? -Infinity : least - own / 2;
    const margin = (margins[rival.kind] + marginShift[sensitivity]) * screeningMargin;
    const beats = own === undefined || logProbability - own > margin;
    if (logProbability > least && beats) worth.push({ rival, logProbability });
  }
  if (id === undefined && !word.includes("'")) {
    worth.push(...expected(encoder, word, rivals, prediction, Math.log(leastProbability[sensitivity])));
  }
  return worth
    .sort((a, b) => b.logProbability - a.logProbability)
    .slice(0, mostRivals)
    .map(({ rival }) => rival);
}

/** Log-probability that a rival of this kind needs. */
function leastOf(kind: RivalKind, sensitivity: Sensitivity): number {
  if (kind === 'spelling') return Math.log(leastForSpelling);
  return Math.log((kind === 'confusion' ? leastForConfusion : leastProbability)[sensitivity]);
}

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

/** The finding, when a rival beats the word by its margin with that word alone masked. */
async function verify(
  encoder: Encoder,
  window: Window,
  text: string,
  suspect: Suspect,
  rivals: readonly Rival[],
  sensitivity: Sensitivity,
  call: Call,
): Promise<Finding | undefined> {
  const { place } = window.masked([suspect]);
  const words = [suspect.word, ...rivals.map(({ word }) => word)];
  const [own, ...scored] = await scoreTargets(encoder, { place, mask: 0 }, words, call);
  const written = text.slice(suspect.start, suspect.end);
  const candidates: Candidate[] = [];
  for (const [n, { logProbability }] of scored.entries()) {
    const margin = margins[rivals[n].kind] + marginShift[sensitivity];
    if (logProbability < leastOf(rivals[n].kind, sensitivity)) continue;
    if (logProbability - own.logProbability < margin) continue;
    const better = caseLike(rivals[n].word.replace("'", apostropheOf(written)), written);
    candidates.push({ text: better, probability: Math.exp(Math.min(0, logProbability)), score: logProbability });
  }
  if (candidates.length === 0) return undefined;
  return {
    start: suspect.start,
    end: suspect.end,
    text: written,
    probability: Math.exp(own.logProbability),
    candidates: candidates.sort((a, b) => b.score - a.score),
  };
}

function apostropheOf(written: string): string {
  return written.includes('’') ? '’' : "'";
}
