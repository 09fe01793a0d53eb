import assert from 'node:assert/strict';
import {
  type Examples,
  fitSoftmax,
  outOfFoldLogits,
  probabilitiesOf,
  trainClassifier,
  trainWithFolds,
} from '../../../src/core/classifier';
import { stratifiedFolds } from '../../../src/core/folds';
import { fitTemperature, softmaxRows } from '../../../src/core/temperature';

// prettier-ignore
const rows = [[0.58, 0.15, 0.67], [0.29, -1.59, -0.75], [1.45, 0.91, 0.15], [-0.01, 1.59, -0.35], [1.35, 1.15, -0.12], [1.35, -0.46, 1.06], [-1.42, -0.47, -1.35], [-0.28, 0.97, 0.76], [0.18, 1.43, 1.0], [-0.22, 0.22, -0.59], [-1.07, 0.69, -0.46], [-0.19, -0.15, -0.98], [1.11, -0.77, 1.77], [-1.32, 0.7, 1.12], [1.17, 0.38, 2.02]];
const examples: Examples = {
  features: Float32Array.from(rows.flat()),
  labels: Int32Array.from([0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2]),
  width: 3,
  numLabels: 3,
};

// Optima found by PyTorch 2.13 (float64, LBFGS with strong Wolfe line search, gradient below 1e-12).
const references = [
  {
    options: { l2: 0.1 },
    weights: [0.582464, -0.10047, -0.661707, -0.348123, 0.350423, -0.32704, -0.234341, -0.249953, 0.988747],
    first: [0.51823, 0.263705, 0.218065],
    tenth: [0.547858, 0.397336, 0.054806],
  },
  {
    options: { l2: 0.01, balanced: true },
    weights: [1.446393, 0.159309, -1.686811, -0.178652, 0.812949, -1.048439, -1.267741, -0.972258, 2.735249],
    first: [0.557186, 0.328512, 0.114302],
    tenth: [0.495166, 0.501704, 0.00313],
  },
];

const near = (actual: ArrayLike<number>, expected: readonly number[], tolerance: number) =>
  expected.forEach((value, i) => assert.ok(Math.abs(actual[i] - value) < tolerance, `${i}: ${actual[i]} for ${value}`));

describe('classifier', () => {
  for (const { options, weights, first, tenth } of references) {
    it(`reaches PyTorch's optimum with ${JSON.stringify(options)}`, () => {
      const classifier = fitSoftmax(examples, options);
      near(classifier.weights, weights, 2e-4);
      const probabilities = probabilitiesOf(classifier, examples.features);
      near(probabilities.subarray(0, 3), first, 1e-4);
      near(probabilities.subarray(27, 30), tenth, 1e-4);
    });
  }

  it('gives the same classifier for the same examples', () => {
    assert.deepEqual(trainClassifier(examples), trainClassifier(examples));
  });

  it('holds each example out once, every label spread over the folds', () => {
    const fold = stratifiedFolds(examples.labels, 3);
    for (const label of [0, 1, 2]) {
      const counts = [0, 0, 0];
      fold.forEach((f, n) => examples.labels[n] === label && counts[f]++);
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, `label ${label}: ${counts}`);
    }
  });

  it('does not let a held-out label reach its own prediction', () => {
    const fold = stratifiedFolds(examples.labels, 3);
    const before = outOfFoldLogits(examples, fold, { l2: 0.1 });
    const changed = { ...examples, labels: examples.labels.slice() };
    changed.labels[0] = 1;
    const after = outOfFoldLogits(changed, fold, { l2: 0.1 });
    near(after.subarray(0, 3), [...before.subarray(0, 3)], 1e-12);
  });

  it('holds the examples out by several shuffles, each by classifiers that have not seen them', () => {
    const { classifier, heldOut, folds } = trainWithFolds(examples);
    assert.equal(heldOut.length, 3);
    for (const [n, logits] of heldOut.entries()) {
      const fold = stratifiedFolds(examples.labels, folds, n + 1);
      const anew = outOfFoldLogits(examples, fold, { l2: classifier.l2, tolerance: 1e-8 });
      near(logits, [...anew], 0.02);
    }
  });

  it('finds the temperature that made the logits', () => {
    // Labels in exact proportion to softmax(logits / 2.5): three rows, 1,000 draws each.
    const logits = [
      [2, 0, -1],
      [0, 3, 1],
      [-2, -1, 2],
    ];
    const all: number[] = [];
    const labels: number[] = [];
    for (const row of logits) {
      softmaxRows(Float64Array.from(row), 3, 2.5).forEach((probability, k) => {
        for (let n = 0; n < Math.round(1000 * probability); n++) {
          all.push(...row);
          labels.push(k);
        }
      });
    }
    const { temperature } = fitTemperature(Float64Array.from(all), Int32Array.from(labels), 3);
    assert.ok(Math.abs(temperature - 2.5) < 0.02, String(temperature));
  });

  for (const [name, bad] of [
    ['lengths that disagree', { ...examples, width: 4 }],
    ['a label out of range', { ...examples, numLabels: 2 }],
    ['one label only', { ...examples, numLabels: 1, labels: new Int32Array(15) }],
  ] as const) {
    it(`refuses ${name}`, () => assert.throws(() => fitSoftmax(bad, { l2: 0.1 }), RangeError));
  }

  it('trains on 200 examples of width 384 in a few seconds even on a busy machine', () => {
    const features = new Float32Array(200 * 384).map(
      (_, i) => Math.sin(i * 12.9898 + (Math.floor(i / 384) % 4) * (i % 7)) / 20,
    );
    const labels = Int32Array.from({ length: 200 }, (_, n) => n % 4);
    const began = performance.now();
    trainClassifier({ features, labels, width: 384, numLabels: 4 });
    const ms = performance.now() - began;
    assert.ok(ms < 6000, `${ms} ms`);
  });
});
