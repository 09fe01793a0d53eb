// What the engine is asked and what it answers. Types only; each feature's file says how the numbers come about.
// All spans are UTF-16 offsets into the text of the request. Every answer names the encoder (EncoderInfo.id) as `model`.

import type { Span, Token } from '../core/types';
import type { LayerChoice, Pooling } from './ports';

/** A word that could stand at a place. */
export interface Candidate {
  /** What to insert: casing restored, possessive or contraction ending kept. */
  readonly text: string;
  /** Probability 0…1 of the word in this context under the masked LM. */
  readonly probability: number;
  /** Ranks the list: higher is better. Comparable within one answer only. */
  readonly score: number;
}

/**
 * Called with words of one piece, ranked, where the complete answer takes more runs of the encoder: words of several pieces
 * join them in it. At most once; not at all where the answer is complete at once.
 */
export type OnFirst<Answer> = (answer: Answer) => void;

/** `fits`: what the masked LM expects here. `meaning`: words that could replace this one without changing the sense. */
export type SuggestMode = 'fits' | 'meaning';

export interface SuggestRequest {
  readonly text: string;
  /**
   * The word, a selection that holds one or more words, or an empty span: a caret in or just after a word. With `prefix`
   * it is the part that was typed (may be empty: a new word is wanted at this place).
   */
  readonly span: Span;
  readonly mode: SuggestMode;
  /** Most candidates to return; 0 returns none. */
  readonly top: number;
  /** Only these words, ranked; words of several pieces too. */
  readonly targets?: readonly string[];
  /** Only words that begin with this, case folded. The word as written is then not left out. */
  readonly prefix?: string;
  /** Reject text in a language that the encoder does not know. Default true. */
  readonly languageCheck?: boolean;
  /** A newer request with the same key cancels this one (a caret, a document). */
  readonly key?: string;
}

export interface SuggestAnswer {
  readonly model: string;
  /** What a candidate replaces. */
  readonly span: Span;
  /** The text of `span`. */
  readonly word: string;
  /** Best first. */
  readonly candidates: readonly Candidate[];
}

export interface FillRequest {
  readonly text: string;
  readonly top: number;
  /** Only these words at every mask. */
  readonly targets?: readonly string[];
  /** A caret: only the masks near it are filled. Absent: all masks of the text. */
  readonly around?: number;
  /** Default false, since scripts measure texts of any kind; a person is told. */
  readonly languageCheck?: boolean;
  readonly key?: string;
}

export interface FilledMask extends Span {
  readonly candidates: readonly Candidate[];
}

export interface Filling {
  /** One text a mask, in the order of `masks`. */
  readonly texts: readonly string[];
  /** Joint probability 0…1. */
  readonly probability: number;
}

export interface FillAnswer {
  readonly model: string;
  readonly masks: readonly FilledMask[];
  /** Whole fillings of two or three masks, best first; empty for one mask. */
  readonly fillings: readonly Filling[];
}

/** How sure the engine must be before it says that a word looks wrong. */
export type Sensitivity = 'low' | 'medium' | 'high';

export interface ProofreadRequest {
  readonly text: string;
  /** Where prose stands; absent: the whole text is prose. */
  readonly spans?: readonly Span[];
  /** Words never to report, lower case. */
  readonly ignoredWords: readonly string[];
  readonly sensitivity: Sensitivity;
  /** Reject text in a language that the encoder does not know. Default true. */
  readonly languageCheck?: boolean;
  readonly key?: string;
}

/** A word that looks wrong in its context, with better ones. */
export interface Finding extends Span {
  readonly text: string;
  /** Probability 0…1 of the word as written. */
  readonly probability: number;
  /** Best first; at least one. */
  readonly candidates: readonly Candidate[];
  /** The word that stands twice here: `text` holds all of its uses, the one candidate a single one. */
  readonly doubled?: string;
}

export interface ProofreadAnswer {
  readonly model: string;
  /** In the order of the text. */
  readonly findings: readonly Finding[];
}

