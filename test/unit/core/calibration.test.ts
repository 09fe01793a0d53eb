import assert from 'node:assert/strict';
import { calibrationBins, expectedCalibrationError } from '../../../src/core/calibration';
import { fitTemperature } from '../../../src/core/classifier';

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

  it('does not become certain from a few examples without a mistake', () => {
    const logits = Float64Array.from([4, -4, 4, -4, -4, 4, -4, 4]);
    const labels = Int32Array.of(0, 0, 1, 1);
    assert.ok(fitTemperature(logits, labels, 2).temperature < 0.1);
    const { temperature } = fitTemperature(logits, labels, 2, true);
    // Two of two: (2 + 1) / (2 + 2).
    assert.ok(Math.abs(1 / (1 + Math.exp(-8 / temperature)) - 0.75) < 0.01);
  });
});
