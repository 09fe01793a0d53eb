// The element type of what a node makes, from the types of what it reads.

import { BOOL, FLOAT, INT32, INT64, UINT8 } from './elementTypes';
import type { Node } from './types';

interface Types {
  dataType(name: string): number | undefined;
}

const MAKES_BOOL = new Set('Equal Less LessOrEqual Greater GreaterOrEqual And Or Not Xor IsNaN IsInf'.split(' '));
const MAKES_INT64 = new Set('Shape Size ArgMax ArgMin NonZero'.split(' '));
/** Input whose type the output has, where it is not the first. */
const LIKE_INPUT = new Map<string, number>([
  ['Where', 1],
  ['DequantizeLinear', 1],
  ['CastLike', 1],
  ['OneHot', 2],
  ['EmbedLayerNormalization', 2],
  ['QAttention', 3],
  ['MatMulIntegerToFloat', 2],
  ['QLinearMatMul', 7],
]);

/** TensorProto.DataType of output `slot`, undefined when it cannot be told. */
export function outputType(node: Node, slot: number, types: Types): number | undefined {
  const { opType, attributes, inputs } = node;
  if (node.captures.length > 0 || opType === 'If' || opType === 'Loop' || opType === 'Scan') return undefined;
  if (opType === 'Cast') return attributes.get('to')?.i;
  if (MAKES_BOOL.has(opType)) return BOOL;
  if (MAKES_INT64.has(opType)) return INT64;
  if (opType === 'MatMulInteger' || opType === 'ConvInteger') return INT32;
  if (opType === 'DynamicQuantizeLinear') return slot === 1 ? FLOAT : UINT8;
  if (opType === 'QuantizeLinear') {
    return (inputs[2] ? types.dataType(inputs[2]) : undefined) ?? attributes.get('output_dtype')?.i ?? UINT8;
  }
  if (opType === 'ConstantOfShape') return attributes.get('value')?.tensor?.dataType ?? FLOAT;
  if (opType === 'Dropout' && slot === 1) return BOOL;
  if ((opType === 'TopK' || opType === 'EmbedLayerNormalization') && slot === 1)
    return opType === 'TopK' ? INT64 : INT32;
  if (opType === 'GatherBlockQuantized') return types.dataType(inputs[2]);
  if (node.attributes.has('value_ints') || node.attributes.has('value_int')) return INT64;
  if (node.attributes.has('value_float') || node.attributes.has('value_floats')) return FLOAT;
  const like = LIKE_INPUT.get(opType);
  if (like !== undefined) return types.dataType(inputs[like]);
  // Nearly every other operator keeps the type of its data input; where that is unknown, a weight tells it.
  for (const input of inputs) {
    const type = input === '' ? undefined : types.dataType(input);
    if (type !== undefined) return type;
  }
  return undefined;
}
