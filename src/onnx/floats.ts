// Makes the float form of a model whose weights are 8-bit whole numbers: the numbers that they stand for, without rounding
// activations, which is what a GPU has kernels for.

import { Analysis } from './analysis';
import { makeTensor } from './build';
import type { OpenExternal } from './contents';
import { contentsOf, floatsOf } from './contents';
import { weightElements } from './dtype';
import { FLOAT, INT8, UINT8 } from './elementTypes';
import { encodeAlone } from './encode';
import { Graph } from './graph';
import { parseModel } from './model';
import type { ByteSource } from './source';
import type { Node, Tensor } from './types';

/**
 * The model with each 8-bit weight that a product, a lookup or a DequantizeLinear reads as floats: value less zero point,
 * times its scale. Four times as large; needs no other file. Undefined where a product keeps whole numbers (fused ones,
 * four bits). `open`: needed for models with external data. Throws OnnxError for a damaged file, and for one that
 * would not fit into 2 GB.
 */
export function floatWeights(source: ByteSource, open?: OpenExternal): Uint8Array | undefined {
  const graph = new Graph(parseModel(source));
  const analysis = new Analysis(graph);
  const replaced = new Set<Node>();
  const made = new Map<string, string>();
  for (const node of analysis.nodes) {
    const by = replacementOf(analysis, node);
    const name = by && floatsFor(analysis, by, made, open);
    if (!by || name === undefined) continue;
    graph.addNode({ opType: by.opType, inputs: by.inputs(name), outputs: by.end.outputs });
    replaced.add(by.end);
  }
  graph.nodes = graph.nodes.filter((node) => !replaced.has(node));
  graph.sort();
  graph.prune();
  const left = weightElements(new Analysis(graph));
  return [...left.keys()].every((word) => word === 'fp32') ? encodeAlone(graph, open) : undefined;
}

interface Replacement {
  readonly opType: 'MatMul' | 'Gather' | 'Identity';
  /** Of the new node, by the name of the floats. */
  readonly inputs: (floats: string) => readonly string[];
  /** Names of constants: the whole numbers, one scale or one for each index of `axis`, and likewise the zero points. */
  readonly weight: string;
  readonly scale: string;
  readonly zero?: string | undefined;
  readonly axis: number;
  /** Whether the floats are to be the transposed matrix. */
  readonly swapped: boolean;
  /** The node that makes the result now. */
  readonly end: Node;
}

function replacementOf(analysis: Analysis, node: Node): Replacement | undefined {
  if (node.domain !== '') return undefined;
  if (node.opType === 'MatMulInteger') return product(analysis, node);
  if (node.opType === 'Transpose') return lookUp(analysis, node);
  return node.opType === 'DequantizeLinear' ? dequantised(analysis, node) : undefined;
}

/** A weight that is dequantised as a whole, or rows of a table that are dequantised after they were looked up. */
function dequantised(analysis: Analysis, node: Node): Replacement | undefined {
  if ((node.attributes.get('block_size')?.i ?? 0) !== 0) return undefined;
  const [weight, scale, zero] = node.inputs;
  const axis = node.attributes.get('axis')?.i ?? 1;
  const whole = { weight, scale, zero, axis, swapped: false, end: node };
  const rows = analysis.producers.get(weight);
  if (rows?.opType !== 'Gather') return { ...whole, opType: 'Identity', inputs: (floats) => [floats] };
  const [table, ids] = rows.inputs;
  const isOne = [scale, zero ?? ''].every((name) => name === '' || analysis.rank(name) === 0);
  if ((rows.attributes.get('axis')?.i ?? 0) !== 0 || !isOne) return undefined;
  return { ...whole, weight: table, opType: 'Gather', inputs: (floats) => [floats, ids] };
}

/** An activation quantised as it comes, the product in integers, a cast, and both scales: a product of floats. */
function product(analysis: Analysis, node: Node): Replacement | undefined {
  const [value, weight, , zero] = node.inputs;
  const quantised = analysis.producers.get(value);
  const cast = only(analysis.consumers(node.outputs[0]));
  const end = cast?.opType === 'Cast' ? only(analysis.consumers(cast.outputs[0])) : undefined;
  if (quantised?.opType !== 'DynamicQuantizeLinear' || end?.opType !== 'Mul') return undefined;
  const scales = analysis.producers.get(end.inputs.find((name) => name !== cast?.outputs[0]) ?? '');
  const scale = scales?.inputs.find((name) => name !== quantised.outputs[1]);
  if (scales?.opType !== 'Mul' || !scales.inputs.includes(quantised.outputs[1]) || scale === undefined)
    return undefined;
  const inputs = (floats: string): string[] => [quantised.inputs[0], floats];
  return { opType: 'MatMul', inputs, weight, scale, zero, axis: 1, swapped: false, end };
}

