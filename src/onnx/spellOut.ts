// Spells an attention out in plain operators, for those that stand in a graph as one: scores, masks, Softmax, context.

import type { Analysis } from './analysis';
import { BOOL, FLOAT, INT64 } from './elementTypes';
import type { Graph } from './graph';

/** What an attention works on. All are names of tensors; `dataType` is that of queries, keys and values. */
export interface AttentionParts {
  /** [B, heads, S, headSize]. */
  readonly queries: string;
  /** [B, heads, T, headSize]. */
  readonly keys: string;
  readonly values: string;
  /** Factor of the scores; 1/√headSize when undefined. */
  readonly scale?: number;
  readonly headSize?: number;
  /** Terms to add to the scores, each broadcast to [B, heads, S, T]. */
  readonly biases: readonly string[];
  readonly dataType: number;
}

/** Adds softmax(queries·keysᵀ·scale + biases)·values to the graph; returns the context [B, heads, S, headSize]. */
export function spellOut(graph: Graph, parts: AttentionParts): string {
  const turned = graph.add('stt_keys_turned', 'Transpose', [parts.keys], { attributes: { perm: [0, 1, 3, 2] } });
  let scores = graph.add('stt_scores', 'MatMul', [parts.queries, turned]);
  scores = graph.add('stt_scores_scaled', 'Mul', [scores, scaleOf(graph, parts)]);
  for (const bias of parts.biases) scores = graph.add('stt_scores_masked', 'Add', [scores, bias]);
  // Before operator set 13 Softmax took a first axis to flatten from and no negative one; the last of four is both.
  const probabilities = graph.add('stt_probabilities', 'Softmax', [scores], { attributes: { axis: 3 } });
  return graph.add('stt_context', 'MatMul', [probabilities, parts.values]);
}

/** [B, S, heads·size] → [B, heads, S, size]. */
export function splitHeads(graph: Graph, name: string, numHeads: number): string {
  const shape = graph.constant('stt_split_shape', [4], [0, 0, numHeads, -1]);
  const split = graph.add('stt_split', 'Reshape', [name, shape]);
  return graph.add('stt_heads', 'Transpose', [split], { attributes: { perm: [0, 2, 1, 3] } });
}

/** [B, heads, S, size] → [B, S, heads·size], as the tensor `output`. */
export function mergeHeads(graph: Graph, name: string, output: string): void {
  const turned = graph.add('stt_merged', 'Transpose', [name], { attributes: { perm: [0, 2, 1, 3] } });
  const shape = graph.constant('stt_merge_shape', [3], [0, 0, -1]);
  graph.addNode({ opType: 'Reshape', inputs: [turned, shape], outputs: [output] });
}

/** Columns `start` to `end` of the last dimension, which is number `axis`. */
export function columns(graph: Graph, name: string, axis: number, start: number, end: number): string {
  const bounds = [[start], [end], [axis]].map((value) => graph.constant('stt_bound', [1], value));
  return graph.add('stt_columns', 'Slice', [name, ...bounds]);
}

/** A float constant in the element type given. */
export function scalar(graph: Graph, value: number, dataType: number): string {
  const name = graph.constant('stt_scalar', [], [value], FLOAT);
  return dataType === FLOAT ? name : graph.add('stt_scalar_cast', 'Cast', [name], { attributes: { to: dataType } });
}

/** The term for a mask with 1 for what may be seen: 0 there, `filter` elsewhere. Any shape. */
export function biasOfMask(graph: Graph, mask: string, filter: number, dataType: number): string {
  const seen = graph.add('stt_mask_seen', 'Cast', [mask], { attributes: { to: BOOL } });
  return graph.add('stt_mask_bias', 'Where', [seen, scalar(graph, 0, dataType), scalar(graph, filter, dataType)]);
}

/**
 * [B, 1, 1, T], true for keys before the end of their text. `lengths` holds the ends [B], or ends and starts [2B]: with B
 * zeros behind it, its second B elements are the starts in both cases.
 */
