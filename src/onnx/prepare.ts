// Turns a model file into the graph that the encoder runs: taps for attention, hidden states, queries and keys, a head
// mask, and a gather of the masked rows before the MLM head. Finding things is left to the files beside this one.

import type { AttentionSite } from './attention';
import { keysOf, queriesOf } from './attention';
import { weightDtype } from './dtype';
import { encodeGraph } from './encode';
import { OnnxError } from './errors';
import type { AttentionKind } from './fused';
import { readAttention } from './fused';
import { Graph } from './graph';
import { addHeadMask } from './headMask';
import { describeInput, type GraphInput } from './inputs';
import { findHiddenStates } from './layers';
import { parseModel } from './model';
import type { KnownOutputs } from './outputs';
import { knownOutputs } from './outputs';
import { gatherRows } from './rows';
import type { ByteSource } from './source';
import { lookUpRows } from './tables';
import { Taps } from './taps';

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

/** Names of the outputs by what they hold. All are float, also in a model of half precision. */
export interface GraphOutputs {
  /** Scores over the vocabulary, [B, S, V], or [N, V] with mlmRows. */
  readonly logits?: string;
  /** Scores of a classifier (of texts or tokens) that the model ends in. */
  readonly classLogits?: string;
  /** Scores of each token to end an answer, [B, S]; classLogits are then those to begin one. */
  readonly endLogits?: string;
  /** [B, S, H]. */
  readonly lastHiddenState?: string;
  /** Pooler output [B, H]. */
  readonly pooled?: string;
  /** Embedding of the whole text that the model makes itself, [B, width]; the width need not be H. */
  readonly sentenceEmbedding?: string;
  /** Next-sentence scores [B, 2]: 0 follows, 1 does not. */
  readonly nextSentence?: string;
  /** numLayers + 1 names, or none. */
  readonly hiddenStates: string[];
  /** One name a layer, or none; the same for queries and keys. */
  readonly attentions: string[];
  readonly queries: string[];
  readonly keys: string[];
}

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
  const graph = new Graph(parseModel(source));
  const readsLayers = options.attention || options.queriesAndKeys || options.headMask;
  const { analysis, attention, sites, contexts, numHeads } = readAttention(graph, readsLayers ?? false);
  const known = knownOutputs(analysis);
  const dtype = weightDtype(analysis);
  const states = findHiddenStates(analysis, contexts, known.lastHiddenState);
  const lastHiddenState = known.lastHiddenState ?? states?.at(-1);
  if (options.keep === 'encoder' && lastHiddenState === undefined) {
    throw new OnnxError('unsupported', 'the graph does not show the states of its tokens');
  }
  lookUpRows(analysis, graph);
  const taps = new Taps(graph, analysis);
  const dropsHead = options.keep === 'encoder' && known.logits !== undefined;
  if (dropsHead) graph.outputs = graph.outputs.filter((info) => info.name !== known.logits);
  const mlmRowsInput =
    options.mlmRows && !dropsHead ? gatherRows(analysis, graph, known.logits, lastHiddenState) : undefined;
  const outputs: GraphOutputs = {
    ...exposeKnown(taps, { ...known, logits: dropsHead ? undefined : known.logits, lastHiddenState }),
    ...exposeLayers(taps, sites, states, numHeads, options),
  };
  const headMaskInput = options.headMask ? addHeadMask(analysis, graph, sites, numHeads) : undefined;
  taps.finish();
  graph.prune();
  graph.sort();
  const { bytes, externalFiles } = encodeGraph(graph, options.externaliseTo);
  const inputs = graph.inputs.map(describeInput);
  const numLayers = contexts.length > 0 ? contexts.length : undefined;
  return { bytes, inputs, outputs, mlmRowsInput, headMaskInput, attention, dtype, numLayers, numHeads, externalFiles };
}

function exposeKnown(taps: Taps, known: KnownOutputs): KnownOutputs {
  const exposed: { -readonly [key in keyof KnownOutputs]: string } = {};
  for (const key of [
    'logits',
    'classLogits',
    'endLogits',
    'lastHiddenState',
    'pooled',
    'sentenceEmbedding',
    'nextSentence',
  ] as const) {
    const name = known[key];
    if (name !== undefined) exposed[key] = taps.expose(name, `stt_${key}`);
  }
  return exposed;
}

function exposeLayers(
  taps: Taps,
  sites: readonly AttentionSite[],
  states: readonly string[] | undefined,
  numHeads: number | undefined,
  options: PrepareOptions,
): Pick<GraphOutputs, 'hiddenStates' | 'attentions' | 'queries' | 'keys'> {
  const { analysis } = taps;
  const hiddenStates = options.hiddenStates
    ? (states ?? []).map((name, i) => taps.expose(name, `stt_hidden_${i}`))
    : [];
  const attentions = options.attention
    ? sites.map((site, i) => taps.exposeProbabilities(site.probabilities, numHeads, `stt_attention_${i}`))
    : [];
  const rows = (base: string, find: typeof queriesOf) =>
    sites.map((site, i) => {
      const found = options.queriesAndKeys ? find(analysis, site) : undefined;
      return found && taps.exposeRows(found, numHeads, `${base}_${i}`);
    });
  return {
    hiddenStates,
    attentions: allOrNone(attentions),
    queries: allOrNone(rows('stt_query', queriesOf)),
    keys: allOrNone(rows('stt_key', keysOf)),
  };
}

/** Outputs are given for every layer or for none, so that their places are the layers. */
function allOrNone(names: readonly (string | undefined)[]): string[] {
  const found = names.filter((name) => name !== undefined);
  return found.length === names.length ? found : [];
}
