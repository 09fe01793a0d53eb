// The contract of word senses: the uses of a word in texts, grouped by what it means there; what is near them at each
// layer; and arithmetic over the embedding table, which knows no context.

import { RequestType } from 'vscode-languageserver-protocol';
import type { AnalogyMethod } from '../core/analogy';
import type { Span } from '../core/types';
import { arrayOf, boolean, integer, nullable, number, object, oneOf, optional, string } from './parse';

export interface SensesParams {
  readonly word: string;
  readonly texts: readonly string[];
  /** 0 before any attention … numLayers. Absent: the last but one. */
  readonly layer?: number;
  /** Also groups and places at each layer. */
  readonly everyLayer?: boolean;
}

/** What one layer makes of a use. */
export interface WirePlacedUse {
  /** From 0, the largest group first. */
  readonly group: number;
  /** Cosine −1…1 to the middle of the group. */
  readonly typicality: number;
  /** Place on the plane of principal components. */
  readonly x: number;
  readonly y: number;
}

export interface WireUse extends WirePlacedUse {
  /** Number of the text; offsets are UTF-16 into it. */
  readonly text: number;
  readonly start: number;
  readonly end: number;
  readonly sentence: Span;
}

/** The groups of one layer, and where it puts the uses, in their order. */
export interface WireLayerSenses {
  readonly groups: number;
  readonly silhouette: number;
  readonly shares: readonly number[];
  readonly uses: readonly WirePlacedUse[];
}

/** Mean cosine of two uses of one group, and of two groups; null where there is no such pair. */
export interface WireSeparation {
  readonly within: number | null;
  readonly between: number | null;
}

export interface SensesResult {
  readonly model: string;
  readonly layer: number;
  readonly groups: number;
  readonly silhouette: number;
  /** Share of the variance on each axis, 0…1. */
  readonly shares: readonly number[];
  /** Of these groups at each layer, the embedding layer first. */
  readonly separation: readonly WireSeparation[];
  readonly leftOut: number;
  readonly uses: readonly WireUse[];
  /** The embedding layer first; absent where nobody asked. */
  readonly layers?: readonly WireLayerSenses[];
}

/** Client → server: the senses of a word. Fails with emptyText, noWord, outputMissing, model errors. */
export const sensesRequest = new RequestType<SensesParams, SensesResult, void>('semanticText/senses');

/** A stretch of a text by its number. */
export interface WirePlace extends Span {
  readonly text: number;
}

export interface NeighboursParams {
  readonly word: string;
  readonly texts: readonly string[];
  readonly uses: readonly WirePlace[];
  readonly top: number;
}

export interface WireNeighbour extends WirePlace {
  /** Cosine −1…1, the mean of all words compared taken away. */
  readonly similarity: number;
}

export interface NeighboursResult {
  readonly model: string;
  readonly compared: number;
  readonly leftOut: number;
  /** The embedding layer first. */
  readonly layers: readonly {
    /** `[uses, uses]` */
    readonly similarities: readonly number[];
    /** Of each use, best first: other words, each form once, and the word's other uses. */
    readonly words: readonly (readonly WireNeighbour[])[];
    readonly sameWord: readonly (readonly WireNeighbour[])[];
  }[];
}

/** Client → server: what is near uses of a word at each layer, for the panel of senses. Fails as senses does. */
export const neighboursRequest = new RequestType<NeighboursParams, NeighboursResult, void>('semanticText/neighbours');

export interface VocabularyNeighboursParams {
  readonly word: string;
  readonly texts: readonly string[];
  readonly use: WirePlace;
  readonly top: number;
}

export interface VocabularyNeighboursResult {
  readonly model: string;
  /** Words of the vocabulary that were compared. */
  readonly compared: number;
  /** The embedding layer first; best first. `similarity`: cosine −1…1, the mean of its kind taken away from either. */
  readonly layers: readonly (readonly { readonly text: string; readonly similarity: number }[])[];
}

/**
 * Client → server: what is near a use of a word at each layer among words of the vocabulary, for the panel. The first one
 * for an encoder takes seconds: it may carry a workDoneToken, on which fractions are reported. Fails as senses does.
 */
export const vocabularyNeighboursRequest = new RequestType<
  VocabularyNeighboursParams,
  VocabularyNeighboursResult,
  void
