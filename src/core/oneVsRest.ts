// Several labels for one text: a binary logistic regression for each label against the rest, each calibrated on held-out
// folds. Leaves embeddings, names and thresholds to the engine.

import { stratifiedFolds } from './folds';
import { minimise } from './lbfgs';

/** `features` [N, D] row-major; `has` [N, K] row-major: 1 where example n has label k. */
export interface TaggedExamples {
  readonly features: Float32Array;
  readonly has: Uint8Array;
  readonly width: number;
  readonly numLabels: number;
}

/** `weights` [K, D], `bias` [K]; the probability of label k is σ(slope[k] · logit + shift[k]) (Platt scaling). */
export interface OneVsRest {
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  readonly slope: Float64Array;
  readonly shift: Float64Array;
  readonly width: number;
  readonly numLabels: number;
}

export interface Binary {
  readonly weights: Float64Array;
  readonly bias: number;
}

export interface BinaryOptions {
  /** Strength λ of the penalty λ/2 ‖w‖² (the bias is free). */
  readonly l2: number;
  /** Weigh both sides alike, however many examples each has. */
  readonly balanced?: boolean;
  readonly start?: Binary;
  /** Default 1e-6. */
  readonly tolerance?: number;
}

/**
 * Binary logistic regression of targets [N] on features [N, D]: minimises the mean cross-entropy plus λ/2 ‖w‖²;
 * deterministic and convex. Source: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, section 4.4.
 */
export function fitBinary(features: Float32Array, targets: Uint8Array, width: number, options: BinaryOptions): Binary {
  if (features.length !== targets.length * width || !targets.length) {
    throw new RangeError(`${targets.length} targets for ${features.length} values of width ${width}`);
  }
  const positives = targets.reduce((sum, target) => sum + target, 0);
  const weigh = options.balanced && positives > 0 && positives < targets.length;
  const weightOf = (target: number) =>
    weigh ? 1 / (2 * (target ? positives : targets.length - positives)) : 1 / targets.length;
  const x = new Float64Array(width + 1);
  if (options.start) {
    x.set(options.start.weights);
    x[width] = options.start.bias;
  }
  const objective = (at: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let value = 0;
    for (let n = 0; n < targets.length; n++) {
      const row = n * width;
      let logit = at[width];
      for (let d = 0; d < width; d++) logit += at[d] * features[row + d];
      const weight = weightOf(targets[n]);
      value += weight * (softplus(logit) - targets[n] * logit);
      const error = weight * (sigmoid(logit) - targets[n]);
      gradient[width] += error;
      for (let d = 0; d < width; d++) gradient[d] += error * features[row + d];
    }
    for (let d = 0; d < width; d++) {
      value += (options.l2 / 2) * at[d] * at[d];
      gradient[d] += options.l2 * at[d];
    }
    return value;
  };
  minimise(objective, x, { tolerance: options.tolerance });
  return { weights: x.slice(0, width), bias: x[width] };
}

const penalties = [0.1, 0.03, 0.01, 0.003, 0.001];
const middlePenalty = 0.01;

/** A classifier for several labels, and the held-out probabilities [N, K] (NaN where a label had too few examples). */
export interface TrainedOneVsRest {
  readonly classifier: OneVsRest;
  readonly heldOut: Float64Array;
}

/**
 * Trains each label with the penalty of the lowest held-out cross-entropy and Platt's scaling fitted on the same held-out
 * logits. A label with fewer than two examples on either side gets the middle penalty and no scaling.
 */
export function trainOneVsRest(examples: TaggedExamples, folds = 5): TrainedOneVsRest {
  const { features, has, width, numLabels } = examples;
  const count = has.length / numLabels;
  if (features.length !== count * width || !count) throw new RangeError('one row of labels an example');
  const classifier = {
    weights: new Float64Array(numLabels * width),
    bias: new Float64Array(numLabels),
    slope: new Float64Array(numLabels).fill(1),
    shift: new Float64Array(numLabels),
    width,
    numLabels,
  };
  const heldOut = new Float64Array(has.length).fill(NaN);
  for (let k = 0; k < numLabels; k++) {
    const targets = Uint8Array.from({ length: count }, (_, n) => has[n * numLabels + k]);
    const { l2, platt, logits } = choosePenalty(features, targets, width, folds);
    const fitted = fitBinary(features, targets, width, { l2, balanced: true });
    classifier.weights.set(fitted.weights, k * width);
    classifier.bias[k] = fitted.bias;
    [classifier.slope[k], classifier.shift[k]] = [platt.slope, platt.shift];
    logits?.forEach((logit, n) => (heldOut[n * numLabels + k] = sigmoid(platt.slope * logit + platt.shift)));
  }
  return { classifier, heldOut };
}

