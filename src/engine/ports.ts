// What the engine needs from outside: an encoder to run, a tokenizer to encode with, a clock. Adapters live in runtime/.

import type { CancelSignal } from '../core/cancel';
import type { Batch, Encoding } from '../core/types';

/** Facts about a loaded encoder, in the words of its config. Every result carries `id`. */
export interface EncoderInfo {
  /** `<name>@<first 12 hex digits of hash>`: names the weights, so that vectors of two encoders never mix. */
  readonly id: string;
  /** Folder name or hub id of the model. */
  readonly name: string;
  /** SHA-256 (hex) over the ONNX file that is run and the tokenizer. */
  readonly hash: string;
  /** `bert`, `distilbert`, `roberta`, … as in config.json. */
  readonly modelType: string;
  readonly numLayers: number;
  readonly numHeads: number;
  readonly hiddenSize: number;
  readonly vocabSize: number;
  /** Longest input in tokens, special ones included. */
  readonly maxTokens: number;
  readonly device: 'cpu' | 'webgpu' | 'wasm';
  /** `fp32`, `fp16`, `int8` (signed weights, dynamic activations), `uint8`, `q4`: what the file holds. */
  readonly dtype: string;
  readonly hasMlm: boolean;
  readonly hasNsp: boolean;
  /** The attention of each layer can be read (the graph was edited to show it). */
  readonly hasAttention: boolean;
  /** Why it cannot be read, in the graph's words: an operator that hides it. Absent where it can. */
  readonly attentionReason?: string | undefined;
  /** Heads can be silenced with a head mask. */
  readonly hasHeadMask?: boolean;
  /** What the model was fine-tuned for, as its config says; absent: nothing that the engine knows. */
  readonly readyTask?: ReadyTask | undefined;
  /** BCP 47 tags of the languages that the encoder knows; empty when the model does not say. */
  readonly languages: readonly string[];
  /** How the GPU compared with the processor on a fixed batch; absent where none was looked at. */
  readonly gpuCheck?: GpuCheck;
}

/** Measured once for each model, device and driver. */
export interface GpuCheck {
  /** Its numbers were right and, where the speeds were compared, it was the faster one. */
  readonly passed: boolean;
  /** Why it did not pass. */
  readonly reason?: string;
  /** Least cosine of its embeddings with the processor's. */
  readonly similarity?: number;
  /** Times of one and the same batch, ms; absent where the speeds were not compared. */
  readonly gpuMs?: number;
  readonly processorMs?: number;
}

export interface MlmRequest {
  readonly batch: Batch;
  /** Flat positions `row * length + column` of the tokens to predict, `[N]`. */
  readonly rows: Int32Array;
  /** How many best tokens to return for each row; 0 for none. */
  readonly top: number;
  /** Token ids whose log-probabilities to return for each row, `[T]`. */
  readonly targets?: Int32Array;
  /** One token id a row whose log-probability to return, `[N]`. */
  readonly picked?: Int32Array;
  /** Factor of each head, `[numLayers, numHeads]`: 0 silences it, 1 leaves it; all 1 when absent. */
  readonly headMask?: Float32Array;
}

/** Natural-log probabilities over the whole vocabulary at the asked rows. */
export interface MlmResult {
  /** Best token ids, `[N, top]`, best first. */
  readonly ids: Int32Array;
  /** Their log-probabilities, `[N, top]`. */
  readonly logProbabilities: Float32Array;
  /** `[N, T]`, empty without targets. */
  readonly targets: Float32Array;
  /** `[N]`, empty without picked. */
  readonly picked: Float32Array;
}

/**
 * Which layers make a text's vector. Layer 0 is the embedding layer, layer L the last one. `sumLast4` and `concatLast4`
 * follow the feature-based table of Devlin et al. 2019 (section 5.3). `each`: all of them, layer 0 first, side by side.
 */
export type LayerChoice =
  'last' | 'secondToLast' | 'embeddings' | 'sumLast4' | 'concatLast4' | 'sumAll' | 'each' | number;
export type Pooling = 'mean' | 'cls';

export interface EmbedRequest {
  readonly batch: Batch;
  readonly layers: LayerChoice;
  /** `none`: the states of all tokens. */
  readonly pooling: Pooling | 'none';
}

/**
 * For `last` and `mean` a model that makes sentence embeddings itself (output `sentence_embedding`) answers with those.
 * `pooling: 'none'`: `[batch, length, width]`; else `[batch, width]`, not normalised. Row-major.
 */
export interface EmbedResult {
  readonly width: number;
  readonly values: Float32Array;
}

export interface AttentionRequest {
  readonly batch: Batch;
  /** From 0. */
  readonly layer: number;
  /** Also return queries and keys. */
  readonly queriesAndKeys?: boolean;
  /** As in MlmRequest; the probabilities of a silenced head are still those before it was silenced. */
  readonly headMask?: Float32Array;
}

/** Probabilities `[batch, heads, length, length]` (query rows, key columns); q and k `[batch, heads, length, headSize]`. */
export interface AttentionResult {
  readonly heads: number;
  /** When the run ended, in milliseconds of the epoch: what is counted from it is moving and drawing. */
  readonly endedAt: number;
  readonly values: Float32Array;
  readonly queries?: Float32Array;
  readonly keys?: Float32Array;
}

