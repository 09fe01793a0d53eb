import assert from 'node:assert/strict';
import { reciprocalRankFusion } from '../../../src/core/fusion';

describe('core/fusion', () => {
  const fuse = (rankings: string[][], options?: { k?: number; weights?: number[] }) =>
    reciprocalRankFusion(rankings, (item) => item, options);

  it('adds 1 / (k + rank) over the rankings', () => {
    const [first, second, third] = fuse([
      ['a', 'b'],
      ['b', 'c'],
    ]);
    assert.deepEqual(first, { item: 'b', score: 1 / 62 + 1 / 61, ranks: [2, 1] });
    assert.deepEqual(second, { item: 'a', score: 1 / 61, ranks: [1, undefined] });
    assert.deepEqual(third, { item: 'c', score: 1 / 62, ranks: [undefined, 2] });
  });

  it('weighs the rankings', () => {
    const fused = fuse([['a'], ['b']], { weights: [1, 2], k: 0 });
    assert.deepEqual(
      fused.map(({ item, score }) => [item, score]),
      [
        ['b', 2],
        ['a', 1],
      ],
    );
  });

  it('counts an item once a ranking and keeps the order of equals', () => {
    assert.deepEqual(
      fuse([['a', 'a'], ['b']]).map(({ item, score }) => [item, score]),
      [
        ['a', 1 / 61],
        ['b', 1 / 61],
      ],
    );
    assert.deepEqual(fuse([]), []);
  });
});
