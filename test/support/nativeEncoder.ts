// What the native runtime says, in a process as on the desktop, in the form in which devices are compared.

import assert from 'node:assert/strict';
import { neverCancelled } from '../../src/core/cancel';
import { cosine } from '../../src/core/vector';
import type { WantedDevice } from '../../src/runtime/encoder/messages';
import { nodeClock } from '../../src/runtime/node/clock';
import { loadModel } from '../../src/runtime/node/loadModel';
import type { PageAnswer, PageBatch } from '../web/page';
import { encoderProgram, reference } from './tinyBert';

/** A GPU that is a program may take minutes on a busy machine. */
const stallMs = 5 * 60_000;

/** A folder of a model and its ONNX file. */
export interface TestedModel {
  readonly folder: string;
  readonly file: string;
}

const { batch, length, inputIds, attentionMask, rows } = reference;
/** Of the small model. */
export const tinyQuestion: PageBatch = { batch, length, inputIds, attentionMask, rows };
/** [CLS], words and [MASK] of the bundled encoder's vocabulary. */
export const shippedQuestion: PageBatch = {
  batch: 1,
  length: 64,
  inputIds: Array.from({ length: 64 }, (_, i) => (i === 0 ? 2 : i === 20 ? 4 : i === 63 ? 3 : 1000 + i * 37)),
  attentionMask: Array.from({ length: 64 }, () => 1),
  rows: [20],
};

export async function native(
  { folder, file }: TestedModel,
  question: PageBatch,
  device: WantedDevice = 'cpu',
): Promise<PageAnswer> {
  const notices: string[] = [];
  const onNotice = ({ reason }: { readonly reason: string }): void => void notices.push(reason);
  const context = { program: encoderProgram, clock: nodeClock };
  const options = { device, file, onNotice, stallMs };
  const { encoder } = await loadModel(context, folder, options, neverCancelled);
  try {
    const texts = {
      ...{ batch: question.batch, length: question.length },
      inputIds: Int32Array.from(question.inputIds),
      attentionMask: Int32Array.from(question.attentionMask),
      tokenTypeIds: new Int32Array(question.inputIds.length),
    };
    const mlm = await encoder.mlm({ batch: texts, rows: Int32Array.from(question.rows), top: 5 }, neverCancelled);
    const { values } = await encoder.embed({ batch: texts, layers: 'last', pooling: 'mean' }, neverCancelled);
    const { device: on, dtype, hash } = encoder.info;
    return { device: on, dtype, hash, embeddings: [...values], best: [...mlm.ids], notices, ms: 0 };
  } finally {
    await encoder.dispose();
  }
}

export function leastCosine(one: PageAnswer, other: PageAnswer, texts: number): number {
  assert.equal(one.embeddings.length, other.embeddings.length);
  const width = one.embeddings.length / texts;
  const row = (answer: PageAnswer, n: number) => Float32Array.from(answer.embeddings.slice(n * width, (n + 1) * width));
  return Math.min(...Array.from({ length: texts }, (_, n) => cosine(row(one, n), row(other, n))));
}
