// Training of classifiers from a person's examples, and what is wrong with the examples.

import { familiarityOf, ruleOfSuccession, type Caution, type Membership, type ReadTexts } from '../../core/caution';
import { trainWithFolds, type Examples, type Trained } from '../../core/classifier';
import { coordinatesOf, type Coordinates } from '../../core/coordinates';
import { wilsonInterval } from '../../core/metrics';
import { trainOneVsRest, type TaggedExamples } from '../../core/oneVsRest';
import { temperedRows } from '../../core/temperature';
import { vocabularyOf, wordRows, type Vocabulary } from '../../core/vocabulary';
import type { Call } from '../encoder';
import { EngineError } from '../errors';
import { embeddingsOf, type FeatureReader } from './features';
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
  const { parameters, vocabulary, caution, right, tried } = trained;
  const classifier: TrainedClassifier = { model: id, modelHash: hash, labels, vocabulary, parameters, caution };
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
  readonly caution: Caution;
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
  const [first] = heldOut;
  if (first) data.labels.forEach((label, n) => best(first, n, labels.length) === label && right++);
  const softmax = { ...classifier, ...read.lift(classifier), width: read.width };
  const caution = softmaxCaution(read, data, { classifier, heldOut });
  const { vocabulary } = read;
  return { vocabulary, parameters: { kind: 'softmax', softmax }, caution, right, tried: first ? examples.length : 0 };
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
  const caution = { ...familiarityOf(read, tagged), ...heldOutTags(tagged, heldOut) };
  return { vocabulary: read.vocabulary, parameters: { kind: 'oneVsRest', oneVsRest }, caution, right, tried };
}

/** What a softmax classifier may claim, by the examples it was trained on. */
export function softmaxCaution(
  texts: ReadTexts,
  examples: Examples,
  { classifier, heldOut }: Pick<Trained, 'classifier' | 'heldOut'>,
): Caution {
  const { labels, numLabels } = examples;
  const { temperatures } = classifier;
  const most = heldOut.length
    ? Math.max(...heldOut.map((logits) => largest(temperedRows(logits, numLabels, temperatures))))
    : ruleOfSuccession(labels.length, numLabels);
  return {
    ...familiarityOf(texts, membershipOf(examples)),
    most: new Float64Array(numLabels).fill(most),
    shares: new Float64Array(numLabels).fill(1 / numLabels),
  };
}

/** How sure held-out texts were of each label, either way, and how common it is. */
function heldOutTags({ has, numLabels }: TaggedExamples, heldOut: Float64Array): Pick<Caution, 'most' | 'shares'> {
  const count = has.length / numLabels;
  const column = (values: ArrayLike<number>, k: number) =>
    Float64Array.from({ length: count }, (_, n) => values[n * numLabels + k]);
  const mostOf = (k: number) => {
    const sure = column(heldOut, k).map((p) => Math.max(p, 1 - p));
    return sure.some(Number.isNaN) ? ruleOfSuccession(count, 2) : largest(sure);
  };
  const shareOf = (k: number) => column(has, k).reduce((sum, each) => sum + each, 0) / count;
  return {
    most: Float64Array.from({ length: numLabels }, (_, k) => mostOf(k)),
    shares: Float64Array.from({ length: numLabels }, (_, k) => shareOf(k)),
  };
}

export const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), 0);

function membershipOf({ labels, numLabels }: Examples): Membership {
  const has = new Uint8Array(labels.length * numLabels);
  labels.forEach((label, n) => (has[n * numLabels + label] = 1));
  return { has, numLabels };
}

/** Texts to learn from, read: their features in coordinates to train in. */
export interface ReadExamples extends Coordinates, ReadTexts {
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
  const embeddings = embeddingsOf({ features, blocks });
  return { texts, vocabulary, width, embeddings, words: rows.words, ...coordinatesOf(rows, featureShares) };
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
