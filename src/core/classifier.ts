// A softmax classifier (multinomial logistic regression) on fixed features, and what its training needs: folds and the
// choice of the penalty. Leaves how sure it may be to temperature.ts, embeddings, labels' names and files to the engine.

import { stratifiedFolds } from './folds';
import { minimise } from './lbfgs';
import { countsOf, credibleTemperatures, fitTemperature, temperedRows } from './temperature';

/** Labelled features: `features` [N, D] row-major, `labels` [N] in 0…numLabels − 1. */
export interface Examples {
  readonly features: Float32Array;
  readonly labels: Int32Array;
  readonly width: number;
  readonly numLabels: number;
}

/** `weights` [K, D] row-major and `bias` [K]; probabilities are those of temperedRows by `temperatures`. */
export interface Classifier {
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  readonly width: number;
  readonly numLabels: number;
  readonly l2: number;
  readonly temperatures: Float64Array;
}

export interface FitOptions {
  /** Strength λ of the penalty λ/2 ‖W‖² (the bias is free). In scikit-learn's terms C = 1 / (λ N). */
  readonly l2: number;
  /** Weigh each example by N / (K · count of its label), so that rare labels count as much as common ones. */
  readonly balanced?: boolean;
  readonly start?: Pick<Classifier, 'weights' | 'bias'>;
  /** Stops when no entry of the gradient is larger. Default 1e-6. */
  readonly tolerance?: number;
}

/**
 * Minimises the mean cross-entropy plus λ/2 ‖W‖² to a gradient below 1e-6; deterministic, and since the objective is
 * convex the result does not depend on the start. RangeError when the lengths disagree or a label is out of range.
 * Source: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, section 4.4.
 */
export function fitSoftmax(examples: Examples, options: FitOptions): Classifier {
  check(examples);
  const { width, numLabels } = examples;
  const x = new Float64Array(numLabels * (width + 1));
  if (options.start) {
    x.set(options.start.weights);
    x.set(options.start.bias, numLabels * width);
  }
  const objective = crossEntropy(examples, exampleWeights(examples, options.balanced ?? false), options.l2);
  minimise(objective, x, { tolerance: options.tolerance });
  const weights = x.slice(0, numLabels * width);
  return {
    weights,
    bias: x.slice(numLabels * width),
    width,
    numLabels,
    l2: options.l2,
    temperatures: Float64Array.of(1),
  };
}

/** Logits [N, K] of features [N, D], not divided by the temperature. */
export function logitsOf(classifier: Classifier, features: Float32Array): Float64Array {
  const { width, numLabels, weights, bias } = classifier;
  const count = features.length / width;
  if (!Number.isInteger(count)) throw new RangeError(`features of ${features.length} values are no rows of ${width}`);
  const logits = new Float64Array(count * numLabels);
  for (let n = 0; n < count; n++) {
    for (let k = 0; k < numLabels; k++) {
      let sum = bias[k];
      for (let d = 0; d < width; d++) sum += weights[k * width + d] * features[n * width + d];
      logits[n * numLabels + k] = sum;
    }
  }
  return logits;
}

/** Probabilities [N, K] of features [N, D], rows sum to 1. */
export function probabilitiesOf(classifier: Classifier, features: Float32Array): Float64Array {
  return temperedRows(logitsOf(classifier, features), classifier.numLabels, classifier.temperatures);
}

/**
 * Logits [N, K] of each example by a classifier that was trained without the example's fold. `starts` keeps the classifier
 * of each fold, to begin the next penalty from.
 */
export function outOfFoldLogits(
  examples: Examples,
  fold: Int32Array,
  options: FitOptions,
  starts = new Map<number, Classifier>(),
): Float64Array {
  const { numLabels, width } = examples;
  const logits = new Float64Array(examples.labels.length * numLabels);
  for (const held of new Set(fold)) {
    const inside = indices(fold, (f) => f !== held);
    const outside = indices(fold, (f) => f === held);
    const classifier = fitSoftmax(subset(examples, inside), { ...options, start: starts.get(held) ?? options.start });
    starts.set(held, classifier);
    const found = logitsOf(classifier, subset(examples, outside).features);
    outside.forEach((n, i) => logits.set(found.subarray(i * numLabels, (i + 1) * numLabels), n * numLabels));
  }
  if (examples.features.length !== fold.length * width) throw new RangeError('one fold an example');
  return logits;
}

/** From the strongest on; once two in a row are worse than the best, weaker ones are too, and take longest. */
const PENALTIES = [0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001];

/**
 * Trains with the penalty of the lowest out-of-fold cross-entropy, and with the temperatures that the held-out logits of
 * several shuffles make credible. With a label of a single example nothing can be held out: the middle penalty and
 * temperature 1 are taken.
 */
export function trainClassifier(
  examples: Examples,
  options: { readonly folds?: number; readonly balanced?: boolean } = {},
): Classifier {
  return trainWithFolds(examples, options).classifier;
}

/** A trained classifier, and what the classifiers of its folds said of the examples that they had not seen. */
export interface Trained {
  readonly classifier: Classifier;
  /**
   * [N, K] logits of each shuffle of the folds, the first by stratifiedFolds of seed 1; empty where nothing could be held
   * out.
   */
  readonly heldOut: readonly Float64Array[];
  /** How many folds there were; 0 for none. */
  readonly folds: number;
}

