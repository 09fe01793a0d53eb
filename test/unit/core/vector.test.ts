import assert from 'node:assert/strict';
import { cosine, cosineMatrix, dot, l2Normalise, rowsOf, topK } from '../../../src/core/vector';

const close = (actual: number, expected: number, tolerance = 1e-6): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

describe('dot and cosine', () => {
  const table: readonly [readonly number[], readonly number[], number, number][] = [
    [[1, 2, 3], [4, -5, 6], 12, 12 / Math.sqrt(14 * 77)],
    [[1, 0], [0, 1], 0, 0],
    [[3, 4], [3, 4], 25, 1],
    [[3, 4], [-6, -8], -50, -1],
    [[0, 0], [1, 1], 0, 0],
    [[], [], 0, 0],
  ];
  for (const [a, b, product, angle] of table) {
    it(`${a} · ${b}`, () => {
      close(dot(a, b), product);
      close(cosine(a, b), angle);
      close(cosine(b, a), angle);
    });
  }
  it('refuses different lengths', () => {
    assert.throws(() => dot([1], [1, 2]), RangeError);
    assert.throws(() => cosine([1], []), RangeError);
  });
  it('never leaves −1…1', () => {
    const a = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 1e3);
    assert.ok(cosine(a, a) <= 1 && cosine(a, a) > 1 - 1e-12);
  });
});

describe('l2Normalise', () => {
  it('works row by row, in place, and leaves zeros', () => {
    const values = Float32Array.of(3, 4, 0, 0, -5, 12);
    assert.equal(l2Normalise(values, 2), values);
    for (const [n, expected] of [0.6, 0.8, 0, 0, -5 / 13, 12 / 13].entries()) close(values[n], expected);
  });
  it('takes one row without a width', () => close(l2Normalise(Float32Array.of(2, 2, 1))[2], 1 / 3));
  it('refuses what is no row', () => assert.throws(() => l2Normalise(new Float32Array(5), 2), RangeError));
});

describe('cosineMatrix', () => {
  it('gives each pair of rows', () => {
    const a = Float32Array.of(1, 0, 1, 1, 0, 0);
    const b = Float32Array.of(0, 2, -3, 0);
    const expected = [0, -1, Math.SQRT1_2, -Math.SQRT1_2, 0, 0];
    const found = cosineMatrix(a, b, 2);
    assert.equal(found.length, 6);
    for (const [n, each] of expected.entries()) close(found[n], each);
    assert.deepEqual([...a], [1, 0, 1, 1, 0, 0]);
  });
  it('has ones on the diagonal of a matrix with itself', () => {
    const a = Float32Array.from({ length: 30 }, (_, i) => Math.cos(i * i));
    const found = cosineMatrix(a, a, 10);
    for (let i = 0; i < 3; i++) {
      close(found[i * 4], 1, 1e-6);
      for (let j = 0; j < 3; j++)
        close(found[i * 3 + j], cosine(a.subarray(i * 10, i * 10 + 10), a.subarray(j * 10, j * 10 + 10)));
    }
  });
  it('takes no rows', () => assert.equal(cosineMatrix(new Float32Array(0), new Float32Array(4), 2).length, 0));
});

describe('topK', () => {
  const table: readonly [readonly number[], number, readonly number[]][] = [
    [[3, 1, 4, 1, 5, 9, 2, 6], 3, [5, 7, 4]],
    [[1, 1, 1, 1], 2, [0, 1]],
    [[1, 2], 5, [1, 0]],
    [[1, 2], 0, []],
    [[], 3, []],
    [[NaN, -1, NaN, -Infinity], 4, [1, 3]],
    [[2, 7, 2, 7, 2], 4, [1, 3, 0, 2]],
  ];
  for (const [values, k, expected] of table) {
    it(`${k} of ${values}`, () => assert.deepEqual([...topK(values, k)], expected));
  }
  it('counts indices from the start of a part', () => {
    assert.deepEqual([...topK([9, 9, 1, 3, 2, 9], 2, 2, 5)], [1, 2]);
  });
  it('agrees with sorting', () => {
    const values = Float32Array.from({ length: 5000 }, (_, i) => Math.round(Math.sin(i * 7.3) * 500));
    const sorted = [...values.keys()].sort((i, j) => values[j] - values[i] || i - j);
    for (const k of [1, 10, 777, 5000]) assert.deepEqual([...topK(values, k)], sorted.slice(0, k));
  });
});

describe('rowsOf', () => {
  it('counts rows', () => {
    assert.equal(rowsOf([1, 2, 3, 4], 2), 2);
    assert.equal(rowsOf([], 7), 0);
    assert.equal(rowsOf([], 0), 0);
    assert.throws(() => rowsOf([1], 0), RangeError);
  });
});
