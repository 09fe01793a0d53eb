// The small model of test/unit/fixtures/tiny-bert (made by makeTinyBert.py) and what PyTorch says about it.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Batch } from '../../src/core/types';
import { neverCancelled } from '../../src/core/cancel';
import type { EncoderPort, TokenizerPort } from '../../src/engine/ports';
import { FakeTokenizer } from './fakeEncoder';

export const tinyBertFolder = path.resolve('test/unit/fixtures/tiny-bert');
/** The built encoder process. */
export const encoderProgram = path.resolve('dist/encoder.cjs');

/** Shapes: B texts of S tokens, L layers, A heads, H hidden, V pieces. All row-major. */
export interface Reference {
  readonly batch: number;
  readonly length: number;
  readonly inputIds: readonly number[];
  readonly attentionMask: readonly number[];
  readonly tokenTypeIds: readonly number[];
  readonly rows: readonly number[];
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly numHeads: number;
  /** `[rows, V]`. */
  readonly logProbabilities: readonly number[];
  /** L + 1 times `[B, H]`. */
  readonly meanOfLayer: readonly (readonly number[])[];
  readonly clsOfLayer: readonly (readonly number[])[];
  /** `[B, S, H]`. */
  readonly lastStates: readonly number[];
  readonly nextSentence: readonly number[];
  /** L times `[B, A, S, S]`. */
  readonly attentionOfLayer: readonly (readonly number[])[];
  /** `[B, A, S, H / A]`. */
  readonly queriesOfLayer1: readonly number[];
  readonly keysOfLayer1: readonly number[];
}

export const reference = JSON.parse(readFileSync(path.join(tinyBertFolder, 'reference.json'), 'utf8')) as Reference;

/** The batch that the reference is about; padded rows included. */
export const referenceBatch: Batch = {
  batch: reference.batch,
  length: reference.length,
  inputIds: Int32Array.from(reference.inputIds),
  attentionMask: Int32Array.from(reference.attentionMask),
  tokenTypeIds: Int32Array.from(reference.tokenTypeIds),
};

/** A tokenizer for the model's vocabulary that needs no tokenizer.json reader. */
export function tinyTokenizer(): TokenizerPort {
  const json = JSON.parse(readFileSync(path.join(tinyBertFolder, 'tokenizer.json'), 'utf8')) as {
    model: { vocab: Record<string, number> };
  };
  return new FakeTokenizer(Object.keys(json.model.vocab).slice(5));
}

/** Greatest absolute difference; infinite when the lengths disagree. */
export function farthest(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < found.length; i++) {
    const difference = Math.abs(found[i] - expected[i]);
    if (!(difference <= worst)) worst = Number.isNaN(difference) ? Infinity : difference;
  }
  return worst;
}

/** How far an encoder's answers are from PyTorch's, by what was asked. Padded places of the states do not count. */
export async function distances(encoder: EncoderPort): Promise<Record<string, number>> {
  const batch = referenceBatch;
  const { rows, vocabSize, numLayers } = reference;
  const all = Int32Array.from({ length: vocabSize }, (_, id) => id);
  const mlm = await encoder.mlm({ batch, rows: Int32Array.from(rows), top: 0, targets: all }, neverCancelled);
  const found: Record<string, number> = {
    mlm: farthest(mlm.targets, reference.logProbabilities),
    nextSentence: farthest(await encoder.nextSentence(batch, neverCancelled), reference.nextSentence),
  };
  for (let layer = 0; layer <= numLayers; layer++) {
    const mean = await encoder.embed({ batch, layers: layer, pooling: 'mean' }, neverCancelled);
    const cls = await encoder.embed({ batch, layers: layer, pooling: 'cls' }, neverCancelled);
    found[`mean ${layer}`] = farthest(mean.values, reference.meanOfLayer[layer]);
    found[`cls ${layer}`] = farthest(cls.values, reference.clsOfLayer[layer]);
  }
  for (let layer = 0; layer < numLayers; layer++) {
    const { values } = await encoder.attention({ batch, layer }, neverCancelled);
    found[`attention ${layer}`] = farthest(values, reference.attentionOfLayer[layer]);
  }
  const states = await encoder.embed({ batch, layers: 'last', pooling: 'none' }, neverCancelled);
  found.states = farthest(states.values, reference.lastStates);
  return found;
}