>('semanticText/vocabularyNeighbours');

export interface CalculateParams {
  readonly plus: readonly string[];
  readonly minus: readonly string[];
  readonly method: AnalogyMethod;
  readonly top: number;
}

export interface CalculateResult {
  readonly model: string;
  readonly words: readonly { readonly text: string; readonly score: number }[];
}

/**
 * Client → server: words near a sum of words in the embedding table, for the calculator. Fails with emptyText, badInput
 * (a word that the vocabulary does not hold), model errors.
 */
export const calculateRequest = new RequestType<CalculateParams, CalculateResult, void>('semanticText/calculate');

export interface SubstitutesParams extends Span {
  readonly text: string;
  readonly top: number;
}

export interface SubstitutesResult {
  readonly model: string;
  readonly words: readonly { readonly text: string; readonly probability: number }[];
}

/**
 * Client → server: words that could replace the one in this text without changing the sense, for the calculator. Fails
 * with noWord, unsupportedLanguage, outputMissing, model errors.
 */
export const substitutesRequest = new RequestType<SubstitutesParams, SubstitutesResult, void>(
  'semanticText/substitutes',
);

const mostLayers = 1000;
const mostShown = 100;

export const parseSensesParams = object<SensesParams>({
  word: string,
  texts: arrayOf(string),
  layer: optional(integer(0, mostLayers)),
  everyLayer: optional(boolean),
});

const span = object<Span>({ start: integer(0), end: integer(0) });

const placedUse = { group: integer(0), typicality: number, x: number, y: number };

export const parseSensesResult = object<SensesResult>({
  model: string,
  layer: integer(0),
  groups: integer(0),
  silhouette: number,
  shares: arrayOf(number),
  separation: arrayOf(object<WireSeparation>({ within: nullable(number), between: nullable(number) })),
  leftOut: integer(0),
  uses: arrayOf(
    object<WireUse>({
      text: integer(0),
      start: integer(0),
      end: integer(0),
      sentence: span,
      ...placedUse,
    }),
  ),
  layers: optional(
    arrayOf(
      object<WireLayerSenses>({
        groups: integer(0),
        silhouette: number,
        shares: arrayOf(number),
        uses: arrayOf(object<WirePlacedUse>(placedUse)),
      }),
    ),
  ),
});

const place = object<WirePlace>({ text: integer(0), start: integer(0), end: integer(0) });

export const parseNeighboursParams = object<NeighboursParams>({
  word: string,
  texts: arrayOf(string),
  uses: arrayOf(place),
  top: integer(1, mostShown),
});

export const parseVocabularyNeighboursParams = object<VocabularyNeighboursParams>({
  word: string,
  texts: arrayOf(string),
  use: place,
  top: integer(1, mostShown),
});

export const parseVocabularyNeighboursResult = object<VocabularyNeighboursResult>({
  model: string,
  compared: integer(0),
  layers: arrayOf(
    arrayOf(object<VocabularyNeighboursResult['layers'][number][number]>({ text: string, similarity: number })),
  ),
});

const listOfNeighbours = arrayOf(
  arrayOf(object<WireNeighbour>({ text: integer(0), start: integer(0), end: integer(0), similarity: number })),
);

export const parseNeighboursResult = object<NeighboursResult>({
  model: string,
  compared: integer(0),
  leftOut: integer(0),
  layers: arrayOf(
    object<NeighboursResult['layers'][number]>({
      similarities: arrayOf(number),
      words: listOfNeighbours,
      sameWord: listOfNeighbours,
    }),
  ),
});

export const parseCalculateParams = object<CalculateParams>({
  plus: arrayOf(string),
  minus: arrayOf(string),
  method: oneOf('add', 'multiply'),
  top: integer(1, mostShown),
});

export const parseCalculateResult = object<CalculateResult>({
  model: string,
  words: arrayOf(object<CalculateResult['words'][number]>({ text: string, score: number })),
});

export const parseSubstitutesParams = object<SubstitutesParams>({
  text: string,
  start: integer(0),
  end: integer(0),
  top: integer(1, mostShown),
});

export const parseSubstitutesResult = object<SubstitutesResult>({
  model: string,
  words: arrayOf(object<SubstitutesResult['words'][number]>({ text: string, probability: number })),
});
