// The classification sets with 8, 16 and 64 examples a class and with all of train. Texts are embedded once by `semtext
// embed` and classifiers trained on that as `semtext classify` trains them, so that one embedding serves all samples; one
// sample a set goes through `semtext classify` itself, to prove that both are the same thing.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withCaution, type ReadTexts } from '../../src/core/caution';
import { trainWithFolds } from '../../src/core/classifier';
import { coordinatesOf } from '../../src/core/coordinates';
import { accuracy } from '../../src/core/metrics';
import { linearLogits, type Rows } from '../../src/core/rows';
import { temperedRows } from '../../src/core/temperature';
import { vocabularyOf, wordRows, type Vocabulary } from '../../src/core/vocabulary';
import { featureShares, softmaxCaution } from '../../src/engine/classify/train';
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
/** Of this many examples a class the first sample also goes through `semtext classify`. */
const checkedShot = 16;
/** Printed vectors are rounded, so that a text on the border may fall to either side. */
const leastAgreement = 0.98;

interface Split {
  readonly labels: readonly number[];
  readonly texts: readonly string[];
  readonly terms: readonly (readonly string[])[];
  readonly vectors: readonly (readonly Float32Array[])[];
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

async function classify(context: Context, name: string): Promise<Row[]> {
  const { sets, semtext } = context;
  const read = [sets.read(`${name}.train`, parsers.labelled, false), sets.read(`${name}.dev`, parsers.labelled)];
  // The product numbers labels by their names, and the folds depend on the numbers.
  const byName = [...new Set(read[0].map(({ labelName }) => labelName))].sort();
  const [pool, asked] = read.map((list) =>
    list.map((each): Labelled => ({ ...each, label: byName.indexOf(each.labelName) })),
  );
  const vectors = await embedAll(
    semtext,
    [...pool, ...asked].map(({ text }) => text),
  );
  const train = splitOf(pool, vectors.slice(0, pool.length));
  const dev = splitOf(asked, vectors.slice(pool.length));
  const names = byName.map((labelName, label) => [label, labelName] as const);
  const everything = pool.map((_, index) => index);
  const rows: Row[] = [];
  for (const shot of shots) {
    const samples = seeds.map((seed) => sampleOfEach(train.labels, shot, seed));
    if (samples[0].length === pool.length) continue;
    const outcomes = samples.map((sample) => outcomeOf(train, sample, dev, names.length));
    if (shot === checkedShot) {
      const labels = outcomes[0].ours.map((label) => new Map(names).get(label) ?? '');
      await checkAgainstProduct(
        context,
        name,
        samples[0].map((index) => pool[index]),
        asked,
        labels,
      );
    }
    rows.push(...rowsOf(name, `${shot} a class`, names, dev.labels, outcomes));
  }
  return [
    ...rows,
    ...rowsOf(name, 'all of train', names, dev.labels, [outcomeOf(train, everything, dev, names.length)]),
  ];
}

async function checkAgainstProduct(
  { semtext, leaveOut }: Context,
  name: string,
  examples: readonly Labelled[],
  asked: readonly Labelled[],
  labels: readonly string[],
): Promise<void> {
  const check = `${name}: check against semtext classify`;
  try {
    const share = await agreement(semtext, examples, asked, labels);
    if (share < leastAgreement) leaveOut(check, `it agrees on ${toPercent(share)} % of the texts only`);
  } catch (error) {
    leaveOut(check, (error as Error).message);
  }
}

/** What the product's classifier sees of a text beside its words: its embedding and the mean of its embedding layer. */
async function embedAll(semtext: Semtext, texts: readonly string[]): Promise<Float32Array[][]> {
  const inputs = texts.map((text) => ({ text }));
  const answers = [await semtext.ask('embed', inputs), await semtext.ask('embed', inputs, '--layers', 'embeddings')];
  const [last, first] = answers.map((list) => list.map((answer) => (isError(answer) ? undefined : vectorOf(answer))));
  const widths = [last, first].map((list) => list.find((vector) => vector)?.length);
  if (widths[0] === undefined || widths[1] === undefined) throw new Error('semtext embed answered with errors only');
  const none = [new Float32Array(widths[0]), new Float32Array(widths[1])];
  return texts.map((_, n) => [last[n] ?? none[0], first[n] ?? none[1]]);
}

/** Share of the texts that `semtext classify` labels as was done here. */
async function agreement(
  semtext: Semtext,
  examples: readonly Labelled[],
  asked: readonly Labelled[],
  here: readonly string[],
): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'semtext-evaluation-'));
  try {
    const file = path.join(folder, 'examples.jsonl');
    const lines = examples.map(({ text, labelName }) => JSON.stringify({ text, label: labelName }));
    writeFileSync(file, lines.join('\n'));
    const inputs = asked.map(({ text }) => ({ text }));
    const answers = await semtext.ask('classify', inputs, '--examples', file);
    return mean(answers.map((answer, n) => (!isError(answer) && answer.fields.label === here[n] ? 1 : 0)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function splitOf(records: readonly Labelled[], vectors: Split['vectors']): Split {
  const texts = records.map(({ text }) => text);
  return { labels: records.map(({ label }) => label), texts, terms: texts.map(words), vectors };
}

function outcomeOf(train: Split, sample: readonly number[], dev: Split, classes: number): Outcome {
  const labels = sample.map((index) => train.labels[index]);
  const terms = sample.map((index) => train.terms[index]);
  const tfidf = new TfIdf(terms);
  const baseline = fitWithCrossValidation(tfidf.transform(terms, { sublinear: true }), labels, classes);
  const texts = sample.map((index) => train.texts[index]);
  const vocabulary = vocabularyOf(texts);
  const vectors = sample.map((index) => train.vectors[index]);
  const rows = rowsWith(vocabulary, texts, vectors);
  const { coordinates, rank, lift } = coordinatesOf(rows, featureShares);
  const examples = { features: coordinates, labels: Int32Array.from(labels), width: rank, numLabels: classes };
  const { classifier, heldOut } = trainWithFolds(examples, { balanced: true });
  const caution = softmaxCaution(readOf(rows, vectors), examples, { classifier, heldOut });
  const asked = rowsWith(vocabulary, dev.texts, dev.vectors);
  const plain = temperedRows(linearLogits(lift(classifier), asked), classes, classifier.temperatures);
  const probabilities = withCaution(caution, readOf(asked, dev.vectors), plain, false);
  const ours = likeliest(probabilities, classes);
  return {
    ours,
    confidence: ours.map((label, row) => probabilities[row * classes + label]),
    tfidf: likeliest(predict(baseline, tfidf.transform(dev.terms, { sublinear: true })), classes),
    bayes: naiveBayes(terms, labels, classes, dev.terms),
  };
}

/** What caution looks at: the embeddings alone, and the words. */
function readOf({ words }: Rows, vectors: Split['vectors']): ReadTexts {
  const [width] = vectors[0].map(({ length }) => length);
  const embeddings = new Float32Array(vectors.length * width);
  vectors.forEach(([last], row) => embeddings.set(last, row * width));
  return { embeddings, words };
}

function rowsWith(vocabulary: Vocabulary, texts: readonly string[], vectors: Split['vectors']): Rows {
  const blocks = vectors[0].map(({ length }) => length);
  const width = blocks.reduce((sum, each) => sum + each, 0);
  const dense = new Float32Array(vectors.length * width);
  vectors.forEach(([last, first], row) => {
    dense.set(last, row * width);
    dense.set(first, row * width + last.length);
  });
  return { dense, blocks, words: wordRows(vocabulary, texts) };
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
    unit: 'fraction',
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
