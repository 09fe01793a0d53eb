// Probabilities of words that take several pieces at one mask, comparable with those of single-piece words.
//
// The log-probability of a word w of m pieces is the chain rule over its pieces, left to right, each piece predicted
// with the pieces after it still masked (the within-word left-to-right order of Kauf and Ivanova 2023, which does not
// let a word's end give away its beginning):
//
//   log P(w) = Σ_i log P(p_i | context, p_1 … p_{i−1}, [MASK] × (m − i + 1))  −  λ · (continuation pieces of w)
//
// The first sum alone would favour long words: m masks tell the encoder that m tokens stand here. λ takes that back by
// Bayes' rule, see `continuationCost`. Tokens that begin a word of their own (the parts of "it's") cost nothing, because m
// masks in a row say nothing of where words end.

import type { Call, Encoder, MlmRow } from './encoder';
import { EngineError } from './errors';
import { replaceMask, type Place } from './place';

/**
 * λ. Shares of words by number of pieces in 15.8 million words of the training corpus: 95.1 % one, 3.26 % two, 1.08 %
 * three. When a quarter of the words is masked, two masks in a row are one word of two pieces in 13 % of the cases, three
 * in 14 %. log[(0.0326 / 0.13) / 0.951] = −1.3, log[(0.0108 / 0.14) / 0.951] = −2.5: about −1.25 for each further piece.
 */
export const continuationCost = 1.25;

/** Longest word, in pieces, that is scored. */
export const maxPieces = 16;

/** A word to score at a place. */
export interface PieceWord {
  readonly ids: Int32Array;
}

/** The place of one mask among those of a window. */
export interface MaskAt {
  readonly place: Place;
  /** Index into `place.positions`. */
  readonly mask: number;
}

/**
 * Natural-log probability of each word at the mask; −Infinity for a word that the vocabulary cannot spell. Words that
 * share a beginning share runs. EngineError badInput for a word of more than `maxPieces` pieces or of none.
 */
export async function scoreWords(
  encoder: Encoder,
  { place, mask }: MaskAt,
  words: readonly PieceWord[],
  call: Call,
): Promise<Float64Array> {
  const { unknown, mask: maskId } = encoder.tokenizer.special;
  const position = place.positions[mask];
  const scores = new Float64Array(words.length);
  const rows = new Map<string, { row: MlmRow; wanted: { word: number; id: number }[] }>();
  for (const [n, { ids }] of words.entries()) {
    if (ids.length === 0 || ids.length > maxPieces) {
      const reason = `a word of more than ${maxPieces} pieces, or of none`;
      throw new EngineError('badInput', { subject: 'targets', reason, limit: maxPieces });
    }
    if (ids.includes(unknown)) {
      scores[n] = -Infinity;
      continue;
    }
    scores[n] = -continuationCost * continuations(encoder, ids);
    for (let known = 0; known < ids.length; known++) {
      const prefix = ids.subarray(0, known);
      const key = `${ids.length} ${prefix.join(' ')}`;
      let entry = rows.get(key);
      if (!entry) {
        const filled = [...prefix, ...new Array<number>(ids.length - known).fill(maskId)];
        const { row, position: at } = replaceMask(place.row, position, filled, encoder.info.maxTokens);
        entry = { row: { ...row, positions: [at + known] }, wanted: [] };
        rows.set(key, entry);
      }
      entry.wanted.push({ word: n, id: ids[known] });
    }
  }
  const asked = [...rows.values()].map(({ row, wanted }) => ({
    ...row,
    positions: wanted.map(() => row.positions[0]),
    picked: wanted.map(({ id }) => id),
  }));
  const predictions = await encoder.mlm(asked, {}, call);
  for (const [n, { wanted }] of [...rows.values()].entries()) {
    for (const [k, { word }] of wanted.entries()) scores[word] += predictions[n][k].picked;
  }
  return scores;
}

/** A word found by searching, with its natural-log probability as `scoreWords` gives it. */
export interface FoundWord extends PieceWord {
  readonly text: string;
  readonly logProbability: number;
}

/** States that are kept at each step of the search. */
const beamWidth = 6;
/** Continuations that are looked at for each state. */
const branches = 4;

/**
 * Words of two and three pieces at the mask, found by beam search over the pieces, best first. `floor`: log-probability
 * below which a word is of no use; a state that cannot reach it is not followed, which saves most of the runs.
 */
export async function searchWords(
  encoder: Encoder,
  { place, mask }: MaskAt,
  floor: number,
  call: Call,
): Promise<FoundWord[]> {
  const { lexicon, tokenizer } = encoder;
  const position = place.positions[mask];
  let states = [2, 3].map((length) => ({
    ids: [] as number[],
    length,
    logProbability: -continuationCost * (length - 1),
  }));
  states = states.filter((state) => state.logProbability > floor);
  const found: FoundWord[] = [];
  while (states.length > 0) {
    const rows = states.map(({ ids, length }) => {
      const filled = [...ids, ...new Array<number>(length - ids.length).fill(tokenizer.special.mask)];
      const { row, position: at } = replaceMask(place.row, position, filled, encoder.info.maxTokens);
      return { ...row, positions: [at + ids.length] };
    });
    const predictions = await encoder.mlm(rows, { top: 8 * beamWidth }, call);
    const next = states.flatMap((state, n) => {
      const [{ ids, logProbabilities }] = predictions[n];
      const first = state.ids.length === 0;
      return [...ids]
        .map((id, rank) => ({
          ids: [...state.ids, id],
          length: state.length,
          logProbability: state.logProbability + logProbabilities[rank],
        }))
        .filter(({ logProbability }, rank) => {
          const fits = first ? lexicon.begins(ids[rank]) : lexicon.kind(ids[rank]) === 'rest';
          return fits && logProbability > floor;
        })
        .slice(0, first ? beamWidth : branches);
    });
    for (const { ids, length, logProbability } of next) {
      if (ids.length < length) continue;
      found.push({ ids: Int32Array.from(ids), text: ids.map((id) => lexicon.surface(id)).join(''), logProbability });
    }
    states = next
      .filter(({ ids, length }) => ids.length < length)
      .sort((a, b) => b.logProbability - a.logProbability)
      .slice(0, beamWidth);
  }
  return found.sort((a, b) => b.logProbability - a.logProbability);
}

function continuations(encoder: Encoder, ids: Int32Array): number {
  let count = 0;
  for (let i = 1; i < ids.length; i++) if (encoder.lexicon.continues(ids[i])) count++;
  return count;
}
