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
import { wordSpans } from '../core/text';
import type { Call, Encoder } from './encoder';
import { scoreTargets } from './candidates';
import { doubledIn, findingOf, type Doubled } from './doubled';
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
import { costOf, isNoWord, leastOf, marginsFor, oddsOf, type Bar } from './bar';
import { screen } from './screening';
import { mend, slipperiness } from './secondLook';
import { Suspects, type Rival, type Suspect } from './suspects';
import { Window } from './window';

const passageTokens = 128;
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

  const ignored = new Set(request.ignoredWords.map(fold));
  const suspects = new Suspects(encoder, text, ignored);
  const regions = regionsOf(text, spans);
  const total = regions.reduce((sum, { start, end }) => sum + end - start, 0);
  const findings: Finding[] = [];
  let done = 0;
  let words = 0;
  for (const region of regions) {
    for (const passage of passagesOf(text, region, budgetOf(encoder), encoder.count)) {
      const looked = {
        passage,
        suspects: suspects.of(text, passage).filter((suspect) => liesIn(spans, suspect)),
        doubled: doubledIn(text, passage, ignored).filter(({ start, second }) =>
          liesIn(spans, { start, end: second.end }),
        ),
      };
      words += wordSpans(text.slice(passage.start, passage.end)).length;
      const strictness = { sensitivity: request.sensitivity, before: findings.length, words };
      const found = await examine(encoder, text, looked, strictness, call);
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

/** What a rival must show. */
interface Strictness {
  readonly sensitivity: Sensitivity;
  /** Findings of the text before this passage, and words up to its end. */
  readonly before: number;
  readonly words: number;
}

/** Times that a passage is read again with the slips mended that were found in it. */
const looksAgain = 3;

/** A passage with what could be wrong in it. */
interface Looked {
  readonly passage: Span;
  readonly suspects: readonly Suspect[];
  readonly doubled: readonly Doubled[];
}

/** The findings of one passage, in order. What was found is mended and the rest read again, until nothing more is found. */
async function examine(
  encoder: Encoder,
  text: string,
  { passage, suspects, doubled }: Looked,
  { sensitivity, before, words }: Strictness,
  call: Call,
): Promise<Finding[]> {
  const single = suspects.filter((suspect) => !doubled.some((each) => overlap(each, suspect)));
  const findings = await look(encoder, text, passage, single, marginsFor(sensitivity, 0), call);
  for (const each of doubled) findings.push(await findingOf(encoder, text, passage, each, call));
  for (let again = 0, last = findings; again < looksAgain && last.length > 0; again++) {
    const mended = mend(text, passage, findings);
    if (encoder.count(mended.text.slice(mended.passage.start, mended.passage.end)) > roomOf(encoder)) break;
    const rest = single.filter((suspect) => !findings.some((each) => overlap(each, suspect)));
    const moved = rest.map((suspect) => ({ ...suspect, ...mended.there(suspect) }));
    const margin = marginsFor(sensitivity, slipperiness(before + findings.length, words));
    last = await look(encoder, mended.text, mended.passage, moved, margin, call);
    findings.push(...last.map((finding) => ({ ...finding, ...mended.back(finding) })));
  }
  return findings.sort((a, b) => a.start - b.start);
}

const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

const roomOf = (encoder: Encoder): number => encoder.info.maxTokens - encoder.specialCount;

async function look(
  encoder: Encoder,
  text: string,
  passage: Span,
  suspects: readonly Suspect[],
  bar: Bar,
  call: Call,
): Promise<Finding[]> {
  if (suspects.length === 0) return [];
  const window = new Window(encoder, text, passage);
  const screened = await screen(encoder, window, suspects, bar, call);
  const findings: Finding[] = [];
  for (const { suspect, rivals } of screened) {
    const unread = isNoWord(suspect) ? [] : unreadBeside(text, suspect, suspects);
    let beating = await beatingRivals(window, suspect, rivals, [], bar, call);
    if (unread.length > 0 && beating.length > 0) {
      const left = beating.map(({ rival }) => rival);
      beating = await beatingRivals(window, suspect, left, unread, bar, call);
    }
    if (beating.length > 0) findings.push(findingFrom(text, suspect, beating));
  }
  return findings;
}

/** Words that the vocabulary lacks, directly before and behind: a word looks as wrong beside a misspelled one as the other. */
function unreadBeside(text: string, { start, end }: Span, suspects: readonly Suspect[]): Suspect[] {
  const isBlank = (from: number, to: number): boolean => from <= to && /^\s+$/.test(text.slice(from, to));
  return suspects.filter((each) => isNoWord(each) && (isBlank(each.end, start) || isBlank(end, each.start)));
}

/** A rival that beats the word, with the log-probabilities of both. */
interface Beating {
  readonly rival: Rival;
  readonly logProbability: number;
  readonly own: number;
}

/** The rivals that beat the word by their margin with that word masked, and those in `unread` too. */
async function beatingRivals(
  window: Window,
  suspect: Suspect,
  rivals: readonly Rival[],
  unread: readonly Suspect[],
  { sensitivity, margin }: Bar,
  call: Call,
): Promise<Beating[]> {
  const masked = [suspect, ...unread].sort((a, b) => a.start - b.start);
  const { place } = window.masked(masked);
  const words = [suspect.word, ...rivals.map(({ word }) => word)];
  const at = { place, mask: masked.indexOf(suspect) };
  const [{ logProbability: own }, ...scored] = await scoreTargets(window.encoder, at, words, call);
  return scored
    .map(({ logProbability }, n) => ({ rival: rivals[n], logProbability, own }))
    .filter(
      ({ rival, logProbability }) =>
        logProbability >= leastOf(suspect, rival, sensitivity) &&
        oddsOf(suspect, rival, logProbability, own) >= margin(rival.kind),
    );
}

/** Ranked by how probable the rival is together with the slip that makes it. */
function findingFrom(text: string, suspect: Suspect, beating: readonly Beating[]): Finding {
  const written = text.slice(suspect.start, suspect.end);
  const candidates = beating.map(({ rival, logProbability }): Candidate => {
    const better = caseLike(rival.word.replace("'", apostropheOf(written)), written);
    const probability = Math.exp(Math.min(0, logProbability));
    return { text: better, probability, score: logProbability - costOf(suspect, rival) };
  });
  return {
    start: suspect.start,
    end: suspect.end,
    text: written,
    probability: Math.exp(beating[0].own),
    candidates: candidates.sort((a, b) => b.score - a.score),
  };
}

function apostropheOf(written: string): string {
  return written.includes('’') ? '’' : "'";
}
