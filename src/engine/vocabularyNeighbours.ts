// What is near a word in its context among words of the vocabulary, layer by layer. Those are read each by itself: what they
// are without context at that layer. Words of the texts are the business of neighbours.

import { cosine, meanOf, topK } from '../core/vector';
import { throwIfCancelled } from '../core/cancel';
import type { Span } from '../core/types';
import { calculate, wholeWords, type WordTable } from './calculate';
import type { OnFraction } from './classify/requests';
import type { Call, Encoder } from './encoder';
import { EngineError } from './errors';
import { fold } from './lexicon';
import { gather } from './neighbours';
import { vectorsOfPlaces } from './uses';

export interface VocabularyRequest {
  /** As it is written; case is folded. */
  readonly word: string;
  readonly texts: readonly string[];
  /** The use whose neighbours are wanted: a span in a text. */
  readonly use: Span & { readonly text: number };
  /** Neighbours at each layer. */
  readonly top: number;
}

export interface VocabularyAnswer {
  readonly model: string;
  /** Words of the vocabulary that were compared. */
  readonly compared: number;
  /**
   * numLayers + 1, the embedding layer first: best first, without the word itself. `similarity`: cosine −1…1 after the mean
   * of its kind was taken away from either word at that layer, since all words in a context have something in common there,
   * and all that stand alone.
   */
  readonly layers: readonly (readonly { readonly text: string; readonly similarity: number }[])[];
}

/** About two seconds of one core with the bundled encoder, once, and 16 MB. */
const mostFrequent = 1500;
/** Beside the frequent words: those nearest to the word in the embedding table, which are seldom frequent. */
const mostNear = 200;
/** Encoders of many wide layers compare fewer words. */
const mostBytes = 64_000_000;
/** Read between two looks at whether somebody still waits. */
const chunk = 64;
/** Words of the texts that make up the mean of words in a context. */
const contextWords = 200;
/** Few words make a poor mean: it is drawn towards that of the vocabulary by as many words of its kind. */
const steadied = 30;

/** Words of the vocabulary as they are alone, at every layer. What was read stays, also where the reading is cancelled. */
export class VocabularyLayers {
  readonly frequent: readonly string[];
  readonly #layers: number;
  readonly #most: number;
  /** Word → its states at all layers `[layers, width]`; the frequent ones stay, of the others the oldest go first. */
  readonly #states = new Map<string, Float32Array>();
  #means: Float32Array | undefined;

