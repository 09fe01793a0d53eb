import assert from 'node:assert/strict';
import { clusterOrder } from '../../../src/core/seriation';

/** Nine points in three clusters; merges by SciPy 1.17 (linkage, average, on 1 − cosine). */
const similarities = Float32Array.from([
  1.0, -0.3226, -0.1013, 0.9785, -0.1198, -0.073, 0.9856, -0.0465, -0.163, -0.3226, 1.0, 0.2229, -0.121, 0.9774, 0.1971,
  -0.347, 0.959, 0.2216, -0.1013, 0.2229, 1.0, -0.0713, 0.1678, 0.9994, 0.0558, 0.1497, 0.9978, 0.9785, -0.121, -0.0713,
  1.0, 0.0874, -0.0473, 0.9558, 0.1604, -0.1362, -0.1198, 0.9774, 0.1678, 0.0874, 1.0, 0.1467, -0.156, 0.9972, 0.1531,
  -0.073, 0.1971, 0.9994, -0.0473, 0.1467, 1.0, 0.0853, 0.1305, 0.9959, 0.9856, -0.347, 0.0558, 0.9558, -0.156, 0.0853,
  1.0, -0.0859, -0.0049, -0.0465, 0.959, 0.1497, 0.1604, 0.9972, 0.1305, -0.0859, 1.0, 0.1305, -0.163, 0.2216, 0.9978,
  -0.1362, 0.1531, 0.9959, -0.0049, 0.1305, 1.0,
]);
const clusters = [
  [2, 5],
  [4, 7],
  [2, 5, 8],
  [0, 6],
  [1, 4, 7],
  [0, 3, 6],
  [1, 2, 4, 5, 7, 8],
];

describe('clusterOrder', () => {
  const order = [...clusterOrder(similarities, 9)];

  it('is a permutation in which each of SciPy’s clusters stands together', () => {
    assert.deepEqual(order.toSorted(), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    for (const cluster of clusters) {
      const places = cluster.map((row) => order.indexOf(row)).sort((a, b) => a - b);
      assert.equal(places.at(-1)! - places[0], cluster.length - 1, `${cluster} in ${order}`);
    }
  });

  it('is the same each time, and ends with equal rows, few rows and none', () => {
    assert.deepEqual([...clusterOrder(similarities, 9)], order);
    assert.deepEqual([...clusterOrder(new Float32Array(16).fill(1), 4)].toSorted(), [0, 1, 2, 3]);
    assert.deepEqual([...clusterOrder(Float32Array.of(1), 1)], [0]);
    assert.deepEqual([...clusterOrder(new Float32Array(0), 0)], []);
    assert.throws(() => clusterOrder(new Float32Array(3), 2), RangeError);
  });
});