/** Probabilities [N, K] of logits [N, K], each label on its own: rows need not sum to 1. */
export function tagProbabilities(
  { slope, shift }: Pick<OneVsRest, 'slope' | 'shift'>,
  logits: Float64Array,
): Float64Array {
  return logits.map((logit, at) => sigmoid(slope[at % slope.length] * logit + shift[at % slope.length]));
}

export interface Platt {
  readonly slope: number;
  readonly shift: number;
}

/**
 * Slope and shift of σ(slope · logit + shift) that fit the targets best, with Platt's smoothed targets (n₊ + 1)/(n₊ + 2)
 * and 1/(n₋ + 2). Source: Platt 1999, section 2.2.
 */
export function fitPlatt(logits: Float64Array, targets: Uint8Array): Platt {
  const positives = targets.reduce((sum, target) => sum + target, 0);
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (targets.length - positives + 2);
  const x = Float64Array.of(1, 0);
  minimise(
    (at, gradient) => {
      gradient.fill(0);
      let value = 0;
      for (let n = 0; n < logits.length; n++) {
        const z = at[0] * logits[n] + at[1];
        const target = targets[n] ? high : low;
        value += (softplus(z) - target * z) / logits.length;
        const error = (sigmoid(z) - target) / logits.length;
        gradient[0] += error * logits[n];
        gradient[1] += error;
      }
      return value;
    },
    x,
    { tolerance: 1e-8 },
  );
  return { slope: x[0], shift: x[1] };
}

function choosePenalty(features: Float32Array, targets: Uint8Array, width: number, most: number) {
  const positives = targets.reduce((sum, target) => sum + target, 0);
  const folds = Math.min(most, positives, targets.length - positives);
  const identity: Platt = { slope: 1, shift: 0 };
  if (folds < 2) return { l2: middlePenalty, platt: identity, logits: undefined };
  const fold = stratifiedFolds(Int32Array.from(targets), folds);
  const starts = new Map<number, Binary>();
  const none: Float64Array = new Float64Array();
  let best = { l2: middlePenalty, platt: identity, logits: none, loss: Infinity };
  for (const l2 of penalties) {
    const logits = heldOutLogits(features, targets, width, fold, l2, starts);
    const platt = fitPlatt(logits, targets);
    let loss = 0;
    logits.forEach((logit, n) => {
      const z = platt.slope * logit + platt.shift;
      loss += softplus(z) - targets[n] * z;
    });
    if (loss < best.loss) best = { l2, platt, logits, loss };
  }
  return best;
}

function heldOutLogits(
  features: Float32Array,
  targets: Uint8Array,
  width: number,
  fold: Int32Array,
  l2: number,
  starts: Map<number, Binary>,
): Float64Array {
  const logits = new Float64Array(targets.length);
  for (const held of new Set(fold)) {
    const inside = Array.from(targets.keys()).filter((n) => fold[n] !== held);
    const rows = new Float32Array(inside.length * width);
    inside.forEach((n, i) => rows.set(features.subarray(n * width, (n + 1) * width), i * width));
    const some = Uint8Array.from(inside, (n) => targets[n]);
    const start = starts.get(held);
    const fitted = fitBinary(rows, some, width, { l2, balanced: true, start, tolerance: 1e-4 });
    starts.set(held, fitted);
    fold.forEach((f, n) => {
      if (f !== held) return;
      let logit = fitted.bias;
      for (let d = 0; d < width; d++) logit += fitted.weights[d] * features[n * width + d];
      logits[n] = logit;
    });
  }
  return logits;
}

const sigmoid = (z: number): number => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
/** ln(1 + eᶻ) without overflow. */
const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