  constructor(
    readonly encoder: Encoder,
    most = mostFrequent,
  ) {
    const { numLayers, hiddenSize } = encoder.info;
    this.#layers = numLayers + 1;
    this.#most = Math.floor(mostBytes / (this.#layers * hiddenSize * Float32Array.BYTES_PER_ELEMENT));
    const spelled = wholeWords(encoder).map(({ text }) => fold(text));
    // Vocabularies are made from the most frequent pieces on.
    this.frequent = [...new Set(spelled)].slice(0, Math.min(most, this.#most >> 1));
  }

  /** Reads what is not yet read of the frequent words and of these. */
  async read(words: readonly string[], call: Call, onFraction: OnFraction = () => {}): Promise<void> {
    const wanted = [...new Set([...this.frequent, ...words])];
    for (;;) {
      const missing = wanted.filter((word) => !this.#states.has(word));
      onFraction(1 - missing.length / wanted.length);
      if (!missing.length) break;
      throwIfCancelled(call.signal);
      await this.#readSome(missing.slice(0, chunk), call);
    }
    this.#means ??= meanOf(this.frequent.map((word) => this.statesOf(word)));
    this.#makeRoom(new Set(wanted));
  }

  statesOf(word: string): Float32Array {
    const states = this.#states.get(word);
    if (!states) throw new RangeError('a word that was not read');
    return states;
  }

  /** The mean of the frequent words at all layers. */
  get means(): Float32Array {
    if (!this.#means) throw new RangeError('the frequent words were not read');
    return this.#means;
  }

  async #readSome(words: readonly string[], call: Call): Promise<void> {
    // Behind a space, as in a text: some vocabularies spell the first word of a text otherwise.
    const texts = words.map((word) => ` ${word}`);
    const places = texts.map(({ length }, text) => ({
      text,
      start: 1,
      end: length,
      sentence: { start: 0, end: length },
    }));
    const { layers, width } = await vectorsOfPlaces(this.encoder, texts, places, call);
    for (const [n, word] of words.entries()) this.#states.set(word, statesAt(layers, n, width));
  }

  #makeRoom(wanted: ReadonlySet<string>): void {
    for (const word of this.#states.keys()) {
      if (this.#states.size <= this.#most) return;
      if (!wanted.has(word)) this.#states.delete(word);
    }
  }
}

/**
 * emptyText for no word, noWord for a use that is not there, outputMissing without the layers. Reads the frequent words of
 * the vocabulary where `vocabulary` has not yet: `onFraction` says how far that is.
 */
export async function vocabularyNeighbours(
  encoder: Encoder,
  vocabulary: VocabularyLayers,
  table: WordTable,
  request: VocabularyRequest,
  call: Call,
  onFraction?: OnFraction,
): Promise<VocabularyAnswer> {
  const { texts, use, top } = request;
  const word = fold(request.word.trim());
  if (word === '') throw new EngineError('emptyText');
  const { places } = gather(texts, word, contextWords);
  const own = places.findIndex(
    ({ text, start, end }) => text === use.text && start === use.start && fold(texts[text].slice(start, end)) === word,
  );
  if (own < 0) throw new EngineError('noWord');
  const { layers, width } = await vectorsOfPlaces(encoder, texts, places, call);
  const near = nearInTable(encoder, table, word);
  await vocabulary.read(near, call, onFraction);
  const compared = [...new Set([...vocabulary.frequent, ...near])].filter((each) => each !== word);
  const inContext = places.map((_, n) => statesAt(layers, n, width));
  const mean = steadyMean(inContext, vocabulary.means);
  const target = minus(inContext[own], mean);
  const alone = compared.map((each) => vocabulary.statesOf(each));
  const found: VocabularyAnswer['layers'][number][] = [];
  for (const layer of layers.keys()) {
    if (encoder.pace.isDue) await encoder.pace.rest();
    const at = (states: Float32Array) => states.subarray(layer * width, (layer + 1) * width);
    const [meanAlone, wanted] = [at(vocabulary.means), at(target)];
    const similarities = Float32Array.from(alone, (states) => cosine(minus(at(states), meanAlone), wanted));
    const best = topK(similarities, Math.min(top, compared.length));
    found.push(Array.from(best, (n) => ({ text: compared[n], similarity: similarities[n] })));
  }
  return { model: encoder.info.id, compared: compared.length, layers: found };
}

/** The nearest words of the whole vocabulary without context; none for a word that it holds only in pieces. */
function nearInTable(encoder: Encoder, table: WordTable, word: string): string[] {
  if (!table.words.some((each) => fold(each) === word)) return [];
  return calculate(encoder, table, { plus: [word], top: mostNear }).words.map(({ text }) => fold(text));
}

/** One row of each layer, layer by layer. */
function statesAt(layers: readonly Float32Array[], row: number, width: number): Float32Array {
  const states = new Float32Array(layers.length * width);
  for (const [layer, rows] of layers.entries())
    states.set(rows.subarray(row * width, (row + 1) * width), layer * width);
  return states;
}

/** The mean of vectors, drawn towards another one where they are few. */
function steadyMean(vectors: readonly Float32Array[], towards: Float32Array): Float32Array {
  const share = vectors.length / (vectors.length + steadied);
  return meanOf(vectors).map((value, d) => share * value + (1 - share) * towards[d]);
}

const minus = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, d) => value - b[d]);
