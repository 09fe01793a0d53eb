// Makes the fast form of a model: signed 8-bit weights for the matrix products, activations quantised as they come.

import { Analysis } from './analysis';
import { makeTensor, tensorOf } from './build';
import type { OpenExternal } from './contents';
import { contentsOf, floatsOf } from './contents';
import { FLOAT, INT8, UINT8 } from './elementTypes';
import { encodeAlone } from './encode';
import { OnnxError } from './errors';
import { Graph } from './graph';
import { parseModel } from './model';
import type { ByteSource } from './source';
import type { Node, Tensor } from './types';

export interface QuantiseOptions {
  /** Opens an external data file of the model by its name; needed for models that have some. */
  readonly openExternal?: OpenExternal;
}

/** Products with fewer columns (next sentence, a few classes) cost nothing and stay exact. */
const FEWEST_COLUMNS = 8;
const LARGEST = 127;

/** Where the weight of an operator and its zero point stand among the inputs. */
const WEIGHT_SLOTS = new Map<string, readonly [number, number]>([
  ['MatMulInteger', [1, 3]],
  ['DequantizeLinear', [0, 2]],
  ['QLinearMatMul', [3, 5]],
  ['MatMulIntegerToFloat', [1, 5]],
  ['DynamicQuantizeMatMul', [1, 3]],
]);

/**
 * The model with each product of all tokens by a constant fp32 matrix done in dynamic int8: signed weights, symmetric, one
 * scale a column; activations uint8 with one scale a tensor. Embedding tables and the pooler stay as they are. The result needs no other file.
 * Throws OnnxError for a damaged file, and for one that would not fit into 2 GB.
 */
export function quantiseInt8(source: ByteSource, options: QuantiseOptions = {}): Uint8Array {
  const graph = new Graph(parseModel(source));
  if (graph.opset < 11) throw new OnnxError('unsupported', `operator set ${graph.opset} cannot quantise as it goes`);
  const analysis = new Analysis(graph);
  const inputs = new Map<string, readonly [string, string, string]>();
  const zero = graph.fresh('stt_weight_zero_point');
  graph.initializers.set(zero, makeTensor(zero, INT8, [], new Uint8Array(1)));
  const done = new Set<Node>();
  for (const node of analysis.nodes) {
    const weight = quantisedWeight(analysis, node, options.openExternal);
    if (!weight) continue;
    const [output] = node.outputs;
    const bias = node.opType === 'Gemm' ? (node.inputs[2] ?? '') : '';
    const product = bias === '' ? output : graph.fresh('stt_product');
    addIntegerProduct(graph, dynamicInput(graph, inputs, node.inputs[0]), weight, zero, product);
    if (bias !== '') graph.addNode({ opType: 'Add', inputs: [product, bias], outputs: [output] });
    done.add(node);
  }
  graph.nodes = graph.nodes.filter((node) => !done.has(node));
  graph.sort();
  graph.prune();
  return encodeAlone(graph, options.openExternal);
}

/**
 * The model with unsigned 8-bit weights of products rewritten as signed ones. Weight and zero point both move by 128, so
 * that every product stays the same integer. Throws OnnxError for a damaged file.
 */
export function signUint8Weights(source: ByteSource, options: QuantiseOptions = {}): Uint8Array {
  const graph = new Graph(parseModel(source));
  const analysis = new Analysis(graph);
  const { reader } = graph.model;
  for (const tensor of [...graph.initializers.values()]) {
    if (tensor.dataType !== UINT8 || !isWeightOnly(analysis, tensor.name)) continue;
    const bytes = flipped(contentsOf(reader, tensor, options.openExternal));
    graph.initializers.set(tensor.name, makeTensor(tensor.name, INT8, tensor.dims, bytes));
    for (const node of analysis.consumers(tensor.name)) signZeroPoint(graph, node, options.openExternal);
  }
  graph.prune();
  return encodeAlone(graph, options.openExternal);
}

interface QuantisedWeight {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns]. */
  readonly values: Int8Array;
  /** [columns]. */
  readonly scales: Float32Array;
}

/** The weight of a plain product, quantised; undefined for nodes that stay as they are. */
function quantisedWeight(analysis: Analysis, node: Node, open: OpenExternal | undefined): QuantisedWeight | undefined {
  if (node.domain !== '' || (node.opType !== 'MatMul' && node.opType !== 'Gemm')) return undefined;
  if (!analysis.isTainted(node.inputs[0]) || isOneRowPerText(analysis, node.inputs[0])) return undefined;
  const int = (name: string) => node.attributes.get(name)?.i ?? 0;
  const float = (name: string) => node.attributes.get(name)?.f ?? 1;
  if (int('transA') !== 0 || float('alpha') !== 1 || float('beta') !== 1) return undefined;
  const found = constantMatrix(analysis, node.inputs[1], int('transB') !== 0);
  if (!found) return undefined;
  const [first, second] = found.tensor.dims;
  const [rows, columns] = found.transposed ? [second, first] : [first, second];
  if (columns < FEWEST_COLUMNS || rows === 0) return undefined;
  return quantiseColumns(floatsOf(analysis.graph.model.reader, found.tensor, open), rows, columns, found.transposed);
}

