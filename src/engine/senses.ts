// The senses of a word: its uses in texts, each with the vector that it has in its sentence, grouped and laid on a plane;
// and what words are near each other before any context. Polysemy can be seen: "bank", "stick".

import { analogyScores, unitRows, type AnalogyMethod } from '../core/analogy';
import { groupsOf } from '../core/groups';
import { principalPlane } from '../core/projection';
import { sentenceSpans } from '../core/sentences';
import { paragraphSpans, windowAround, wordSpans } from '../core/text';
import type { Encoding, Span } from '../core/types';
import { cosine, cosineMatrix, l2Normalise, topK } from '../core/vector';
import { tokenStates } from './comparison/tokenStates';
import type { Call, Encoder } from './encoder';
import { EngineError } from './errors';

export interface SensesRequest {
  /** As it is written; case is folded. */
  readonly word: string;
  readonly texts: readonly string[];
  /** 0: the embedding layer, without context; numLayers: the last one. Default: the last but one. */
  readonly layer?: number;
  /** Uses beyond this are counted, not shown. Default 200. */
  readonly mostUses?: number;
}

/** A use of the word. Spans are UTF-16 offsets into its text. */
export interface WordUse extends Span {
  /** Number of the text. */
  readonly text: number;
  readonly sentence: Span;
  /** From 0, the largest group first. */
  readonly group: number;
  readonly x: number;
  readonly y: number;
  /** Cosine −1…1 to the middle of its group: high for a typical use. */
  readonly typicality: number;
}

export interface SensesAnswer {
  readonly model: string;
  readonly layer: number;
  readonly uses: readonly WordUse[];
  readonly groups: number;
  /** Mean silhouette of the groups, −1…1; 0 for one group. */
  readonly silhouette: number;
  /** Share of the variance on each axis, 0…1. */
  readonly shares: readonly [number, number];
  /** Uses that were found beyond `mostUses`. */
  readonly leftOut: number;
}

const defaultMostUses = 200;
const mostGroups = 6;
/** Tokens of context: a sentence is hardly ever longer. */
const contextTokens = 126;

/** Where a use stands, with the text that is run for it. */
interface Found extends Span {
  readonly text: number;
  readonly sentence: Span;
}

/** The uses of a word. emptyText for no word, noWord where no text has it, outputMissing without the layer. */
export async function senses(encoder: Encoder, request: SensesRequest, call: Call): Promise<SensesAnswer> {
  const word = request.word.trim().toLowerCase();
  if (word === '') throw new EngineError('emptyText');
  const { numLayers } = encoder.info;
  const layer = request.layer ?? Math.max(0, numLayers - 1);
  if (!(Number.isInteger(layer) && layer >= 0 && layer <= numLayers)) throw new RangeError(`layer ${layer}`);
  const all = request.texts.flatMap((text, n) => usesIn(text, n, word));
  if (!all.length) throw new EngineError('noWord');
  const shown = all.slice(0, request.mostUses ?? defaultMostUses);
  const { vectors, width } = await vectorsOf(encoder, request.texts, shown, layer, call);
  const distances = cosineMatrix(vectors, vectors, width).map((similarity) => Math.max(0, 1 - similarity));
  for (let i = 0; i < shown.length; i++) distances[i * (shown.length + 1)] = 0;
  const { groups, count, silhouette } = groupsOf(distances, shown.length, mostGroups);
  const { points, shares } = principalPlane(l2Normalise(vectors.slice(), width), width);
  const middles = middlesOf(vectors, width, groups, count);
  const uses = shown.map((use, n) => ({
    ...use,
    group: groups[n],
    x: points[n * 2],
    y: points[n * 2 + 1],
    typicality: cosine(vectors.subarray(n * width, (n + 1) * width), middles[groups[n]]),
  }));
  const leftOut = all.length - shown.length;
  return { model: encoder.info.id, layer, uses, groups: count, silhouette, shares, leftOut };
}

/** Every place where the word stands as a whole word, with its sentence. */
function usesIn(text: string, number: number, word: string): Found[] {
  if (!text.toLowerCase().includes(word)) return [];
  return paragraphSpans(text).flatMap((paragraph) => {
    const inside = text.slice(paragraph.start, paragraph.end);
    return sentenceSpans(inside).flatMap((sentence) => {
      const from = paragraph.start + sentence.start;
      const span = { start: from, end: paragraph.start + sentence.end };
      return wordSpans(text.slice(span.start, span.end))
        .map(({ start, end }) => ({ start: from + start, end: from + end }))
        .filter(({ start, end }) => text.slice(start, end).toLowerCase() === word)
        .map((use) => ({ ...use, text: number, sentence: span }));
    });
  });
}

