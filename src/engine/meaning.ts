// Words of the same meaning in a context (lexical substitution). A masked LM alone offers whatever fits, opposites
// included; so likeness to the original word is joined to it, as Zhou et al. 2019 (BERT-based Lexical Substitution) and
// Arefyev et al. 2020 (Always Keep your Target in Mind) do:
//
//   score(w) = log P(w | context) + seenWeight · log P(w | context with the original left in its place)
//              + stateWeight · cos(state of w in the sentence, state of the original there)
//              + contextWeight · cos(states of the other words with w, those with the original)
//
// The first term says what fits. The second comes from the same head over the unmasked original: what the encoder holds
// for likely if this word were a slip, which keeps the target in mind. The last two are the validation of Zhou et al.:
// a good substitute changes neither the place's own state nor its neighbours'. The opposites of opposites.ts and other
// forms of the same word drop out.

import { cosine } from '../core/vector';
import type { Span } from '../core/types';
import { scoreTargets, singleWords, tokensFor, type RankedWord } from './candidates';
import type { Call, Encoder, MlmRow } from './encoder';
import { fold } from './lexicon';
import { areOpposites } from './opposites';
import { placeOf, replaceMask, suggestionWindowTokens, type Place } from './place';
import type { Candidate } from './requests';
import { areFormsOfOneWord } from './forms';
import { spellingAt } from './spelling';

const seenWeight = 0.5;
const stateWeight = 8;
const contextWeight = 8;

/** Words that are validated: more cost time and hardly ever reach the top. */
const proposals = 24;
/** Context of the validation, in tokens: the sentence, as a rule. */
const validationWindowTokens = 48;

interface Proposal extends RankedWord {
  /** Log-probability with the original left in place. */
  readonly seen: number;
}

/**
 * The best `top` substitutes for the word at `span`, best first, written for the place; only `targets`, as given, when
 * there are any. `probability` is that of the masked LM, `score` the sum above.
 */
export async function meaningWords(
  encoder: Encoder,
  text: string,
  span: Span,
  top: number,
  call: Call,
  targets?: readonly string[],
): Promise<Candidate[]> {
  const original = text.slice(span.start, span.end);
  const place = placeOf(encoder, text, [span], suggestionWindowTokens);
  const proposed = targets
    ? await proposeTargets(encoder, place, original, targets, call)
    : (await propose(encoder, place, original, top, call)).filter(({ text: word }) => isSubstitute(word, original));
  const validated = await validate(encoder, text, span, proposed, call);
  const spell = targets ? (word: string) => word : spellingAt(encoder, text, span);
  return proposed
    .map((proposal, n) => ({
      text: spell(proposal.text),
      probability: Math.exp(proposal.logProbability),
      score: finite(proposal.logProbability + seenWeight * proposal.seen + validated[n]),
    }))
    .sort((a, b) => b.score - a.score)
    .slice(0, top);
}

/** A word of the same meaning is neither the word itself, nor a form of it, nor its opposite. */
function isSubstitute(word: string, original: string): boolean {
  const [a, b] = [fold(word), fold(original)];
  return a !== b && !areFormsOfOneWord(a, b) && !areOpposites(a, b);
}

/** The words that both views of the place hold for likely. */
async function propose(encoder: Encoder, place: Place, original: string, top: number, call: Call): Promise<Proposal[]> {
  const seen = seenRow(encoder, place, original);
  const masked: MlmRow = { ...place.row, positions: place.positions };
  const wide = Math.max(tokensFor(top), 8 * proposals);
  const [[fits], [kept]] = await encoder.mlm([masked, seen], { top: wide }, call);
  const bySeen = new Map(singleWords(encoder, kept).map(({ text, logProbability }) => [text, logProbability]));
  const byFit = new Map(singleWords(encoder, fits).map(({ text, logProbability }) => [text, logProbability]));
  // A word outside of one list has at most the probability of its last entry.
  const leastFit = fits.logProbabilities[fits.logProbabilities.length - 1] ?? -Infinity;
  const leastSeen = kept.logProbabilities[kept.logProbabilities.length - 1] ?? -Infinity;
  return [...new Set([...byFit.keys(), ...bySeen.keys()])]
    .filter((word) => !/^\p{Nd}/u.test(word) && fold(word) !== fold(original))
    .map((word) => ({
      text: word,
      logProbability: byFit.get(word) ?? leastFit,
      seen: bySeen.get(word) ?? leastSeen,
    }))
    .sort((a, b) => rank(b) - rank(a))
    .slice(0, Math.max(proposals, top));
}

function rank({ logProbability, seen }: Proposal): number {
  return logProbability + seenWeight * seen;
}

async function proposeTargets(
  encoder: Encoder,
  place: Place,
  original: string,
  targets: readonly string[],
  call: Call,
): Promise<Proposal[]> {
  const ranked = await scoreTargets(encoder, { place, mask: 0 }, targets, call);
  const firsts = ranked.map(({ text }) => encoder.idsOf(text.trim(), place.afterSpace[0])[0]);
  const [[kept]] = await encoder.mlm([seenRow(encoder, place, original)], { targets: Int32Array.from(firsts) }, call);
  return ranked.map((word, n) => ({ ...word, seen: kept.targets[n] }));
}

/** The window with the original in its place, to be predicted at its first piece. */
function seenRow(encoder: Encoder, place: Place, original: string): MlmRow {
  const ids = encoder.idsOf(original, place.afterSpace[0]);
  const { row, position } = replaceMask(place.row, place.positions[0], ids, encoder.info.maxTokens);
  return { ...row, positions: [position] };
}

/** The weighted cosines of each word put in place of the original. */
async function validate(
  encoder: Encoder,
  text: string,
  span: Span,
  words: readonly Proposal[],
  call: Call,
): Promise<number[]> {
  if (words.length === 0) return [];
  const place = placeOf(encoder, text, [span], validationWindowTokens);
  const originals = encoder.idsOf(text.slice(span.start, span.end), place.afterSpace[0]);
  const ids = [originals, ...words.map((word) => encoder.idsOf(word.text.trim(), place.afterSpace[0]))];
  const put = ids.map((each) => replaceMask(place.row, place.positions[0], each, encoder.info.maxTokens));
  const { width, rows } = await encoder.states(
    put.map(({ row }) => row),
    'last',
    call,
  );
  const parts = rows.map((states, n) => split(states, width, put[n].position, ids[n].length));
  const [reference, ...others] = parts;
  return others.map(
    ({ word, rest }) => stateWeight * cosine(word, reference.word) + contextWeight * cosine(rest, reference.rest),
  );
}

/** Sums of the states of the word's pieces and of all other tokens. */
function split(
  states: Float32Array,
  width: number,
  position: number,
  length: number,
): { readonly word: Float64Array; readonly rest: Float64Array } {
  const word = new Float64Array(width);
  const rest = new Float64Array(width);
  for (let column = 0; column < states.length / width; column++) {
    const sum = column >= position && column < position + length ? word : rest;
    for (let i = 0; i < width; i++) sum[i] += states[column * width + i];
  }
  return { word, rest };
}

function finite(score: number): number {
  return Math.max(-10_000, score);
}
