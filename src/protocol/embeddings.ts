// What the extension host and the panel send each other about embeddings: a word's neighbours layer by layer. The panel is
// that of attention (panel.ts), whose text and chosen token these share.

import type { AnalogyMethod } from '../core/analogy';
import type { WireLayerSenses, WireSeparation } from './senses';
import type { PanelHeard, PanelRequests, PanelSaid } from './panel';

/** The tabs of the panel. */
export const faces = ['attention', 'layers', 'senses', 'calculator'] as const;
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

/** What is near a word of the shown text among words of the vocabulary that are read each by itself. */
export interface NearInVocabulary {
  readonly word: string;
  /** Words of the vocabulary that were compared. */
  readonly compared: number;
  /** Layer 0 first; best first. `value`: cosine −1…1. */
  readonly layers: readonly WordList['words'][];
}

/** Where uses of a word are looked for. */
export type SensesScope = 'document' | 'open' | 'workspace';

/** The uses of a word, and what each layer makes of them. */
export interface SensesOfWord {
  readonly answer: number;
  readonly word: string;
  readonly model: string;
  /** Documents that were read, and a sentence that says which were not; empty where all were. */
  readonly documents: number;
  readonly note: string;
  /** Uses that were found beyond those shown. */
  readonly leftOut: number;
  /** The layer that tells senses apart best as a rule: the last but one. */
  readonly layer: number;
  readonly uses: readonly ShownWord[];
  /** Of the groups of that layer at each layer. */
  readonly separation: readonly WireSeparation[];
  /** The embedding layer first; `uses` in the order of those above. */
  readonly layers: readonly WireLayerSenses[];
}

export type EmbeddingRequests = {
  /** The uses of a word, as it is written; case is folded. */
  readonly senses: {
    readonly params: { readonly word: string; readonly scope: SensesScope };
    readonly result: SensesOfWord;
  };
  /** Words near a sum of words of the embedding table; `value`: a score, higher is better. */
  readonly calculate: {
    readonly params: {
      readonly plus: readonly string[];
      readonly minus: readonly string[];
      readonly method: AnalogyMethod;
    };
    readonly result: WordList;
  };
  /** Words that could replace a word of the shown text; `value`: probability 0…1. */
  readonly substitutes: { readonly params: PanelWord; readonly result: WordList };
  /** What is near a word of the shown text at each layer. */
  readonly nearWord: { readonly params: PanelWord; readonly result: NearWord };
  /**
   * The same among words of the vocabulary. The first time for an encoder it takes seconds: `reading` says how far it is. A
   * newer question ends an older one.
   */
  readonly nearInVocabulary: { readonly params: PanelWord; readonly result: NearInVocabulary };
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
  /** Nobody waits for `nearInVocabulary` any more. */
  readonly stopReading: null;
  /** A person brought this tab to the front. */
  readonly faceChosen: { readonly face: Face };
};

/** Notifications of the host to the webview. */
export type EmbeddingHeard = {
  /** How much of the vocabulary that is compared was read, 0…1. */
  readonly reading: { readonly fraction: number };
  /** The caret of the editor, as an offset into the first text shown; null where it is elsewhere. */
  readonly caret: { readonly offset: number | null };
  /** Bring a tab to the front, for this word where there is one. */
  readonly face: { readonly face: Face; readonly word?: string };
};

/** All that the panel's channel carries. */
export type FacesRequests = PanelRequests & EmbeddingRequests;
export type FacesSaid = PanelSaid & EmbeddingSaid;
export type FacesHeard = PanelHeard & EmbeddingHeard;
