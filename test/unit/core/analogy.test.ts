import assert from 'node:assert/strict';
import { analogyScores, summandsOf, unitRows } from '../../../src/core/analogy';

// Two features: royal, female. king, man, woman, queen, and a word that is neither.
const words = Float32Array.of(1, 0, 0, -1, 0, 1, Math.SQRT1_2, Math.SQRT1_2, -1, 0);
const best = (scores: Float32Array, without: readonly number[]): number =>
  Array.from(scores.keys())
    .filter((n) => !without.includes(n))
    .sort((a, b) => scores[b] - scores[a])[0];

describe('analogyScores', () => {
  for (const method of ['add', 'multiply'] as const) {
    it(`finds queen for king − man + woman by ${method}`, () =>
      assert.equal(best(analogyScores(words, 2, [0, 2], [1], method), [0, 1, 2]), 3));
  }

  it('adds cosines, or multiplies and divides shares, as worked by hand', () => {
    const add = analogyScores(words, 2, [0, 2], [1], 'add');
    assert.ok(Math.abs(add[3] - 3 * Math.SQRT1_2) < 1e-6);
    const multiply = analogyScores(words, 2, [0, 2], [1], 'multiply');
    const toward = (1 + Math.SQRT1_2) / 2;
    assert.ok(Math.abs(multiply[3] - (toward * toward) / ((1 - Math.SQRT1_2) / 2 + 0.001)) < 1e-5);
  });

  it('refuses a sum without words', () => assert.throws(() => analogyScores(words, 2, [], [1], 'add'), RangeError));
});

describe('unitRows', () => {
  it('takes the common part away and leaves rows of length 1', () => {
    const rows = unitRows(Float32Array.of(11, 0, 9, 0, 10, 2, 10, -2), 2);
    assert.deepEqual(Array.from(rows), [1, 0, -1, 0, 0, 1, 0, -1]);
  });
});

describe('summandsOf', () => {
  for (const [text, plus, minus] of [
    ['king - man + woman', ['king', 'woman'], ['man']],
    ['king−man+woman', ['king', 'woman'], ['man']],
    ['river', ['river'], []],
    ['river money', ['river', 'money'], []],
    ['', [], []],
  ] as const) {
    it(JSON.stringify(text), () => assert.deepEqual(summandsOf(text), { plus, minus }));
  }
});
