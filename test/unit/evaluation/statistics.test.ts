// The figures of the evaluation on worked examples from outside: textbooks, Wikipedia, scikit-learn's documentation.

import assert from 'node:assert/strict';
import {
  averagePrecision,
  averagePrecisionOfRanking,
  bestThreshold,
  expectedCalibrationError,
  f1,
  mean,
  reciprocalRank,
} from '../../../evaluation/statistics';
import { ndcg, spearman } from '../../../src/core/metrics';

const near = (actual: number, expected: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, not ${expected}`);

describe('statistics of the evaluation', () => {
  it('takes average precision over thresholds, as in the example of scikit-learn', () => {
    near(averagePrecision([0.1, 0.4, 0.35, 0.8], [false, false, true, true]), 0.8333333333);
  });

  it('gives all records of one score the same precision, in whatever order they stand', () => {
    near(averagePrecision([1, 1, 1, 1], [true, false, false, false]), 0.25);
    near(averagePrecision([1, 1, 1, 1], [false, false, false, true]), 0.25);
    assert.equal(averagePrecision([1, 2], [false, false]), 0);
  });

  it('finds the best threshold without splitting equal scores', () => {
    const positive = [true, true, false, true, false, false];
    assert.deepEqual(bestThreshold([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], positive, 'accuracy'), {
      threshold: 0.8,
      value: 5 / 6,
    });
    // Called positive from 0.6 on: 3 hits, 1 false alarm, none missed.
    assert.deepEqual(bestThreshold([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], positive, 'f1'), { threshold: 0.6, value: 6 / 7 });
    assert.deepEqual(bestThreshold([1, 1], [true, false], 'accuracy').value, 0.5);
    assert.deepEqual(bestThreshold([3, 2, 1], [false, false, false], 'accuracy'), { threshold: Infinity, value: 1 });
  });

  it('takes the harmonic mean of precision and recall', () => {
    // Precision 2/3, recall 2/4.
    near(f1([1, 1, 1, 0, 0, 0], [1, 1, 0, 1, 1, 0], 1), 4 / 7);
    assert.equal(f1([0, 0], [0, 0], 1), 0);
  });

  it('averages precision over all relevant documents, found or not', () => {
    // Manning, Raghavan and Schütze, section 8.4: precision at each relevant one; ranks 1 and 3 of three relevant.
    const relevant = new Map([
      ['a', 1],
      ['c', 1],
      ['z', 1],
    ]);
    near(averagePrecisionOfRanking(['a', 'b', 'c', 'd'], relevant), (1 + 2 / 3) / 3);
    assert.equal(averagePrecisionOfRanking(['b'], relevant), 0);
  });

  it('takes the rank of the first relevant document', () => {
    const relevant = new Map([
      ['c', 1],
      ['b', 0],
    ]);
    assert.equal(reciprocalRank(['a', 'b', 'c'], relevant), 1 / 3);
    assert.equal(reciprocalRank(['a'], relevant), 0);
  });

  it('weighs the gap between confidence and accuracy by the size of a bin', () => {
    // Two bins of two: accuracy 0.5 at confidence 0.95, accuracy 1 at confidence 0.65.
    const confidence = [0.95, 0.95, 0.65, 0.65];
    near(expectedCalibrationError(confidence, [true, false, true, true]), 0.5 * 0.45 + 0.5 * 0.35);
    assert.equal(expectedCalibrationError([1, 1], [true, true]), 0);
  });

  it('rests on rank correlation with ties and on gains as they are', () => {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4.
    near(spearman([1, 5, 5, 9], [10, 20, 30, 40]), 4.5 / Math.sqrt(4.5 * 5));
    // Wikipedia, "Discounted cumulative gain": documents of gain 3 and 2 are missing from the list of six.
    const gains = new Map(Object.entries({ d1: 3, d2: 2, d3: 3, d4: 0, d5: 1, d6: 2, d7: 3, d8: 2 }));
    near(ndcg(['d1', 'd2', 'd3', 'd4', 'd5', 'd6'], gains, 6), 0.785, 5e-4);
  });

  it('rejects lists that do not belong together', () => {
    assert.throws(() => bestThreshold([1], [true, false], 'f1'), RangeError);
    assert.throws(() => averagePrecision([1], []), RangeError);
    assert.ok(Number.isNaN(mean([])));
  });
});
