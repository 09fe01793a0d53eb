// Classification of texts on the frozen encoder: from the names of labels alone, or from a few examples.

import {
  outOfFoldLogits,
  probabilitiesOf,
  softmaxRows,
  stratifiedFolds,
  trainClassifier,
  type Classifier,
  type Examples,
} from '../core/classifier';
import { accuracy, classScores, confusionMatrix, macroF1, wilsonInterval } from '../core/metrics';
import { dot } from '../core/vector';
import type { Call, Encoder } from './encoder';
import { embed } from './embed';
import { EngineError } from './errors';
import type {
  Classification,
  ClassifyAnswer,
  ClassifyRequest,
  EvaluateAnswer,
  EvaluateRequest,
  LabelledText,
} from './requests';

/** Softmax temperature of the cosines between a text and the labels: the one of the contrastive training. */
const zeroShotTemperature = 0.05;
/** Below this many examples a label's figures say little. */
const fewExamples = 5;

/** A classifier with the names of its labels, and the encoder that made its features. */
export interface TrainedClassifier {
  readonly model: string;
  readonly labels: readonly string[];
  readonly classifier: Classifier;
}

/** What trained classifiers are kept by: the same examples give the same classifier. */
export const examplesKey = (examples: readonly LabelledText[]): string =>
  JSON.stringify(examples.map(({ text, label }) => [label, text]));

export async function train(
  encoder: Encoder,
  examples: readonly LabelledText[],
  call: Call,
): Promise<TrainedClassifier> {
  const labels = labelsOf(examples);
  const classifier = trainClassifier(await featuresOf(encoder, examples, labels, call), { balanced: true });
  return { model: encoder.info.id, labels, classifier };
}

/** Labels for texts. badInput without labels or examples; unsure (label null) below `unsureBelow`. */
export async function classify(
  encoder: Encoder,
  request: ClassifyRequest,
  trained: TrainedClassifier | undefined,
  call: Call,
): Promise<ClassifyAnswer> {
  const { texts, unsureBelow = 0 } = request;
  for (const text of texts) if (text.trim() === '') throw new EngineError('emptyText');
  const labels = trained?.labels ?? uniqueLabels(request.labels ?? []);
  const probabilities = trained
    ? probabilitiesOf(trained.classifier, (await textFeatures(encoder, texts, call)).features)
    : await zeroShot(encoder, texts, labels, call);
  return {
    model: encoder.info.id,
    classifications: texts.map((_, n) =>
      classification(labels, probabilities.subarray(n * labels.length, (n + 1) * labels.length), unsureBelow),
    ),
  };
}

/** k-fold evaluation: each example is classified by a classifier that was trained without it. */
export async function evaluate(encoder: Encoder, request: EvaluateRequest, call: Call): Promise<EvaluateAnswer> {
  const labels = labelsOf(request.examples);
  const examples = await featuresOf(encoder, request.examples, labels, call);
  const counts = labels.map((_, k) => examples.labels.filter((label) => label === k).length);
  const folds = Math.min(request.folds, Math.min(...counts));
  if (folds < 2) {
    const label = labels[counts.indexOf(Math.min(...counts))];
    throw new EngineError('badInput', {
      subject: label,
      reason: 'evaluation needs at least two examples of each label',
    });
  }
  const { l2, temperature } = trainClassifier(examples, { balanced: true });
  const fold = stratifiedFolds(examples.labels, folds);
  const logits = outOfFoldLogits(examples, fold, { l2, balanced: true });
  const probabilities = softmaxRows(logits, labels.length, temperature);
  const predicted = request.examples.map(
    (_, n) => labels[best(probabilities.subarray(n * labels.length, (n + 1) * labels.length))],
  );
  const given = request.examples.map(({ label }) => label);
  const confusion = confusionMatrix(given, predicted, labels);
  const scores = classScores(confusion);
  const right = predicted.filter((label, n) => label === given[n]).length;
  return {
    model: encoder.info.id,
    folds,
    accuracy: accuracy(given, predicted),
    accuracyInterval: wilsonInterval(right, predicted.length),
    macroF1: macroF1(scores),
    perLabel: scores.map(({ precision, recall, f1 }, k) => ({
      label: labels[k],
      precision,
      recall,
      f1,
      examples: counts[k],
    })),
    confusion: { labels, matrix: confusion },
    fewExamples: labels.filter((_, k) => counts[k] < fewExamples),
    conflicts: conflictsOf(request.examples),
  };
}

