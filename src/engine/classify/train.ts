// Training of classifiers from a person's examples, and what is wrong with the examples.

import { trainWithFolds, type Examples } from '../../core/classifier';
import { wilsonInterval } from '../../core/metrics';
import { trainOneVsRest } from '../../core/oneVsRest';
import type { Call } from '../encoder';
import { EngineError } from '../errors';
import type { FeatureReader } from './features';
import type {
  EvaluateAnswer,
  LabelledText,
  OnFraction,
  TrainAnswer,
  TrainedClassifier,
  TrainRequest,
} from './requests';

/** Below this many examples a label's figures say little. */
export const fewExamples = 5;
/** From this probability on a text has a label, where it may have several. */
export const hasLabelFrom = 0.5;

/** What trained classifiers are kept by: the same examples give the same classifier. */
export const trainingKey = ({ examples, multiLabel = false }: TrainRequest): string =>
  JSON.stringify([multiLabel, examples.map(({ text, label }) => [label, text])]);

/** badInput with fewer than two labels; emptyText for an example without text. Deterministic. */
export async function train(
  reader: FeatureReader,
  request: TrainRequest,
  call: Call,
  onFraction?: OnFraction,
): Promise<TrainAnswer> {
  const { id, hash } = reader.encoder.info;
  const labels = labelsOf(request.examples);
  const trained = request.multiLabel
    ? await trainTags(reader, request.examples, labels, call, onFraction)
    : await trainSoftmax(reader, request.examples, labels, call, onFraction);
  const { parameters, right, tried } = trained;
  const classifier: TrainedClassifier = { model: id, modelHash: hash, labels, parameters };
  return {
    model: id,
    classifier,
    accuracy: tried ? right / tried : null,
    accuracyInterval: tried ? wilsonInterval(right, tried) : null,
  };
}

interface Outcome {
  readonly parameters: TrainedClassifier['parameters'];
  /** Held-out examples that were given their own labels, of so many. */
  readonly right: number;
  readonly tried: number;
}

async function trainSoftmax(
  reader: FeatureReader,
  examples: readonly LabelledText[],
  labels: readonly string[],
  call: Call,
  onFraction?: OnFraction,
): Promise<Outcome> {
  const data = await examplesOf(reader, examples, labels, call, onFraction);
  const { classifier, heldOut } = trainWithFolds(data, { balanced: true });
  let right = 0;
  if (heldOut) data.labels.forEach((label, n) => best(heldOut, n, labels.length) === label && right++);
  return { parameters: { kind: 'softmax', softmax: classifier }, right, tried: heldOut ? examples.length : 0 };
}

async function trainTags(
  reader: FeatureReader,
  examples: readonly LabelledText[],
  labels: readonly string[],
  call: Call,
  onFraction?: OnFraction,
): Promise<Outcome> {
  const tagged = await taggedOf(reader, examples, labels, call, onFraction);
  const { classifier, heldOut } = trainOneVsRest({ ...tagged, numLabels: labels.length });
  let right = 0;
  let tried = 0;
  for (let n = 0; n < tagged.texts.length; n++) {
    const row = Array.from(heldOut.subarray(n * labels.length, (n + 1) * labels.length));
    if (row.some(Number.isNaN)) continue;
    tried++;
    if (row.every((p, k) => p >= hasLabelFrom === (tagged.has[n * labels.length + k] === 1))) right++;
  }
  return { parameters: { kind: 'oneVsRest', oneVsRest: classifier }, right, tried };
}

/** Features and label numbers of examples, one row an example. */
export async function examplesOf(
  reader: FeatureReader,
  examples: readonly LabelledText[],
  labels: readonly string[],
  call: Call,
  onFraction?: OnFraction,
): Promise<Examples> {
  const texts = examples.map(({ text }) => text);
  const { features, width } = await reader.read(texts, call, onFraction);
  const numbers = Int32Array.from(examples, ({ label }) => labels.indexOf(label));
  return { features, labels: numbers, width, numLabels: labels.length };
}

/** Features and labels of texts, one row a text, however many labels it has. */
export async function taggedOf(
  reader: FeatureReader,
  examples: readonly LabelledText[],
  labels: readonly string[],
  call: Call,
  onFraction?: OnFraction,
) {
  const texts = [...new Set(examples.map(({ text }) => text))];
  const rowOf = new Map(texts.map((text, n) => [text, n]));
  const has = new Uint8Array(texts.length * labels.length);
  for (const { text, label } of examples) has[(rowOf.get(text) ?? 0) * labels.length + labels.indexOf(label)] = 1;
  const { features, width } = await reader.read(texts, call, onFraction);
  return { texts, has, features, width };
}

/** The labels in order of their names. badInput with fewer than two, emptyText for an example without text. */
export function labelsOf(examples: readonly LabelledText[]): string[] {
  if (examples.some(({ text }) => text.trim() === '')) throw new EngineError('emptyText');
  const labels = [...new Set(examples.map(({ label }) => label))].sort();
  if (labels.length < 2) {
    throw new EngineError('badInput', { subject: 'examples', reason: 'they need at least two different labels' });
  }
  return labels;
}

/** Texts that stand under more than one label. */
export function conflictsOf(examples: readonly LabelledText[]): EvaluateAnswer['conflicts'] {
  const byText = new Map<string, Set<string>>();
  for (const { text, label } of examples) {
    const found = byText.get(text.trim()) ?? new Set();
    byText.set(text.trim(), found.add(label));
  }
  return [...byText].flatMap(([text, labels]) => (labels.size > 1 ? [{ text, labels: [...labels] }] : []));
}

/** Number of the largest value in row n of values [N, width]; the first of equals. */
export function best(values: Float64Array, n: number, width: number): number {
  let found = 0;
  for (let k = 1; k < width; k++) if (values[n * width + k] > values[n * width + found]) found = k;
  return found;
}
