// The classification sets with 8, 16 and 64 examples a class and with all of train. Texts are embedded once by `semtext
// embed`; the classifier is the product's (core/classifier.ts), trained here so that one embedding serves all samples.

import { trainClassifier, probabilitiesOf } from '../../src/core/classifier';
import { accuracy } from '../../src/core/metrics';
import { fitWithCrossValidation, likeliest, predict } from '../logistic';
import { naiveBayes } from '../naiveBayes';
import { published } from '../published';
import { parsers, type Labelled } from '../records';
import { rounded, toPercent, type Row } from '../report';
import { sampleOfEach } from '../sampling';
import type { Semtext } from '../semtext';
import { expectedCalibrationError, f1, mean } from '../statistics';
import { words } from '../text';
import { TfIdf } from '../tfidf';
import { isError, type Context, type Task } from './context';
import { vectorOf } from './pairs';

const shots = [8, 16, 64];
const seeds = [1, 2, 3, 4, 5];

interface Split {
  readonly labels: readonly number[];
  readonly terms: readonly (readonly string[])[];
  readonly vectors: readonly Float32Array[];
}

/** What one training sample led to on the development part. */
interface Outcome {
  readonly ours: readonly number[];
  /** Largest probability of each text. */
  readonly confidence: readonly number[];
  readonly tfidf: readonly number[];
  readonly bayes: readonly number[];
}

function classificationTask(name: string): Task {
  return { name, files: [`${name}.train`, `${name}.dev`], run: (context) => classify(context, name) };
}

export const classificationTasks = ['agnews', 'sst2', 'trec', 'subj', 'smsspam', 'moviereview', 'techtopic'].map(
  classificationTask,
);

async function classify({ sets, semtext }: Context, name: string): Promise<Row[]> {
  const pool = sets.read(`${name}.train`, parsers.labelled, false);
  const asked = sets.read(`${name}.dev`, parsers.labelled);
  const vectors = await embedAll(
    semtext,
    [...pool, ...asked].map(({ text }) => text),
  );
  const train = splitOf(pool, vectors.slice(0, pool.length));
  const dev = splitOf(asked, vectors.slice(pool.length));
  const names = [...new Map(pool.map(({ label, labelName }) => [label, labelName]))].sort((a, b) => a[0] - b[0]);
  const everything = pool.map((_, index) => index);
  const rows: Row[] = [];
  for (const shot of shots) {
    const samples = seeds.map((seed) => sampleOfEach(train.labels, shot, seed));
    if (samples[0].length === pool.length) continue;
    const outcomes = samples.map((sample) => outcomeOf(train, sample, dev, names.length));
    rows.push(...rowsOf(name, `${shot} a class`, names, dev.labels, outcomes));
  }
  return [
    ...rows,
    ...rowsOf(name, 'all of train', names, dev.labels, [outcomeOf(train, everything, dev, names.length)]),
  ];
}

async function embedAll(semtext: Semtext, texts: readonly string[]): Promise<Float32Array[]> {
  const answers = await semtext.ask(
    'embed',
    texts.map((text) => ({ text })),
  );
  const vectors = answers.map((answer) => (isError(answer) ? undefined : vectorOf(answer)));
  const width = vectors.find((vector) => vector)?.length;
  if (width === undefined) throw new Error('semtext embed answered with errors only');
  return vectors.map((vector) => vector ?? new Float32Array(width));
}

function splitOf(records: readonly Labelled[], vectors: readonly Float32Array[]): Split {
  return { labels: records.map(({ label }) => label), terms: records.map(({ text }) => words(text)), vectors };
}

function outcomeOf(train: Split, sample: readonly number[], dev: Split, classes: number): Outcome {
  const labels = sample.map((index) => train.labels[index]);
  const terms = sample.map((index) => train.terms[index]);
  const tfidf = new TfIdf(terms);
  const baseline = fitWithCrossValidation(tfidf.transform(terms, { sublinear: true }), labels, classes);
  const classifier = trainClassifier({
    features: flat(sample.map((index) => train.vectors[index])),
    labels: Int32Array.from(labels),
    width: dev.vectors[0].length,
    numLabels: classes,
  });
  const probabilities = probabilitiesOf(classifier, flat(dev.vectors));
  const ours = likeliest(probabilities, classes);
  return {
    ours,
    confidence: ours.map((label, row) => probabilities[row * classes + label]),
    tfidf: likeliest(predict(baseline, tfidf.transform(dev.terms, { sublinear: true })), classes),
    bayes: naiveBayes(terms, labels, classes, dev.terms),
  };
}

function flat(vectors: readonly Float32Array[]): Float32Array {
  const width = vectors[0]?.length ?? 0;
  const result = new Float32Array(vectors.length * width);
  vectors.forEach((vector, row) => result.set(vector, row * width));
  return result;
}

function rowsOf(
  task: string,
  setting: string,
  names: readonly (readonly [number, string])[],
  gold: readonly number[],
  outcomes: readonly Outcome[],
): Row[] {
  const base = { task, records: gold.length };
  const note = outcomes.length > 1 ? { note: `mean over ${outcomes.length} samples of train, the same for all` } : {};
  const row = (metric: string, measure: (predicted: readonly number[]) => number): Row => {
    const over = (predict: (outcome: Outcome) => readonly number[]) => outcomes.map((each) => measure(predict(each)));
    const ours = over((outcome) => outcome.ours);
    const baselines = {
      'TF-IDF + logistic regression': toPercent(mean(over((outcome) => outcome.tfidf))),
      'naive Bayes': toPercent(mean(over((outcome) => outcome.bayes))),
    };
    const title = `${metric}, ${setting}`;
    return {
      ...base,
      metric: title,
      ours: toPercent(mean(ours)),
      baselines,
      ...(outcomes.length > 1 && { deviation: toPercent(deviation(ours)) }),
      ...(published[task]?.[title] && { published: published[task][title] }),
      ...note,
    };
  };
  const rows = [row('accuracy', (predicted) => accuracy(gold, predicted))];
  const spam = names.find(([, label]) => label === 'spam');
  if (spam) rows.push(row('F1 of spam', (predicted) => f1(predicted, gold, spam[0])));
  const errors = outcomes.map(({ ours, confidence }) =>
    expectedCalibrationError(
      confidence,
      ours.map((label, i) => label === gold[i]),
    ),
  );
  const calibration = `calibration error (0 to 1), ${setting}`;
  rows.push({
    ...base,
    metric: calibration,
    ours: rounded4(mean(errors)),
    baselines: {},
    lowerIsBetter: true,
    ...note,
  });
  return rows;
}

function rounded4(value: number): number {
  return rounded(value * 100) / 100;
}

/** Standard deviation with n − 1. */
function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