async function zeroShot(
  encoder: Encoder,
  texts: readonly string[],
  labels: readonly string[],
  call: Call,
): Promise<Float64Array> {
  if (labels.length < 2) throw new EngineError('badInput', { subject: 'labels', reason: 'give two or more labels' });
  const { embeddings: names } = await embed(
    encoder,
    { texts: labels.map((label) => label.replaceAll(/[_-]+/g, ' ')) },
    call,
  );
  const { embeddings, width } = await embed(encoder, { texts }, call);
  const cosines = new Float64Array((embeddings.length / width) * labels.length);
  for (let n = 0; n * width < embeddings.length; n++) {
    const text = embeddings.subarray(n * width, (n + 1) * width);
    labels.forEach((_, k) => (cosines[n * labels.length + k] = dot(text, names.subarray(k * width, (k + 1) * width))));
  }
  return softmaxRows(cosines, labels.length, zeroShotTemperature);
}

function classification(labels: readonly string[], probabilities: Float64Array, unsureBelow: number): Classification {
  const first = best(probabilities);
  const second = Math.max(0, ...probabilities.filter((_, k) => k !== first));
  return {
    label: probabilities[first] >= unsureBelow ? labels[first] : null,
    probability: probabilities[first],
    margin: probabilities[first] - second,
    probabilities: Object.fromEntries(labels.map((label, k) => [label, probabilities[k]])),
  };
}

const best = (values: Float64Array): number => values.indexOf(Math.max(...values));

async function featuresOf(
  encoder: Encoder,
  examples: readonly LabelledText[],
  labels: readonly string[],
  call: Call,
): Promise<Examples> {
  const texts = examples.map(({ text }) => text);
  const { features, width } = await textFeatures(encoder, texts, call);
  const numbers = Int32Array.from(examples, ({ label }) => labels.indexOf(label));
  return { features, labels: numbers, width, numLabels: labels.length };
}

/**
 * What a classifier sees of a text, `[texts, 2 H]`: the mean of the last layer and the mean of the embedding layer, each
 * of length 1. The first knows the meaning of the whole, the second which words occur (the feature-based table of Devlin
 * et al. 2019 likewise gains from joining layers).
 */
async function textFeatures(
  encoder: Encoder,
  texts: readonly string[],
  call: Call,
): Promise<{ readonly features: Float32Array; readonly width: number }> {
  const last = await embed(encoder, { texts }, call);
  const words = await embed(encoder, { texts, layers: 'embeddings' }, call);
  const width = last.width + words.width;
  const features = new Float32Array(texts.length * width);
  for (let n = 0; n < texts.length; n++) {
    features.set(last.embeddings.subarray(n * last.width, (n + 1) * last.width), n * width);
    features.set(words.embeddings.subarray(n * words.width, (n + 1) * words.width), n * width + last.width);
  }
  return { features, width };
}

/** The labels in order of their names. badInput with fewer than two. */
function labelsOf(examples: readonly LabelledText[]): string[] {
  const labels = uniqueLabels(examples.map(({ label }) => label)).sort();
  if (labels.length < 2) {
    throw new EngineError('badInput', { subject: 'examples', reason: 'they need at least two different labels' });
  }
  return labels;
}

const uniqueLabels = (labels: readonly string[]): string[] => [...new Set(labels)];

/** Texts that stand under more than one label. */
function conflictsOf(examples: readonly LabelledText[]): EvaluateAnswer['conflicts'] {
  const byText = new Map<string, Set<string>>();
  for (const { text, label } of examples) {
    const found = byText.get(text.trim()) ?? new Set();
    byText.set(text.trim(), found.add(label));
  }
  return [...byText].flatMap(([text, labels]) => (labels.size > 1 ? [{ text, labels: [...labels] }] : []));
}
