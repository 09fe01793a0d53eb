// The shape of what a node makes, from the shapes of what it reads: ranks nearly always, single dimensions where fixed.

import type { PartialValues } from './analysis';
import type { Node, Shape } from './types';

interface Known {
  shape(name: string): Shape | undefined;
  values(name: string): PartialValues | undefined;
}

const BROADCASTS = new Set(
  'Add Sub Mul Div Pow Where Equal Less LessOrEqual Greater GreaterOrEqual And Or Xor Max Min Mod BiasGelu FastGelu'.split(
    ' ',
  ),
);
const REDUCES = /^Reduce[A-Z]/;
/** Operators whose outputs keep no relation to their first input that is known here. */
const UNKNOWN = new Set('If Loop Scan NonZero Unique Resize Conv MaxPool AveragePool LSTM GRU RNN TopK'.split(' '));

/** Shape of output `slot`, undefined when not even the rank can be told. */
export function outputShape(node: Node, slot: number, known: Known): Shape | undefined {
  const { opType, inputs } = node;
  if (inputs.length === 0 || UNKNOWN.has(opType)) return opType === 'Constant' ? constantShape(node) : undefined;
  const shape = known.shape(inputs[0]);
  if (BROADCASTS.has(opType)) return broadcast(inputs.filter((name) => name !== '').map((name) => known.shape(name)));
  if (REDUCES.test(opType)) return reduced(node, shape, known);
  switch (opType) {
    case 'Shape':
      return [shape?.length];
    case 'Size':
      return [];
    case 'Transpose':
      return transposed(node, shape);
    case 'Reshape':
      return reshaped(known.values(inputs[1]), shape, known.shape(inputs[1])?.[0]);
    case 'Expand':
    case 'ConstantOfShape':
      return expanded(opType === 'Expand' ? shape : [], inputs[inputs.length - 1], known);
    case 'GatherElements':
      return known.shape(inputs[1]);
    case 'MatMul':
    case 'MatMulInteger':
    case 'MatMulIntegerToFloat':
    case 'DynamicQuantizeMatMul':
      return matMul(shape, known.shape(inputs[1]));
    case 'QLinearMatMul':
      return matMul(shape, known.shape(inputs[3]));
    case 'FusedMatMul':
    case 'TransposeMatMul':
      return matMul(flipped(shape, node, 'transA'), flipped(known.shape(inputs[1]), node, 'transB'));
    case 'Gemm':
      return matMul(flipped(shape, node, 'transA'), flipped(known.shape(inputs[1]), node, 'transB'));
    case 'MatMulNBits':
    case 'MatMulBnb4':
      return shape && [...shape.slice(0, -1), node.attributes.get('N')?.i];
    case 'Unsqueeze':
      return unsqueezed(axesOf(node, known), shape);
    case 'Squeeze':
      return squeezed(axesOf(node, known), shape);
    case 'Gather':
    case 'GatherBlockQuantized':
      return gathered(node, shape, known.shape(inputs[1]));
    case 'Concat':
    case 'Split':
    case 'Slice':
    case 'Pad':
    case 'Tile':
      return shape && resized(node, shape, known);
    case 'Range':
      return [undefined];
    case 'Flatten':
      return [undefined, undefined];
    case 'GatherND':
    case 'Einsum':
      return undefined;
    case 'EmbedLayerNormalization':
      return slot === 0 ? [undefined, undefined, known.shape(inputs[2])?.[1]] : [undefined];
    case 'DynamicQuantizeLinear':
      return slot === 0 ? shape : [];
    default:
      return slot === 0 ? shape : undefined;
  }
}

function constantShape(node: Node): Shape | undefined {
  if (node.attributes.has('value_int') || node.attributes.has('value_float')) return [];
  const ints = node.attributes.get('value_ints')?.ints;
  return ints && [ints.length];
}

/** Numpy's rule; a shape that is not known makes the result unknown. */
function broadcast(shapes: readonly (Shape | undefined)[]): Shape | undefined {
  let out: (number | undefined)[] = [];
  for (const shape of shapes) {
    if (!shape) return undefined;
    const length = Math.max(out.length, shape.length);
    const a = [...Array<number>(length - out.length).fill(1), ...out];
    const b = [...Array<number>(length - shape.length).fill(1), ...shape];
    out = a.map((dim, i) => joinDims(dim, b[i]));
  }
  return out;
}

function joinDims(a: number | undefined, b: number | undefined): number | undefined {
  if (a === 1) return b;
  if (b === 1) return a;
  return a ?? b;
}

