import assert from 'node:assert/strict';
import {
  combineHeads,
  filterPair,
  hideTokens,
  joinWords,
  keepTop,
  packRows,
  rollout,
  unpackRows,
  wordMap,
} from '../../../src/core/attention';
import type { Token } from '../../../src/core/types';

const f = (...values: number[]) => Float32Array.from(values);
const near = (actual: ArrayLike<number>, expected: readonly number[], tolerance = 1e-6) => {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => assert.ok(Math.abs(actual[i] - value) < tolerance, `${i}: ${actual[i]} for ${value}`));
};

describe('attention', () => {
  const map = { heads: 2, length: 2, values: f(1, 0, 0.5, 0.5, 0.2, 0.8, 0.3, 0.7) };
  for (const [heads, how, expected] of [
    [[0, 1], 'mean', [0.6, 0.4, 0.4, 0.6]],
    [[0, 1], 'max', [1, 0.8, 0.5, 0.7]],
    [[1], 'mean', [0.2, 0.8, 0.3, 0.7]],
  ] as const) {
    it(`combines heads ${heads} by ${how}`, () => near(combineHeads(map, heads, how), expected));
  }
  it('refuses to combine no head', () => assert.throws(() => combineHeads(map, [], 'mean'), RangeError));

  it('rolls attention out as worked by hand', () => {
    // A = 0.5 I + 0.5 W a layer; the product of the second and the first.
    const first = f(0, 1, 1, 0);
    const second = f(1, 0, 0.5, 0.5);
    near(rollout([first, second], 2), [0.5, 0.5, 0.5, 0.5]);
    // first → [.5 .5; .5 .5]; second → [1 0; .25 .75]; product → [.5 .5; .5 .5]
    near(rollout([second], 2), [1, 0, 0.25, 0.75]);
    // second applied after second: [1 0; .25 .75]² = [1 0; .4375 .5625]
    near(rollout([second, second], 2), [1, 0, 0.4375, 0.5625]);
  });

  const three = f(0.5, 0.3, 0.2, 0.1, 0.1, 0.8, 0, 1, 0);
  it('hides a token without renormalising', () =>
    near(hideTokens(three, 3, new Set([1]), false), [0.5, 0, 0.2, 0, 0, 0, 0, 0, 0]));
  it('hides a token and renormalises, a row with nothing left stays zero', () =>
    near(hideTokens(three, 3, new Set([1]), true), [0.5 / 0.7, 0, 0.2 / 0.7, 0, 0, 0, 0, 0, 0]));

  for (const [filter, expected] of [
    ['all', [0.5, 0.3, 0.2, 0.1, 0.1, 0.8, 0, 1, 0]],
    ['AtoA', [0.5, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['AtoB', [0, 0.3, 0.2, 0, 0, 0, 0, 0, 0]],
    ['BtoA', [0, 0, 0, 0.1, 0, 0, 0, 0, 0]],
    ['BtoB', [0, 0, 0, 0, 0.1, 0.8, 0, 1, 0]],
  ] as const) {
    it(`filters ${filter}`, () => near(filterPair(three, [0, 1, 1], filter), expected));
  }

  for (const [share, expected] of [
    [0.4, [0.5, 0, 0, 0, 0, 0.8, 0, 1, 0]],
    [0.7, [0.5, 0.3, 0, 0, 0, 0.8, 0, 1, 0]],
    [1, [0.5, 0.3, 0.2, 0.1, 0.1, 0.8, 0, 1, 0]],
    [0, [0.5, 0, 0, 0, 0, 0.8, 0, 1, 0]],
  ] as const) {
    it(`keeps the top ${share}`, () => near(keepTop(three, 3, share), expected));
  }

  it('joins pieces to words; rows of the word map keep their sums', () => {
    const token = (text: string, start: number, end: number, special = false): Token => ({
      text,
      id: 1,
      segment: 0,
      special,
      start,
      end,
    });
    const tokens = [token('[CLS]', 0, 0, true), token('un', 0, 2), token('##do', 2, 4), token('it', 5, 7)];
    const words = joinWords(tokens, [-1, 0, 0, 1]);
    assert.deepEqual(
      words.map((w) => [w.tokens, w.start, w.end]),
      [
        [[0], 0, 0],
        [[1, 2], 0, 4],
        [[3], 5, 7],
      ],
    );
    const uniform = new Float32Array(16).fill(0.25);
    near(wordMap(uniform, 4, words), [0.25, 0.5, 0.25, 0.25, 0.5, 0.25, 0.25, 0.5, 0.25]);
  });

  it('packs rows that still sum to one, within 1/65535 of each value', () => {
    const values = new Float32Array(4 * 512);
    for (let r = 0; r < 3; r++) {
      let sum = 0;
      for (let j = 0; j < 512; j++) sum += values[r * 512 + j] = Math.exp(3 * Math.sin(j * (r + 1.7)));
      for (let j = 0; j < 512; j++) values[r * 512 + j] /= sum;
    }
    const back = unpackRows(packRows(values, 512));
    for (let r = 0; r < 3; r++) {
      const sum = back.subarray(r * 512, (r + 1) * 512).reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(sum - 1) < 1e-5, String(sum));
    }
    assert.equal(
      back.subarray(3 * 512).every((v) => v === 0),
      true,
    );
    back.forEach((v, i) => assert.ok(Math.abs(v - values[i]) <= 1.01 / 65535, `${i}`));
  });
});
