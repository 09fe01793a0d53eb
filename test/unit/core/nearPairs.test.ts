import assert from 'node:assert/strict';
import { groupsOf, nearPairsOfTile, tileRows } from '../../../src/core/nearPairs';
import { cosineMatrix, l2Normalise } from '../../../src/core/vector';

/** Park and Miller's generator: the same numbers everywhere. */
function vectorsOf(rows: number, width: number): Float32Array {
  let seed = 7;
  const next = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5;
  return l2Normalise(Float32Array.from({ length: rows * width }, next), width);
}

describe('nearPairsOfTile', () => {
  it('gives over all tiles exactly the pairs of the whole matrix', () => {
    const [rows, width, threshold] = [tileRows * 2 + 17, 6, 0.8];
    const vectors = vectorsOf(rows, width);
    const cosines = cosineMatrix(vectors, vectors, width);
    const expected: string[] = [];
    for (let a = 0; a < rows; a++) {
      for (let b = a + 1; b < rows; b++) if (cosines[a * rows + b] >= threshold) expected.push(`${a} ${b}`);
    }
    const found: string[] = [];
    for (let first = 0; first < 3; first++) {
      for (let second = first; second < 3; second++) {
        found.push(...nearPairsOfTile(vectors, width, { first, second }, threshold).map(({ a, b }) => `${a} ${b}`));
      }
    }
    assert.ok(expected.length > 20);
    assert.deepEqual(found.toSorted(), expected.toSorted());
  });

  it('finds nothing near a row of zeros', () => {
    assert.deepEqual(nearPairsOfTile(new Float32Array(8), 2, { first: 0, second: 0 }, 0.1), []);
  });
});

describe('groupsOf', () => {
  const pair = (a: number, b: number) => ({ a, b, similarity: 1 });
  it('joins rows of which each is near to each', () => {
    assert.deepEqual(groupsOf([pair(4, 5), pair(0, 2), pair(2, 7), pair(0, 7), pair(1, 3)]), [
      [4, 5],
      [0, 2, 7],
      [1, 3],
    ]);
    assert.deepEqual(groupsOf([]), []);
  });

  it('makes no chains: the most similar pair wins, what is near to one of it only stays out', () => {
    assert.deepEqual(groupsOf([pair(0, 1), pair(1, 2), pair(2, 3)]), [
      [0, 1],
      [2, 3],
    ]);
  });

  it('joins two groups when all their rows are near', () => {
    const all = [pair(0, 1), pair(2, 3), pair(0, 2), pair(0, 3), pair(1, 2), pair(1, 3)];
    assert.deepEqual(groupsOf(all), [[0, 1, 2, 3]]);
  });
});
