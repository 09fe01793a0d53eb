// Fills the masks of a text: one by itself, two or three jointly.
//
// Joint filling is a beam search over the words and over the order in which the masks are filled: each step fills one
// more mask of each kept state, whichever, with its best words given those already in place. The probability of a filling
// is the product along its best order (chain rule); a masked LM gives different products for different orders, and the
// order that begins with the surest mask is the one it predicts best (Ghazvininejad et al. 2019, Jiang et al. 2020).

import { findMasks } from '../core/mask';
import { paragraphSpans } from '../core/text';
import { sentenceSpans } from '../core/sentences';
import type { Span } from '../core/types';
import { bestWords, scoreTargets, singleWords, tokensFor, toCandidates, type RankedWord } from './candidates';
import type { Call, Encoder } from './encoder';
import { EngineError } from './errors';
import { placeOf, replaceMask, suggestionWindowTokens, type Place } from './place';
import { checkLanguage, readText } from './request';
import { repetitionCost } from './repetition';
import type { FillAnswer, Filling, FillRequest, OnFirst } from './requests';
import { endingAt, partSpellingAt, spellingAt } from './spelling';

/** Most masks that are filled together. */
export const maxMasks = 3;

/** `onFirst` is for one mask: several are filled jointly, which begins with all words. */
export async function fill(
  encoder: Encoder,
  request: FillRequest,
  call: Call,
  onFirst?: OnFirst<FillAnswer>,
): Promise<FillAnswer> {
  const text = readText(request.text);
  const { around, top } = request;
  if (around !== undefined && !(Number.isInteger(around) && around >= 0 && around <= text.length)) {
    throw new RangeError(`place ${around} of a text of ${text.length}`);
  }
  const all = masksOf(encoder, text);
  if (all.length === 0) throw new EngineError('noMask');
  const masks = around === undefined ? all : masksNear(text, all, around);
  if (masks.length > maxMasks) throw new EngineError('tooManyMasks', { limit: maxMasks });
  if (request.languageCheck) checkLanguage(encoder, text, masks[0]);
  const others = all.filter((each) => !masks.includes(each));
  const gaps = masks.map((mask) => gapAt(encoder, text, mask, request.targets));
  const spans = gaps.map(({ span }) => span);
  const place = placeOf(encoder, text, spans, budgetFor(encoder, text, masks, around), others);
  const choices = gaps.map(({ choice }) => choice);
  const spellings = gaps.map(({ spell }) => spell);
  const answer = (words: readonly (readonly RankedWord[])[], fillings: readonly Filling[]): FillAnswer => ({
    model: encoder.info.id,
    masks: masks.map(({ start, end }, n) => ({ start, end, candidates: toCandidates(words[n], spellings[n], top) })),
    fillings,
  });
  const onSingles =
    onFirst && masks.length === 1 ? (words: readonly RankedWord[]) => onFirst(answer([words], [])) : undefined;
  const wordsAt = await wordsForEach(encoder, place, choices, top, call, onSingles);
  return answer(
    wordsAt,
    masks.length > 1 ? await fillJointly(encoder, place, choices, wordsAt, spellings, top, call) : [],
  );
}

type Spell = (word: string) => string;

/** The only words that can stand at a mask; null where any word can. */
type Choice = readonly string[] | null;

/** What the encoder is to find at a mask. */
interface Gap {
  /** The mask, with the letters behind it that belong to the word: all of `[MASK]n` before `'t`. */
  readonly span: Span;
  readonly choice: Choice;
  /** How a word found is written in the place of the mask alone. */
  readonly spell: Spell;
}