/** A task of a fine-tuned model. `labels` in the order of its logits; empty for question answering. */
export interface ReadyTask {
  readonly kind: 'textClassification' | 'tokenClassification' | 'questionAnswering';
  readonly labels: readonly string[];
  /** Labels are judged each on its own (sigmoid) instead of one against the others (softmax). */
  readonly several: boolean;
}

/** Logits of the head of a fine-tuned model: `[B, K]` of texts, `[B, S, K]` of tokens, `[B, S]` of answers. */
export interface HeadResult {
  readonly width: number;
  readonly logits: Float32Array;
  /** Where answers end, `[B, S]`. */
  readonly endLogits?: Float32Array | undefined;
}

/**
 * A running encoder. All methods reject with CancelledError once `signal` fires (checked before the run), with
 * EngineError('outputMissing') where the model lacks the output, and EngineError('encoderCrashed') when its process
 * ended. A batch longer than maxTokens is a RangeError.
 */
export interface EncoderPort {
  readonly info: EncoderInfo;
  mlm(request: MlmRequest, signal: CancelSignal): Promise<MlmResult>;
  embed(request: EmbedRequest, signal: CancelSignal): Promise<EmbedResult>;
  /** Probability 0…1 that segment 1 follows segment 0, `[batch]`. */
  nextSentence(batch: Batch, signal: CancelSignal): Promise<Float32Array>;
  attention(request: AttentionRequest, signal: CancelSignal): Promise<AttentionResult>;
  /** What the head of a fine-tuned model says. */
  head(batch: Batch, signal: CancelSignal): Promise<HeadResult>;
  /** Ends the process or session and frees its memory. Safe to call twice. */
  dispose(): Promise<void>;
}

/** Special tokens that the engine must name; −1 where the vocabulary has none. */
export interface SpecialTokens {
  readonly pad: number;
  readonly unknown: number;
  readonly cls: number;
  readonly sep: number;
  readonly mask: number;
}

/** Turns text into token ids and back, keeping UTF-16 spans. Never truncates. */
export interface TokenizerPort {
  readonly vocabSize: number;
  readonly special: SpecialTokens;
  /** True when the tokenizer folds case, so that candidates must be truecased. */
  readonly lowercases: boolean;
  /**
   * `[CLS] text [SEP]`, or `[CLS] text [SEP] pair [SEP]` (or what the family uses). The literal mask token in the text
   * becomes the mask id.
   */
  encode(text: string, pair?: string): Encoding;
  /** Tokens of a text without special tokens: ids only, for counting and for candidate words. */
  idsOf(text: string): Int32Array;
  /** The piece of a token id as the vocabulary spells it, for example `##ing` or `Ġthe`. */
  piece(id: number): string;
  /**
   * The text that a token stands for, without markers of word start or continuation, and whether it begins a word.
   * Undefined for special and unused tokens.
   */
  surface(id: number): { readonly text: string; readonly startsWord: boolean } | undefined;
}

/** Vector of a text, of length 1 (zeros for none), and in how many passages the text was read. */
export interface KeptVector {
  readonly values: Float32Array;
  readonly passages: number;
}

/**
 * Vectors that one encoder made before, found by what the text says. Only a cache: nothing of it rejects, and what it does
 * not hold, lost or cannot read is made again. `kind` names layers and pooling: vectors of two kinds never mix.
 */
export interface VectorStore {
  /** In the order of the texts; undefined for one that is not known. */
  read(kind: string, texts: readonly string[]): Promise<readonly (KeptVector | undefined)[]>;
  /** Keeps one vector a text. Returns at once; they are found from now on. */
  add(kind: string, texts: readonly string[], vectors: readonly KeptVector[]): void;
  /** Resolves once all that was added is kept. */
  close(): Promise<void>;
}

export type PartOfSpeech = 'noun' | 'verb' | 'adjective' | 'adverb';

/** What a thesaurus lists of one part of speech. Words are base forms, lower case, divided by spaces; sides by ` / `. */
export interface ThesaurusLists {
  /** Words that no line below has. */
  readonly words: string;
  /** `take past took`: base, what the form is called, the form. */
  readonly irregular: readonly string[];
  /** Words that share a sense. */
  readonly synonyms: readonly string[];
  /** Words, and others that are nearly those, or kinds of them. */
  readonly kin: readonly string[];
  /** Words, and others that mean the contrary. */
  readonly opposites: readonly string[];
}

/** A model that was found and read: what the engine needs beside the running encoder. */
export interface LoadedModel {
  readonly encoder: EncoderPort;
  readonly tokenizer: TokenizerPort;
  /** Absent: every text is embedded anew. */
  readonly vectors?: VectorStore | undefined;
  /** Lower-case word → usual spelling, for uncased models; empty where the model ships none. */
  readonly truecase: ReadonlyMap<string, string>;
  /** Pieces that begin words but hardly ever stand alone (`extingu`): never proposed as words. Absent: none known. */
  readonly fragments?: ReadonlySet<string>;
  /** Which words mean the same or the contrary, in the model's language. Absent: only what is common to all models. */
  readonly thesaurus?: Readonly<Record<PartOfSpeech, ThesaurusLists>> | undefined;
}

/** Time, so that tests need not wait. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Runs `action` after `delayMs`; the returned function takes it back. */
  after(delayMs: number, action: () => void): () => void;
}
