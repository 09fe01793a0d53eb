// Turns a model file into the graph that the encoder runs: taps for attention, hidden states, queries and keys, a head
// mask, and a gather of the masked rows before the MLM head. Finding things is left to the files beside this one.

import { OnnxError } from './errors';
import type { ByteSource } from './source';

/** What to add to the graph or take from it; everything is off unless asked for. */
export interface PrepareOptions {
  /** New input `mlm_rows` int64 [N, 2] (row, column), N ≥ 1; the vocabulary logits become [N, V]. */
  readonly mlmRows?: boolean;
  /** Probabilities of each layer as outputs, float [B, heads, S, S]. */
  readonly attention?: boolean;
  /** States before the first layer and after each one as outputs, float [B, S, H]: numLayers + 1 of them. */
  readonly hiddenStates?: boolean;
  /** Queries and keys of each layer as outputs, float [B, heads, S, headSize], not scaled, with rotation if any. */
  readonly queriesAndKeys?: boolean;
  /** New input `head_mask` float [layers, heads]; multiplies the probabilities (the attention outputs show them before). */
  readonly headMask?: boolean;
  /** `encoder` drops outputs that need the MLM head, and the head with them. Default `all`. */
  readonly keep?: 'all' | 'encoder';
  /**
   * Name of the file that `source` reads, as seen from the folder given to the runtime. Weights that lie in the file then
   * stay there: the edited graph refers to them as external data.
   */
  readonly externaliseTo?: string;
}

export interface GraphInput {
  readonly name: string;
  /** `int64`, `int32`, `float`, `float16`, `bool`, … in the words of ONNX. */
  readonly elementType: string;
  readonly rank?: number;
}

/** Names of the outputs by what they hold. All are float, also in a model of half precision. */
export interface GraphOutputs {
  /** Scores over the vocabulary, [B, S, V], or [N, V] with mlmRows. */
  readonly logits?: string;
  /** Scores of a classifier (of texts or tokens) that the model ends in. */
  readonly classLogits?: string;
  /** [B, S, H]. */
  readonly lastHiddenState?: string;
  /** Pooler output [B, H]. */
  readonly pooled?: string;
  /** Next-sentence scores [B, 2]: 0 follows, 1 does not. */
  readonly nextSentence?: string;
  /** numLayers + 1 names, or none. */
  readonly hiddenStates: string[];
  /** One name a layer, or none; the same for queries and keys. */
  readonly attentions: string[];
  readonly queries: string[];
  readonly keys: string[];
}

/**
 * `unfused`: found in the graph. `served`: inside fused operators of this name, which were taken apart. `fused`: inside an
 * operator that cannot be taken apart, and why. `none`: the graph has no attention.
 */
export type AttentionKind =
  | { readonly kind: 'unfused' }
  | { readonly kind: 'served'; readonly op: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'fused'; readonly op: string; readonly reason: string };

export interface PreparedGraph {
  /** The edited model. */
  readonly bytes: Uint8Array;
  /** All inputs, the added ones included. */
  readonly inputs: readonly GraphInput[];
  readonly outputs: GraphOutputs;
  /** Undefined when not asked for, or when the graph has no MLM head. */
  readonly mlmRowsInput?: string;
  /** Undefined when not asked for, or when the attention cannot be reached. */
  readonly headMaskInput?: string;
  readonly attention: AttentionKind;
  /** What the MatMul weights are: `fp32`, `fp16`, `int8`, `uint8`, `q4`, `q4f16`, … */
  readonly dtype: string;
  /** As found in the graph, undefined when it cannot be told. */
  readonly numLayers?: number;
  readonly numHeads?: number;
  /** External data files that the edited model refers to, `externaliseTo` included. */
  readonly externalFiles: readonly string[];
}

/** Reads a model and edits its graph as asked. Throws OnnxError for a file that is damaged or cannot be edited so. */
export function prepareGraph(source: ByteSource, options: PrepareOptions): PreparedGraph {
  void source;
  void options;
  throw new OnnxError('unsupported', 'graph surgery is not written yet');
}
