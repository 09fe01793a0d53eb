import assert from 'node:assert/strict';
import { padBatch, planBatches } from '../../../src/engine/batching';

describe('planBatches', () => {
  const cases: { name: string; lengths: number[]; budget: number; expected: number[][] }[] = [
    { name: 'nothing', lengths: [], budget: 10, expected: [] },
    { name: 'one row', lengths: [4], budget: 10, expected: [[0]] },
    {
      name: 'sorts by length so that padding stays small',
      lengths: [9, 2, 8, 3],
      budget: 18,
      expected: [
        [1, 3],
        [2, 0],
      ],
    },
    { name: 'rows × longest at the budget exactly', lengths: [5, 5], budget: 10, expected: [[0, 1]] },
    { name: 'one over the budget starts a new batch', lengths: [5, 6], budget: 11, expected: [[0], [1]] },
    { name: 'a row over the budget runs alone', lengths: [1, 30, 1], budget: 10, expected: [[0, 2], [1]] },
    { name: 'equal lengths keep their order', lengths: [3, 3, 3], budget: 6, expected: [[0, 1], [2]] },
  ];
  for (const { name, lengths, budget, expected } of cases) {
    it(name, () => assert.deepEqual(planBatches(lengths, budget), expected));
  }

  it('uses every row once and pads less than a tenth on mixed lengths', () => {
    const lengths = Array.from({ length: 200 }, (_, n) => 8 + ((n * 37) % 120));
    const batches = planBatches(lengths, 256);
    assert.deepEqual(
      batches.flat().sort((a, b) => a - b),
      [...lengths.keys()],
    );
    const padded = batches.reduce((sum, batch) => sum + batch.length * Math.max(...batch.map((n) => lengths[n])), 0);
    const useful = lengths.reduce((sum, length) => sum + length, 0);
    assert.ok(padded / useful < 1.1, `${padded} for ${useful}`);
  });
});

describe('padBatch', () => {
  it('fills shorter rows at the end and masks the filling', () => {
    const row = (...ids: number[]) => ({
      inputIds: Int32Array.from(ids),
      tokenTypeIds: new Int32Array(ids.length).fill(1),
    });
    const batch = padBatch([row(7, 8), row(4, 5, 6)], 9);
    assert.deepEqual(batch, {
      batch: 2,
      length: 3,
      inputIds: Int32Array.of(7, 8, 9, 4, 5, 6),
      attentionMask: Int32Array.of(1, 1, 0, 1, 1, 1),
      tokenTypeIds: Int32Array.of(1, 1, 0, 1, 1, 1),
    });
  });

  it('pads with 0 where the vocabulary has no padding token', () => {
    const rows = [{ inputIds: Int32Array.of(5), tokenTypeIds: Int32Array.of(0) }];
    assert.deepEqual(
      padBatch([...rows, { inputIds: Int32Array.of(5, 6), tokenTypeIds: Int32Array.of(0, 0) }], -1).inputIds[1],
      0,
    );
  });

  it('refuses no rows', () => assert.throws(() => padBatch([], 0), RangeError));
});
