// What comparing texts asks and answers. Types only. Spans are UTF-16 offsets into the text of the request; every answer
// names the encoder as `model`.

import type { DuplicateUnit, Segment, SegmentUnit } from '../../core/segments';
import type { SimilarityScale } from '../../core/similarityScale';
import type { Span } from '../../core/types';
import type { LayerChoice, Pooling } from '../ports';

/** Which states of the encoder make a text's vector. */
export interface VectorChoice {
  /** Default `last`. */
  readonly layers?: LayerChoice;
  /** Default `mean`. */
  readonly pooling?: Pooling;
}

/** A text as it stands in its document; markup of the language is not read. */
export interface WrittenText {
  readonly text: string;
  /** VS Code language id; default `plaintext`. */
  readonly languageId?: string;
}

export interface CompareRequest extends VectorChoice {
  readonly a: WrittenText;
  readonly b: WrittenText;
  /** A newer request with the same key cancels this one. */
  readonly key?: string;
}

export interface PassagePair {
  /** Number in `passagesOfA` and `passagesOfB`. */
  readonly a: number;
  readonly b: number;
  /** Cosine −1…1. */
  readonly similarity: number;
}

export interface CompareAnswer {
  readonly model: string;
  /** Cosine −1…1, the same whichever text comes first; 1 for equal texts. */
  readonly similarity: number;
  /** The texts are equal but for white space. */
  readonly identical: boolean;
  readonly scale: SimilarityScale;
  /** How well b follows a; null where the encoder has no such output. */
  readonly nextSentence: NextSentence | null;
  /** Sentences where both texts have few, else runs of sentences; they cover the texts. */
  readonly passageUnit: 'sentence' | 'passage';
  readonly passagesOfA: readonly Span[];
  readonly passagesOfB: readonly Span[];
  /** For each passage of either text its most similar one of the other, each pair once, best first. */
  readonly pairs: readonly PassagePair[];
  /** Tokens without special ones. */
  readonly tokensOfA: number;
  readonly tokensOfB: number;
  /** Longest input of the encoder without special tokens: longer texts are the mean of their parts. */
  readonly windowTokens: number;
}

export interface NextSentence {
  /** Probability 0…1 by the encoder's head, as it is: it may be far from calibrated. */
  readonly probability: number;
  /**
   * How often the head rates the real next sentence of a reference text above one of another text, 0…1; 0.5 is chance.
   */
  readonly reliability: number;
  /** Share 0…1 of real next sentences of the reference texts that the head rates lower than this one. */
  readonly rankAmongReal: number;
  /** The same among sentences that do not follow. */
  readonly rankAmongOthers: number;
}

export interface AlignRequest {
  readonly a: WrittenText;
  readonly b: WrittenText;
  /** Which states; default `last`. */
  readonly layers?: LayerChoice;
  readonly key?: string;
}

export interface AlignedWord extends Span {
  /** Number of the most similar word of the other text; −1 where there is none. */
  readonly match: number;
  /** Mean over the word's tokens of their greatest cosine, −1…1. */
  readonly similarity: number;
}

export interface AlignAnswer {
  readonly model: string;
  readonly wordsOfA: readonly AlignedWord[];
  readonly wordsOfB: readonly AlignedWord[];
  /** Token means as in BERTScore: of A found in B, of B found in A, and their harmonic mean. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** What did not fit the encoder: UTF-16 units at the end of each text. */
  readonly leftOutOfA: number;
  readonly leftOutOfB: number;
}

export interface MatrixRequest extends VectorChoice {
  readonly document: WrittenText;
  readonly unit: SegmentUnit;
  /** Only this part. */
  readonly within?: Span;
  /** Most segments; the rest at the end is left out and counted. */
  readonly limit: number;
  readonly key?: string;
}

export interface MatrixAnswer {
  readonly model: string;
  readonly segments: readonly Segment[];
  /** Cosines `[segments, segments]`, symmetric, 1 on the diagonal. */
  readonly similarities: Float32Array;
  /** The segments in an order in which clusters stand together. */
  readonly clusterOrder: Int32Array;
  readonly scale: SimilarityScale;
  /** Segments at the end that are beyond the limit. */
  readonly leftOut: number;
}

export interface DuplicatesRequest extends VectorChoice {
  readonly documents: readonly WrittenText[];
  readonly unit: DuplicateUnit;
  /** Least cosine of a pair, −1…1; default the scale's `close`. */
  readonly threshold?: number;
  /** Most pairs: the most similar ones. */
  readonly limit: number;
  /** Headings and segments of fewer words are boilerplate and left out. */
  readonly minimumWords: number;
  readonly withHeadings: boolean;
  readonly key?: string;
}

export interface DuplicatesAnswer {
  readonly model: string;
  /** Segments that have a near-duplicate, in order of documents and places. */
  readonly segments: readonly (Segment & { readonly document: number })[];
  /** Numbers in `segments`; most similar first. */
  readonly pairs: readonly PassagePair[];
  /** All pairs of at least this cosine are in `pairs`. */
  readonly floor: number;
  /** How many segments were compared. */
  readonly compared: number;
  /** Segments that were left out: headings and short ones. */
  readonly leftOut: number;
  /** How many of the compared ones have a vector of the search index; the others were embedded. */
  readonly fromIndex: number;
  readonly scale: SimilarityScale;
}

export interface CoherenceRequest extends VectorChoice {
  readonly document: WrittenText;
  readonly within?: Span;
  readonly key?: string;
}

/** The place between two paragraphs that no heading parts. */
export interface Joint {
  readonly before: Span;
  readonly after: Span;
  /** Cosine of what stands around the joint, −1…1. */
  readonly similarity: number;
  /** Of the encoder's head; null where it has none. */
  readonly nextSentence: number | null;
  /** How many other joints of the document hang together less. */
  readonly lower: number;
  /**
   * `weak`: low for this document, and below most pairs that say the same. `broken`: also as low as pairs on different
   * subjects, or the head rates it like the lowest tenth of real continuations.
   */
  readonly strength: 'holds' | 'weak' | 'broken';
}

export interface CoherenceAnswer {
  readonly model: string;
  readonly joints: readonly Joint[];
  /** As in NextSentence; null without a head. */
  readonly headReliability: number | null;
  /** How often similarity rates the real continuation of a reference text above one of another text, 0…1. */
  readonly similarityReliability: number;
}

/** Share 0…1 of the work that is done. */
export type OnProgress = (fraction: number) => void;
