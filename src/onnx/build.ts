// Makes new parts of a graph: nodes, tensors, declarations of inputs and outputs. The bytes follow onnx.proto3.

import { FLOAT, INT32, INT64, elementTypeName } from './elementTypes';
import type { Attribute, Node, Shape, Tensor, ValueInfo } from './types';
import type { Piece } from './wire';
import { bytesField, concat, encodeUtf8, floatField, piecesField, textField, varintField } from './wire';

/** An attribute's value. A number is an INT unless wrapped as `{ float }`. */
export type AttributeValue = number | { readonly float: number } | string | readonly number[];

export interface NodeSpec {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly domain?: string;
}

/** A node that is not in the file. */
export function makeNode(spec: NodeSpec): Node {
  const domain = spec.domain ?? '';
  const attributes = new Map<string, Attribute>();
  const rest: Uint8Array[] = [textField(3, spec.outputs[0]), textField(4, spec.opType)];
  for (const [name, value] of Object.entries(spec.attributes ?? {})) {
    attributes.set(name, decoded(name, value));
    rest.push(bytesField(5, concat([textField(1, name), ...encoded(value)])));
  }
  if (domain !== '') rest.push(textField(7, domain));
  const { opType, inputs, outputs } = spec;
  return {
    opType,
    domain,
    name: outputs[0],
    inputs: [...inputs],
    outputs: [...outputs],
    attributes,
    rest,
    captures: [],
  };
}

/** A tensor that is not in the file; `raw` holds its values, little-endian, or says where they lie. */
export function makeTensor(name: string, dataType: number, dims: readonly number[], raw: Piece): Tensor {
  return { name, dims, dataType, raw, typed: [] };
}

/** A small tensor of numbers, float, int32 or int64. */
export function tensorOf(name: string, dataType: number, dims: readonly number[], values: readonly number[]): Tensor {
  const width = dataType === INT64 ? 8 : 4;
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    if (dataType === INT64) view.setBigInt64(i * 8, BigInt(value), true);
    else if (dataType === INT32) view.setInt32(i * 4, value, true);
    else if (dataType === FLOAT) view.setFloat32(i * 4, value, true);
    else throw new RangeError(`no such constants: ${elementTypeName(dataType)}`);
  });
  return makeTensor(name, dataType, dims, bytes);
}

/** The message of a node, as a field of its graph. */
export function encodeNode(node: Node): Piece[] {
  if (node.slice) return piecesField(1, [node.slice]);
  const names = [...node.inputs.map((name) => textField(1, name)), ...node.outputs.map((name) => textField(2, name))];
  return piecesField(1, [...names, ...node.rest]);
}

/** The message of an initializer, as a field of its graph. */
export function encodeTensor(tensor: Tensor): Piece[] {
  if (tensor.slice) return piecesField(5, [tensor.slice]);
  const head = concat([
    ...tensor.dims.map((dim) => varintField(1, dim)),
    varintField(2, tensor.dataType),
    textField(8, tensor.name),
  ]);
  if (tensor.external) {
    const { location, offset, length } = tensor.external;
    const entries: [string, string][] = [
      ['location', location],
      ['offset', String(offset)],
    ];
    if (length !== undefined) entries.push(['length', String(length)]);
    const fields = entries.map(([key, value]) => bytesField(13, concat([textField(1, key), textField(2, value)])));
    return piecesField(5, [head, ...fields, varintField(14, 1)]);
  }
  if (!tensor.raw) throw new RangeError('a new tensor without values');
  return piecesField(5, [head, ...piecesField(9, [tensor.raw])]);
}

/** The declaration of an input (field 11), output (12) or inner tensor (13) of a graph. */
export function encodeValueInfo(field: 11 | 12 | 13, info: ValueInfo): Piece[] {
  if (info.slice) return piecesField(field, [info.slice]);
  if (info.type) return piecesField(field, [textField(1, info.name), ...piecesField(2, [info.type])]);
  const shape = info.shape ? [bytesField(2, concat(info.shape.map(encodeDim)))] : [];
  const tensorType = concat([varintField(1, info.dataType ?? FLOAT), ...shape]);
  return [bytesField(field, concat([textField(1, info.name), bytesField(2, bytesField(1, tensorType))]))];
}

function encodeDim(dim: Shape[number]): Uint8Array {
  return bytesField(1, dim === undefined ? new Uint8Array(0) : varintField(1, dim));
}

function decoded(name: string, value: AttributeValue): Attribute {
  if (typeof value === 'number') return { name, i: value };
  if (typeof value === 'string') return { name, s: value };
  if ('float' in value) return { name, f: value.float };
  return { name, ints: value };
}

/** Value and type of an attribute: FLOAT 1, INT 2, STRING 3, INTS 7. */
function encoded(value: AttributeValue): Uint8Array[] {
  if (typeof value === 'number') return [varintField(3, value), varintField(20, 2)];
  if (typeof value === 'string') return [bytesField(4, encodeUtf8(value)), varintField(20, 3)];
  if ('float' in value) return [floatField(2, value.float), varintField(20, 1)];
  return [...value.map((each) => varintField(8, each)), varintField(20, 7)];
}
