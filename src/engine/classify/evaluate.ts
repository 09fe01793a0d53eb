// How well examples can be told apart: every example is classified by classifiers that were trained without it.

import { limitedRow } from '../../core/caution';
import { calibrationBins, expectedCalibrationError } from '../../core/calibration';
import { fitSoftmax, logitsOf, subset, trainWithFolds, type Examples } from '../../core/classifier';
import { shuffled, stratifiedFolds } from '../../core/folds';
import { classScores, confusionMatrix, macroF1, wilsonInterval, type ClassScore } from '../../core/metrics';
import { trainOneVsRest } from '../../core/oneVsRest';
import { credibleTemperatures, temperedRows } from '../../core/temperature';
import type { Call } from '../encoder';
import { EngineError } from '../errors';
import type { FeatureReader } from './features';
import type { CurvePoint, EvaluateAnswer, EvaluateRequest, LabelTable, OnFraction } from './requests';
import {
  best,
  conflictsOf,
  examplesOf,
  fewExamples,
  hasLabelFrom,
  labelsOf,
  largest,
  readExamples,
  taggedOf,
  texts,
} from './train';

/** badInput names the first label with fewer than two examples. */
export async function evaluate(
  reader: FeatureReader,
  request: EvaluateRequest,
  call: Call,
  onFraction?: OnFraction,
): Promise<EvaluateAnswer> {
  const labels = labelsOf(request.examples);
  const counts = labels.map((label) => request.examples.filter((each) => each.label === label).length);
  const folds = Math.min(request.folds, ...counts);
  if (folds < 2) {
    const subject = labels[counts.indexOf(Math.min(...counts))];
    throw new EngineError('badInput', { subject, reason: 'evaluation needs at least two examples of each label' });
  }
  const common = {
    model: reader.encoder.info.id,
    folds,
    fewExamples: labels.filter((_, k) => counts[k] < fewExamples),
    conflicts: request.multiLabel ? [] : conflictsOf(request.examples),
  };
  const measured = request.multiLabel
    ? await measureTags(reader, request, labels, folds, call, onFraction)
    : await measureSoftmax(reader, request, labels, folds, call, onFraction);
  return { ...common, ...measured };
}

type Measured = Omit<EvaluateAnswer, 'model' | 'folds' | 'fewExamples' | 'conflicts'>;

async function measureSoftmax(
  reader: FeatureReader,
  request: EvaluateRequest,
  labels: readonly string[],
  folds: number,
  call: Call,
  onFraction?: OnFraction,
): Promise<Measured> {
  const read = await readExamples(reader, texts(request.examples), call, onFraction);
  const examples = examplesOf(read, request.examples, labels);
  const { classifier, heldOut } = trainWithFolds(examples, { balanced: true, folds });
  if (!heldOut.length) throw new RangeError('nothing was held out');
  const probabilities = calibrated(heldOut, examples, stratifiedFolds(examples.labels, folds));
  const numbers = request.examples.map((_, n) => best(probabilities, n, labels.length));
  const given = request.examples.map(({ label }) => label);
  const confusion = confusionMatrix(
    given,
    numbers.map((k) => labels[k]),
    labels,
  );
  const scores = classScores(confusion);
  const isRight = numbers.map((k, n) => labels[k] === given[n]);
  const ofBest = numbers.map((k, n) => probabilities[n * labels.length + k]);
  return {
    ...summary(isRight, scores, labels),
    confusion: { labels, matrix: confusion },
    tables: [],
    predictions: numbers.map((k, n) => ({ label: labels[k], probability: ofBest[n] })),
    calibration: calibrationOf(ofBest, isRight),
    curve: request.curve ? learningCurve(examples, folds, classifier.l2) : [],
  };
}

