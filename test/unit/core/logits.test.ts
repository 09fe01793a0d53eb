import assert from 'node:assert/strict';
import { logSoftmax, logSumExp, softmax, topLogProbabilities } from '../../../src/core/logits';

const close = (actual: number, expected: number, tolerance = 1e-5): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);

/** Reference values of PyTorch 2.13. */
const logits = Float32Array.of(2, -1, 0.5, 3.25, 100, 100, -50, 0);
const reference = {
  logSumExp: [3.56093239, 100.69314575],
  logSoftmax: [
    -1.5609324, -4.56093216, -3.0609324, -0.31093234, -0.69314718, -0.69314718, -150.69314575, -100.69314575,
  ],
  softmax: [0.20994025, 0.01045231, 0.046844, 0.73276347, 0.5, 0.5, 0, 0],
};

describe('logits', () => {
  it('logSumExp', () => {
    close(logSumExp(logits, 0, 4), reference.logSumExp[0]);
    close(logSumExp(logits, 4, 8), reference.logSumExp[1]);
    close(logSumExp([1e4, 1e4]), 1e4 + Math.LN2);
    assert.equal(logSumExp([]), -Infinity);
    assert.equal(logSumExp([-Infinity, -Infinity]), -Infinity);
    close(logSumExp([-Infinity, 3]), 3);
  });
  it('logSoftmax', () => {
    for (const [n, value] of logSoftmax(logits, 4).entries()) close(value, reference.logSoftmax[n]);
    close(logSoftmax(logits.subarray(0, 4))[3], reference.logSoftmax[3]);
  });
  it('softmax', () => {
    for (const [n, value] of softmax(logits, 4).entries()) close(value, reference.softmax[n]);
  });
  it('topLogProbabilities', () => {
    const { ids, logProbabilities } = topLogProbabilities(logits, 4, 2);
    assert.deepEqual([...ids], [3, 0, 0, 1]);
    for (const [n, expected] of [-0.31093234, -1.5609324, -0.69314718, -0.69314718].entries()) {
      close(logProbabilities[n], expected);
    }
    assert.equal(topLogProbabilities(logits, 4, 0).ids.length, 0);
  });
  it('refuses shapes that do not fit', () => {
    assert.throws(() => logSoftmax(logits, 3), RangeError);
    assert.throws(() => topLogProbabilities(logits, 4, 5), RangeError);
  });
});
