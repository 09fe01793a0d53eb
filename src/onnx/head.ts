// The output layer of a masked language model: finds it, and puts a gather of the masked rows in front of it, so that it
// runs over a few rows instead of all.

import type { Analysis } from './analysis';
import { INT64 } from './elementTypes';
import type { Graph } from './graph';
import { axesOf } from './shapes';
import type { Node } from './types';

/** Products whose second operand is a weight, in the forms of all dtypes. */
const WEIGHTED = new Map<string, number>([
  ['MatMul', 1],
  ['Gemm', 1],
  ['FusedMatMul', 1],
  ['MatMulInteger', 1],
  ['MatMulIntegerToFloat', 1],
  ['DynamicQuantizeMatMul', 1],
  ['MatMulNBits', 1],
  ['MatMulBnb4', 1],
  ['QLinearMatMul', 3],
]);

/** Operators that treat each number, or each row as long as their constants are no longer than a row, on its own. */
const ROWWISE = new Set(
  (
    'Add Sub Mul Div Pow Sqrt Erf Tanh Sigmoid Relu Gelu FastGelu QuickGelu BiasGelu Cast Identity Dropout Where Exp Neg ' +
    'Abs Min Max Clip Reciprocal Softplus Mish DynamicQuantizeLinear QuantizeLinear DequantizeLinear'
  ).split(' '),
);

/** Inputs of a product with a weight: the data and its companions, the weight itself. */
export function weightOf(analysis: Analysis, node: Node): string | undefined {
  const slot = WEIGHTED.get(node.opType);
  const weight = slot === undefined ? undefined : node.inputs[slot];
  return weight && analysis.isConstant(weight) ? weight : undefined;
}

/** Number of words of the model: rows of the table that the input ids are looked up in. Undefined when there is none. */
export function vocabularySize(analysis: Analysis): number | undefined {
  let largest: number | undefined;
  for (const node of analysis.nodes) {
    const table = node.opType === 'EmbedLayerNormalization' ? node.inputs[2] : node.inputs[0];
    const ids = node.opType === 'EmbedLayerNormalization' ? node.inputs[0] : node.inputs[1];
    if (!/^(Gather|GatherBlockQuantized|EmbedLayerNormalization)$/.test(node.opType)) continue;
    if (!table || !ids || !analysis.isConstant(table) || !analysis.isTainted(ids)) continue;
    const shape = analysis.shape(table);
    const axis = node.opType === 'EmbedLayerNormalization' ? 0 : (node.attributes.get('axis')?.i ?? 0);
    const rows = shape?.[axis < 0 ? axis + shape.length : axis];
    if (rows === undefined) continue;
    if (isInputIds(analysis, ids)) return rows;
    largest = Math.max(largest ?? 0, rows);
  }
  return largest;
}

function isInputIds(analysis: Analysis, name: string): boolean {
  let at: string | undefined = name;
  while (at !== undefined) {
    const node: Node | undefined = analysis.producers.get(at);
    if (!node) return /^(input_ids|input_word_ids|ids|tokens)\b/i.test(at);
    at = /^(Cast|Identity|Reshape|Clip)$/.test(node.opType) ? node.inputs[0] : undefined;
  }
  return false;
}

/**
 * The data input [B, S, H] of the product with the decoder's weight that makes `logits`; [B·S, H] in graphs that flatten
 * the rows first. Undefined when there is no such product.
 */
export function decoderInput(analysis: Analysis, logits: string): string | undefined {
  const seen = new Set<string>([logits]);
  for (const name of seen) {
    const node = analysis.producers.get(name);
    if (!node || node.captures.length > 0) continue;
    if (weightOf(analysis, node)) return floatInput(analysis, node);
    if (!ROWWISE.has(node.opType) && !/^(Reshape|Squeeze|Unsqueeze)$/.test(node.opType)) continue;
    for (const input of node.inputs) if (analysis.isTainted(input)) seen.add(input);
  }
  return undefined;
}

/** Steps back over the quantisation of a product's data. */
function floatInput(analysis: Analysis, node: Node): string {
  let name = node.inputs[0];
  for (;;) {
    const maker = analysis.producers.get(name);
    if (!maker || !/^(DynamicQuantizeLinear|QuantizeLinear|DequantizeLinear)$/.test(maker.opType)) return name;
    name = maker.inputs[0];
  }
}

/**
 * Makes a second head that reads only the rows [N, 2] (row, column) of the tensors in `starts`, and returns its logits
 * [N, V] as float. The old head is left for pruning. Undefined when what lies between them and `logits` does not work row
 * by row.
 */
