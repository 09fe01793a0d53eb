// Softmax (multinomial logistic) regression on sparse rows, for the TF-IDF baseline; the product's own classifier, which
// works on dense vectors, is core/classifier.ts. Both choose the strength of L2 by cross-validation.

import { stratifiedFolds } from '../src/core/folds';
import { minimise } from '../src/core/lbfgs';
import { selectRows, type FeatureRows } from './tfidf';

export interface LinearClassifier {
  readonly classes: number;
  readonly width: number;
  /** `[classes, width + 1]`, the bias last. */
  readonly weights: Float64Array;
}

/** Inverse strengths as scikit-learn counts them: loss = Σ −ln p + ‖W‖² / (2 C), the bias left free. */
const strengths = [0.1, 1, 10, 100, 1000];

/** Fits with the C that gives the least log-loss over stratified folds; without two examples of a class C is 10. */
export function fitWithCrossValidation(
  features: FeatureRows,
  labels: readonly number[],
  classes: number,
): LinearClassifier {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]++;
  const folds = Math.min(5, ...counts);
  if (folds < 2) return fit(features, labels, classes, 10);
  const fold = stratifiedFolds(Int32Array.from(labels), folds);
  const losses = strengths.map((c) => heldOutLoss(features, labels, classes, fold, c));
  return fit(features, labels, classes, strengths[losses.indexOf(Math.min(...losses))]);
}

function heldOutLoss(
  features: FeatureRows,
  labels: readonly number[],
  classes: number,
  fold: Int32Array,
  c: number,
): number {
  let loss = 0;
  const rows = labels.map((_, row) => row);
  for (const held of new Set(fold)) {
    const inside = rows.filter((row) => fold[row] !== held);
    const outside = rows.filter((row) => fold[row] === held);
    const insideLabels = inside.map((row) => labels[row]);
    const model = fit(selectRows(features, inside), insideLabels, classes, c);
    const probabilities = predict(model, selectRows(features, outside));
    outside.forEach((row, at) => (loss -= Math.log(Math.max(1e-12, probabilities[at * classes + labels[row]]))));
  }
  return loss;
}

/** Minimises the convex loss. RangeError for a label outside 0 … classes − 1. `tolerance`: on the mean loss's gradient. */
export function fit(
  features: FeatureRows,
  labels: readonly number[],
  classes: number,
  c: number,
  tolerance = 1e-5,
): LinearClassifier {
  const { width, rows } = features;
  if (labels.length !== rows) throw new RangeError(`${labels.length} labels for ${rows} rows`);
  if (labels.some((label) => !(label >= 0 && label < classes))) throw new RangeError('label outside the classes');
  const weights = new Float64Array(classes * (width + 1));
  minimise(meanLoss(features, labels, classes, 1 / (c * rows)), weights, { tolerance });
  return { classes, width, weights };
}

function meanLoss(features: FeatureRows, labels: readonly number[], classes: number, l2: number) {
  const { width, rows } = features;
  const errors = new Float64Array(classes);
  return (weights: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let loss = 0;
    for (let row = 0; row < rows; row++) {
      score(weights, features, row, errors);
      softmaxInPlace(errors);
      loss -= Math.log(Math.max(1e-300, errors[labels[row]])) / rows;
      errors[labels[row]] -= 1;
      addOuterProduct(gradient, features, row, errors);
    }
    for (let k = 0; k < classes; k++) {
      for (let at = k * (width + 1), end = at + width; at < end; at++) {
        loss += (l2 / 2) * weights[at] * weights[at];
        gradient[at] += l2 * weights[at];
      }
    }
    return loss;
  };
}

/** Probabilities `[rows, classes]`. RangeError when the width is another. */
export function predict(model: LinearClassifier, features: FeatureRows): Float64Array {
  if (features.width !== model.width) throw new RangeError(`width ${features.width}, not ${model.width}`);
  const result = new Float64Array(features.rows * model.classes);
  for (let row = 0; row < features.rows; row++) {
    const logits = result.subarray(row * model.classes, (row + 1) * model.classes);
    score(model.weights, features, row, logits);
    softmaxInPlace(logits);
  }
  return result;
}

/** The likeliest class of each row, the lower number of equal ones. */
export function likeliest(probabilities: Float64Array, classes: number): number[] {
  return Array.from({ length: probabilities.length / classes }, (_, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    return own.indexOf(Math.max(...own));
  });
}

function score(weights: Float64Array, features: FeatureRows, row: number, logits: Float64Array): void {
  const { starts, columns, values, width } = features;
  for (let k = 0; k < logits.length; k++) {
    const base = k * (width + 1);
    let sum = weights[base + width];
    for (let at = starts[row]; at < starts[row + 1]; at++) sum += weights[base + columns[at]] * values[at];
    logits[k] = sum;
  }
}

/** Adds errors ⊗ row, divided by the number of rows: the gradient of the mean. */
function addOuterProduct(gradient: Float64Array, features: FeatureRows, row: number, errors: Float64Array): void {
  const { starts, columns, values, width, rows } = features;
  for (let k = 0; k < errors.length; k++) {
    const base = k * (width + 1);
    const error = errors[k] / rows;
    for (let at = starts[row]; at < starts[row + 1]; at++) gradient[base + columns[at]] += error * values[at];
    gradient[base + width] += error;
  }
}

function softmaxInPlace(logits: Float64Array): void {
  const most = Math.max(...logits);
  let sum = 0;
  for (let k = 0; k < logits.length; k++) sum += logits[k] = Math.exp(logits[k] - most);
  for (let k = 0; k < logits.length; k++) logits[k] /= sum;
}
