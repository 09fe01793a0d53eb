// The part of the contract that is about classification: requests of the client, and the parsers of what is sent and
// answered. The messages of the view are in classifyPanel.ts.

import { RequestType } from 'vscode-languageserver-protocol';
import { arrayOf, boolean, integer, nullable, number, object, oneOf, optional, string, type Parser } from './parse';
import { classifyingTasks, type ClassifyingTask } from './readyTasks';
import { parseClassifier, type WireClassifier } from './classifier';

export interface WireExample {
  readonly text: string;
  readonly label: string;
}

/** A class by its name or by a sentence that says what belongs to it. */
export interface WireLabel {
  readonly name: string;
  readonly description?: string | undefined;
}

export interface TrainParams {
  readonly examples: readonly WireExample[];
  readonly multiLabel: boolean;
}

export interface TrainResult {
  readonly model: string;
  readonly classifier: WireClassifier;
  /** On held-out examples, 0…1, with its 95 % interval; null where none could be held out. */
  readonly accuracy: number | null;
  readonly accuracyInterval: readonly number[] | null;
}

type Tracked<T> = T & { workDoneToken?: string | number };

/** Client → server: learn from all examples. Fails with badInput (fewer than two labels), emptyText, model errors. */
export const trainRequest = new RequestType<Tracked<TrainParams>, TrainResult, void>('semanticText/trainClassifier');

export interface ClassifyParams {
  readonly texts: readonly string[];
  /** One of the two. */
  readonly labels?: readonly WireLabel[] | undefined;
  readonly classifier?: WireClassifier | undefined;
  /** By the model fine-tuned for this instead of the encoder: its own classes, or the labels by inference. */
  readonly ready?: ClassifyingTask | undefined;
  /** 0…1. */
  readonly unsureBelow: number;
  /** `background` for many texts: a person's own requests go first. */
  readonly lane: 'interactive' | 'background';
}

export interface WireClassification {
  /** null: unsure. */
  readonly label: string | null;
  /** Where a text may have several: those of 0.5 or more, best first. */
  readonly labels: readonly string[];
  readonly probability: number;
  readonly margin: number;
  /** In the order of the result's labels. */
  readonly probabilities: readonly number[];
  /** In how many passages the text was read. */
  readonly passages: number;
}

export interface ClassifyResult {
  readonly model: string;
  readonly labels: readonly string[];
  readonly classifications: readonly WireClassification[];
}

/** Client → server: classes of texts. Fails with emptyText, badInput, otherEncoder, model errors. */
export const classifyRequest = new RequestType<ClassifyParams, ClassifyResult, void>('semanticText/classify');

export interface EvaluateParams {
  readonly examples: readonly WireExample[];
  readonly multiLabel: boolean;
  readonly folds: number;
}

export interface EvaluateResult {
  readonly model: string;
  readonly folds: number;
  readonly accuracy: number;
  readonly accuracyInterval: readonly number[];
  readonly macroF1: number;
  readonly perLabel: readonly WireLabelScore[];
  readonly confusion: { readonly labels: readonly string[]; readonly matrix: readonly (readonly number[])[] };
  /** One a label where a text may have several. */
  readonly tables: readonly WireLabelTable[];
  /** In the order of the examples. */
  readonly predictions: readonly { readonly label: string; readonly probability: number }[];
  readonly calibration: { readonly error: number; readonly bins: readonly WireBin[] };
  readonly curve: readonly { readonly examplesPerLabel: number; readonly accuracy: number }[];
  readonly fewExamples: readonly string[];
  readonly conflicts: readonly { readonly text: string; readonly labels: readonly string[] }[];
}

/** Numbers of examples, by whether they have the label and whether it was predicted. */
export interface WireLabelTable {
  readonly label: string;
  readonly truePositives: readonly number[];
  readonly falseNegatives: readonly number[];
  readonly falsePositives: readonly number[];
  readonly trueNegatives: readonly number[];
}

export interface WireLabelScore {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly examples: number;
}

export interface WireBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly confidence: number;
  readonly accuracy: number;
}

/** Client → server: how well the examples can be told apart. Fails with badInput (a label with one example), emptyText. */
export const evaluateRequest = new RequestType<Tracked<EvaluateParams>, EvaluateResult, void>(
  'semanticText/evaluateExamples',
);

export interface ExplainParams {
  readonly text: string;
  readonly labels?: readonly WireLabel[] | undefined;
  readonly classifier?: WireClassifier | undefined;
  /** By the model fine-tuned for this instead of the encoder: its own classes, or the labels by inference. */
  readonly ready?: ClassifyingTask | undefined;
  readonly label?: string | undefined;
}