/** Called between batches: share 0…1 of the words that were looked at, and what was found since the last call. */
export type OnProofreadProgress = (fraction: number, found: readonly Finding[]) => void;

export interface ScoreRequest {
  readonly text: string;
}

export interface ScoredWord extends Span {
  /** Natural log. */
  readonly logProbability: number;
}

export interface ScoreAnswer {
  readonly model: string;
  /** Pseudo-log-likelihood of the text, natural log: the sum over `words`. */
  readonly logProbability: number;
  /** The words and punctuation marks as the tokenizer splits them. */
  readonly words: readonly ScoredWord[];
}

export interface EmbedTextsRequest {
  readonly texts: readonly string[];
  /** Default `last`. */
  readonly layers?: LayerChoice;
  /** Default `mean`. */
  readonly pooling?: Pooling;
  /** `background` for indexing; default `interactive`. */
  readonly lane?: Lane;
  /** False for texts that nobody will ask for again: their vectors are not kept. Default true. */
  readonly keep?: boolean;
}

export interface EmbedAnswer {
  readonly model: string;
  readonly width: number;
  /** `[texts, width]` row-major, each row of length 1 (a text without tokens: zeros). */
  readonly embeddings: Float32Array;
  /** In how many passages each text was read, `[texts]`: 1 where it fits the encoder, 0 for a text without tokens. */
  readonly passages: Int32Array;
}

export interface SimilarityRequest {
  readonly a: string;
  readonly b: string;
  /** Default `last`. */
  readonly layers?: LayerChoice;
  /** Default `mean`. */
  readonly pooling?: Pooling;
}

export interface SimilarityAnswer {
  readonly model: string;
  /** Cosine −1…1. */
  readonly similarity: number;
  /** Probability 0…1 that b follows a; null where the encoder has no such output. */
  readonly nextSentenceProbability: number | null;
}

export interface InspectRequest {
  readonly text: string;
  readonly pair?: string;
}

export interface InspectedToken extends Token {
  /** Always 1: nothing is padded here. */
  readonly attentionMask: number;
}

export interface InspectAnswer {
  readonly model: string;
  readonly tokens: readonly InspectedToken[];
}

export interface AttendRequest {
  readonly text: string;
  readonly pair?: string;
  /** From 0. */
  readonly layer: number;
  readonly queriesAndKeys?: boolean;
  readonly intervention?: Intervention;
}

/** What is changed about a text or the encoder before it is run. */
export interface Intervention {
  /** Tokens, numbered as in `tokens`, that are replaced by the mask token. */
  readonly masked: readonly number[];
  /** Heads whose output is set to zero; layers and heads count from 0. */
  readonly silenced: readonly { readonly layer: number; readonly head: number }[];
}

export interface PredictRequest {
  readonly text: string;
  readonly pair?: string;
  /** The tokens to predict; each is masked. */
  readonly tokens: readonly number[];
  readonly top: number;
  readonly intervention?: Intervention;
}

export interface PredictAnswer {
  readonly model: string;
  /** In the order of the request: pieces as the text would show them, with probability 0…1. */
  readonly predictions: readonly {
    readonly token: number;
    readonly candidates: readonly { readonly text: string; readonly probability: number }[];
  }[];
}

export interface AttendAnswer {
  readonly model: string;
  readonly tokens: readonly InspectedToken[];
  /** For each token the number of its word; −1 for special tokens. */
  readonly words: readonly number[];
  readonly layer: number;
  readonly heads: number;
  /** Probabilities `[heads, tokens, tokens]`, query rows, key columns. */
  readonly values: Float32Array;
  /** `[heads, tokens, headSize]`, only when asked for. */
  readonly queries?: Float32Array;
  readonly keys?: Float32Array;
  /** What did not fit the encoder and is not in `tokens`: ends of the text and of the pair; absent when all fits. */
  readonly leftOut?: { readonly text?: Span; readonly pair?: Span };
  /** When the run ended, in milliseconds of the epoch. */
  readonly endedAt: number;
}

/** Two lanes: what a person waits for, and what can wait. */
export type Lane = 'interactive' | 'background';
