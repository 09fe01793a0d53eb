// What is asked of classification and what it answers. Types only. All spans are UTF-16 offsets into the text of the
// request; every answer names the encoder (EncoderInfo.id) as `model`.

import type { CalibrationBin } from '../../core/calibration';
import type { Caution } from '../../core/caution';
import type { Classifier } from '../../core/classifier';
import type { OneVsRest } from '../../core/oneVsRest';
import type { Vocabulary } from '../../core/vocabulary';
import type { Span } from '../../core/types';
import type { Lane } from '../requests';

/** A text and the class a person gave it. The same text may stand under several labels. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** A class that is known by its name, or by a sentence that says what belongs to it. */
export interface NamedLabel {
  readonly name: string;
  readonly description?: string | undefined;
}

/** A classifier with the names of its labels, and the encoder that made its features: another one cannot use it. */
export interface TrainedClassifier {
  /** EncoderInfo.id and hash of the encoder. */
  readonly model: string;
  readonly modelHash: string;
  readonly labels: readonly string[];
  /** The words that it knows. Weights are those of the encoder's features, then those of these words. */
  readonly vocabulary: Vocabulary;
  /** One label a text (softmax), or any number of labels (one against the rest). */
  readonly parameters:
    | { readonly kind: 'softmax'; readonly softmax: Classifier }
    | { readonly kind: 'oneVsRest'; readonly oneVsRest: OneVsRest };
  /** What may be claimed of a text, by what was held out and how like the examples it is. */
  readonly caution: Caution;
}

export interface TrainRequest {
  readonly examples: readonly LabelledText[];
  /** A text may have several labels. Default false. */
  readonly multiLabel?: boolean | undefined;
}

export interface TrainAnswer {
  readonly model: string;
  readonly classifier: TrainedClassifier;
  /** Share 0…1 of held-out examples with the right label (several labels: exactly the right ones); null: none held out. */
  readonly accuracy: number | null;
  /** 95 % Wilson interval. */
  readonly accuracyInterval: readonly [number, number] | null;
}

/** Classes by their names alone, learned from examples, or of a classifier that was trained before; one of the three. */
export interface ClassifyRequest {
  readonly texts: readonly string[];
  readonly labels?: readonly (string | NamedLabel)[] | undefined;
  readonly examples?: readonly LabelledText[] | undefined;
  readonly classifier?: TrainedClassifier | undefined;
  /** With examples: a text may have several labels. */
  readonly multiLabel?: boolean | undefined;
  /** A text whose best probability is lower gets no label. Default 0. */
  readonly unsureBelow?: number | undefined;
  /** Default `interactive`. */
  readonly lane?: Lane | undefined;
}

export interface Classification {
  /** null: unsure. */
  readonly label: string | null;
  /** All labels of 0.5 or more, best first, where a text may have several; else the label or none. */
  readonly labels: readonly string[];
  /**
   * Of the best label, 0…1. Of a trained classifier it is calibrated on held-out folds where there are examples enough, never
   * beyond what was borne out there, and low for a text that is like none of the examples (core/caution).
   */
  readonly probability: number;
  /** Distance to the second label's probability. */
  readonly margin: number;
  readonly probabilities: Readonly<Record<string, number>>;
  /** In how many passages the text was read, whose vectors were pooled; 1 where it fits the encoder. */
  readonly passages: number;
}

export interface ClassifyAnswer {
  readonly model: string;
  /** In the order of the texts. */
  readonly classifications: readonly Classification[];
}

export interface EvaluateRequest {
  readonly examples: readonly LabelledText[];
  /** At most this many; fewer where a label has fewer examples. */
  readonly folds: number;
  readonly multiLabel?: boolean | undefined;
  /** Also measure with fewer examples a label. */
  readonly curve?: boolean | undefined;
}

export interface EvaluateAnswer {
  readonly model: string;
  readonly folds: number;
  readonly accuracy: number;
  /** 95 % Wilson interval. */
  readonly accuracyInterval: readonly [number, number];
  readonly macroF1: number;
  readonly perLabel: readonly {
    readonly label: string;
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
    readonly examples: number;
  }[];
  /** Rows: the label a person gave; columns: the label predicted. Empty where a text may have several labels. */
  readonly confusion: { readonly labels: readonly string[]; readonly matrix: readonly (readonly number[])[] };
  /** Where a text may have several labels: one table a label; empty elsewhere. */
  readonly tables: readonly LabelTable[];
  /** What was predicted for each example, in the order of the request; none for several labels. */
  readonly predictions: readonly { readonly label: string; readonly probability: number }[];
  /** Each probability comes from a temperature that was fitted without the example's fold. */
  readonly calibration: { readonly error: number; readonly bins: readonly CalibrationBin[] };
  /** Accuracy with at most so many examples a label, fewest first; empty unless asked for. */
  readonly curve: readonly CurvePoint[];
  /** Labels with so few examples that their figures say little. */
  readonly fewExamples: readonly string[];
  /** Texts that stand under more than one label. */
  readonly conflicts: readonly { readonly text: string; readonly labels: readonly string[] }[];
}

/** Of one label among several: texts by whether they have it and whether it was predicted, each by its first example. */
export interface LabelTable {
  readonly label: string;
  readonly truePositives: readonly number[];
  readonly falseNegatives: readonly number[];
  readonly falsePositives: readonly number[];
  readonly trueNegatives: readonly number[];
}

export interface CurvePoint {
  readonly examplesPerLabel: number;
  readonly accuracy: number;
}

/** Which parts of a text drove its label. The text goes with the labels, examples or classifier as in ClassifyRequest. */
export interface ExplainRequest extends Omit<ClassifyRequest, 'texts' | 'unsureBelow' | 'lane'> {
  readonly text: string;
  /** Another label than the most probable one. */
  readonly label?: string | undefined;
}

export interface ExplainAnswer {
  readonly model: string;
  readonly label: string;
  readonly probability: number;
  /** What was left out at a time: sentences, words of a single sentence, or groups of sentences of a long text. */
  readonly unit: 'sentence' | 'word' | 'group';
  /** In the order of the text. `effect` −1…1: by how much the probability falls when this part is left out. */
  readonly parts: readonly (Span & { readonly effect: number })[];
}

export interface SimilarRequest {
  readonly text: string;
  readonly texts: readonly string[];
}

/** Cosine −1…1 of each text, in their order. */
export interface SimilarAnswer {
  readonly model: string;
  readonly similarities: readonly number[];
}

/** Share 0…1 of the texts that were read. */
export type OnFraction = (fraction: number) => void;
