import assert from 'node:assert/strict';
import { principalPlane } from '../../../src/core/projection';
import { rows, width } from './someRows';

// numpy.linalg.svd of the centred rows, signs as principalPlane chooses them.
const expected = [
  [3.2518, 1.4583],
  [-1.0499, -0.3731],
  [-0.7182, 0.2194],
  [1.2228, -1.0244],
  [-2.6533, -0.2644],
  [-0.2156, 1.4912],
  [4.228, -1.0992],
  [-2.1507, 1.0075],
  [-1.9148, -1.4154],
];

describe('principalPlane', () => {
  it('agrees with the singular value decomposition of numpy', () => {
    const { points, shares } = principalPlane(rows, width);
    expected.flat().forEach((value, i) => assert.ok(Math.abs(points[i] - value) < 2e-4, `${i}: ${points[i]} ${value}`));
    assert.ok(Math.abs(shares[0] - 0.70284333) < 1e-6 && Math.abs(shares[1] - 0.14798379) < 1e-6, String(shares));
  });

  it('puts rows that are all alike, one row, and none at 0', () => {
    assert.deepEqual(principalPlane(new Float32Array(8).fill(3), 4), { points: new Float32Array(4), shares: [0, 0] });
    assert.deepEqual(principalPlane(Float32Array.of(1, 2), 2).points, new Float32Array(2));
    assert.deepEqual(principalPlane(new Float32Array(0), 2).points, new Float32Array(0));
  });

  it('keeps the second axis at 0 for points on a line', () => {
    const { points, shares } = principalPlane(Float32Array.of(0, 0, 1, 1, 2, 2), 2);
    assert.deepEqual(
      Array.from(points, (v) => Math.round(Math.abs(v) * 1000)),
      [1414, 0, 0, 0, 1414, 0],
    );
    assert.ok(Math.abs(shares[0] - 1) < 1e-9 && shares[1] === 0);
  });

  it('refuses a length that is no multiple of the width', () =>
    assert.throws(() => principalPlane(new Float32Array(5), 2), RangeError));
});
