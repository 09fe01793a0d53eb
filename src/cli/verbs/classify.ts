// semtext classify: which class a text belongs to, by the names of labels or by examples; --evaluate measures examples.

import { readForeign, type ProblemReason } from '../../core/examples';
import { EngineError } from '../../engine/errors';
import type { ClassifyAnswer, EvaluateAnswer, LabelledText } from '../../engine/classify/requests';
import { arrayOf, boolean, integer, object, optional, ParseError, string, type Parser } from '../../protocol/parse';
import { readTextFile } from '../files';
import { percent, table } from '../format';
import { filled, readList, readNumber } from '../options';
import { defineVerb, type Fields, type Output, type Work } from '../verb';

interface ClassifyInput {
  readonly text?: string;
  readonly labels?: readonly string[];
  /** A file of JSON lines, or a CSV file, with text and label. */
  readonly examples?: string;
  readonly evaluate?: boolean;
  readonly folds?: number;
  readonly unsure?: number;
  readonly multiLabel?: boolean;
}

type Answer = { readonly classified: ClassifyAnswer } | { readonly evaluated: EvaluateAnswer };

const parseUnsure: Parser<number> = (value, path) => {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new ParseError(path, 'a probability from 0 to 1');
};

const parse = object<ClassifyInput>({
  text: optional(string),
  labels: optional(arrayOf(string)),
  examples: optional(filled),
  evaluate: optional(boolean),
  folds: optional(integer(2, 100)),
  unsure: optional(parseUnsure),
  multiLabel: optional(boolean),
});

export const classify = defineVerb<ClassifyInput, Answer>({
  name: 'classify',
  summary: 'which class a text belongs to',
  arguments: ['text'],
  needsArguments: ({ evaluate }) => evaluate !== true,
  options: [
    { flags: '--labels <a,b,c>', description: 'classes by their names alone', field: 'labels', read: readList },
    {
      flags: '--examples <file>',
      description: 'JSON lines or CSV with text and label to learn from',
      field: 'examples',
    },
    {
      flags: '--unsure <P>',
      description: 'no label below this probability (default 0)',
      field: 'unsure',
      read: readNumber,
    },
    {
      flags: '--multi-label',
      description: 'with examples: a text may have several labels',
      field: 'multiLabel',
    },
    { flags: '--evaluate', description: 'measure the examples by k-fold cross-validation', field: 'evaluate' },
    { flags: '--folds <K>', description: 'folds of --evaluate (default 5)', field: 'folds', read: readNumber },
  ],
  wide: true,
  parse: check,
  run,
  toJson,
  toText: (answer) => ('classified' in answer ? describe(answer.classified) : describeEvaluation(answer.evaluated)),
});

function check(fields: Fields): ClassifyInput {
  const input = parse(fields, '');
  const bad = (subject: string, reason: string) => new EngineError('badInput', { subject, reason });
  if (input.labels && input.examples) throw bad('--labels', 'give labels or examples, not both');
  if (input.evaluate && !input.examples) throw bad('--evaluate', 'it needs --examples');
  if (!input.evaluate && input.text === undefined) throw bad('text', 'it is missing');
  return input;
}

async function run(
  { text = '', labels, examples, evaluate, folds = 5, unsure, multiLabel }: ClassifyInput,
  { engine, signal, onProgress }: Work,
): Promise<Answer> {
  const given = examples === undefined ? undefined : parseExamples(await readTextFile(examples), examples);
  if (evaluate && given) {
    return { evaluated: await engine.evaluate({ examples: given, folds, multiLabel }, signal, onProgress) };
  }
  // The engine keeps what it learned; learning is what takes long.
  if (given) await engine.train({ examples: given, multiLabel }, signal, onProgress);
  const request = { texts: [text], labels, examples: given, unsureBelow: unsure, multiLabel };
  return { classified: await engine.classify(request, signal) };
}

const problems: Readonly<Record<ProblemReason, string>> = {
  noObject: 'it is no JSON object',
  noText: 'it needs a text and a label',
  noLabel: 'it needs a text and a label',
  noColumns: 'the header must name a column text and a column label',
};

/** The examples of a file of JSON lines or of CSV, by its name. badInput names the first line that is none. */
export function parseExamples(content: string, file: string): LabelledText[] {
  const { examples, problems: found } = readForeign(content, file);
  const [first] = found;
  if (first) {
    throw new EngineError('badInput', { subject: `${file}, line ${first.line}`, reason: problems[first.reason] });
  }
  return examples;
}

function toJson(answer: Answer): Output {
  if ('evaluated' in answer) {
    const { model, folds, accuracy, accuracyInterval, macroF1, perLabel, confusion, ...rest } = answer.evaluated;
    const { calibration, fewExamples, conflicts } = rest;
    const measured = { model, folds, accuracy, accuracyInterval, macroF1, perLabel, confusion };
    return { ...measured, calibrationError: calibration.error, fewExamples, conflicts };
  }
  const { label, labels, probability, margin, probabilities, passages } = answer.classified.classifications[0];
  return { model: answer.classified.model, label, labels, probability, margin, probabilities, passages };
}

function describe({ classifications: [found] }: ClassifyAnswer): string {
  const rows = Object.entries(found.probabilities).sort(([, a], [, b]) => b - a);
  return [
    found.labels.join(', ') || 'unsure',
    table(rows.map(([label, probability]) => [`  ${label}`, percent(probability)])),
  ].join('\n');
}

function describeEvaluation({
  folds,
  accuracy,
  accuracyInterval: [low, high],
  macroF1,
  perLabel,
  confusion,
  fewExamples,
  conflicts,
}: EvaluateAnswer): string {
  const head = `accuracy ${percent(accuracy)} (95 % interval ${percent(low)} to ${percent(high)}), macro F1 ${macroF1.toFixed(3)}, ${folds} folds`;
  const scores = table([
    ['label', 'precision', 'recall', 'F1', 'examples'],
    ...perLabel.map(({ label, precision, recall, f1, examples }) => [
      label,
      precision.toFixed(3),
      recall.toFixed(3),
      f1.toFixed(3),
      examples,
    ]),
  ]);
  const matrix = table([
    ['given \\ predicted', ...confusion.labels],
    ...confusion.matrix.map((row, k) => [confusion.labels[k], ...row]),
  ]);
  const notes = [
    ...fewExamples.map((label) => `“${label}” has so few examples that its figures say little.`),
    ...conflicts.map(({ labels }) => `One text stands under ${labels.join(' and ')}.`),
  ];
  return [head, '', scores, '', matrix, ...(notes.length ? ['', ...notes] : [])].join('\n');
}