/** Columns of an 8-bit table, cast, scaled and transposed: rows of a table of floats. */
function lookUp(analysis: Analysis, node: Node): Replacement | undefined {
  const scaled = analysis.producers.get(node.inputs[0]);
  const cast = scaled?.opType === 'Mul' ? analysis.producers.get(scaled.inputs[0]) : undefined;
  const columns = cast?.opType === 'Cast' ? analysis.producers.get(cast.inputs[0]) : undefined;
  const scales = scaled && analysis.producers.get(scaled.inputs[1]);
  if (columns?.opType !== 'Gather' || scales?.opType !== 'Gather') return undefined;
  const [weight, ids] = columns.inputs;
  if (columns.attributes.get('axis')?.i !== 1 || scales.inputs[1] !== ids) return undefined;
  const inputs = (floats: string): string[] => [floats, ids];
  return { opType: 'Gather', inputs, weight, scale: scales.inputs[0], axis: 1, swapped: true, end: node };
}

function only(nodes: readonly Node[]): Node | undefined {
  return nodes.length === 1 ? nodes[0] : undefined;
}

/** Name of the constant that holds the floats of a weight: one of those `made`, or a new one. */
function floatsFor(
  analysis: Analysis,
  by: Replacement,
  made: Map<string, string>,
  open: OpenExternal | undefined,
): string | undefined {
  const key = JSON.stringify([by.weight, by.scale, by.zero, by.axis, by.swapped]);
  const name = made.get(key) ?? addFloats(analysis, by, open);
  if (name !== undefined) made.set(key, name);
  return name;
}

/** Adds the floats of a weight as a constant; its name. Undefined where it is none of 8 bits, or of other scales. */
function addFloats(analysis: Analysis, by: Replacement, open: OpenExternal | undefined): string | undefined {
  const { graph } = analysis;
  const [integers, scale] = [constantOf(analysis, by.weight), constantOf(analysis, by.scale)];
  const zero = by.zero === undefined || by.zero === '' ? undefined : constantOf(analysis, by.zero);
  if (!integers || (by.zero && !zero) || scale?.dataType !== FLOAT) return undefined;
  if (by.swapped && integers.dims.length !== 2) return undefined;
  const values = wholeNumbers(analysis, integers, open);
  const scales = floatsOf(graph.model.reader, scale, open);
  const zeros = zero ? wholeNumbers(analysis, zero, open) : new Int8Array(1);
  const steps = values && zeros && stepsOf(integers.dims, by.axis, [scales.length, zeros.length]);
  if (!steps) return undefined;
  const floats = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const at = Math.floor(i / steps.inner) % steps.size;
    floats[i] = (values[i] - zeros[zeros.length === 1 ? 0 : at]) * scales[scales.length === 1 ? 0 : at];
  }
  const name = graph.fresh('stt_weight_floats');
  const matrix = by.swapped ? transposed(floats, integers.dims) : floats;
  const dims = by.swapped ? integers.dims.toReversed() : integers.dims;
  graph.initializers.set(name, makeTensor(name, FLOAT, dims, new Uint8Array(matrix.buffer)));
  return name;
}

/** An initializer, or the value of a Constant. */
function constantOf({ graph, producers }: Analysis, name: string): Tensor | undefined {
  return graph.initializers.get(name) ?? producers.get(name)?.attributes.get('value')?.tensor;
}

/** Undefined for a tensor of other elements. */
function wholeNumbers(
  { graph }: Analysis,
  tensor: Tensor,
  open: OpenExternal | undefined,
): Int8Array | Uint8Array | undefined {
  if (tensor.dataType !== INT8 && tensor.dataType !== UINT8) return undefined;
  const bytes = contentsOf(graph.model.reader, tensor, open);
  return tensor.dataType === UINT8 ? bytes : new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Size of the axis and distance of its indices, where each count is one or that size. */
function stepsOf(
  dims: readonly number[],
  axis: number,
  counts: readonly number[],
): { readonly size: number; readonly inner: number } | undefined {
  const at = axis < 0 ? axis + dims.length : axis;
  // With one scale for the whole tensor the axis means nothing.
  const size = dims[at] ?? 1;
  const inner = Math.max(1, dims.slice(at + 1).reduce((product, dim) => product * dim, 1)); // prettier-ignore
  return counts.every((count) => count === 1 || count === size) ? { size, inner } : undefined;
}

function transposed(values: Float32Array, [rows, columns]: readonly number[]): Float32Array {
  const made = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) made[column * rows + row] = values[row * columns + column];
  }
  return made;
}
