// The contract of word senses: the uses of a word in texts, grouped by what it means there.

import { RequestType } from 'vscode-languageserver-protocol';
import { arrayOf, integer, number, object, optional, string } from './parse';

export interface SensesParams {
  readonly word: string;
  readonly texts: readonly string[];
  /** 0 before any attention … numLayers. Absent: the last but one. */
  readonly layer?: number;
}

export interface WireUse {
  /** Number of the text; offsets are UTF-16 into it. */
  readonly text: number;
  readonly start: number;
  readonly end: number;
  readonly sentence: { readonly start: number; readonly end: number };
  /** From 0, the largest group first. */
  readonly group: number;
  /** Cosine −1…1 to the middle of the group. */
  readonly typicality: number;
  /** Place on the plane of principal components. */
  readonly x: number;
  readonly y: number;
}

export interface SensesResult {
  readonly model: string;
  readonly layer: number;
  readonly groups: number;
  readonly silhouette: number;
  readonly leftOut: number;
  readonly uses: readonly WireUse[];
}

/** Client → server: the senses of the word under the cursor. Fails with emptyText, noWord, outputMissing, model errors. */
export const sensesRequest = new RequestType<SensesParams, SensesResult, void>('semanticText/senses');

export const parseSensesParams = object<SensesParams>({
  word: string,
  texts: arrayOf(string),
  layer: optional(integer(0, 1000)),
});

export const parseSensesResult = object<SensesResult>({
  model: string,
  layer: integer(0),
  groups: integer(0),
  silhouette: number,
  leftOut: integer(0),
  uses: arrayOf(
    object<WireUse>({
      text: integer(0),
      start: integer(0),
      end: integer(0),
      sentence: object<WireUse['sentence']>({ start: integer(0), end: integer(0) }),
      group: integer(0),
      typicality: number,
      x: number,
      y: number,
    }),
  ),
});