async function measureTags(
  reader: FeatureReader,
  request: EvaluateRequest,
  labels: readonly string[],
  folds: number,
  call: Call,
  onFraction?: OnFraction,
): Promise<Measured> {
  const read = await readExamples(reader, [...new Set(texts(request.examples))], call, onFraction);
  const tagged = taggedOf(read, request.examples, labels);
  const { heldOut } = trainOneVsRest(tagged, folds);
  const wide = labels.length;
  const says = (n: number, k: number) => heldOut[n * wide + k] >= hasLabelFrom;
  const firstExample = new Map(request.examples.map(({ text }, n) => [text, n] as const).reverse());
  const tables = labels.map((label, k): LabelTable => {
    // Texts in which the label could not be held out say nothing.
    const judged = Array.from(read.texts.keys()).filter((n) => !Number.isNaN(heldOut[n * wide + k]));
    const cell = (has: boolean, said: boolean) =>
      judged
        .filter((n) => (tagged.has[n * wide + k] === 1) === has && says(n, k) === said)
        .map((n) => firstExample.get(read.texts[n]) ?? 0);
    return {
      label,
      truePositives: cell(true, true),
      falseNegatives: cell(true, false),
      falsePositives: cell(false, true),
      trueNegatives: cell(false, false),
    };
  });
  const scores = tables.map(({ truePositives, falseNegatives, falsePositives, trueNegatives }): ClassScore => {
    const negatives = [trueNegatives.length, falsePositives.length];
    return classScores([negatives, [falseNegatives.length, truePositives.length]])[1];
  });
  const sure = Array.from(heldOut, (p) => Math.max(p, 1 - p));
  const right = Array.from(heldOut, (p, i) => p >= hasLabelFrom === (tagged.has[i] === 1));
  const known = Array.from(heldOut.keys()).filter((i) => !Number.isNaN(heldOut[i]));
  const textOf = (i: number) => Math.floor(i / wide);
  const wrong = new Set(known.filter((i) => !right[i]).map(textOf));
  const isRight = [...new Set(known.map(textOf))].map((n) => !wrong.has(n));
  return {
    ...summary(isRight, scores, labels),
    confusion: { labels: [], matrix: [] },
    tables,
    predictions: [],
    calibration: calibrationOf(
      known.map((i) => sure[i]),
      known.map((i) => right[i]),
    ),
    curve: [],
  };
}

function summary(isRight: readonly boolean[], scores: readonly ClassScore[], labels: readonly string[]) {
  const right = isRight.filter(Boolean).length;
  return {
    accuracy: right / isRight.length,
    accuracyInterval: wilsonInterval(right, isRight.length),
    macroF1: macroF1(scores),
    perLabel: scores.map(({ precision, recall, f1, support }, k) => ({
      ...{ label: labels[k], precision, recall, f1 },
      examples: support,
    })),
  };
}

function calibrationOf(probabilities: readonly number[], isRight: readonly boolean[]): EvaluateAnswer['calibration'] {
  const bins = calibrationBins(probabilities, isRight);
  return { error: expectedCalibrationError(bins), bins };
}

/**
 * Probabilities [N, K] of the first shuffle's held-out logits; temperatures and limit of a fold come from the examples of
 * the other folds, as for new texts.
 */
function calibrated(heldOut: readonly Float64Array[], { labels, numLabels }: Examples, fold: Int32Array): Float64Array {
  const out = new Float64Array(heldOut[0].length);
  for (const held of new Set(fold)) {
    const others = Array.from(fold.keys()).filter((n) => fold[n] !== held);
    const some = heldOut.map((logits) =>
      Float64Array.from(others.flatMap((n) => [...logits.subarray(n * numLabels, (n + 1) * numLabels)])),
    );
    const given = Int32Array.from(others, (n) => labels[n]);
    const temperatures = credibleTemperatures(some, given, numLabels);
    const borneOut = Math.max(...some.map((logits) => largest(temperedRows(logits, numLabels, temperatures))));
    const most = new Float64Array(numLabels).fill(borneOut);
    const all = temperedRows(heldOut[0], numLabels, temperatures);
    fold.forEach((f, n) => {
      if (f === held) out.set(limitedRow(all.subarray(n * numLabels, (n + 1) * numLabels), most), n * numLabels);
    });
  }
  return out;
}

/**
 * Accuracy on held-out folds when only so many examples of each label are learned from: 1, 2, 4 … all. The examples are
 * taken in the order of a fixed shuffle, so that a larger set holds the smaller one.
 */
function learningCurve(examples: Examples, folds: number, l2: number): CurvePoint[] {
  const { labels, numLabels } = examples;
  const fold = stratifiedFolds(labels, folds);
  const order = shuffled(labels.length, 2);
  const largest = Math.max(
    ...Array.from({ length: numLabels }, (_, k) => labels.filter((label) => label === k).length),
  );
  const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256].filter((size) => size < largest).concat(largest);
  return sizes.map((size) => {
    let right = 0;
    for (let held = 0; held < folds; held++) {
      const seen = new Int32Array(numLabels);
      const inside = order.filter((n) => fold[n] !== held && seen[labels[n]]++ < size);
      const outside = order.filter((n) => fold[n] === held);
      const classifier = fitSoftmax(subset(examples, inside), { l2, balanced: true, tolerance: 1e-4 });
      const logits = logitsOf(classifier, subset(examples, outside).features);
      outside.forEach((n, i) => best(logits, i, numLabels) === labels[n] && right++);
    }
    return { examplesPerLabel: size, accuracy: right / labels.length };
  });
}
