// TF-IDF, logistic regression and naive Bayes against worked examples of others.

import assert from 'node:assert/strict';
import { fit, fitWithCrossValidation, likeliest, predict } from '../../../evaluation/logistic';
import { naiveBayes } from '../../../evaluation/naiveBayes';
import { sampleOfEach } from '../../../evaluation/sampling';
import { mulberry32 } from '../../../src/core/random';
import { dotOfRows, selectRows, TfIdf, type FeatureRows } from '../../../evaluation/tfidf';

const repeat = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).flatMap(([term, count]) => new Array<string>(count).fill(term));

function dense(features: FeatureRows): number[][] {
  return Array.from({ length: features.rows }, (_, row) => {
    const values = new Array<number>(features.width).fill(0);
    for (let at = features.starts[row]; at < features.starts[row + 1]; at++) {
      values[features.columns[at]] = features.values[at];
    }
    return values;
  });
}

function sparse(rows: readonly (readonly number[])[]): FeatureRows {
  const width = rows[0].length;
  return {
    rows: rows.length,
    width,
    starts: Int32Array.from({ length: rows.length + 1 }, (_, row) => row * width),
    columns: Int32Array.from({ length: rows.length * width }, (_, at) => at % width),
    values: Float64Array.from(rows.flat()),
  };
}

function assertNear(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(actual[i] - value) <= tolerance, `${i}: ${actual[i]}, not ${value}`),
  );
}

describe('TF-IDF', () => {
  // The example of scikit-learn's user guide, "Tf–idf term weighting".
  const counts: readonly Readonly<Record<string, number>>[] = [
    { a: 3, c: 1 },
    { a: 2 },
    { a: 3 },
    { a: 4 },
    { a: 3, b: 2 },
    { a: 3, c: 2 },
  ];
  const texts = counts.map(repeat);

  it('gives the smoothed weights of scikit-learn', () => {
    const rows = dense(new TfIdf(texts).transform(texts));
    // Columns come in order of appearance: a, c, b.
    const expected = [
      [0.85151335, 0.52433293, 0],
      [1, 0, 0],
      [1, 0, 0],
      [1, 0, 0],
      [0.55422893, 0, 0.83236428],
      [0.63035731, 0.77630514, 0],
    ];
    rows.forEach((row, i) => assertNear(row, expected[i], 1e-8));
  });

  it('gives a word of every text no weight when plain', () => {
    const rows = dense(new TfIdf(texts, 'plain').transform(texts));
    assertNear(rows[0], [0, 1, 0], 1e-12);
    assertNear(rows[1], [0, 0, 0], 0);
  });

  it('takes the cosine of two rows and skips unknown words', () => {
    const tfidf = new TfIdf(texts);
    const rows = tfidf.transform([...texts, ['unheard']]);
    assert.ok(Math.abs(dotOfRows(rows, 0, 5) - (0.85151335 * 0.63035731 + 0.52433293 * 0.77630514)) < 1e-7);
    assert.equal(dotOfRows(rows, 0, 6), 0);
    assert.deepEqual(dense(selectRows(rows, [6, 1])), [
      [0, 0, 0],
      [1, 0, 0],
    ]);
  });
});

describe('logistic regression', () => {
  const rows = sparse([
    [1, 0, 2],
    [0, 1, 0],
    [3, 0, 0],
    [0, 2, 1],
    [1, 1, 1],
    [0, 0, 2],
  ]);
  const labels = [0, 1, 0, 1, 2, 2];
  // Optimum found by PyTorch's L-BFGS in double precision: Σ cross-entropy + ‖W‖² / (2 C).
  const optima: readonly [number, number[], number[]][] = [
    [
      1,
      [0.717573, -0.496306, 0.201686, -0.55976, 0.608482, -0.512495, -0.157814, -0.112176, 0.310809],
      [0.39707, 0.297624, 0.305306, 0.125073, 0.496984, 0.377942],
    ],
    [
      10,
      [2.124719, -1.537092, 1.144085, -1.883145, 1.590827, -1.459847, -0.241575, -0.053736, 0.315762],
      [0.25024, 0.180726, 0.569034, 0.008713, 0.584764, 0.406523],
    ],
  ];
  for (const [c, weights, probabilities] of optima) {
    it(`reaches the optimum at C = ${c}`, () => {
      const model = fit(rows, labels, 3, c, 1e-9);
      assertNear(
        Array.from(model.weights).filter((_, at) => at % 4 !== 3),
        weights,
        2e-5,
      );
      const asked = sparse([
        [1, 0, 0],
        [0, 1, 1],
      ]);
      assertNear(predict(model, asked), probabilities, 2e-5);
      assert.deepEqual(likeliest(predict(model, asked), 3), probabilities[2] > 0.5 ? [2, 1] : [0, 1]);
    });
  }

  it('learns a separable task with a strength of its own choice', () => {
    const many = sparse(Array.from({ length: 40 }, (_, i) => (i % 2 ? [1, 0.1 * (i % 3)] : [0.1 * (i % 3), 1])));
    const gold = Array.from({ length: 40 }, (_, i) => i % 2);
    assert.deepEqual(likeliest(predict(fitWithCrossValidation(many, gold, 2), many), 2), gold);
    // One example of a class: nothing can be held out.
    const few = selectRows(many, [0, 1]);
    assert.deepEqual(likeliest(predict(fitWithCrossValidation(few, [0, 1], 2), few), 2), [0, 1]);
  });

  it('rejects labels and widths that do not belong', () => {
    assert.throws(() => fit(rows, [0, 1], 3, 1), RangeError);
    assert.throws(() => fit(rows, [0, 1, 0, 1, 2, 3], 3, 1), RangeError);
    assert.throws(() => predict(fit(rows, labels, 3, 1), sparse([[1]])), RangeError);
  });
});

describe('naive Bayes', () => {
  it('answers as the worked example 13.1 of Manning, Raghavan and Schütze', () => {
    const texts = ['Chinese Beijing Chinese', 'Chinese Chinese Shanghai', 'Chinese Macao', 'Tokyo Japan Chinese'];
    const split = (text: string) => text.split(' ');
    const answer = (text: string) => naiveBayes(texts.map(split), [0, 0, 0, 1], 2, [split(text)])[0];
    assert.equal(answer('Chinese Chinese Chinese Tokyo Japan'), 0);
    assert.equal(answer('Tokyo Japan'), 1);
    assert.equal(answer('unheard words'), 0);
  });
});

describe('samples', () => {
  const labels = Array.from({ length: 60 }, (_, i) => (i < 50 ? i % 2 : 2));

  it('takes as many of each class, or all there are, without repeats', () => {
    const sample = sampleOfEach(labels, 16, 7);
    const counts = [0, 1, 2].map((label) => sample.filter((index) => labels[index] === label).length);
    assert.deepEqual(counts, [16, 16, 10]);
    assert.equal(new Set(sample).size, sample.length);
  });

  it('is the same for one seed and another for another', () => {
    assert.deepEqual(sampleOfEach(labels, 8, 1), sampleOfEach(labels, 8, 1));
    assert.notDeepEqual(sampleOfEach(labels, 8, 1), sampleOfEach(labels, 8, 2));
    const random = mulberry32(3);
    const values = Array.from({ length: 1000 }, random);
    assert.ok(values.every((value) => value >= 0 && value < 1));
    assert.ok(Math.abs(values.reduce((a, b) => a + b) / 1000 - 0.5) < 0.05);
  });
});
