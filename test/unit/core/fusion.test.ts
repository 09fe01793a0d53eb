import assert from 'node:assert/strict';
import { convexFusion, reciprocalRankFusion } from '../../../src/core/fusion';

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

  it('adds scores that run from the floor to the best', () => {
    const fused = convexFusion(
      [
        { items: ['a', 'b', 'c'], scores: [9, 5, 1], floor: 1, weight: 0.5 },
        { items: ['c', 'a'], scores: [4, 2], floor: 0, weight: 0.5 },
      ],
      (item) => item,
    );
    assert.deepEqual(
      fused.map(({ item, score, ranks }) => [item, score, ranks]),
      [
        ['a', 0.75, [1, 2]],
        ['c', 0.5, [3, 1]],
        ['b', 0.25, [2, undefined]],
      ],
    );
  });

  it('gives all to the items of a ranking without a range', () => {
    const one = { items: ['a'], scores: [0.3], floor: 0.3, weight: 1 };
    assert.equal(convexFusion([one], (item) => item)[0].score, 1);
    assert.deepEqual(
      convexFusion([{ items: [], scores: [], floor: 0, weight: 1 }], (item: string) => item),
      [],
    );
  });
});
