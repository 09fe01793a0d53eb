// The contract of the similarity panels: what the extension host and the webview send each other.

import type { DuplicateUnit, SegmentUnit } from '../core/segments';
import type { SimilarityScale } from '../core/similarityScale';
import type { Span } from '../core/types';
import { boolean, integer, object, oneOf, optional, string } from './parse';
import {
  parseVectorChoice,
  type AlignResult,
  type CompareResult,
  type VectorChoice,
  type WirePair,
  type WireSegment,
} from './similarity';

export interface PanelText {
  /** Where it comes from, for people. */
  readonly name: string;
  readonly text: string;
  /** The text stands in a document that can be shown. */
  readonly canReveal: boolean;
}

export interface CompareContent {
  readonly kind: 'compare';
  readonly choice: VectorChoice;
  readonly a: PanelText;
  readonly b: PanelText;
  readonly result: CompareResult;
}

export interface PanelSegment extends WireSegment {
  /** As the encoder read it: without markup, white space in one run. */
  readonly text: string;
  /** Of its document, from 1, for people. */
  readonly line: number;
}

export interface MatrixContent {
  readonly kind: 'matrix';
  readonly choice: VectorChoice;
  readonly unit: SegmentUnit;
  readonly name: string;
  readonly model: string;
  readonly segments: readonly PanelSegment[];
  /** `[segments, segments]` */
  readonly similarities: Float32Array;
  readonly clusterOrder: readonly number[];
  readonly scale: SimilarityScale;
  readonly leftOut: number;
}

export interface DuplicatesContent {
  readonly kind: 'duplicates';
  readonly choice: VectorChoice;
  readonly unit: DuplicateUnit;
  readonly withHeadings: boolean;
  readonly model: string;
  readonly documents: readonly string[];
  readonly segments: readonly (PanelSegment & { readonly document: number })[];
  readonly pairs: readonly WirePair[];
  /** Pairs are known from this similarity on. */
  readonly floor: number;
  readonly compared: number;
  readonly leftOut: number;
  /** How many of the compared ones have a vector of the search index. */
  readonly fromIndex: number;
  readonly scale: SimilarityScale;
  /** Passages can be chosen: those of the search index of the workspace. */
  readonly hasPassages: boolean;
  /** What the search index spared, or why it did not: sentences for a person; empty where it has no part in this. */
  readonly indexNote: string;
  /** Files that were not read, a sentence for a person; empty for none. */
  readonly note: string;
}

export type SimilarityContent = CompareContent | MatrixContent | DuplicatesContent;

/** What a person chose in the panel; each panel looks at its own parts. */
export interface Choice extends VectorChoice {
  readonly unit?: DuplicateUnit | undefined;
  readonly withHeadings?: boolean | undefined;
}

/** A stretch of a text of the content: A (0) and B (1) of a comparison, or a document by its number. */
export interface Target extends Span {
  readonly document: number;
}

export interface TargetPair {
  readonly a: Target;
  readonly b: Target;
  /** In two editors beside each other, also where both stand in one document. */
  readonly beside: boolean;
}

/** Requests of the webview to the host. */
export type SimilarityRequests = {
  /** First message of a webview. */
  readonly ready: {
    readonly params: null;
    readonly result: {
      readonly content: SimilarityContent | null;
      readonly busy: boolean;
      /** Why there is no content; empty where nothing failed. */
      readonly failure: string;
    };
  };
  /** Which words match: of one pair of passages, or of the whole texts. */
  readonly align: { readonly params: { readonly pair: number | null }; readonly result: AlignResult };
  readonly save: { readonly params: { readonly name: string; readonly content: string }; readonly result: boolean };
};

/** Notifications of the webview to the host. */
export type SimilaritySaid = {
  readonly reveal: Target;
  /** Show both places. */
  readonly revealBoth: TargetPair;
  /** Compare two places in the comparison's panel. */
  readonly compare: TargetPair;
  /** Compute anew. */
  readonly choose: Choice;
  readonly copy: { readonly content: string };
};

/** Notifications of the host to the webview. */
export type SimilarityHeard = {
  readonly content: SimilarityContent;
  readonly failed: { readonly message: string };
  readonly busy: { readonly busy: boolean };
  /** What the page gives VS Code to keep until the window is loaded again (keptPanels). */
  readonly keep: { readonly state: unknown };
};

export type SimilarityTheirs = Record<never, never>;

const targetOf = object<Target>({ document: integer(0), start: integer(0), end: integer(0) });

/** What arrives from a webview; ParseError for what does not fit. */
export const parseTarget = (value: unknown): Target => targetOf(value, 'target');

export const parseTargets = (value: unknown): TargetPair =>
  object<TargetPair>({ a: targetOf, b: targetOf, beside: boolean })(value, 'targets');

export const parseChoice = (value: unknown): Choice => {
  const { layers, pooling } = parseVectorChoice(value, 'choice');
  const rest = object<Pick<Choice, 'unit' | 'withHeadings'>>({
    unit: optional(oneOf('sentence', 'paragraph', 'passage')),
    withHeadings: optional(boolean),
  })(value, 'choice');
  return { layers, pooling, ...rest };
};

export const parseSaved = (value: unknown): { readonly name: string; readonly content: string } =>
  object<{ name: string; content: string }>({ name: string, content: string })(value, 'file');

export const parsePairNumber = (value: unknown): number | null =>
  object<{ pair?: number }>({ pair: optional(integer(0)) })(value, 'align').pair ?? null;

export const parseCopied = (value: unknown): string =>
  object<{ content: string }>({ content: string })(value, 'copy').content;