/** The pooler and what follows it: small products that stay exact. A matrix that unfolds from all tokens is no such thing. */
function isOneRowPerText(analysis: Analysis, name: string): boolean {
  return analysis.rank(name) === 2 && analysis.producers.get(name)?.opType !== 'Reshape';
}

/** The fp32 matrix behind a weight, and whether it is read with its dimensions swapped. */
function constantMatrix(
  analysis: Analysis,
  name: string,
  transposed: boolean,
): { readonly tensor: Tensor; readonly transposed: boolean } | undefined {
  for (;;) {
    const node = analysis.producers.get(name);
    const tensor = node ? node.attributes.get('value')?.tensor : analysis.graph.initializers.get(name);
    if (tensor) return tensor.dataType === FLOAT && tensor.dims.length === 2 ? { tensor, transposed } : undefined;
    if (node?.opType === 'Transpose') transposed = !transposed;
    else if (node?.opType !== 'Identity') return undefined;
    name = node.inputs[0];
  }
}

/** Undefined when a value is not finite: such a weight has no scale. */
function quantiseColumns(
  weight: Float32Array,
  rows: number,
  columns: number,
  transposed: boolean,
): QuantisedWeight | undefined {
  const [rowStep, columnStep] = transposed ? [1, rows] : [columns, 1];
  const scales = new Float32Array(columns);
  const values = new Int8Array(rows * columns);
  for (let column = 0; column < columns; column++) {
    let largest = 0;
    for (let row = 0; row < rows; row++) {
      const size = Math.abs(weight[row * rowStep + column * columnStep]);
      if (!(size <= largest)) largest = size;
    }
    if (!Number.isFinite(largest)) return undefined;
    const scale = Math.fround(largest / LARGEST) || 1;
    scales[column] = scale;
    for (let row = 0; row < rows; row++) {
      const value = Math.round(weight[row * rowStep + column * columnStep] / scale);
      values[row * columns + column] = Math.min(LARGEST, Math.max(-LARGEST, value));
    }
  }
  return { rows, columns, values, scales };
}

/** Value, scale and zero point of an activation, made once for all products that read it. */
function dynamicInput(
  graph: Graph,
  known: Map<string, readonly [string, string, string]>,
  name: string,
): readonly [string, string, string] {
  const before = known.get(name);
  if (before) return before;
  const [value, scale, zero] = ['stt_quantised', 'stt_scale', 'stt_zero_point'].map((base) => graph.fresh(base));
  graph.addNode({ opType: 'DynamicQuantizeLinear', inputs: [name], outputs: [value, scale, zero] });
  known.set(name, [value, scale, zero]);
  return [value, scale, zero];
}

/** The product in integers, brought back to floats; in the shape that ONNX Runtime fuses to its fast kernels. */
function addIntegerProduct(
  graph: Graph,
  [value, scale, zeroPoint]: readonly [string, string, string],
  weight: QuantisedWeight,
  weightZero: string,
  output: string,
): void {
  const name = graph.fresh('stt_weight_int8');
  const dims = [weight.rows, weight.columns];
  graph.initializers.set(name, makeTensor(name, INT8, dims, new Uint8Array(weight.values.buffer)));
  const scales = graph.fresh('stt_weight_scale');
  graph.initializers.set(scales, tensorOf(scales, FLOAT, [weight.columns], [...weight.scales]));
  const product = graph.add('stt_integer', 'MatMulInteger', [value, name, zeroPoint, weightZero]);
  const real = graph.add('stt_integer_real', 'Cast', [product], { attributes: { to: FLOAT } });
  const bothScales = graph.add('stt_scales', 'Mul', [scale, scales]);
  graph.addNode({ opType: 'Mul', inputs: [real, bothScales], outputs: [output] });
}

/** Only ever the weight of products, so that its sign can change without anyone noticing. */
function isWeightOnly(analysis: Analysis, name: string): boolean {
  const readers = analysis.consumers(name);
  const isOutput = analysis.graph.outputs.some((info) => info.name === name);
  return (
    readers.length > 0 &&
    !isOutput &&
    readers.every((node) => {
      const slots = WEIGHT_SLOTS.get(node.opType);
      if (!slots || node.captures.length > 0 || node.inputs.indexOf(name) !== slots[0]) return false;
      const zero = node.inputs[slots[1]] ?? '';
      return node.inputs.lastIndexOf(name) === slots[0] && (zero === '' || analysis.graph.initializers.has(zero));
    })
  );
}

function signZeroPoint(graph: Graph, node: Node, open: OpenExternal | undefined): void {
  const slot = WEIGHT_SLOTS.get(node.opType)?.[1] ?? 0;
  const old = graph.initializers.get(node.inputs[slot] ?? '');
  // Without a zero point it is 0, which becomes −128.
  const bytes = old ? flipped(contentsOf(graph.model.reader, old, open)) : Uint8Array.of(128);
  const name = graph.fresh('stt_zero_point_int8');
  graph.initializers.set(name, makeTensor(name, INT8, old?.dims ?? [], bytes));
  const inputs = [...node.inputs];
  while (inputs.length < slot) inputs.push('');
  inputs[slot] = name;
  node.inputs = inputs;
  node.slice = undefined;
}

/** Unsigned n as signed n − 128: the same bits with the highest one turned. */
function flipped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => byte ^ 128);
}
