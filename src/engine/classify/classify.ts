// Classification of texts on the frozen encoder: from the names of labels alone, or by a classifier trained on examples.

import { withCaution } from '../../core/caution';
import { tagProbabilities } from '../../core/oneVsRest';
import { linearLogits, type Rows } from '../../core/rows';
import { softmaxRows, temperedRows } from '../../core/temperature';
import { dot } from '../../core/vector';
import { wordRows } from '../../core/vocabulary';
import type { Call, Encoder } from '../encoder';
import { embed } from '../embed';
import { EngineError } from '../errors';
import { embeddingsOf, type FeatureReader, type ReadOptions } from './features';
import type { Classification, ClassifyAnswer, ClassifyRequest, NamedLabel, TrainedClassifier } from './requests';
import { inferredClasses, isInference, readyClasses } from './ready';
import { best, hasLabelFrom } from './train';

/** Softmax temperature of the cosines between a text and the labels: the one of the contrastive training. */
const zeroShotTemperature = 0.05;

/** Probabilities [texts, labels] of texts under labels, and in how many passages each text was read. */
export interface Judged {
  readonly labels: readonly string[];
  /** A text may have several labels: rows need not sum to 1. */
  readonly several: boolean;
  readonly probabilities: Float64Array;
  /** The same before caution was put to them; changes from text to text show better in these. */
  readonly plain: Float64Array;
  readonly passages: Int32Array;
}

/**
 * Labels for texts. emptyText for a text without words, badInput without labels, otherEncoder for a classifier that was
 * trained with another encoder; unsure (label null) below `unsureBelow`.
 */
export async function classify(
  reader: FeatureReader,
  request: ClassifyRequest,
  trained: TrainedClassifier | undefined,
  call: Call,
): Promise<ClassifyAnswer> {
  const judged = await judge(reader, request.texts, request.labels ?? [], trained, call);
  return {
    model: reader.encoder.info.id,
    classifications: request.texts.map((_, n) => classification(judged, n, request.unsureBelow ?? 0)),
  };
}

export async function judge(
  reader: FeatureReader,
  texts: readonly string[],
  named: readonly (string | NamedLabel)[],
  trained: TrainedClassifier | undefined,
  call: Call,
  options?: ReadOptions,
): Promise<Judged> {
  for (const text of texts) if (text.trim() === '') throw new EngineError('emptyText');
  const { info } = reader.encoder;
  if (!trained) return untrained(reader.encoder, texts, named, call);
  if (trained.model !== info.id || trained.modelHash !== info.hash) {
    throw new EngineError('otherEncoder', { subject: trained.model });
  }
  const { features, blocks, passages } = await reader.read(texts, call, options);
  const { labels, parameters, caution } = trained;
  const several = parameters.kind === 'oneVsRest';
  const words = wordRows(trained.vocabulary, texts);
  const plain = plainProbabilities(trained, { dense: features, blocks, words });
  const embeddings = embeddingsOf({ features, blocks });
  return {
    labels,
    several,
    passages,
    plain,
    probabilities: withCaution(caution, { embeddings, words }, plain, several),
  };
}

function plainProbabilities({ labels, parameters }: TrainedClassifier, rows: Rows): Float64Array {
  if (parameters.kind === 'oneVsRest') {
    return tagProbabilities(parameters.oneVsRest, linearLogits(parameters.oneVsRest, rows));
  }
  const { softmax } = parameters;
  return temperedRows(linearLogits(softmax, rows), labels.length, softmax.temperatures);
}

/** By what the model was fine-tuned for, where it was; else by the names of the labels. */
async function untrained(
  encoder: Encoder,
  texts: readonly string[],
  named: readonly (string | NamedLabel)[],
  call: Call,
): Promise<Judged> {
  const { readyTask } = encoder.info;
  if (!named.length && readyTask?.kind === 'textClassification') return readyClasses(encoder, texts, call);
  const sentences = new Map(named.map((each) => (typeof each === 'string' ? [each, each] : [each.name, spoken(each)])));
  if (sentences.size < 2) throw new EngineError('badInput', { subject: 'labels', reason: 'give two or more labels' });
  return readyTask && isInference(readyTask)
    ? inferredClasses(encoder, texts, sentences, call)
    : zeroShot(encoder, texts, sentences, call);
}

async function zeroShot(
  encoder: Encoder,
  texts: readonly string[],
  sentences: ReadonlyMap<string, string>,
  call: Call,
): Promise<Judged> {
  const labels = [...sentences.keys()];
  const { embeddings: names } = await embed(
    encoder,
    { texts: [...sentences.values()].map((label) => label.replaceAll(/[_-]+/g, ' ')) },
    call,
  );
  const { embeddings, width, passages } = await embed(encoder, { texts }, call);
  const cosines = new Float64Array(texts.length * labels.length);
  for (let n = 0; n < texts.length; n++) {
    const text = embeddings.subarray(n * width, (n + 1) * width);
    labels.forEach((_, k) => (cosines[n * labels.length + k] = dot(text, names.subarray(k * width, (k + 1) * width))));
  }
  const probabilities = softmaxRows(cosines, labels.length, zeroShotTemperature);
  return { labels, several: false, passages, probabilities, plain: probabilities };
}

const spoken = ({ name, description }: NamedLabel): string => (description ? `${name}: ${description}` : name);

function classification({ labels, several, probabilities, passages }: Judged, n: number, unsureBelow: number) {
  const row = probabilities.subarray(n * labels.length, (n + 1) * labels.length);
  const first = best(row, 0, labels.length);
  const second = Math.max(0, ...row.filter((_, k) => k !== first));
  const label = row[first] >= unsureBelow ? labels[first] : null;
  const found: Classification = {
    label,
    labels: several ? tagsOf(labels, row) : label === null ? [] : [label],
    probability: row[first],
    margin: row[first] - second,
    probabilities: Object.fromEntries(labels.map((each, k) => [each, row[k]])),
    passages: passages[n],
  };
  return found;
}

function tagsOf(labels: readonly string[], row: Float64Array): string[] {
  const numbers = labels.map((_, k) => k).filter((k) => row[k] >= hasLabelFrom);
  return numbers.sort((a, b) => row[b] - row[a]).map((k) => labels[k]);
}
