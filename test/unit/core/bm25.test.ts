import assert from 'node:assert/strict';
import { inverseDocumentFrequency, saturation } from '../../../src/core/bm25';

const close = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}, not ${expected}`);

describe('BM25', () => {
  it('weighs a term by how few passages hold it: 1 of 2 is ln 2, and all of them still count', () => {
    close(inverseDocumentFrequency(1, 2), Math.log(2));
    close(inverseDocumentFrequency(2, 2), Math.log(1.2));
    close(inverseDocumentFrequency(0, 1), Math.log(4));
  });

  it('counts one term of a passage of mean length as 1, with k1 = 1.2 and b = 0.75', () => {
    close(saturation(1, 10, 10), 1);
    close(saturation(2, 20, 10), (2 * 2.2) / (2 + 1.2 * (0.25 + 0.75 * 2)));
    close(saturation(0, 10, 10), 0);
    assert.ok(saturation(1e9, 10, 10) < 2.2);
  });
});
