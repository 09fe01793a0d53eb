import assert from 'node:assert/strict';
import { minimise, type Objective } from '../../../src/core/lbfgs';

/** Rosenbrock 1960: a curved valley with its lowest point, 0, at (1, 1). */
const valley: Objective = ([x, y], gradient) => {
  gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
  gradient[1] = 200 * (y - x * x);
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
};

/** Half of ‖A x − b‖² with a condition of 10⁴. */
const bowl: Objective = (x, gradient) => {
  let value = 0;
  x.forEach((each, n) => {
    const scale = 10 ** (n / 2);
    gradient[n] = scale * (scale * each - n);
    value += (scale * each - n) ** 2 / 2;
  });
  return value;
};

describe('minimise', () => {
  it('finds the lowest point of Rosenbrock’s valley', () => {
    const x = Float64Array.of(-1.2, 1);
    assert.ok(minimise(valley, x) < 1e-12);
    for (const each of x) assert.ok(Math.abs(each - 1) < 1e-6, String(each));
  });

  it('finds the least squares of a problem of bad condition', () => {
    const x = new Float64Array(5).fill(3);
    assert.ok(minimise(bowl, x, { tolerance: 1e-8 }) < 1e-12);
    x.forEach((each, n) => assert.ok(Math.abs(each - n / 10 ** (n / 2)) < 1e-6, `${n}: ${each}`));
  });

  it('stays where nothing is lower, and takes no more steps than it may', () => {
    const lowest = Float64Array.of(1, 1);
    assert.equal(minimise(valley, lowest), 0);
    assert.deepEqual([...lowest], [1, 1]);
    const start = Float64Array.of(-1.2, 1);
    assert.equal(minimise(valley, start, { maxIterations: 0 }), valley(start, new Float64Array(2)));
  });
});
