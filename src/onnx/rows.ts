// Where the gather of the masked rows is put, and the graph that gives nothing but the words at them.

import type { Analysis } from './analysis';
import { encodeGraph } from './encode';
import { readAttention } from './fused';
import { Graph } from './graph';
import { addRowsInput, decoderInput, gatherBeforeHead, rowCuts } from './head';
import { findHiddenStates } from './layers';
import { parseModel } from './model';
import { knownOutputs } from './outputs';
import { describeInput, type GraphInput } from './inputs';
import type { ByteSource } from './source';
import { lookUpRows } from './tables';
import { Taps } from './taps';
import type { Node } from './types';

/** A graph for predicting words. */
export interface WordsGraph {
  readonly bytes: Uint8Array;
  /** Those of the model, and `rows`. */
  readonly inputs: readonly GraphInput[];
  /** Name of the new input int64 [N, 2] (row, column), N ≥ 1. */
  readonly rows: string;
  /** Name of the only output: natural-log probabilities over the vocabulary at the rows, float [N, V]. */
  readonly logProbabilities: string;
  /** As in PreparedGraph. */
  readonly externalFiles: readonly string[];
}

/**
 * Makes the graph that predicts words as fast as it can be done: it has no other output, and all that follows the last
 * attention is computed for the asked rows alone. `externaliseTo` as in PrepareOptions. Undefined where the model has no
 * MLM head that can read single rows. Throws OnnxError for a file that is damaged.
 */
export function prepareWords(source: ByteSource, externaliseTo?: string): WordsGraph | undefined {
  const graph = new Graph(parseModel(source));
  const { analysis, contexts } = readAttention(graph, false);
  const known = knownOutputs(analysis);
  const { logits } = known;
  if (logits === undefined) return undefined;
  const states = findHiddenStates(analysis, contexts, known.lastHiddenState);
  lookUpRows(analysis, graph);
  graph.outputs = graph.outputs.filter(({ name }) => name === logits);
  const taps = new Taps(graph, analysis);
  const cuts = states && cutsInLastLayer(analysis, logits, states.at(-2), contexts.at(-1));
  const rows = gatherRows(analysis, graph, logits, known.lastHiddenState ?? states?.at(-1), cuts);
  if (rows === undefined) return undefined;
  const scores = taps.expose(logits, 'stt_logits');
  taps.finish();
  const attributes = { axis: -1 };
  const logProbabilities = graph.add('stt_log_probabilities', 'LogSoftmax', [scores], { attributes });
  graph.outputs = graph.outputs.map((info) => ({ ...info, name: logProbabilities, type: undefined }));
  graph.prune();
  graph.sort();
  return { ...encodeGraph(graph, externaliseTo), inputs: graph.inputs.map(describeInput), rows, logProbabilities };
}

/**
 * Puts the gather of rows as early before the logits as it can stand: at `cuts`, tensors that the logits can be made from
 * row by row, or behind the last layer. Returns the new input's name.
 */
export function gatherRows(
  analysis: Analysis,
  graph: Graph,
  logits: string | undefined,
  lastHiddenState: string | undefined,
  cuts?: readonly string[],
): string | undefined {
  const decoder = logits === undefined ? undefined : decoderInput(analysis, logits);
  // GatherND came with operator set 11.
  if (logits === undefined || decoder === undefined || graph.opset < 11) return undefined;
  const input = addRowsInput(graph);
  const starts = [...behind(analysis, lastHiddenState, /^(Identity|Cast)$/), ...behind(analysis, decoder, /^Reshape$/)];
  for (const states of [...(cuts ? [cuts] : []), ...starts.map((each) => [each])]) {
    const made = gatherBeforeHead(analysis, graph, states, logits, input);
    if (made === undefined) continue;
    graph.rename(logits, graph.fresh('stt_all_logits'));
    graph.rename(made, logits);
    const dataType = analysis.dataType(logits);
    graph.outputs = graph.outputs.map((info) =>
      info.name === logits ? { name: logits, dataType, shape: [undefined, analysis.shape(logits)?.at(-1)] } : info,
    );
    return input;
  }
  graph.inputs.pop();
  return undefined;
}

/**
 * The two tensors that the last layer's rows are made from: the state `before` the layer and the context of its attention
 * in the shape [B, S, H]. Undefined where the way from them to the logits mixes rows.
 */
function cutsInLastLayer(
  analysis: Analysis,
  logits: string,
  before: string | undefined,
  context: Node | undefined,
): string[] | undefined {
  if (before === undefined || context === undefined) return undefined;
  const cuts = rowCuts(analysis, logits, before);
  const [joined, ...others] = cuts.filter((name) => name !== before);
  if (joined === undefined || others.length > 0 || !cuts.includes(before)) return undefined;
  const copies = behind(analysis, joined, /^(Identity|Cast|Transpose|Reshape|Squeeze|Unsqueeze)$/);
  return copies.includes(context.outputs[0]) ? cuts : undefined;
}

/** A tensor and those that it is a mere copy of, or whose numbers it has in another order. */
function behind(analysis: Analysis, name: string | undefined, copies: RegExp): string[] {
  const names: string[] = [];
  for (let at = name; at !== undefined;) {
    names.push(at);
    const node = analysis.producers.get(at);
    at = node && copies.test(node.opType) ? node.inputs[0] : undefined;
  }
  return names;
}