/**
 * Shuffles that temperatures are fitted to. Which examples fall into a fold together moves the temperature of a hundred
 * examples by a third; the penalty moves less, and trying all of them again would cost most of the training.
 */
const shuffles = 3;

/** As trainClassifier, with the held-out logits that the penalty and the temperatures were chosen by. */
export function trainWithFolds(
  examples: Examples,
  options: { readonly folds?: number; readonly balanced?: boolean } = {},
): Trained {
  check(examples);
  const { labels, numLabels } = examples;
  const balanced = options.balanced ?? false;
  const folds = Math.min(options.folds ?? 5, smallestLabel(examples));
  if (folds < 2) return { classifier: fitSoftmax(examples, { l2: PENALTIES[2], balanced }), heldOut: [], folds: 0 };
  const { l2, logits } = choosePenalty(examples, stratifiedFolds(labels, folds), balanced);
  const fitted = fitSoftmax(examples, { l2, balanced });
  // From nothing: a start that has seen the held-out examples would not wholly forget them.
  const again = { l2, balanced, tolerance: choiceTolerance };
  const heldOut = [logits];
  for (let seed = 2; seed <= shuffles; seed++) {
    heldOut.push(outOfFoldLogits(examples, stratifiedFolds(labels, folds, seed), again));
  }
  const temperatures = credibleTemperatures(heldOut, labels, numLabels);
  return { classifier: { ...fitted, temperatures }, heldOut, folds };
}

function choosePenalty(examples: Examples, fold: Int32Array, balanced: boolean) {
  const starts = new Map<number, Classifier>();
  let best = { l2: PENALTIES[0], loss: Infinity, logits: emptyRows };
  let worse = 0;
  for (const l2 of PENALTIES) {
    const logits = outOfFoldLogits(examples, fold, { l2, balanced, tolerance: choiceTolerance }, starts);
    const { loss } = fitTemperature(logits, examples.labels, examples.numLabels, true);
    worse = loss < best.loss ? 0 : worse + 1;
    if (loss < best.loss) best = { l2, loss, logits };
    if (worse === 2) break;
  }
  return best;
}

const emptyRows: Float64Array = new Float64Array();
/** Enough to compare penalties by; the classifier that is kept is fitted to the end. */
const choiceTolerance = 1e-4;

function crossEntropy(examples: Examples, weight: Float64Array, l2: number) {
  const { features, labels, width, numLabels } = examples;
  const total = weight.reduce((a, b) => a + b, 0);
  const logits = new Float64Array(numLabels);
  const biasAt = numLabels * width;
  return (x: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let value = 0;
    for (let n = 0; n < labels.length; n++) {
      const row = n * width;
      for (let k = 0; k < numLabels; k++) {
        let sum = x[biasAt + k];
        for (let d = 0, w = k * width; d < width; d++) sum += x[w + d] * features[row + d];
        logits[k] = sum;
      }
      softmaxInPlace(logits);
      value -= (weight[n] / total) * Math.log(Math.max(logits[labels[n]], 1e-300));
      for (let k = 0; k < numLabels; k++) {
        const error = (weight[n] / total) * (logits[k] - (k === labels[n] ? 1 : 0));
        gradient[biasAt + k] += error;
        for (let d = 0, w = k * width; d < width; d++) gradient[w + d] += error * features[row + d];
      }
    }
    for (let i = 0; i < biasAt; i++) {
      value += (l2 / 2) * x[i] * x[i];
      gradient[i] += l2 * x[i];
    }
    return value;
  };
}

function softmaxInPlace(logits: Float64Array): void {
  let most = -Infinity;
  for (let k = 0; k < logits.length; k++) most = Math.max(most, logits[k]);
  let sum = 0;
  for (let k = 0; k < logits.length; k++) sum += logits[k] = Math.exp(logits[k] - most);
  for (let k = 0; k < logits.length; k++) logits[k] /= sum;
}

function exampleWeights({ labels, numLabels }: Examples, balanced: boolean): Float64Array {
  const counts = countsOf(labels, numLabels);
  return Float64Array.from(labels, (label) => (balanced ? labels.length / (numLabels * counts[label]) : 1));
}

const smallestLabel = ({ labels, numLabels }: Examples): number => Math.min(...countsOf(labels, numLabels));

/** The chosen examples, in the order of `chosen`. */
export function subset(examples: Examples, chosen: readonly number[]): Examples {
  const { width, features, labels, numLabels } = examples;
  const rows = new Float32Array(chosen.length * width);
  chosen.forEach((n, i) => rows.set(features.subarray(n * width, (n + 1) * width), i * width));
  return { features: rows, labels: Int32Array.from(chosen, (n) => labels[n]), width, numLabels };
}

function indices(values: Int32Array, keep: (value: number) => boolean): number[] {
  return Array.from(values.keys()).filter((n) => keep(values[n]));
}

function check({ features, labels, width, numLabels }: Examples): void {
  if (features.length !== labels.length * width)
    throw new RangeError(`${labels.length} labels for ${features.length} values of width ${width}`);
  if (!labels.length || numLabels < 2) throw new RangeError('training needs examples of at least two labels');
  for (const label of labels)
    if (label < 0 || label >= numLabels) throw new RangeError(`label ${label} of ${numLabels}`);
}
