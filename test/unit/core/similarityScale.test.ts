import assert from 'node:assert/strict';
import { bandOf, quantile, scaleOf } from '../../../src/core/similarityScale';

describe('quantile', () => {
  it('agrees with NumPy’s default method', () => {
    const values = Float32Array.of(3, 1, 4, 1, 5, 9, 2, 6);
    // numpy.quantile([3,1,4,1,5,9,2,6], [0, .1, .25, .5, .95, 1])
    for (const [q, expected] of [
      [0, 1],
      [0.1, 1],
      [0.25, 1.75],
      [0.5, 3.5],
      [0.95, 7.95],
      [1, 9],
    ] as const) {
      assert.ok(Math.abs(quantile(values, q) - expected) < 1e-6, `${q}`);
    }
    assert.throws(() => quantile(new Float32Array(0), 0.5), RangeError);
  });
});

describe('scaleOf', () => {
  it('names a band for every similarity, in rising order', () => {
    const scale = scaleOf(Float32Array.of(0, 0.1, 0.2, 0.3), Float32Array.of(0.5, 0.6, 0.7, 0.8));
    assert.deepEqual(
      [-1, 0.25, 0.3, 0.6, 0.7, 0.79, 1].map((value) => bandOf(value, scale)),
      ['apart', 'apart', 'related', 'close', 'alike', 'same', 'same'],
    );
  });

  it('rises even for an encoder that tells nothing apart', () => {
    const { related, close, alike, same } = scaleOf(Float32Array.of(0.9, 0.99), Float32Array.of(0.1, 0.2));
    assert.ok(related <= close && close <= alike && alike <= same);
  });
});
