import assert from 'node:assert/strict';
import { groupsOf, meanSilhouette } from '../../../src/core/groups';
import { distances } from './someRows';

// scipy.cluster.hierarchy.linkage(…, 'average') cut into k groups, and sklearn.metrics.silhouette_score of them.
const references = [
  { groups: [1, 2, 2, 2, 2, 2, 1, 2, 2], silhouette: 0.436553 },
  { groups: [1, 2, 2, 3, 2, 2, 1, 2, 2], silhouette: 0.210566 },
  { groups: [1, 3, 3, 4, 3, 3, 2, 3, 3], silhouette: 0.173558 },
  { groups: [1, 3, 4, 5, 4, 3, 2, 3, 4], silhouette: 0.130945 },
];

describe('groupsOf', () => {
  for (const { groups, silhouette } of references) {
    const count = Math.max(...groups);
    it(`measures the silhouette of ${count} groups as scikit-learn does`, () => {
      const found = meanSilhouette(
        distances,
        9,
        Int32Array.from(groups, (group) => group - 1),
        count,
      );
      assert.ok(Math.abs(found - silhouette) < 1e-5, String(found));
    });
  }

  it('finds the groups that scipy finds, in the number with the best silhouette, the largest first', () => {
    const found = groupsOf(distances, 9, 5);
    assert.deepEqual(Array.from(found.groups), [1, 0, 0, 0, 0, 0, 1, 0, 0]);
    assert.equal(found.count, 2);
    assert.ok(Math.abs(found.silhouette - 0.436553) < 1e-5);
  });

  it('leaves things that are equally far apart in one group', () => {
    const even = Float32Array.from({ length: 25 }, (_, at) => (at % 6 === 0 ? 0 : 1));
    assert.deepEqual(groupsOf(even, 5, 4), { groups: new Int32Array(5), count: 1, silhouette: 0 });
  });

  it('takes one thing, and none', () => {
    assert.deepEqual(groupsOf(Float32Array.of(0), 1, 4), { groups: new Int32Array(1), count: 1, silhouette: 0 });
    assert.deepEqual(groupsOf(new Float32Array(0), 0, 4), { groups: new Int32Array(0), count: 0, silhouette: 0 });
  });

  it('refuses distances that are no square', () =>
    assert.throws(() => groupsOf(new Float32Array(3), 2, 2), RangeError));
});
