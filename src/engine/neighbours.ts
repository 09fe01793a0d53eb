// What is near a word in its context, layer by layer: the other words of the texts, and the word's other uses. At layer 0
// uses differ by their position alone; above, each sense finds its own neighbours.

import { topK } from '../core/vector';
import { unitRows } from '../core/analogy';
import type { Span } from '../core/types';
import type { Call, Encoder } from './encoder';
import { EngineError } from './errors';
import { sentencesOf, usesIn, vectorsOfPlaces, wordsIn, type Place } from './uses';

export interface NeighboursRequest {
  /** As it is written; case is folded. */
  readonly word: string;
  readonly texts: readonly string[];
  /** Uses of the word whose neighbours are wanted: spans in texts. */
  readonly uses: readonly (Span & { readonly text: number })[];
  /** Neighbours of each use at each layer. */
  readonly top: number;
  /** Words of the texts that are compared at most. Default 1500. */
  readonly mostWords?: number;
}

/** `similarity`: cosine −1…1 after the mean of all words compared was taken away at that layer (core/analogy unitRows). */
export interface Neighbour extends Span {
  readonly text: number;
  readonly similarity: number;
}

export interface LayerNeighbours {
  /** Cosine −1…1 of each wanted use with each, [uses, uses]. */
  readonly similarities: Float32Array;
  /** Of each wanted use: other words, best first, each form once. */
  readonly words: readonly (readonly Neighbour[])[];
  /** Of each wanted use: other uses of the word, best first. */
  readonly sameWord: readonly (readonly Neighbour[])[];
}

export interface NeighboursAnswer {
  readonly model: string;
  /** numLayers + 1, the embedding layer first. */
  readonly layers: readonly LayerNeighbours[];
  /** Words that were compared, and words of the texts that were not. */
  readonly compared: number;
  readonly leftOut: number;
}

const defaultMostWords = 1500;
const wordPattern = /^\p{L}[\p{L}\p{M}'’-]+$/u;

/** emptyText for no word or no use, noWord for a use that is not there, outputMissing without the layers. */
export async function neighbours(encoder: Encoder, request: NeighboursRequest, call: Call): Promise<NeighboursAnswer> {
  const { texts, uses: wanted, top, mostWords = defaultMostWords } = request;
  const word = request.word.trim().toLowerCase();
  if (word === '' || !wanted.length) throw new EngineError('emptyText');
  const { places, leftOut } = gather(texts, word, mostWords);
  const forms = places.map(({ text, start, end }) => texts[text].slice(start, end).toLowerCase());
  const own = wanted.map(({ text, start }) =>
    places.findIndex((place, n) => forms[n] === word && place.text === text && place.start === start),
  );
  if (own.includes(-1)) throw new EngineError('noWord');
  const { layers, width } = await vectorsOfPlaces(encoder, texts, places, call);
  const found = layers.map((rows) => ofLayer(unitRows(rows, width), width, places, forms, own, word, top));
  return { model: encoder.info.id, layers: found, compared: places.length, leftOut };
}

/** The words to compare: sentences that hold the word come first, then the rest in the order of the texts. */
export function gather(
  texts: readonly string[],
  word: string,
  most: number,
): { readonly places: readonly Place[]; readonly leftOut: number } {
  const first = new Set(usesIn(texts, word).map(({ text, sentence }) => `${text} ${sentence.start}`));
  const sentences = texts.flatMap((text, number) => sentencesOf(text).map((sentence) => ({ number, sentence })));
  const holds = ({ number, sentence }: (typeof sentences)[number]): boolean => first.has(`${number} ${sentence.start}`);
  const ordered = [...sentences.filter(holds), ...sentences.filter((each) => !holds(each))];
  const places = ordered.flatMap(({ number, sentence }) =>
    wordsIn(texts[number], number, sentence).filter(({ start, end }) => {
      const form = texts[number].slice(start, end);
      return wordPattern.test(form) || form.toLowerCase() === word;
    }),
  );
  return { places: places.slice(0, most), leftOut: Math.max(0, places.length - most) };
}

/** `rows` [places, width], each of length 1 or 0. */
function ofLayer(
  rows: Float32Array,
  width: number,
  places: readonly Place[],
  forms: readonly string[],
  own: readonly number[],
  word: string,
  top: number,
): LayerNeighbours {
  const product = (a: number, b: number): number => {
    let sum = 0;
    for (let d = 0; d < width; d++) sum += rows[a * width + d] * rows[b * width + d];
    return sum;
  };
  const listed = own.map((at) => {
    const similarities = Float32Array.from(places, (_, n) => (n === at ? -Infinity : product(at, n)));
    const order = Array.from(topK(similarities, places.length)).filter((n) => n !== at);
    const of = (n: number): Neighbour => {
      const { text, start, end } = places[n];
      return { text, start, end, similarity: similarities[n] };
    };
    return {
      words: firstOfEach(order, forms, word).slice(0, top).map(of),
      sameWord: order
        .filter((n) => forms[n] === word)
        .slice(0, top)
        .map(of),
    };
  });
  return {
    similarities: Float32Array.from(own.flatMap((a) => own.map((b) => product(a, b)))),
    words: listed.map((each) => each.words),
    sameWord: listed.map((each) => each.sameWord),
  };
}

/** The best place of each other word. */
function firstOfEach(order: readonly number[], forms: readonly string[], word: string): number[] {
  const seen = new Set([word]);
  return order.filter((n) => {
    if (seen.has(forms[n])) return false;
    seen.add(forms[n]);
    return true;
  });
}
