import assert from 'node:assert/strict';
import {
  accuracy,
  classScores,
  confusionMatrix,
  macroF1,
  ndcg,
  pearson,
  ranks,
  recallAt,
  spearman,
  wilsonInterval,
} from '../../../src/core/metrics';

const close = (actual: number, expected: number, tolerance = 1e-6): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

describe('correlation', () => {
  it('Spearman of the textbook example (intelligence and hours of television)', () => {
    const iq = [106, 86, 100, 101, 99, 103, 97, 113, 112, 110];
    const hours = [7, 0, 27, 50, 28, 29, 20, 12, 6, 17];
    close(spearman(iq, hours), -29 / 165);
  });
  it('Spearman with equal values', () => close(spearman([1, 2, 2, 3], [1, 3, 2, 4]), 4.5 / Math.sqrt(22.5)));
  it('Spearman sees order alone', () => close(spearman([1, 2, 3, 4], [1, 10, 100, 1e9]), 1));
  it('Pearson', () => {
    close(pearson([1, 2, 3], [2, 4, 6]), 1);
    close(pearson([1, 2, 3], [3, 2, 1]), -1);
    close(pearson([1, 2, 3, 4], [1, 3, 2, 4]), 0.8);
    assert.equal(pearson([1, 1], [1, 2]), 0);
    assert.equal(pearson([], []), 0);
  });
  it('ranks', () => assert.deepEqual([...ranks([10, 30, 20, 30, 30])], [1, 4, 2, 4, 4]));
  it('refuses different lengths', () => assert.throws(() => spearman([1], [1, 2]), RangeError));
});

describe('classification', () => {
  const gold = ['a', 'a', 'a', 'b', 'b', 'c'];
  const predicted = ['a', 'a', 'b', 'b', 'a', 'b'];
  const matrix = [
    [2, 1, 0],
    [1, 1, 0],
    [0, 1, 0],
  ];
  it('accuracy', () => {
    close(accuracy(gold, predicted), 0.5);
    assert.equal(accuracy([], []), 0);
    assert.throws(() => accuracy(['a'], []), RangeError);
  });
  it('confusion matrix', () => {
    assert.deepEqual(confusionMatrix(gold, predicted, ['a', 'b', 'c']), matrix);
    assert.throws(() => confusionMatrix(gold, predicted, ['a', 'b']), RangeError);
  });
  it('scores of each class', () => {
    const scores = classScores(matrix);
    close(scores[0].precision, 2 / 3);
    close(scores[0].recall, 2 / 3);
    close(scores[0].f1, 2 / 3);
    close(scores[1].precision, 1 / 3);
    close(scores[1].recall, 1 / 2);
    close(scores[1].f1, 0.4);
    assert.deepEqual(scores[2], { precision: 0, recall: 0, f1: 0, support: 1 });
    assert.deepEqual(
      scores.map((each) => each.support),
      [3, 2, 1],
    );
    close(macroF1(scores), (2 / 3 + 0.4) / 3);
    assert.equal(macroF1([]), 0);
  });
  it('Wilson interval', () => {
    const [low, high] = wilsonInterval(8, 10);
    close(low, 0.4901625, 1e-5);
    close(high, 0.9433178, 1e-5);
    assert.deepEqual(wilsonInterval(0, 0), [0, 1]);
    assert.equal(wilsonInterval(0, 20)[0], 0);
    assert.ok(wilsonInterval(20, 20)[0] > 0.8 && wilsonInterval(20, 20)[1] === 1);
  });
});

describe('ranking', () => {
  const relevance = new Map([1, 2, 3, 4, 5, 6, 7, 8].map((id, n) => [id, [3, 2, 3, 0, 1, 2, 3, 2][n]]));
  it('nDCG of the textbook example', () => close(ndcg([1, 2, 3, 4, 5, 6], relevance, 6), 0.785, 5e-4));
  it('nDCG at its ends', () => {
    assert.equal(ndcg([1, 3, 7, 2, 6, 8, 5, 4], relevance, 8), 1);
    assert.equal(ndcg([4, 99], relevance), 0);
    assert.equal(ndcg([1], new Map()), 0);
    close(ndcg(['x', 'a'], new Map([['a', 1]])), 1 / Math.log2(3));
  });
  it('recall', () => {
    assert.equal(recallAt([1, 2, 3, 4], new Set([2, 4, 9]), 3), 1 / 3);
    assert.equal(recallAt([2, 2, 2], new Set([2, 4])), 0.5);
    assert.equal(recallAt([1], new Set()), 0);
  });
});
