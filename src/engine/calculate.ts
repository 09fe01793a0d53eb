// Arithmetic over the embedding table: which words are near a word, or a sum of words, before any context.

import { analogyScores, unitRows, type AnalogyMethod } from '../core/analogy';
import { topK } from '../core/vector';
import type { Call, Encoder } from './encoder';
import { EngineError } from './errors';
import { fold } from './lexicon';

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

/** The words that the vocabulary holds as one piece, in its order. */
export function wholeWords({ lexicon, tokenizer }: Encoder): { readonly id: number; readonly text: string }[] {
  const words: { readonly id: number; readonly text: string }[] = [];
  for (let id = 0; id < tokenizer.vocabSize; id++) {
    const text = lexicon.surface(id);
    if (lexicon.kind(id) === 'word' && /^\p{L}{2,}$/u.test(text)) words.push({ id, text });
  }
  return words;
}

/** Runs the embedding layer over the whole vocabulary. */
export async function wordTable(encoder: Encoder, call: Call): Promise<WordTable> {
  const words = wholeWords(encoder);
  const rows = words.map(({ id }) => ({ inputIds: Int32Array.of(id), tokenTypeIds: new Int32Array(1) }));
  const { width, values } = await encoder.embed(rows, 'embeddings', 'mean', call);
  return { words: words.map(({ text }) => text), width, rows: unitRows(values, width) };
}

/** Words that fit a sum of words. badInput for a word that the vocabulary does not hold as one piece. */
export function calculate(encoder: Encoder, table: WordTable, request: CalculateRequest): CalculateAnswer {
  const numberOf = (word: string): number => {
    const wanted = word.trim();
    const exact = table.words.indexOf(wanted);
    // As it is written where the vocabulary keeps capitals, else in any.
    const at = exact >= 0 ? exact : table.words.findIndex((each) => fold(each) === fold(wanted));
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