function gapAt(encoder: Encoder, text: string, mask: Span, targets: readonly string[] | undefined): Gap {
  const ending = endingAt(text, mask.end);
  const letters = ending?.letters ?? 0;
  const span = { start: mask.start, end: mask.end + letters };
  const rest = text.slice(mask.end, span.end);
  const part = ending ? partSpellingAt(text, mask) : spellingAt(encoder, text, mask, '');
  const spell: Spell = targets ? (word) => word : part;
  return {
    span,
    choice: targets?.map((word) => word.trim() + rest) ?? ending?.words ?? null,
    spell: (word) => spell(word.slice(0, word.length - letters)),
  };
}

/** The spans of `findMasks` and the encoder's own spelling of its mask (`<mask>`), in order. */
function masksOf(encoder: Encoder, text: string): Span[] {
  const masks = findMasks(text);
  const literal = encoder.tokenizer.piece(encoder.tokenizer.special.mask);
  if (literal === '[MASK]') return masks;
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + literal.length)) {
    masks.push({ start: at, end: at + literal.length });
  }
  return masks.sort((a, b) => a.start - b.start);
}

/** How far from a caret a mask may lie, in UTF-16 units: about a window. */
const maskReach = 8 * suggestionWindowTokens;

/**
 * The masks to fill for a caret: those of the paragraph of the nearest mask, or of its sentence when the paragraph has
 * more than can be filled together. EngineError maskOutsideWindow when the nearest is far away.
 */
function masksNear(text: string, masks: readonly Span[], around: number): Span[] {
  const distance = (span: Span): number => Math.max(0, span.start - around, around - span.end);
  const nearest = masks.reduce((best, each) => (distance(each) < distance(best) ? each : best));
  if (distance(nearest) > maskReach) throw new EngineError('maskOutsideWindow', { limit: suggestionWindowTokens });
  const from = Math.max(0, nearest.start - maskReach);
  const here = text.slice(from, nearest.end + maskReach);
  const within = (parts: readonly Span[]): Span[] => {
    const part = parts.find((each) => from + each.start <= nearest.start && from + each.end >= nearest.end);
    return part ? masks.filter((each) => each.start >= from + part.start && each.end <= from + part.end) : [nearest];
  };
  const inParagraph = within(paragraphSpans(here));
  return inParagraph.length <= maxMasks ? inParagraph : within(sentenceSpans(here));
}

/**
 * Tokens of the window: all that the encoder takes, or for a caret the usual window, twice the length of the stretch
 * that holds the masks where that is more. Masks that are filled together need some room for words of several pieces.
 */
function budgetFor(encoder: Encoder, text: string, masks: readonly Span[], around: number | undefined): number {
  const most = encoder.info.maxTokens - (masks.length > 1 ? 8 : 0);
  if (around === undefined) return most;
  const stretch = encoder.count(text.slice(masks[0].start, masks[masks.length - 1].end));
  return Math.min(most, Math.max(suggestionWindowTokens, 2 * stretch));
}

/** The ranked words of each mask by itself, best first, the other masks left open. */
async function wordsForEach(
  encoder: Encoder,
  place: Place,
  choices: readonly Choice[],
  top: number,
  call: Call,
  onSingles?: (words: readonly RankedWord[]) => void,
): Promise<RankedWord[][]> {
  const wanted = { top: choices.length > 1 ? Math.max(top, beamWidth) : top, kind: 'any' } as const;
  const free = choices.some((choice) => choice === null);
  const [predictions] = free
    ? await encoder.mlm([{ ...place.row, positions: place.positions }], { top: tokensFor(wanted.top) }, call)
    : [[]];
  const ranked: RankedWord[][] = [];
  for (const [mask, choice] of choices.entries()) {
    const at = { place, mask };
    const words = choice
      ? await scoreTargets(encoder, at, [...new Set(choice)], call)
      : await bestWords(encoder, at, predictions[mask], wanted, call, onSingles);
    ranked.push([...words].sort((a, b) => b.logProbability - a.logProbability));
  }
  return ranked;
}

/** States kept at each step, and words tried at each mask of a state. */
const beamWidth = 8;

interface State {
  /** Word at each mask; undefined where it is open. */
  readonly words: readonly (string | undefined)[];
  readonly logProbability: number;
}

