import assert from 'node:assert/strict';
import type { Batch } from '../../../../src/core/types';
import { entities } from '../../../../src/engine/classify/ready';
import { fakeModel } from '../../../support/fakeEncoder';
import { encoderOver, interactive } from '../../../support/fakeEngine';

const labels = ['O', 'B-PER', 'I-PER', 'E-PER', 'S-PER'];

/** What the model calls each word decides; all else is nothing. */
async function namesIn(text: string, called: Readonly<Record<string, string>>): Promise<string[]> {
  const info = { readyTask: { kind: 'tokenClassification', labels, several: false } } as const;
  const model = fakeModel({ vocabulary: ['ann', 'bob', 'lee', 'met', '.'], info });
  Object.assign(model.encoder, {
    head: ({ inputIds }: Batch) => {
      const logits = new Float32Array(inputIds.length * labels.length);
      inputIds.forEach((id, n) => {
        const k = labels.indexOf(called[model.tokenizer.piece(id)] ?? 'O');
        logits[n * labels.length + k] = 9;
      });
      return Promise.resolve({ width: labels.length, logits });
    },
  });
  const found = await entities(encoderOver(model), text, interactive);
  return found.map(({ start, end, label }) => `${label}: ${text.slice(start, end)}`);
}

describe('entities', () => {
  const table: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
    ['joins what goes on', { ann: 'B-PER', lee: 'I-PER' }, ['PER: Ann Lee']],
    ['joins what ends', { ann: 'B-PER', lee: 'E-PER' }, ['PER: Ann Lee']],
    ['parts two that begin', { ann: 'B-PER', lee: 'B-PER' }, ['PER: Ann', 'PER: Lee']],
    ['parts two that stand alone', { ann: 'S-PER', lee: 'S-PER' }, ['PER: Ann', 'PER: Lee']],
  ];
  for (const [name, called, expected] of table) {
    it(name, async () => assert.deepEqual(await namesIn('Ann Lee met.', called), expected));
  }
});
