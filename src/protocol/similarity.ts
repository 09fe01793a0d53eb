// Comparing texts on the wire: parameters and answers with their parsers. The meaning of the numbers is told in
// engine/comparison/requests. Spans are UTF-16 offsets into the texts of the request.

import type { DuplicateUnit, SegmentUnit } from '../core/segments';
import type { SimilarityScale } from '../core/similarityScale';
import type { Span } from '../core/types';
import { arrayOf, boolean, integer, number, object, oneOf, optional, ParseError, string, type Parser } from './parse';
import { fromBase64 } from './wire';

/** Layers of the feature-based table of Devlin et al. 2019, section 5.3. */
export const layerChoices = ['last', 'secondToLast', 'sumLast4', 'concatLast4', 'sumAll', 'embeddings'] as const;
export type LayerName = (typeof layerChoices)[number];
export const poolings = ['mean', 'cls'] as const;
export type PoolingName = (typeof poolings)[number];

/** Which states make a text's vector. */
export interface VectorChoice {
  readonly layers: LayerName;
  readonly pooling: PoolingName;
}

export interface WireText {
  readonly text: string;
  readonly languageId: string;
}

export interface CompareParams extends VectorChoice {
  readonly a: WireText;
  readonly b: WireText;
}

export interface WirePair {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

export interface CompareResult {
  readonly model: string;
  readonly similarity: number;
  readonly identical: boolean;
  readonly scale: SimilarityScale;
  readonly nextSentence:
    | {
        readonly probability: number;
        readonly reliability: number;
        readonly rankAmongReal: number;
        readonly rankAmongOthers: number;
      }
    | undefined;
  readonly passageUnit: 'sentence' | 'passage';
  readonly passagesOfA: readonly Span[];
  readonly passagesOfB: readonly Span[];
  readonly pairs: readonly WirePair[];
  readonly tokensOfA: number;
  readonly tokensOfB: number;
  readonly windowTokens: number;
}

export interface AlignParams {
  readonly a: WireText;
  readonly b: WireText;
  readonly layers: LayerName;
}

export interface WireAlignedWord extends Span {
  readonly match: number;
  readonly similarity: number;
}

export interface AlignResult {
  readonly model: string;
  readonly wordsOfA: readonly WireAlignedWord[];
  readonly wordsOfB: readonly WireAlignedWord[];
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly leftOutOfA: number;
  readonly leftOutOfB: number;
}

export interface MatrixParams extends VectorChoice {
  readonly document: WireText;
  readonly unit: SegmentUnit;
  readonly within?: Span | undefined;
  readonly limit: number;
}

export interface WireSegment extends Span {
  readonly heading: boolean;
}

export interface MatrixResult {
  readonly model: string;
  readonly segments: readonly WireSegment[];
  /** `[segments, segments]` fp32 little-endian, in base64 on the wire. */
  readonly similarities: Float32Array;
  readonly clusterOrder: readonly number[];
  readonly scale: SimilarityScale;
  readonly leftOut: number;
}

export interface DuplicatesParams extends VectorChoice {
  readonly documents: readonly WireText[];
  readonly unit: DuplicateUnit;
  readonly limit: number;
  readonly minimumWords: number;
  readonly withHeadings: boolean;
}

export interface DuplicatesResult {
  readonly model: string;
  readonly segments: readonly (WireSegment & { readonly document: number })[];
  readonly pairs: readonly WirePair[];
  readonly floor: number;
  readonly compared: number;
  readonly leftOut: number;
  readonly fromIndex: number;
  readonly scale: SimilarityScale;
}

export interface CoherenceParams extends VectorChoice {
  readonly document: WireText;
  readonly within?: Span | undefined;
}

export interface WireJoint {
  readonly before: Span;
  readonly after: Span;
  readonly similarity: number;
  readonly nextSentence: number | undefined;
  readonly lower: number;
  readonly strength: 'holds' | 'weak' | 'broken';
}

export interface CoherenceResult {
  readonly model: string;
  readonly joints: readonly WireJoint[];
  readonly headReliability: number | undefined;
  readonly similarityReliability: number;
}

const offset = integer(0);
const span = object<Span>({ start: offset, end: offset });
const text = object<WireText>({ text: string, languageId: string });
const choice = { layers: oneOf(...layerChoices), pooling: oneOf(...poolings) };
const unit = oneOf('sentence', 'paragraph');

export const parseVectorChoice: Parser<VectorChoice> = object<VectorChoice>(choice);
export const parseCompareParams: Parser<CompareParams> = object<CompareParams>({ a: text, b: text, ...choice });
export const parseAlignParams: Parser<AlignParams> = object<AlignParams>({ a: text, b: text, layers: choice.layers });

export const parseMatrixParams: Parser<MatrixParams> = object<MatrixParams>({
  document: text,
  unit,
  within: optional(span),
  limit: integer(1, 5000),
  ...choice,
});

const cosine: Parser<number> = (value, path) => {
  const found = number(value, path);
  if (found < -1.001 || found > 1.001) throw new ParseError(path, 'a cosine');
  return found;
};

export const parseDuplicatesParams: Parser<DuplicatesParams> = object<DuplicatesParams>({
  documents: arrayOf(text),
  unit: oneOf('sentence', 'paragraph', 'passage'),
  limit: integer(1, 100_000),
  minimumWords: integer(0),
  withHeadings: boolean,
  ...choice,
});

export const parseCoherenceParams: Parser<CoherenceParams> = object<CoherenceParams>({
  document: text,
  within: optional(span),
  ...choice,
});

const scale = object<SimilarityScale>({ related: number, close: number, alike: number, same: number });
const pairs = arrayOf(object<WirePair>({ a: offset, b: offset, similarity: cosine }));

export const parseCompareResult: Parser<CompareResult> = object<CompareResult>({
  model: string,
  similarity: cosine,
  identical: boolean,
  scale,
  nextSentence: optional(
    object<NonNullable<CompareResult['nextSentence']>>({
      probability: number,
      reliability: number,
      rankAmongReal: number,
      rankAmongOthers: number,
    }),
  ),
  passageUnit: oneOf('sentence', 'passage'),
  passagesOfA: arrayOf(span),
  passagesOfB: arrayOf(span),
  pairs,
  tokensOfA: offset,
  tokensOfB: offset,
  windowTokens: offset,
});

const words = arrayOf(object<WireAlignedWord>({ start: offset, end: offset, match: integer(-1), similarity: cosine }));

export const parseAlignResult: Parser<AlignResult> = object<AlignResult>({
  model: string,
  wordsOfA: words,
  wordsOfB: words,
  precision: cosine,
  recall: cosine,
  f1: cosine,
  leftOutOfA: offset,
  leftOutOfB: offset,
});

const floats: Parser<Float32Array> = (value, path) => {
  const bytes = fromBase64(string(value, path));
  if (bytes.length % 4 !== 0) throw new ParseError(path, 'numbers of four bytes');
  return new Float32Array(bytes.buffer, 0, bytes.length / 4);
};

export const parseMatrixResult: Parser<MatrixResult> = (value, path) => {
  const result = object<MatrixResult>({
    model: string,
    segments: arrayOf(object<WireSegment>({ start: offset, end: offset, heading: boolean })),
    similarities: floats,
    clusterOrder: arrayOf(offset),
    scale,
    leftOut: offset,
  })(value, path);
  const size = result.segments.length;
  if (result.similarities.length !== size * size) throw new ParseError(`${path}.similarities`, `[${size}, ${size}]`);
  return result;
};

export const parseDuplicatesResult: Parser<DuplicatesResult> = object<DuplicatesResult>({
  model: string,
  segments: arrayOf(
    object<DuplicatesResult['segments'][number]>({ start: offset, end: offset, heading: boolean, document: offset }),
  ),
  pairs,
  floor: cosine,
  compared: offset,
  leftOut: offset,
  fromIndex: offset,
  scale,
});

export const parseCoherenceResult: Parser<CoherenceResult> = object<CoherenceResult>({
  model: string,
  joints: arrayOf(
    object<WireJoint>({
      before: span,
      after: span,
      similarity: cosine,
      nextSentence: optional(number),
      lower: offset,
      strength: oneOf('holds', 'weak', 'broken'),
    }),
  ),
  headReliability: optional(number),
  similarityReliability: number,
});