async function fillJointly(
  encoder: Encoder,
  place: Place,
  choices: readonly Choice[],
  wordsAt: readonly (readonly RankedWord[])[],
  spellings: readonly Spell[],
  top: number,
  call: Call,
): Promise<Filling[]> {
  const width = Math.max(beamWidth, top);
  const empty: State = { words: wordsAt.map(() => undefined), logProbability: 0 };
  let states = best(
    wordsAt.flatMap((words, mask) => words.slice(0, beamWidth).map((word) => extend(empty, mask, word))),
    width,
  );
  for (let filled = 1; filled < wordsAt.length; filled++) {
    states = best(await expand(encoder, place, choices, states, call), width);
  }
  return states.slice(0, top).map(({ words, logProbability }) => ({
    texts: words.map((word, mask) => spellings[mask](word ?? '')),
    probability: Math.exp(Math.min(0, logProbability)),
  }));
}

/** The states that have one more mask filled. The runs of open masks share batches. */
async function expand(
  encoder: Encoder,
  place: Place,
  choices: readonly Choice[],
  states: readonly State[],
  call: Call,
): Promise<State[]> {
  const places = states.map((state) => withWords(encoder, place, state.words));
  const open = states.map(({ words }) => [...words.keys()].filter((mask) => words[mask] === undefined));
  const free = open.map((masks) => masks.filter((mask) => choices[mask] === null));
  const rows = places.map(({ row, positions }, n) => ({ ...row, positions: free[n].map((mask) => positions[mask]) }));
  const predictions = await encoder.mlm(rows, { top: tokensFor(beamWidth) }, call);
  const next: State[] = [];
  for (const [n, state] of states.entries()) {
    for (const [k, mask] of free[n].entries()) {
      const words = singleWords(encoder, predictions[n][k]).slice(0, beamWidth);
      next.push(...words.map((word) => extend(state, mask, word)));
    }
    for (const mask of open[n]) {
      const choice = choices[mask];
      if (!choice) continue;
      const words = await scoreTargets(encoder, { place: places[n], mask }, [...new Set(choice)], call);
      next.push(...words.map((word) => extend(state, mask, word)));
    }
  }
  return next;
}

function extend(state: State, mask: number, { text, logProbability }: RankedWord): State {
  const words = state.words.map((word, n) => (n === mask ? text : word));
  return { words, logProbability: state.logProbability + logProbability - repetitionCost(text, state.words) };
}

/** The place with words put in; the positions of the other masks move along. */
function withWords(encoder: Encoder, place: Place, words: readonly (string | undefined)[]): Place {
  let { row } = place;
  const positions = [...place.positions];
  for (const [mask, word] of words.entries()) {
    if (word === undefined) continue;
    const ids = encoder.idsOf(word, place.afterSpace[mask]);
    const replaced = replaceMask(row, positions[mask], ids, encoder.info.maxTokens);
    const moved = replaced.position - positions[mask];
    for (const n of positions.keys()) positions[n] += moved + (n > mask ? ids.length - 1 : 0);
    row = replaced.row;
  }
  const { mask: maskId } = encoder.tokenizer.special;
  if (positions.some((position, n) => words[n] === undefined && row.inputIds[position] !== maskId)) {
    throw new EngineError('maskOutsideWindow', { limit: encoder.info.maxTokens });
  }
  return { row, positions, afterSpace: place.afterSpace };
}

/** The best states; the same filling reached in another order counts once, by its best order. */
function best(states: readonly State[], width: number): State[] {
  const distinct = new Map<string, State>();
  for (const state of states) {
    const key = JSON.stringify(state.words);
    const known = distinct.get(key);
    if (!known || state.logProbability > known.logProbability) distinct.set(key, state);
  }
  return [...distinct.values()].sort((a, b) => b.logProbability - a.logProbability).slice(0, width);
}
