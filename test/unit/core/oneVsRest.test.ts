import assert from 'node:assert/strict';
import { linearLogits } from '../../../src/core/rows';
import { fitBinary, fitPlatt, tagProbabilities, trainOneVsRest } from '../../../src/core/oneVsRest';

// prettier-ignore
const rows = [[0.58, 0.15, 0.67], [0.29, -1.59, -0.75], [1.45, 0.91, 0.15], [-0.01, 1.59, -0.35], [1.35, 1.15, -0.12], [1.35, -0.46, 1.06], [-1.42, -0.47, -1.35], [-0.28, 0.97, 0.76], [0.18, 1.43, 1.0], [-0.22, 0.22, -0.59], [-1.07, 0.69, -0.46], [-0.19, -0.15, -0.98], [1.11, -0.77, 1.77], [-1.32, 0.7, 1.12], [1.17, 0.38, 2.02]];
const features = Float32Array.from(rows.flat());
const targets = Uint8Array.from([1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1]);
const near = (actual: ArrayLike<number>, expected: readonly number[], tolerance: number) =>
  expected.forEach((value, i) => assert.ok(Math.abs(actual[i] - value) < tolerance, `${i}: ${actual[i]} for ${value}`));

const logitsOf = (linear: { weights: Float64Array; bias: Float64Array }) =>
  linearLogits(linear, {
    dense: features,
    blocks: [3],
    words: { width: 0, starts: new Int32Array(rows.length + 1), columns: new Int32Array(), values: new Float32Array() },
  });

describe('one label against the rest', () => {
  // Optima found by PyTorch 2.13 (float64, LBFGS with strong Wolfe line search, gradient below 1e-12).
  for (const [options, weights, bias] of [
    [{ l2: 0.1 }, [0.808249, 0.894135, 0.580939], -0.504146],
    [{ l2: 0.01, balanced: true }, [1.719161, 2.475182, 1.174362], -1.714951],
  ] as const) {
    it(`reaches PyTorch's optimum with ${JSON.stringify(options)}`, () => {
      const fitted = fitBinary(features, targets, 3, options);
      near(fitted.weights, weights, 2e-4);
      near([fitted.bias], [bias], 2e-4);
    });
  }

  it("finds Platt's slope and shift as PyTorch does", () => {
    const logits = Float64Array.of(-2.1, -1.3, -0.4, 0.2, 0.3, 0.9, 1.4, 2.2, -0.6, 0.1);
    const { slope, shift } = fitPlatt(logits, Uint8Array.of(0, 0, 1, 0, 1, 1, 1, 1, 0, 0));
    near([slope, shift], [1.031107, -0.075723], 1e-4);
  });

  it('judges each label on its own, the same way every time', () => {
    const has = Uint8Array.from(rows.flatMap(([a, b]) => [a > 0 ? 1 : 0, b > 0 ? 1 : 0]));
    const examples = { features, has, width: 3, numLabels: 2 };
    const { classifier, heldOut } = trainOneVsRest(examples);
    assert.deepEqual(trainOneVsRest(examples), { classifier, heldOut });
    const found = tagProbabilities(classifier, logitsOf(classifier));
    const right = Array.from(found).filter((p, i) => p >= 0.5 === (has[i] === 1)).length;
    assert.ok(right >= 27, `${right} of 30`);
    assert.ok(
      Array.from(found).some((p, i) => i % 2 === 0 && Math.abs(p + found[i + 1] - 1) > 0.2),
      'rows need not sum to 1',
    );
  });

  it('takes a label that every example has, or a single one', () => {
    const has = Uint8Array.from(rows.flatMap((_, n) => [1, n === 0 ? 1 : 0]));
    const { classifier, heldOut } = trainOneVsRest({ features, has, width: 3, numLabels: 2 });
    assert.ok(tagProbabilities(classifier, logitsOf(classifier)).every((p) => p >= 0 && p <= 1));
    assert.ok(Number.isNaN(heldOut[0]));
  });

  it('refuses lengths that disagree', () => {
    assert.throws(() => fitBinary(features, targets, 4, { l2: 1 }), RangeError);
    assert.throws(() => trainOneVsRest({ features, has: new Uint8Array(4), width: 3, numLabels: 2 }), RangeError);
  });
});