export function maskOfLengths(graph: Graph, lengths: string, keys: string): string {
  const shape = graph.add('stt_keys_shape', 'Shape', [keys]);
  const batch = pick(graph, shape, 0);
  const wide = graph.add('stt_lengths', 'Cast', [lengths], { attributes: { to: INT64 } });
  const zeros = graph.add('stt_zeros', 'Expand', [graph.constant('stt_zero', [1], [0]), batch]);
  const all = graph.add('stt_bounds', 'Concat', [wide, zeros], { attributes: { axis: 0 } });
  const nought = graph.constant('stt_from', [1], [0]);
  const twice = graph.add('stt_twice', 'Add', [batch, batch]);
  const column = graph.constant('stt_column', [4], [-1, 1, 1, 1]);
  const ends = graph.add('stt_ends', 'Reshape', [graph.add('stt_ends_flat', 'Slice', [all, nought, batch]), column]);
  const starts = graph.add('stt_starts', 'Reshape', [
    graph.add('stt_starts_flat', 'Slice', [all, batch, twice]),
    column,
  ]);
  const at = positions(graph, shape, 2);
  const before = graph.add('stt_before_end', 'Less', [at, ends]);
  const tooEarly = graph.add('stt_before_start', 'Less', [at, starts]);
  return graph.add('stt_within', 'And', [before, graph.add('stt_not_early', 'Not', [tooEarly])]);
}

/** [S, T], true where the key stands no later than the query. */
export function causalMask(graph: Graph, queries: string, keys: string): string {
  const rows = positions(graph, graph.add('stt_queries_shape', 'Shape', [queries]), 2);
  const down = graph.add('stt_rows', 'Reshape', [rows, graph.constant('stt_down', [2], [-1, 1])]);
  const later = graph.add('stt_later', 'Less', [
    down,
    positions(graph, graph.add('stt_keys_shape', 'Shape', [keys]), 2),
  ]);
  return graph.add('stt_causal', 'Not', [later]);
}

/** Inserts dimensions of one; axes count in the result. */
export function unsqueeze(graph: Graph, name: string, axes: readonly number[]): string {
  return graph.opset >= 13
    ? graph.add('stt_unsqueezed', 'Unsqueeze', [name, graph.constant('stt_axes', [axes.length], axes)])
    : graph.add('stt_unsqueezed', 'Unsqueeze', [name], { attributes: { axes } });
}

/** 0, 1, 2, … along one dimension of a tensor whose shape is given, [n]. */
function positions(graph: Graph, shape: string, dimension: number): string {
  const nothing = graph.constant('stt_start', [], [0]);
  const step = graph.constant('stt_step', [], [1]);
  const index = graph.constant('stt_dimension', [], [dimension]);
  const count = graph.add('stt_count', 'Gather', [shape, index], { attributes: { axis: 0 } });
  return graph.add('stt_positions', 'Range', [nothing, count, step]);
}

/** One element of a vector as a vector of one. */
function pick(graph: Graph, vector: string, at: number): string {
  return graph.add('stt_picked', 'Gather', [vector, graph.constant('stt_index', [1], [at])], {
    attributes: { axis: 0 },
  });
}

function scaleOf(graph: Graph, parts: AttentionParts): string {
  const { scale, headSize, dataType } = parts;
  if (scale !== undefined) return scalar(graph, scale, dataType);
  if (headSize !== undefined) return scalar(graph, 1 / Math.sqrt(headSize), dataType);
  const size = pick(graph, graph.add('stt_queries_shape', 'Shape', [parts.queries]), 3);
  const root = graph.add('stt_root', 'Sqrt', [graph.add('stt_size', 'Cast', [size], { attributes: { to: dataType } })]);
  return graph.add('stt_scale', 'Div', [scalar(graph, 1, dataType), root]);
}

/** Element type of a tensor that takes part in an attention; float when nothing tells. */
export function typeOf(analysis: Analysis, name: string): number {
  return analysis.dataType(name) ?? FLOAT;
}
