// The contract of the classification view: what the extension host and the webview send each other.

import type { ReviewState } from '../core/reviewQueue';
import type { EvaluateResult } from './classify';
import { arrayOf, integer, nullable, object, oneOf, string } from './parse';

/** A line, paragraph or file with its class. */
export interface ResultRow {
  readonly id: number;
  /** As long as fits a table; the whole text stays with the host. */
  readonly text: string;
  /** File and line, for people. */
  readonly place: string;
  /** null: unsure. */
  readonly label: string | null;
  /** Where a text may have several. */
  readonly labels: readonly string[];
  /** The most probable label, also where it is unsure. */
  readonly best: string;
  readonly probability: number;
  readonly margin: number;
  /** In how many passages it was read. */
  readonly passages: number;
}

export interface ResultsHead {
  readonly title: string;
  readonly labels: readonly string[];
  readonly total: number;
  /** EncoderInfo.id; empty before the first answer. */
  readonly model: string;
  readonly state: 'running' | 'done' | 'cancelled' | 'failed';
  /** How the classes are known, and what was left out: sentences for people. */
  readonly notes: readonly string[];
}

export interface EvaluationShown {
  readonly result: EvaluateResult;
  /** In the order of the predictions. */
  readonly examples: readonly { readonly text: string; readonly label: string }[];
  readonly multiLabel: boolean;
}

export type ClassifyTab = 'results' | 'evaluation' | 'review';
export type ExportFormat = 'csv' | 'jsonl' | 'markdown';

/** Requests of the webview to the host. */
export type ClassifyRequests = {
  /** First message: asks for all that there is. */
  readonly ready: {
    readonly params: null;
    readonly result: {
      readonly tab: ClassifyTab;
      readonly head: ResultsHead | null;
      readonly rows: readonly ResultRow[];
      readonly evaluation: EvaluationShown | null;
      readonly review: ReviewShown | null;
    };
  };
  /** Saves these rows in this order. Resolves to false when the person changed their mind. */
  readonly export: {
    readonly params: { readonly format: ExportFormat; readonly ids: readonly number[] };
    readonly result: boolean;
  };
  /** How like this row each row is, cosine −1…1 in the order of the rows. */
  readonly similar: { readonly params: { readonly id: number }; readonly result: readonly number[] };
};

export interface ReviewShown {
  readonly state: ReviewState;
  /** All labels that can be given. */
  readonly labels: readonly string[];
}

/** Notifications of the webview to the host. */
export type ClassifySaid = {
  /** Show this row's text in its file. */
  readonly reveal: { readonly id: number };
  /** Show this example in the file of examples. */
  readonly revealExample: { readonly index: number };
  readonly cancel: null;
  readonly showTab: { readonly tab: ClassifyTab };
  /** Begin a review of the rows. */
  readonly startReview: null;
  /** Give the current item this label; null: skip it. */
  readonly decide: { readonly label: string | null };
  /** Give the current item a label that the host asks for. */
  readonly decideOther: null;
  readonly undo: null;
  readonly revealReviewed: { readonly id: number };
  /** Bring the items that are like this one to the front. */
  readonly findSimilar: { readonly id: number };
  readonly evaluate: null;
};

/** Notifications of the host to the webview. */
export type ClassifyHeard = {
  readonly tab: { readonly tab: ClassifyTab };
  /** A run began: rows from before are gone. */
  readonly head: ResultsHead;
  readonly rows: { readonly head: ResultsHead; readonly rows: readonly ResultRow[] };
  readonly evaluation: EvaluationShown;
  readonly review: ReviewShown;
  /** A sentence for a person. */
  readonly failed: { readonly message: string };
};

export type ClassifyTheirs = Record<never, never>;

/** What arrives from a webview; ParseError for what does not fit. */
export const parseExport = (value: unknown): ClassifyRequests['export']['params'] =>
  object<ClassifyRequests['export']['params']>({
    format: oneOf('csv', 'jsonl', 'markdown'),
    ids: arrayOf(integer(0)),
  })(value, 'export');

export const parseId = (value: unknown): number => object<{ id: number }>({ id: integer(0) })(value, 'row').id;

export const parseIndex = (value: unknown): number =>
  object<{ index: number }>({ index: integer(0) })(value, 'example').index;

export const parseTab = (value: unknown): ClassifyTab =>
  object<{ tab: ClassifyTab }>({ tab: oneOf('results', 'evaluation', 'review') })(value, 'tab').tab;

export const parseDecision = (value: unknown): string | null =>
  object<{ label: string | null }>({ label: nullable(string) })(value, 'decision').label;
