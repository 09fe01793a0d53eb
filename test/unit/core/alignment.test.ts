import assert from 'node:assert/strict';
import { alignTokens, wordMatches } from '../../../src/core/alignment';

/** Worked out with PyTorch 2.13 as BERTScore's greedy matching does (normalise, bmm, max over either side, means). */
const reference = {
  width: 5,
  a: [
    -0.076644, 0.359882, -0.782017, 0.071528, 0.664839, -0.28678, 1.620551, -1.596708, -0.051681, -0.305976, 0.248502,
    -0.222561, 0.913152, 0.204341, -0.077581, -1.805364, -0.476031, -0.292913, -0.348089, 0.348746, 0.160162, 0.095675,
    1.068248, -1.012922, -0.071683, 0.141628, 0.129518, 0.681411, -0.9583, 0.063924,
  ],
  b: [
    0.253887, -0.692364, -0.455424, 2.212418, 0.421687, 0.745505, -0.667683, 2.739456, 0.613023, -0.232742, 0.724746,
    1.079544, -1.121595, -0.489067, -0.633628, -0.789338, -0.897733, -1.887572, 0.33604, 0.500926,
  ],
  matchOfA: [3, 2, 1, 3, 1, 1],
  matchOfB: [0, 2, 1, 0],
  precision: 0.6452319622039795,
  recall: 0.6576875448226929,
  f1: 0.6514002173955887,
};
const a = Float32Array.from(reference.a);
const b = Float32Array.from(reference.b);
const close = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-5, `${actual} is not ${expected}`);

describe('alignTokens', () => {
  it('agrees with PyTorch', () => {
    const found = alignTokens(a, b, reference.width);
    assert.deepEqual([...found.matchOfA], reference.matchOfA);
    assert.deepEqual([...found.matchOfB], reference.matchOfB);
    close(found.precision, reference.precision);
    close(found.recall, reference.recall);
    close(found.f1, reference.f1);
  });

  it('is symmetric: precision one way is recall the other way', () => {
    const there = alignTokens(a, b, reference.width);
    const back = alignTokens(b, a, reference.width);
    close(there.precision, back.recall);
    close(there.f1, back.f1);
    assert.deepEqual(there.matchOfA, back.matchOfB);
  });

  it('gives 1 for the same text, each token with its like', () => {
    const found = alignTokens(a, a, reference.width);
    close(found.f1, 1);
    assert.deepEqual([...found.matchOfA], [0, 1, 2, 3, 4, 5]);
  });

  it('matches nothing with nothing', () => {
    const found = alignTokens(a, new Float32Array(0), reference.width);
    assert.deepEqual([...found.matchOfA], [-1, -1, -1, -1, -1, -1]);
    assert.equal(found.f1, 0);
    assert.equal(found.recall, 0);
  });
});

describe('wordMatches', () => {
  it('joins pieces: the best piece says which word, the mean how alike', () => {
    const found = wordMatches([0, 1, 1, 2], [0, 2, 1, -1], [1, 0.5, 0.9, 0], [0, 1, 2]);
    assert.deepEqual(
      found.map(({ match }) => match),
      [0, 1, -1],
    );
    assert.deepEqual(
      found.map(({ similarity }) => similarity),
      [1, 0.7, 0],
    );
  });
});
