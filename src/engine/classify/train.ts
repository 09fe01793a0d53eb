// Training of classifiers from a person's examples, and what is wrong with the examples.

import { trainWithFolds, type Examples } from '../../core/classifier';
import { coordinatesOf, type Coordinates } from '../../core/coordinates';
import { wilsonInterval } from '../../core/metrics';
import { trainOneVsRest, type TaggedExamples } from '../../core/oneVsRest';
import { vocabularyOf, wordRows, type Vocabulary } from '../../core/vocabulary';
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
  const { parameters, vocabulary, right, tried } = trained;
  const classifier: TrainedClassifier = { model: id, modelHash: hash, labels, vocabulary, parameters };
  return {
    model: id,
    classifier,
    accuracy: tried ? right / tried : null,
    accuracyInterval: tried ? wilsonInterval(right, tried) : null,
  };
}

interface Outcome {
  readonly vocabulary: Vocabulary;
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
  const read = await readExamples(reader, texts(examples), call, onFraction);
  const data = examplesOf(read, examples, labels);
  const { classifier, heldOut } = trainWithFolds(data, { balanced: true });
  let right = 0;
  if (heldOut) data.labels.forEach((label, n) => best(heldOut, n, labels.length) === label && right++);
  const softmax = { ...classifier, ...read.lift(classifier), width: read.width };
  const { vocabulary } = read;
  return { vocabulary, parameters: { kind: 'softmax', softmax }, right, tried: heldOut ? examples.length : 0 };
}

async function trainTags(
  reader: FeatureReader,
  examples: readonly LabelledText[],
  labels: readonly string[],
  call: Call,
  onFraction?: OnFraction,
): Promise<Outcome> {
  const read = await readExamples(reader, [...new Set(texts(examples))], call, onFraction);
  const tagged = taggedOf(read, examples, labels);
  const { classifier, heldOut } = trainOneVsRest(tagged);
  let right = 0;
  let tried = 0;
  for (let n = 0; n < read.texts.length; n++) {
    const row = Array.from(heldOut.subarray(n * labels.length, (n + 1) * labels.length));
    if (row.some(Number.isNaN)) continue;
    tried++;
    if (row.every((p, k) => p >= hasLabelFrom === (tagged.has[n * labels.length + k] === 1))) right++;
  }
  const oneVsRest = { ...classifier, ...read.lift(classifier), width: read.width };
  return { vocabulary: read.vocabulary, parameters: { kind: 'oneVsRest', oneVsRest }, right, tried };
}

/** Texts to learn from, read: their features in coordinates to train in. */
export interface ReadExamples extends Coordinates {
  readonly texts: readonly string[];
  readonly vocabulary: Vocabulary;
  /** Of the features that weights are lifted to. */
  readonly width: number;
}

/**
 * How much each kind of feature varies in all: embedding of the text, mean of its tokens' embeddings, TF-IDF of its words.
 * Of the shares that were tried on the seven development sets these were best on average, and near the best on each; see
 * docs/classification.md.
 */
export const featureShares: readonly number[] = [1, 1, 3];

export async function readExamples(
  reader: FeatureReader,
  texts: readonly string[],
  call: Call,
  onFraction?: OnFraction,
): Promise<ReadExamples> {
  const { features, blocks } = await reader.read(texts, call, { onFraction });
  const vocabulary = vocabularyOf(texts);
  const rows = { dense: features, blocks, words: wordRows(vocabulary, texts) };
  const width = blocks[0] + blocks[1] + vocabulary.terms.length;
  return { texts, vocabulary, width, ...coordinatesOf(rows, featureShares) };
}

export const texts = (examples: readonly LabelledText[]): string[] => examples.map(({ text }) => text);

/** Coordinates and label numbers of examples, one row an example. */
export function examplesOf(
  { coordinates, rank }: ReadExamples,
  examples: readonly LabelledText[],
  labels: readonly string[],
): Examples {
  const numbers = Int32Array.from(examples, ({ label }) => labels.indexOf(label));
  return { features: coordinates, labels: numbers, width: rank, numLabels: labels.length };
}

/** Coordinates and labels of texts, one row a text, however many labels it has. */
export function taggedOf(
  { texts, coordinates, rank }: ReadExamples,
  examples: readonly LabelledText[],
  labels: readonly string[],
): TaggedExamples {
  const rowOf = new Map(texts.map((text, n) => [text, n]));
  const has = new Uint8Array(texts.length * labels.length);
  for (const { text, label } of examples) has[(rowOf.get(text) ?? 0) * labels.length + labels.indexOf(label)] = 1;
  return { has, features: coordinates, width: rank, numLabels: labels.length };
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
