// What the extension host and the panel send each other about embeddings: a word's neighbours layer by layer. The panel is
// that of attention (panel.ts), whose text and chosen token these share.

import type { PanelHeard, PanelRequests, PanelSaid } from './panel';

/** The tabs of the panel. */
export const faces = ['attention', 'layers'] as const;
export type Face = (typeof faces)[number];

/** A word of one of the two texts that the panel shows: UTF-16 offsets into that. */
export interface PanelWord {
  readonly segment: number;
  readonly start: number;
  readonly end: number;
}

/** A word where it stands in a document, with what a person reads of it. */
export interface ShownWord {
  /** As the document spells it. */
  readonly form: string;
  /** Number of the document in the answer; UTF-16 offsets into it. */
  readonly text: number;
  readonly start: number;
  readonly end: number;
  /** The rest of its sentence, cut where that is long; white space runs are one space. */
  readonly before: string;
  readonly after: string;
  /** File and line, from 1. */
  readonly source: string;
}

/** `similarity`: cosine −1…1, as NeighboursResult has it. */
export interface ShownNeighbour extends ShownWord {
  readonly similarity: number;
}

/** A list of words, or a sentence that says why there is none. */
export interface WordList {
  readonly words: readonly { readonly text: string; readonly value: number }[];
  /** Empty where there are words. */
  readonly missing: string;
}

export interface NearWord {
  /** Of the documents that places belong to, for `revealPlace`. */
  readonly answer: number;
  readonly word: string;
  readonly model: string;
  /** Documents, words that were compared, and words of the documents that were not. */
  readonly documents: number;
  readonly compared: number;
  readonly leftOut: number;
  /** Nearest words of the whole vocabulary in the embedding table; `value`: cosine −1…1. */
  readonly table: WordList;
  /** Words that could replace it; `value`: probability 0…1. */
  readonly substitutes: WordList;
  /** Layer 0 first. `words`: other words of the documents; `uses`: other uses of the word. */
  readonly layers: readonly {
    readonly words: readonly ShownNeighbour[];
    readonly uses: readonly ShownNeighbour[];
  }[];
}

export type EmbeddingRequests = {
  /** What is near a word of the shown text at each layer. */
  readonly nearWord: { readonly params: PanelWord; readonly result: NearWord };
};

/** Notifications of the webview to the host. */
export type EmbeddingSaid = {
  /** Show a place of an answer in its document; `enter`: the focus goes there, too. */
  readonly revealPlace: {
    readonly answer: number;
    readonly text: number;
    readonly start: number;
    readonly end: number;
    readonly enter: boolean;
  };
};

/** Notifications of the host to the webview. */
export type EmbeddingHeard = {
  /** The caret of the editor, as an offset into the first text shown; null where it is elsewhere. */
  readonly caret: { readonly offset: number | null };
  /** Bring a tab to the front. */
  readonly face: { readonly face: Face };
};

/** All that the panel's channel carries. */
export type FacesRequests = PanelRequests & EmbeddingRequests;
export type FacesSaid = PanelSaid & EmbeddingSaid;
export type FacesHeard = PanelHeard & EmbeddingHeard;
