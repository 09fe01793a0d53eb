import assert from 'node:assert/strict';
import { fitSoftmax } from '../../../src/core/classifier';
import { softmaxRows } from '../../../src/core/temperature';
import { coordinatesOf } from '../../../src/core/coordinates';
import { linearLogits, type Rows, type SparseRows } from '../../../src/core/rows';

// prettier-ignore
const dense = [[-0.8, -1.32, -0.25, 0.42, 1.14], [0.11, -0.55, -0.78, 0.75, 1.63], [0.27, -1.23, -0.96, 1.6, 0.2], [-1.73, -0.08, -1.16, -0.63, -0.49], [-0.71, 0.55, -0.06, -0.59, 0.41], [0.83, -1.64, -0.26, -0.98, -0.17], [-1.29, 0.02, -0.04, -0.3, -1.05], [-0.4, -1.09, -1.36, 0.22, -1.11]];
// prettier-ignore
const words = [[0.0, 0.0, 0.46, 0.0, 0.0, 0.39], [0.61, 0.0, 0.0, 0.61, 0.0, 0.0], [0.0, 0.27, 0.0, 0.0, 0.95, 0.0], [0.49, 0.0, 0.0, 0.0, 0.0, 0.96], [0.0, 0.0, 0.64, 0.39, 0.0, 0.0], [0.0, 0.75, 0.0, 0.0, 0.74, 0.0], [0.0, 0.0, 0.29, 0.71, 0.0, 0.0], [0.5, 0.71, 0.0, 0.0, 0.0, 0.0]];
const labels = Int32Array.from([0, 1, 2, 0, 1, 2, 0, 1]);
const shares = [1, 1, 3];

const sparse = (rows: readonly (readonly number[])[], width: number): SparseRows => {
  const entries = rows.map((row) => [...row.entries()].filter(([, value]) => value !== 0));
  const starts = new Int32Array(rows.length + 1);
  entries.forEach((row, n) => (starts[n + 1] = starts[n] + row.length));
  const all = entries.flat();
  return {
    width,
    starts,
    columns: Int32Array.from(all, ([column]) => column),
    values: Float32Array.from(all, ([, value]) => value),
  };
};
const rowsOf = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): Rows => ({
  dense: Float32Array.from(a.flat()),
  blocks: [2, 3],
  words: sparse(b, 6),
});
const rows = rowsOf(dense, words);
const train = (given: Rows, most?: number) => {
  const { coordinates, rank, lift } = coordinatesOf(given, shares, most);
  const fitted = fitSoftmax({ features: coordinates, labels, width: rank, numLabels: 3 }, { l2: 0.01 });
  return { linear: lift(fitted), rank, fitted, coordinates };
};
const near = (actual: ArrayLike<number>, expected: readonly number[], tolerance: number) =>
  expected.forEach((value, i) => assert.ok(Math.abs(actual[i] - value) < tolerance, `${i}: ${actual[i]} for ${value}`));

describe('coordinates', () => {
  // PyTorch 2.13 (float64, LBFGS) on the features themselves, each block divided by the root of its variance and
  // multiplied by the root of its share: softmax regression with the penalty 0.01 / 2 · ‖W‖².
  it("leads to PyTorch's optimum on the features themselves", () => {
    const { linear } = train(rows);
    near(
      linear.weights.subarray(0, 11),
      [
        -0.817038, -0.338988, 0.187611, 0.00431, -0.237276, -0.845959, -1.385493, -0.094857, 0.444815, -0.799071,
        1.772151,
      ],
      1e-3,
    );
    near(softmaxRows(linearLogits(linear, rows), 3).subarray(0, 3), [0.809665, 0.142184, 0.04815], 1e-4);
    const other = rowsOf([[0.61, -0.36, -0.15, 0.24, 0.1]], [[0.5, 0, 0, 0.7, 0, 0]]);
    near(softmaxRows(linearLogits(linear, other), 3), [0.097804, 0.859087, 0.043108], 1e-4);
  });

  it('says the same of a row by its coordinates and by its features', () => {
    const { linear, fitted, rank, coordinates } = train(rows);
    assert.equal(rank, 7, 'eight centred rows span seven dimensions');
    const inside = Array.from(labels, (_, n) =>
      [0, 1, 2].map((k) => {
        let sum = fitted.bias[k];
        for (let d = 0; d < rank; d++) sum += fitted.weights[k * rank + d] * coordinates[n * rank + d];
        return sum;
      }),
    ).flat();
    near(linearLogits(linear, rows), inside, 1e-5);
  });

  it('keeps to fewer dimensions where it must, and stays the same function there', () => {
    const { coordinates, rank, lift } = coordinatesOf(rows, shares, 4);
    assert.equal(rank, 4);
    const linear = { weights: Float64Array.of(1, -2, 0.5, 3), bias: Float64Array.of(0.25) };
    const lifted = linearLogits(lift(linear), rows);
    // Rows that were pivots are spanned exactly: their longest coordinates fill the lower triangle.
    let exact = 0;
    for (let n = 0; n < labels.length; n++) {
      let sum = 0.25;
      for (let d = 0; d < 4; d++) sum += linear.weights[d] * coordinates[n * 4 + d];
      if (Math.abs(sum - lifted[n]) < 1e-5) exact++;
    }
    assert.ok(exact >= 4, `${exact} rows`);
  });

  it('takes rows that are all alike', () => {
    const alike = rowsOf([dense[0], dense[0]], [words[0], words[0]]);
    const { coordinates, rank, lift } = coordinatesOf(alike, shares);
    assert.equal(rank, 1);
    assert.ok(coordinates.every((value) => value === 0));
    const lifted = lift({ weights: Float64Array.of(5), bias: Float64Array.of(2) });
    near(linearLogits(lifted, alike), [2, 2], 1e-12);
  });

  it('refuses shares and rows that disagree', () => {
    assert.throws(() => coordinatesOf(rows, [1, 1]), RangeError);
    assert.throws(() => coordinatesOf({ ...rows, blocks: [2, 2] }, shares), RangeError);
    assert.throws(() => linearLogits({ weights: new Float64Array(3), bias: new Float64Array(1) }, rows), RangeError);
  });
});
