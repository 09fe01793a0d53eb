// How alike two texts are, and which of their parts are: the whole as one number, and passage by passage.

import { throwIfCancelled } from '../../core/cancel';
import { sentenceSpans } from '../../core/sentences';
import type { Span } from '../../core/types';
import { cosineMatrix } from '../../core/vector';
import { embed } from '../embed';
import type { Call, Encoder } from '../encoder';
import { passagesOf } from '../passages';
import { readText } from '../request';
import { similarity } from '../similarity';
import { readableOf } from './align';
import type { Pause } from './duplicates';
import { nextSentenceOf, type References } from './reference';
import type { CompareAnswer, CompareRequest, PassagePair } from './requests';

/** Texts of at most this many sentences are compared sentence by sentence, others in passages. */
const mostSentences = 60;
/** Tokens of a passage: a paragraph, small enough to say where two long texts meet. */
const passageTokens = 96;

/** emptyText. Texts of any length; both directions give the same similarity. */
export async function compare(
  encoder: Encoder,
  request: CompareRequest,
  references: References,
  call: Call,
  pause: Pause,
): Promise<CompareAnswer> {
  const { layers = 'last', pooling = 'mean' } = request;
  const [a, b] = [request.a, request.b].map((written) => readText(readableOf(written)));
  const whole = await similarity(encoder, { a, b, layers, pooling }, call);
  const { scale } = await references.of(layers, pooling, call);
  const probability = whole.nextSentenceProbability;
  const passages = passagesOfBoth(encoder, a, b);
  return {
    model: encoder.info.id,
    similarity: whole.similarity,
    identical: squeezed(request.a.text) === squeezed(request.b.text),
    scale,
    nextSentence: probability === null ? null : nextSentenceOf(probability, await references.head(call)),
    passageUnit: passages.unit,
    passagesOfA: passages.ofA,
    passagesOfB: passages.ofB,
    pairs: await bestPairs(
      encoder,
      textsOf(a, passages.ofA),
      textsOf(b, passages.ofB),
      { layers, pooling },
      { call, pause },
    ),
    tokensOfA: countAll(encoder, a),
    tokensOfB: countAll(encoder, b),
    windowTokens: encoder.info.maxTokens - encoder.specialCount,
  };
}

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

const textsOf = (text: string, spans: readonly Span[]): string[] =>
  spans.map(({ start, end }) => text.slice(start, end));

function passagesOfBoth(
  encoder: Encoder,
  a: string,
  b: string,
): { readonly unit: CompareAnswer['passageUnit']; readonly ofA: readonly Span[]; readonly ofB: readonly Span[] } {
  const [sentencesOfA, sentencesOfB] = [sentenceSpans(a), sentenceSpans(b)];
  const few = sentencesOfA.length <= mostSentences && sentencesOfB.length <= mostSentences;
  if (few) return { unit: 'sentence', ofA: sentencesOfA, ofB: sentencesOfB };
  const budget = Math.min(passageTokens, encoder.info.maxTokens - encoder.specialCount);
  const cut = (text: string): Span[] => passagesOf(text, { start: 0, end: text.length }, budget, encoder.count);
  return { unit: 'passage', ofA: cut(a), ofB: cut(b) };
}

/** Passages of a that are held against all of b before other work may run. */
const rowsAtOnce = 64;

/** For each passage of either text the best of the other, the first of equals. */
async function bestPairs(
  encoder: Encoder,
  a: readonly string[],
  b: readonly string[],
  choice: Required<Pick<CompareRequest, 'layers' | 'pooling'>>,
  { call, pause }: { readonly call: Call; readonly pause: Pause },
): Promise<PassagePair[]> {
  const { embeddings, width } = await embed(encoder, { texts: [...a, ...b], ...choice, lane: call.lane }, call);
  const ofB = embeddings.subarray(a.length * width);
  const bestOfB = b.map((): { a: number; similarity: number } => ({ a: -1, similarity: -Infinity }));
  const found = new Map<string, PassagePair>();
  const add = (pair: PassagePair): void => void found.set(`${pair.a} ${pair.b}`, pair);
  for (let from = 0; from < a.length; from += rowsAtOnce) {
    const some = embeddings.subarray(from * width, Math.min(a.length, from + rowsAtOnce) * width);
    const cosines = cosineMatrix(some, ofB, width);
    for (let i = from; i * width < from * width + some.length; i++) {
      let best = 0;
      const row = cosines.subarray((i - from) * b.length, (i - from + 1) * b.length);
      row.forEach((similarity, j) => {
        if (similarity > row[best]) best = j;
        if (similarity > bestOfB[j].similarity) bestOfB[j] = { a: i, similarity };
      });
      if (b.length > 0) add({ a: i, b: best, similarity: row[best] });
    }
    await pause();
    throwIfCancelled(call.signal);
  }
  bestOfB.forEach((best, j) => best.a >= 0 && add({ ...best, b: j }));
  return [...found.values()].sort((x, y) => y.similarity - x.similarity || x.a - y.a || x.b - y.b);
}

/** Tokens of a text of any length, counted in stretches so that no huge array is made. */
function countAll(encoder: Encoder, text: string): number {
  let tokens = 0;
  for (const { start, end } of sentenceSpans(text)) tokens += encoder.count(text.slice(start, end));
  return tokens;
}