/** The mean state of each use's tokens at a layer, [uses, width]. */
async function vectorsOf(
  encoder: Encoder,
  texts: readonly string[],
  uses: readonly Found[],
  layer: number,
  call: Call,
): Promise<{ vectors: Float32Array; width: number }> {
  const budget = Math.min(contextTokens, encoder.info.maxTokens - encoder.specialCount);
  const rows = uses.map((use) => {
    const sentence = texts[use.text].slice(use.sentence.start, use.sentence.end);
    const own = { start: use.start - use.sentence.start, end: use.end - use.sentence.start };
    const window = windowAround(sentence, own, budget, encoder.count);
    const encoding = encoder.encode(sentence.slice(window.start, window.end));
    return { encoding, tokens: tokensIn(encoding, { start: own.start - window.start, end: own.end - window.start }) };
  });
  const encodings = rows.map(({ encoding }) => encoding);
  const { width, rows: states } = await tokenStates(encoder, encodings, layer === 0 ? 'embeddings' : layer, call);
  const vectors = new Float32Array(uses.length * width);
  for (const [n, { tokens }] of rows.entries()) {
    for (const token of tokens) {
      for (let d = 0; d < width; d++) vectors[n * width + d] += states[n][token * width + d] / tokens.length;
    }
  }
  return { vectors, width };
}

/** Tokens that touch the span. */
function tokensIn({ starts, ends, special }: Encoding, span: Span): number[] {
  const tokens: number[] = [];
  for (let n = 0; n < starts.length; n++) {
    if (!special[n] && starts[n] < span.end && ends[n] > span.start) tokens.push(n);
  }
  return tokens;
}

function middlesOf(vectors: Float32Array, width: number, groups: Int32Array, count: number): Float32Array[] {
  const middles = Array.from({ length: count }, () => new Float32Array(width));
  groups.forEach((group, n) => {
    for (let d = 0; d < width; d++) middles[group][d] += vectors[n * width + d];
  });
  return middles;
}

export interface CalculateRequest {
  /** Words of the vocabulary that are added, and that are taken away. One word alone: its neighbours. */
  readonly plus: readonly string[];
  readonly minus?: readonly string[];
  readonly method?: AnalogyMethod;
  readonly top: number;
}

export interface CalculateAnswer {
  readonly model: string;
  /** Best first; the words of the request are left out, as is usual for analogies. */
  readonly words: readonly { readonly text: string; readonly score: number }[];
}

/** Vectors of all words that are one piece, without context: centred, of length 1. Worked out once for an encoder. */
export interface WordTable {
  readonly words: readonly string[];
  readonly width: number;
  readonly rows: Float32Array;
}

/** Runs the embedding layer over the whole vocabulary. */
export async function wordTable(encoder: Encoder, call: Call): Promise<WordTable> {
  const { lexicon } = encoder;
  const words: string[] = [];
  const ids: Int32Array[] = [];
  for (let id = 0; id < encoder.tokenizer.vocabSize; id++) {
    const text = lexicon.surface(id);
    if (lexicon.kind(id) !== 'word' || !/^\p{L}{2,}$/u.test(text)) continue;
    words.push(text);
    ids.push(Int32Array.of(id));
  }
  const rows = ids.map((inputIds) => ({ inputIds, tokenTypeIds: new Int32Array(1) }));
  const { width, values } = await encoder.embed(rows, 'embeddings', 'mean', call);
  return { words, width, rows: unitRows(values, width) };
}

/** Words that fit a sum of words. badInput for a word that the vocabulary does not hold as one piece. */
export function calculate(encoder: Encoder, table: WordTable, request: CalculateRequest): CalculateAnswer {
  const numberOf = (word: string): number => {
    const at = table.words.indexOf(word.trim().toLowerCase());
    if (at < 0) throw new EngineError('badInput', { subject: word, reason: 'the vocabulary has no such word' });
    return at;
  };
  const plus = request.plus.map(numberOf);
  const minus = (request.minus ?? []).map(numberOf);
  if (!plus.length) throw new EngineError('emptyText');
  const scores = analogyScores(table.rows, table.width, plus, minus, request.method ?? 'add');
  for (const n of [...plus, ...minus]) scores[n] = -Infinity;
  const best = Array.from(topK(scores, Math.min(request.top, scores.length)));
  const words = best.filter((n) => scores[n] > -Infinity).map((n) => ({ text: table.words[n], score: scores[n] }));
  return { model: encoder.info.id, words };
}
