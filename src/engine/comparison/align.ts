// Which words of two texts match, by the states of their tokens in context.

import { alignTokens, wordMatches } from '../../core/alignment';
import { readableText } from '../../core/markup';
import type { Encoding } from '../../core/types';
import type { Call, Encoder } from '../encoder';
import { fitsWhole, fittingEnd } from '../passages';
import { readText } from '../request';
import type { AlignAnswer, AlignedWord, AlignRequest, WrittenText } from './requests';
import { tokenStates } from './tokenStates';

/** emptyText. Of a text longer than the encoder takes the beginning is read; the answer says how much is left out. */
export async function alignWords(encoder: Encoder, request: AlignRequest, call: Call): Promise<AlignAnswer> {
  const texts = [request.a, request.b].map((written) => readText(readableOf(written)));
  const [a, b] = texts.map((text) => sideOf(encoder, text));
  const { width, rows } = await tokenStates(encoder, [a.encoding, b.encoding], request.layers ?? 'last', call);
  const statesOf = ({ columns }: Side, row: Float32Array): Float32Array => {
    const states = new Float32Array(columns.length * width);
    columns.forEach((column, n) => states.set(row.subarray(column * width, (column + 1) * width), n * width));
    return states;
  };
  const found = alignTokens(statesOf(a, rows[0]), statesOf(b, rows[1]), width);
  return {
    model: encoder.info.id,
    wordsOfA: alignedWords(a, b, found.matchOfA, found.similarityOfA),
    wordsOfB: alignedWords(b, a, found.matchOfB, found.similarityOfB),
    precision: found.precision,
    recall: found.recall,
    f1: found.f1,
    leftOutOfA: texts[0].length - a.end,
    leftOutOfB: texts[1].length - b.end,
  };
}

/** The text as the encoder reads it; all offsets hold. */
export function readableOf({ text, languageId = 'plaintext' }: WrittenText): string {
  return readableText(text, languageId);
}

interface Side {
  readonly encoding: Encoding;
  /** Columns of the tokens that are not special. */
  readonly columns: readonly number[];
  /** The word of each of them, counted from 0 without gaps. */
  readonly words: readonly number[];
  /** Where the part that was read ends. */
  readonly end: number;
}

function sideOf(encoder: Encoder, text: string): Side {
  const end = readEnd(encoder, text);
  const encoding = encoder.encode(text.slice(0, end));
  const columns = [...encoding.inputIds.keys()].filter((column) => !encoding.special[column]);
  const numbers = new Map<number, number>();
  const words = columns.map((column) => {
    const word = encoding.words[column];
    if (!numbers.has(word)) numbers.set(word, numbers.size);
    return numbers.get(word) ?? 0;
  });
  return { encoding, columns, words, end };
}

function readEnd(encoder: Encoder, text: string): number {
  const budget = encoder.info.maxTokens - encoder.specialCount;
  return fitsWhole(text, budget, encoder.count) ? text.length : fittingEnd(text, budget, encoder.count);
}

function alignedWords(side: Side, other: Side, matches: Int32Array, similarities: Float32Array): AlignedWord[] {
  const { starts, ends } = side.encoding;
  const spans: { start: number; end: number }[] = [];
  side.columns.forEach((column, n) => {
    const known = spans[side.words[n]];
    if (known) known.end = ends[column];
    else spans[side.words[n]] = { start: starts[column], end: ends[column] };
  });
  return wordMatches(side.words, matches, similarities, other.words).map((word, n) => ({ ...spans[n], ...word }));
}