export interface ExplainResult {
  readonly model: string;
  readonly label: string;
  readonly probability: number;
  readonly unit: 'sentence' | 'word' | 'group';
  /** UTF-16 offsets into the text; effect −1…1. */
  readonly parts: readonly { readonly start: number; readonly end: number; readonly effect: number }[];
}

/** Client → server: which parts of a text drove its label. Fails as classify does. */
export const explainRequest = new RequestType<ExplainParams, ExplainResult, void>('semanticText/explainClassification');

export interface SimilarParams {
  readonly text: string;
  readonly texts: readonly string[];
}

export interface SimilarResult {
  readonly model: string;
  /** Cosines in the order of the texts. */
  readonly similarities: readonly number[];
}

/** Client → server: which of many texts are like one of them. */
export const similarRequest = new RequestType<SimilarParams, SimilarResult, void>('semanticText/similarTexts');

/** Most texts of one request; the client sends more in parts, and shows each part as it comes. */
export const maxTexts = 20_000;

const texts: Parser<readonly string[]> = (value, path) => {
  const found = arrayOf(string)(value, path);
  integer(0, maxTexts)(found.length, `${path}.length`);
  return found;
};
const examples = arrayOf(object<WireExample>({ text: string, label: string }));
const labels = arrayOf(object<WireLabel>({ name: string, description: optional(string) }));

export const parseTrainParams = object<TrainParams>({ examples, multiLabel: boolean });
export const parseEvaluateParams = object<EvaluateParams>({ examples, multiLabel: boolean, folds: integer(2, 100) });
export const parseClassifyParams = object<ClassifyParams>({
  texts,
  labels: optional(labels),
  classifier: optional(parseClassifier),
  ready: optional(oneOf(...classifyingTasks)),
  unsureBelow: number,
  lane: oneOf('interactive', 'background'),
});
export const parseExplainParams = object<ExplainParams>({
  text: string,
  labels: optional(labels),
  classifier: optional(parseClassifier),
  ready: optional(oneOf(...classifyingTasks)),
  label: optional(string),
});
export const parseSimilarParams = object<SimilarParams>({ text: string, texts });

export const parseTrainResult: Parser<TrainResult> = object<TrainResult>({
  model: string,
  classifier: parseClassifier,
  accuracy: nullable(number),
  accuracyInterval: nullable(arrayOf(number)),
});

export const parseClassifyResult: Parser<ClassifyResult> = object<ClassifyResult>({
  model: string,
  labels: arrayOf(string),
  classifications: arrayOf(
    object<WireClassification>({
      label: nullable(string),
      labels: arrayOf(string),
      probability: number,
      margin: number,
      probabilities: arrayOf(number),
      passages: integer(0),
    }),
  ),
});

export const parseEvaluateResult: Parser<EvaluateResult> = object<EvaluateResult>({
  model: string,
  folds: integer(0),
  accuracy: number,
  accuracyInterval: arrayOf(number),
  macroF1: number,
  perLabel: arrayOf(
    object<WireLabelScore>({ label: string, precision: number, recall: number, f1: number, examples: integer(0) }),
  ),
  confusion: object<EvaluateResult['confusion']>({
    labels: arrayOf(string),
    matrix: arrayOf(arrayOf(integer(0))),
  }),
  tables: arrayOf(
    object<WireLabelTable>({
      label: string,
      truePositives: arrayOf(integer(0)),
      falseNegatives: arrayOf(integer(0)),
      falsePositives: arrayOf(integer(0)),
      trueNegatives: arrayOf(integer(0)),
    }),
  ),
  predictions: arrayOf(object<EvaluateResult['predictions'][number]>({ label: string, probability: number })),
  calibration: object<EvaluateResult['calibration']>({
    error: number,
    bins: arrayOf(
      object<WireBin>({ from: number, to: number, count: integer(0), confidence: number, accuracy: number }),
    ),
  }),
  curve: arrayOf(object<EvaluateResult['curve'][number]>({ examplesPerLabel: integer(0), accuracy: number })),
  fewExamples: arrayOf(string),
  conflicts: arrayOf(object<EvaluateResult['conflicts'][number]>({ text: string, labels: arrayOf(string) })),
});

export const parseExplainResult: Parser<ExplainResult> = object<ExplainResult>({
  model: string,
  label: string,
  probability: number,
  unit: oneOf('sentence', 'word', 'group'),
  parts: arrayOf(object<ExplainResult['parts'][number]>({ start: integer(0), end: integer(0), effect: number })),
});

export const parseSimilarResult: Parser<SimilarResult> = object<SimilarResult>({
  model: string,
  similarities: arrayOf(number),
});
