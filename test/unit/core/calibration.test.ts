import assert from 'node:assert/strict';
import { calibrationBins, expectedCalibrationError } from '../../../src/core/calibration';
import { credibleTemperatures, fitTemperature, temperedRows } from '../../../src/core/temperature';

describe('calibration', () => {
  it('is the weighted distance of confidence and accuracy', () => {
    // Two answers at 0.9 with one right, two at 0.6 with both right: (2/4)·|0.5 − 0.9| + (2/4)·|1 − 0.6| = 0.4.
    const bins = calibrationBins([0.9, 0.9, 0.6, 0.6], [true, false, true, true]);
    assert.ok(Math.abs(expectedCalibrationError(bins) - 0.4) < 1e-12);
    assert.deepEqual([bins[9].count, bins[9].accuracy, bins[6].count], [2, 0.5, 2]);
  });

  it('counts certainty in the last bin, and none for no answers', () => {
    assert.equal(calibrationBins([1], [true], 4)[3].count, 1);
    assert.equal(expectedCalibrationError(calibrationBins([], [])), 0);
    assert.throws(() => calibrationBins([1], []), RangeError);
  });

  it("finds the temperature of Platt's smoothed targets as PyTorch does", () => {
    const logits = Float64Array.from([2, 0.5, -1, 0.1, 1.2, 0.3, 0.2, -0.4, 0.9, 1.5, 1.4, 0, -1, 0.2, 0.6, 3, 0, -2]);
    const { temperature, loss } = fitTemperature(logits, Int32Array.of(0, 1, 2, 1, 2, 0), 3, true);
    assert.ok(Math.abs(temperature - 1.360951) < 0.01, String(temperature));
    assert.ok(Math.abs(loss - 0.8799447) < 1e-5, String(loss));
  });

  it('takes eighths of the posterior probability over the temperature, as NumPy integrates it', () => {
    const logits = Float64Array.from([2, 0.5, -1, 0.1, 1.2, 0.3, 0.2, -0.4, 0.9, 1.5, 1.4, 0, -1, 0.2, 0.6, 3, 0, -2]);
    const others = Float64Array.from([
      1.5, 0.2, -0.7, 0.9, 0.8, 0.1, 0.4, -0.1, 0.3, 1.1, 1.9, 0.2, -0.6, 0.5, 0.4, 2.2, 0.3, -1.5,
    ]);
    const labels = Int32Array.of(0, 1, 2, 1, 2, 0);
    const cases: readonly (readonly [readonly Float64Array[], readonly number[]])[] = [
      [[logits], [0.4573, 0.6685, 0.879, 1.1425, 1.5267, 2.2023, 3.7964, 9.8259]],
      [
        [logits, others],
        [0.4341, 0.6423, 0.8537, 1.1245, 1.5315, 2.273, 4.0665, 10.4641],
      ],
    ];
    for (const [shuffles, expected] of cases) {
      const found = credibleTemperatures(shuffles, labels, 3);
      expected.forEach((value, n) =>
        assert.ok(Math.abs(found[n] / value - 1) < 0.02, `${n}: ${found[n]} for ${value}`),
      );
    }
  });

  it('claims less than the best temperature where examples are few, and the same where they are many', () => {
    const few = Float64Array.from([3, 0, 0, 3, 3, 0, 1, 0, 0, 1, 0, 1, 3, 0, 0, 3]);
    const labels = Int32Array.of(0, 1, 0, 0, 1, 0, 0, 1);
    const best = (times: number): readonly [number, number] => {
      const logits = Float64Array.from({ length: few.length * times }, (_, n) => few[n % few.length]);
      const all = Int32Array.from({ length: labels.length * times }, (_, n) => labels[n % labels.length]);
      const { temperature } = fitTemperature(logits, all, 2, true);
      const probabilityOf = (temperatures: Float64Array) => temperedRows(Float64Array.of(3, 0), 2, temperatures)[0];
      return [probabilityOf(Float64Array.of(temperature)), probabilityOf(credibleTemperatures([logits], all, 2))];
    };
    const [one, mean] = best(1);
    assert.ok(mean < one - 0.02, `${mean} for ${one}`);
    const [sharp, wide] = best(200);
    assert.ok(Math.abs(sharp - wide) < 0.005, `${wide} for ${sharp}`);
  });

  it('keeps the order of the labels, and rows that sum to 1', () => {
    const rows = temperedRows(Float64Array.of(0.2, -1, 4, 0, 0.1, -0.1), 3, Float64Array.of(0.05, 1, 20));
    assert.ok(rows[2] > rows[0] && rows[0] > rows[1] && rows[4] > rows[3] && rows[3] > rows[5]);
    for (const at of [0, 3]) assert.ok(Math.abs(rows[at] + rows[at + 1] + rows[at + 2] - 1) < 1e-12);
    assert.deepEqual(
      temperedRows(Float64Array.of(1, 2), 2, Float64Array.of(1.5)),
      temperedRows(Float64Array.of(1, 2), 2, Float64Array.of(1.5, 1.5)),
    );
  });

  it('does not become certain from a few examples without a mistake', () => {
    const logits = Float64Array.from([4, -4, 4, -4, -4, 4, -4, 4]);
    const labels = Int32Array.of(0, 0, 1, 1);
    assert.ok(fitTemperature(logits, labels, 2).temperature < 0.1);
    const { temperature } = fitTemperature(logits, labels, 2, true);
    // Two of two: (2 + 1) / (2 + 2).
    assert.ok(Math.abs(1 / (1 + Math.exp(-8 / temperature)) - 0.75) < 0.01);
  });
});