export function gatherBeforeHead(
  analysis: Analysis,
  graph: Graph,
  starts: readonly string[],
  logits: string,
  rowsInput: string,
): string | undefined {
  const nodes = headNodes(analysis, starts, logits);
  const width = analysis.shape(logits)?.at(-1);
  if (!nodes || width === undefined || starts.some((states) => analysis.rank(states) !== 3)) return undefined;
  // Gemm takes matrices only; elsewhere a leading dimension of one keeps operators with positive axes right.
  const isFlat = nodes.some((node) => node.opType === 'Gemm');
  const indices = isFlat
    ? rowsInput
    : graph.add('stt_mlm_indices', 'Reshape', [rowsInput, graph.constant('stt_mlm_indices_shape', [3], [1, -1, 2])]);
  const copies = new Map(
    starts.map((states) => [states, graph.add('stt_mlm_states', 'GatherND', [states, indices])] as const),
  );
  for (const node of nodes) {
    if (isReshape(node)) {
      copies.set(node.outputs[0], copies.get(node.inputs[0]) ?? node.inputs[0]);
      continue;
    }
    const outputs = node.outputs.map((name) => (name === '' ? '' : graph.fresh(`stt_mlm_${name}`)));
    node.outputs.forEach((name, i) => copies.set(name, outputs[i]));
    const inputs = node.inputs.map((name) => copies.get(name) ?? name);
    graph.nodes.push({ ...node, inputs, outputs, slice: undefined });
  }
  const made = copies.get(logits);
  if (made === undefined) return undefined;
  return graph.add('stt_mlm_rows_logits', 'Reshape', [made, graph.constant('stt_mlm_logits_shape', [2], [-1, width])]);
}

/** The nodes between `starts` and `logits` in order; undefined when one of them mixes rows or reads something else. */
function headNodes(analysis: Analysis, starts: readonly string[], logits: string): Node[] | undefined {
  const nodes = new Set<Node>();
  const waiting = [logits];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (starts.includes(name) || analysis.isConstant(name)) continue;
    const node = analysis.producers.get(name);
    if (!node || (!isRowwise(analysis, node) && !keepsRows(analysis, node))) return undefined;
    if (nodes.has(node)) continue;
    nodes.add(node);
    waiting.push(...(isReshape(node) ? node.inputs.slice(0, 1) : node.inputs).filter((input) => input !== ''));
  }
  const sorted = [...nodes].sort((a, b) => analysis.orderOf(a) - analysis.orderOf(b));
  return sorted.length > 0 ? sorted : undefined;
}

/**
 * Where a walk back from `logits` has to stop, so that all behind is row by row: at `state`, and at what is made by
 * operators that mix rows.
 */
export function rowCuts(analysis: Analysis, logits: string, state: string): string[] {
  const cuts = new Set<string>();
  const seen = new Set<string>([logits]);
  for (const name of seen) {
    if (analysis.isConstant(name)) continue;
    const node = name === state ? undefined : analysis.producers.get(name);
    if (!node || (!isRowwise(analysis, node) && !keepsRows(analysis, node))) cuts.add(name);
    else for (const input of isReshape(node) ? node.inputs.slice(0, 1) : node.inputs) if (input !== '') seen.add(input);
  }
  return [...cuts];
}

function isReshape(node: Node): boolean {
  return node.opType === 'Reshape';
}

/** A Reshape that only folds or unfolds batch and length. */
function keepsRows(analysis: Analysis, node: Node): boolean {
  const before = analysis.shape(node.inputs[0])?.at(-1);
  return isReshape(node) && before !== undefined && before === analysis.shape(node.outputs[0])?.at(-1);
}

function isRowwise(analysis: Analysis, node: Node): boolean {
  if (node.captures.length > 0) return false;
  if (WEIGHTED.has(node.opType)) return weightOf(analysis, node) !== undefined && !node.attributes.get('transA')?.i;
  const rank = analysis.rank(node.inputs[0]);
  const isLast = (axis: number) => axis === -1 || (rank !== undefined && axis === rank - 1);
  if (/LayerNormalization$|^RMSNormalization$/.test(node.opType)) {
    return isLast(node.attributes.get('axis')?.i ?? -1) && !/^(Skip|Embed)/.test(node.opType);
  }
  if (/^Reduce(Mean|Sum|SumSquare|L2)$/.test(node.opType)) {
    const axes = axesOf(node, analysis);
    return axes?.length === 1 && isLast(axes[0]) && (node.attributes.get('keepdims')?.i ?? 1) === 1;
  }
  if (node.opType === 'Split') return isLast(node.attributes.get('axis')?.i ?? 0);
  if (!ROWWISE.has(node.opType)) return false;
  // A constant with more than one row might differ from position to position.
  return node.inputs.every((name) => {
    if (name === '' || !analysis.isConstant(name)) return true;
    return (
      analysis
        .shape(name)
        ?.slice(0, -1)
        .every((dim) => dim === 1) ?? false
    );
  });
}

/** Declares the input of rows to predict. */
export function addRowsInput(graph: Graph): string {
  const name = graph.fresh('mlm_rows');
  graph.inputs.push({ name, dataType: INT64, shape: [undefined, 2] });
  return name;
}
