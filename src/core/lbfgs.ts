// Minimises a smooth function of many variables: limited-memory BFGS. Knows nothing of what it minimises.

/** The function at `x` and, written into `gradient`, its gradient there. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  /** Steps at the most. */
  readonly maxIterations?: number;
  /** Stops when no entry of the gradient is larger than this. */
  readonly tolerance?: number;
  /** Pairs of steps remembered. */
  readonly memory?: number;
}

const SUFFICIENT_DECREASE = 1e-4;
const HALVINGS = 30;

/**
 * Minimises `objective` from `x` on, in place; returns the value reached. Two-loop recursion with a backtracking line
 * search, deterministic. Source: Nocedal and Wright, Numerical Optimization, 2nd edition, algorithms 3.1, 7.4 and 7.5.
 */
export function minimise(objective: Objective, x: Float64Array, options: LbfgsOptions = {}): number {
  const { maxIterations = 200, tolerance = 1e-6, memory = 10 } = options;
  const steps: Pair[] = [];
  let gradient = new Float64Array(x.length);
  let value = objective(x, gradient);
  for (let n = 0; n < maxIterations && largest(gradient) > tolerance; n++) {
    const direction = descent(gradient, steps);
    const slope = dot(gradient, direction);
    if (!(slope < 0)) break;
    const found = backtrack(objective, x, direction, value, slope, n === 0 ? 1 / Math.max(1, norm(gradient)) : 1);
    if (!found) break;
    remember(steps, memory, x, found.x, gradient, found.gradient);
    x.set(found.x);
    gradient = found.gradient;
    value = found.value;
  }
  return value;
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly rho: number;
}

/** The direction −H g with H the approximated inverse Hessian. */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = gradient.slice();
  const alphas: number[] = [];
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { step, change, rho } = pairs[i];
    alphas[i] = rho * dot(step, q);
    addScaled(q, change, -alphas[i]);
  }
  const last = pairs.at(-1);
  if (last) scale(q, 1 / (last.rho * dot(last.change, last.change)));
  pairs.forEach(({ step, change, rho }, i) => addScaled(q, step, alphas[i] - rho * dot(change, q)));
  scale(q, -1);
  return q;
}

function backtrack(
  objective: Objective,
  x: Float64Array,
  direction: Float64Array,
  value: number,
  slope: number,
  first: number,
) {
  const gradient = new Float64Array(x.length);
  let size = first;
  for (let n = 0; n < HALVINGS; n++, size /= 2) {
    const candidate = x.slice();
    addScaled(candidate, direction, size);
    const reached = objective(candidate, gradient);
    if (reached <= value + SUFFICIENT_DECREASE * size * slope) return { x: candidate, gradient, value: reached };
  }
  return undefined;
}

function remember(
  pairs: Pair[],
  memory: number,
  from: Float64Array,
  to: Float64Array,
  before: Float64Array,
  after: Float64Array,
): void {
  const step = to.slice();
  addScaled(step, from, -1);
  const change = after.slice();
  addScaled(change, before, -1);
  const curvature = dot(step, change);
  // Without positive curvature the approximation would lose its definiteness.
  if (curvature <= 1e-12) return;
  pairs.push({ step, change, rho: 1 / curvature });
  if (pairs.length > memory) pairs.shift();
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));

function largest(a: Float64Array): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]));
  return most;
}

function addScaled(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] += factor * b[i];
}

function scale(a: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] *= factor;
}
