// Where words stand in texts, each with its sentence, and the vectors that they have there at every layer. What is made
// of the vectors is the business of senses and neighbours.

import { sentenceSpans } from '../core/sentences';
import { paragraphSpans, windowAround, wordSpans } from '../core/text';
import type { Encoding, Span } from '../core/types';
import { planBatches, padBatch } from './batching';
import type { Call, Encoder } from './encoder';

/** A word in a text: its span and that of its sentence are UTF-16 offsets into it. */
export interface Place extends Span {
  /** Number of the text. */
  readonly text: number;
  readonly sentence: Span;
}

/** Tokens of context: a sentence is hardly ever longer. */
const contextTokens = 126;

/** Every place where the word stands as a whole word, case folded, in the order of the texts. */
export function usesIn(texts: readonly string[], word: string): Place[] {
  const wanted = word.toLowerCase();
  return texts.flatMap((text, number) => {
    if (!text.toLowerCase().includes(wanted)) return [];
    return sentencesOf(text).flatMap((sentence) =>
      wordsIn(text, number, sentence).filter(({ start, end }) => text.slice(start, end).toLowerCase() === wanted),
    );
  });
}

export function sentencesOf(text: string): Span[] {
  return paragraphSpans(text).flatMap((paragraph) =>
    sentenceSpans(text.slice(paragraph.start, paragraph.end)).map(({ start, end }) => ({
      start: paragraph.start + start,
      end: paragraph.start + end,
    })),
  );
}

/** The words of a sentence of a text. */
export function wordsIn(text: string, number: number, sentence: Span): Place[] {
  return wordSpans(text.slice(sentence.start, sentence.end)).map(({ start, end }) => ({
    text: number,
    start: sentence.start + start,
    end: sentence.start + end,
    sentence,
  }));
}

/**
 * The mean state of each place's tokens at each layer: numLayers + 1 times [places, width], layer 0 first, not
 * normalised. Places of one sentence share a run. outputMissing for an encoder that hides its layers.
 */
export async function vectorsOfPlaces(
  encoder: Encoder,
  texts: readonly string[],
  places: readonly Place[],
  call: Call,
): Promise<{ readonly layers: readonly Float32Array[]; readonly width: number }> {
  const runs = planRuns(encoder, texts, places);
  const numLayers = encoder.info.numLayers + 1;
  let layers: Float32Array[] = [];
  let width = 0;
  const lengths = runs.map(({ encoding }) => encoding.inputIds.length);
  for (const indices of planBatches(lengths, encoder.budgetTokens)) {
    const some = indices.map((index) => runs[index]);
    const batch = padBatch(
      some.map(({ encoding }) => encoding),
      encoder.tokenizer.special.pad,
    );
    const result = await encoder.scheduler.run(call.lane, call.signal, () =>
      encoder.model.encoder.embed({ batch, layers: 'each', pooling: 'none' }, call.signal),
    );
    width = result.width / numLayers;
    if (!layers.length) layers = Array.from({ length: numLayers }, () => new Float32Array(places.length * width));
    for (const [n, run] of some.entries()) {
      const states = result.values.subarray(n * batch.length * result.width, (n + 1) * batch.length * result.width);
      for (const { place, tokens } of run.places) addMeans(layers, place, tokens, states, width);
    }
  }
  return { layers, width };
}

/** A stretch of a text that is run once, and the places in it with their tokens. */
interface Run {
  readonly encoding: Encoding;
  readonly places: { readonly place: number; readonly tokens: readonly number[] }[];
}

function planRuns(encoder: Encoder, texts: readonly string[], places: readonly Place[]): Run[] {
  const budget = Math.min(contextTokens, encoder.info.maxTokens - encoder.specialCount);
  const runs = new Map<string, Run>();
  const fits = new Map<string, boolean>();
  for (const [n, { text, start, end, sentence }] of places.entries()) {
    const whole = texts[text].slice(sentence.start, sentence.end);
    const own = { start: start - sentence.start, end: end - sentence.start };
    const known = `${text} ${sentence.start}`;
    const isShort = fits.get(known) ?? encoder.count(whole) <= budget;
    fits.set(known, isShort);
    const window = isShort ? { start: 0, end: whole.length } : windowAround(whole, own, budget, encoder.count);
    const key = `${known} ${window.start} ${window.end}`;
    const run = runs.get(key) ?? { encoding: encoder.encode(whole.slice(window.start, window.end)), places: [] };
    runs.set(key, run);
    const inside = { start: own.start - window.start, end: own.end - window.start };
    run.places.push({ place: n, tokens: tokensIn(run.encoding, inside) });
  }
  return [...runs.values()];
}

/** Adds to row `place` of each layer the mean of its tokens; `states` [tokens, layers, width]. */
function addMeans(
  layers: readonly Float32Array[],
  place: number,
  tokens: readonly number[],
  states: Float32Array,
  width: number,
): void {
  for (const [layer, rows] of layers.entries()) {
    for (const token of tokens) {
      const from = (token * layers.length + layer) * width;
      for (let d = 0; d < width; d++) rows[place * width + d] += states[from + d] / tokens.length;
    }
  }
}

/** Tokens that touch the span. */
function tokensIn({ starts, ends, special }: Encoding, span: Span): number[] {
  const tokens: number[] = [];
  for (let n = 0; n < starts.length; n++) {
    if (!special[n] && starts[n] < span.end && ends[n] > span.start) tokens.push(n);
  }
  return tokens;
}