function reduced(node: Node, shape: Shape | undefined, known: Known): Shape | undefined {
  const axes = axesOf(node, known);
  const keep = (node.attributes.get('keepdims')?.i ?? 1) !== 0;
  if (!shape) return undefined;
  const hit = new Set(axes?.map((axis) => (axis < 0 ? axis + shape.length : axis)));
  if (!axes) return keep ? shape.map(() => 1) : [];
  return keep ? shape.map((dim, i) => (hit.has(i) ? 1 : dim)) : shape.filter((_, i) => !hit.has(i));
}

/** Axes as an attribute (older operator sets) or as the second input. */
export function axesOf(node: Node, known: Pick<Known, 'values'>): readonly number[] | undefined {
  const values = node.attributes.get('axes')?.ints ?? (node.inputs[1] ? known.values(node.inputs[1]) : undefined);
  return values?.every((value) => value !== undefined) ? (values as readonly number[]) : undefined;
}

function transposed(node: Node, shape: Shape | undefined): Shape | undefined {
  const perm = node.attributes.get('perm')?.ints;
  return perm ? perm.map((axis) => shape?.[axis]) : shape && [...shape].reverse();
}

function reshaped(values: PartialValues | undefined, shape: Shape | undefined, length?: number): Shape | undefined {
  if (!values) return length === undefined || length > 16 ? undefined : Array<undefined>(length).fill(undefined);
  const dims = values.map((value, i) =>
    value === 0 ? shape?.[i] : value !== undefined && value > 0 ? value : undefined,
  );
  // [B, S, H] → [B, S, −1, headSize]: the dimension left open is what the last one is divided into.
  const open = values.indexOf(-1);
  const kept = (shape?.length ?? 0) - 1;
  const total = shape?.[kept];
  if (open < kept || kept < 1 || total === undefined) return dims;
  const known = dims
    .slice(kept)
    .reduce<number>((product, dim, i) => (kept + i === open ? product : product * (dim ?? NaN)), 1);
  if (total % known === 0) dims[open] = total / known;
  return dims;
}

function expanded(shape: Shape | undefined, target: string, known: Known): Shape | undefined {
  const length = known.shape(target)?.[0] ?? 0;
  const values =
    known.values(target) ?? (length > 0 && length <= 16 ? Array<undefined>(length).fill(undefined) : undefined);
  return values && broadcast([shape, values.map((value) => (value !== undefined && value > 0 ? value : undefined))]);
}

function matMul(a: Shape | undefined, b: Shape | undefined): Shape | undefined {
  if (!a || !b || a.length < 2 || b.length < 2) return undefined;
  const batch = broadcast([a.slice(0, -2), b.slice(0, -2)]) ?? [];
  return [...batch, a[a.length - 2], b[b.length - 1]];
}

function flipped(shape: Shape | undefined, node: Node, attribute: string): Shape | undefined {
  if (!shape || shape.length < 2 || !node.attributes.get(attribute)?.i) return shape;
  return [...shape.slice(0, -2), shape[shape.length - 1], shape[shape.length - 2]];
}

function unsqueezed(axes: readonly number[] | undefined, shape: Shape | undefined): Shape | undefined {
  if (!axes || !shape) return undefined;
  const rank = shape.length + axes.length;
  const added = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  let next = 0;
  return Array.from({ length: rank }, (_, i) => (added.has(i) ? 1 : shape[next++]));
}

function squeezed(axes: readonly number[] | undefined, shape: Shape | undefined): Shape | undefined {
  if (!shape || !axes) return undefined;
  const gone = new Set(axes.map((axis) => (axis < 0 ? axis + shape.length : axis)));
  return shape.filter((_, i) => !gone.has(i));
}

function gathered(node: Node, shape: Shape | undefined, at: Shape | undefined): Shape | undefined {
  if (!shape || !at) return undefined;
  const axis = node.attributes.get('axis')?.i ?? 0;
  const place = axis < 0 ? axis + shape.length : axis;
  return [...shape.slice(0, place), ...at, ...shape.slice(place + 1)];
}

/** Same rank, other lengths along some axes; those become unknown, except in a vector whose elements are followed. */
function resized(node: Node, shape: Shape, known: Known): Shape {
  const values = known.values(node.outputs[0]);
  if (values && shape.length === 1) return [values.length];
  const axis = node.attributes.get('axis')?.i ?? (node.opType === 'Split' ? 0 : undefined);
  if (axis === undefined) return shape.map(() => undefined);
  const place = axis < 0 ? axis + shape.length : axis;
  const lengths = node.opType === 'Concat' ? node.inputs.map((name) => known.shape(name)?.[place]) : [undefined];
  const sum = lengths.every((each) => each !== undefined)
    ? lengths.reduce((total, each) => total + each, 0)
    : undefined;
  return shape.map((dim, i) => (i === place ? sum : dim));
}
