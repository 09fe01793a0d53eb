// How an encoder rates texts whose likeness is known: the scale that similarities are read against, and how far its
// next-sentence head can be trusted. Worked out once for each layer and pooling, from texts of this project.

import { scaleOf, type SimilarityScale } from '../../core/similarityScale';
import { cosineMatrix } from '../../core/vector';
import { neverCancelled, untilCancelled } from '../../core/cancel';
import { kept } from '../../core/kept';
import { embed } from '../embed';
import type { Call, Encoder } from '../encoder';
import type { LayerChoice, Pooling } from '../ports';
import { referenceTexts } from './referenceTexts';
import type { NextSentence } from './requests';

export interface Reference {
  readonly scale: SimilarityScale;
  /** Cosines of statements with what comes next, and with what comes next elsewhere. */
  readonly real: Float32Array;
  readonly others: Float32Array;
}

/** Probabilities of the next-sentence head for the same pairs. */
export interface HeadReference {
  readonly real: Float32Array;
  readonly others: Float32Array;
  /** Area under the ROC curve: how often a real continuation is rated above another one; 0.5 is chance. */
  readonly reliability: number;
}

/** Other texts that each continuation is held against by the head: each is a run of the encoder. */
const headRivals = [7, 19];

/** The references of one encoder. Whoever asks first may give up; the work goes on for the others. */
export class References {
  readonly #scales = new Map<string, Promise<Reference>>();
  #head: Promise<HeadReference> | undefined;

  constructor(readonly encoder: Encoder) {}

  of(layers: LayerChoice, pooling: Pooling, call: Call): Promise<Reference> {
    const key = `${layers} ${pooling}`;
    const found = kept(this.#scales, key, () =>
      measure(this.encoder, layers, pooling, { ...call, signal: neverCancelled }),
    );
    return untilCancelled(found, call.signal);
  }

  /** outputMissing where the encoder has no such head. */
  head(call: Call): Promise<HeadReference> {
    if (!this.#head) {
      this.#head = measureHead(this.encoder, { ...call, signal: neverCancelled });
      this.#head.catch(() => (this.#head = undefined));
    }
    return untilCancelled(this.#head, call.signal);
  }
}

async function measure(encoder: Encoder, layers: LayerChoice, pooling: Pooling, call: Call): Promise<Reference> {
  const n = referenceTexts.length;
  const texts = [0, 1, 2].flatMap((which) => referenceTexts.map((row) => row[which]));
  const { width, embeddings } = await embed(encoder, { texts, layers, pooling, lane: call.lane }, call);
  const part = (which: number): Float32Array => embeddings.subarray(which * n * width, (which + 1) * n * width);
  const ofSame = cosineMatrix(part(0), part(0), width);
  const ofParaphrase = cosineMatrix(part(0), part(1), width);
  const ofNext = cosineMatrix(part(0), part(2), width);
  const others = offDiagonal(ofNext, n);
  const unrelated = Float32Array.from([...offDiagonal(ofSame, n), ...offDiagonal(ofParaphrase, n), ...others]);
  return { scale: scaleOf(unrelated, diagonal(ofParaphrase, n)), real: diagonal(ofNext, n), others };
}

async function measureHead(encoder: Encoder, call: Call): Promise<HeadReference> {
  const n = referenceTexts.length;
  const rate = (from: number, to: number): Promise<number> =>
    encoder.nextSentence(encoder.encode(referenceTexts[from][0], referenceTexts[to % n][2]), call);
  const real: number[] = [];
  const others: number[] = [];
  for (let i = 0; i < n; i++) {
    real.push(await rate(i, i));
    for (const away of headRivals) others.push(await rate(i, i + away));
  }
  return {
    real: Float32Array.from(real),
    others: Float32Array.from(others),
    reliability: areaUnderCurve(real, others),
  };
}

/** How often a value of `better` lies above one of `worse`, 0…1, equal ones counted half. */
export function areaUnderCurve(better: ArrayLike<number>, worse: ArrayLike<number>): number {
  let wins = 0;
  for (let i = 0; i < better.length; i++) wins += rankAmong(better[i], worse);
  return wins / better.length;
}

/** Share 0…1 of the values that lie below, equal ones counted half. */
export function rankAmong(value: number, values: ArrayLike<number>): number {
  let below = 0;
  for (let i = 0; i < values.length; i++) below += value > values[i] ? 1 : value === values[i] ? 0.5 : 0;
  return below / values.length;
}

/** What the head says of a pair, beside what it says of the reference texts. */
export function nextSentenceOf(probability: number, head: HeadReference): NextSentence {
  return {
    probability,
    reliability: head.reliability,
    rankAmongReal: rankAmong(probability, head.real),
    rankAmongOthers: rankAmong(probability, head.others),
  };
}

const diagonal = (matrix: Float32Array, n: number): Float32Array =>
  Float32Array.from({ length: n }, (_, i) => matrix[i * n + i]);

const offDiagonal = (matrix: Float32Array, n: number): Float32Array =>
  matrix.filter((_, i) => Math.floor(i / n) !== i % n);
