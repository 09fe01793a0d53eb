// What the graph of an open encoder is: names of its inputs and outputs and the sizes behind them. The graph itself is
// made in src/onnx and run in ortSession.ts.

import type { PreparedGraph } from '../../onnx/prepare';
import type { WordsGraph } from '../../onnx/rows';
import { arrayOf, boolean, object, optional, string, wholeFrom } from '../parse';

/** How a session is fed and read. Names are those of the graph. */
export interface GraphLayout {
  readonly inputs: readonly { readonly name: string; readonly elementType: string }[];
  /** `[B, S, V]`, or `[N, V]` where `mlmRowsInput` is there. */
  readonly logits?: string | undefined;
  /** The logits are natural-log probabilities. */
  readonly normalised?: boolean | undefined;
  readonly lastHiddenState?: string | undefined;
  /** `[B, width]`: the model's own embedding of a text, taken for the mean of the last layer. */
  readonly sentenceEmbedding?: string | undefined;
  /** `[B, 2]`, index 0: segment 1 follows segment 0. */
  readonly nextSentence?: string | undefined;
  /** Of a head that the model was fine-tuned with: `[B, K]` for texts, `[B, S, K]` for tokens, `[B, S]` for answers. */
  readonly classLogits?: string | undefined;
  readonly endLogits?: string | undefined;
  /** Layer 0 is the embedding layer; numLayers + 1 names, or none. */
  readonly hiddenStates: readonly string[];
  readonly attentions: readonly string[];
  readonly queries: readonly string[];
  readonly keys: readonly string[];
  readonly mlmRowsInput?: string | undefined;
  readonly headMaskInput?: string | undefined;
  /** Undefined where the graph does not tell. */
  readonly numLayers?: number | undefined;
  readonly numHeads?: number | undefined;
  readonly dtype: string;
  /** Why the attention of the layers cannot be read; undefined where it can. */
  readonly attentionReason?: string | undefined;
  /** Files beside the model that hold weights; the graph names them. */
  readonly externalFiles: readonly string[];
}

export const parseLayout = object<GraphLayout>({
  inputs: arrayOf(object<GraphLayout['inputs'][number]>({ name: string, elementType: string })),
  logits: optional(string),
  normalised: optional(boolean),
  lastHiddenState: optional(string),
  sentenceEmbedding: optional(string),
  nextSentence: optional(string),
  classLogits: optional(string),
  endLogits: optional(string),
  hiddenStates: arrayOf(string),
  attentions: arrayOf(string),
  queries: arrayOf(string),
  keys: arrayOf(string),
  mlmRowsInput: optional(string),
  headMaskInput: optional(string),
  numLayers: optional(wholeFrom(0)),
  numHeads: optional(wholeFrom(0)),
  dtype: string,
  attentionReason: optional(string),
  externalFiles: arrayOf(string),
});

export function layoutOf(graph: PreparedGraph): GraphLayout {
  const { outputs } = graph;
  return {
    inputs: graph.inputs.map(({ name, elementType }) => ({ name, elementType })),
    logits: outputs.logits,
    lastHiddenState: outputs.lastHiddenState ?? outputs.hiddenStates.at(-1),
    sentenceEmbedding: outputs.sentenceEmbedding,
    nextSentence: outputs.nextSentence,
    classLogits: outputs.classLogits,
    endLogits: outputs.endLogits,
    hiddenStates: outputs.hiddenStates,
    attentions: outputs.attentions,
    queries: outputs.queries,
    keys: outputs.keys,
    mlmRowsInput: graph.mlmRowsInput,
    headMaskInput: graph.headMaskInput,
    numLayers: graph.numLayers,
    numHeads: graph.numHeads,
    dtype: graph.dtype,
    attentionReason: attentionReason(graph),
    externalFiles: graph.externalFiles,
  };
}

/** `dtype`: of the model's weights. */
export function layoutOfWords(graph: WordsGraph, dtype: string): GraphLayout {
  return {
    inputs: graph.inputs.map(({ name, elementType }) => ({ name, elementType })),
    logits: graph.logProbabilities,
    normalised: true,
    mlmRowsInput: graph.rows,
    hiddenStates: [],
    attentions: [],
    queries: [],
    keys: [],
    dtype,
    externalFiles: graph.externalFiles,
  };
}

function attentionReason({ attention, outputs }: PreparedGraph): string | undefined {
  if (attention.kind === 'fused') return `${attention.op}: ${attention.reason}`;
  if (attention.kind === 'none') return 'the graph shows no attention';
  return outputs.attentions.length ? undefined : 'the graph was opened without its attention';
}
