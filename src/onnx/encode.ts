// Writes an edited graph back to the bytes of a model. Weights either come along or stay in the file that they lie in.

import { encodeNode, encodeTensor, encodeValueInfo, makeTensor } from './build';
import type { OpenExternal } from './contents';
import { externalBytes } from './contents';
import { FLOAT } from './elementTypes';
import { OnnxError } from './errors';
import type { Graph } from './graph';
import type { Node, Tensor, ValueInfo } from './types';
import type { Piece, Slice } from './wire';
import { BYTES, assemble, bytesField, concat, isSlice, piecesField, sizeOf, textField, varintField } from './wire';

/** Smaller weights are not worth a reference of about 80 bytes and a separate mapping. */
const SMALLEST_EXTERNAL_BYTES = 1024;

/** A protobuf message ends here. */
const MOST_BYTES = 2 ** 31 - 1;

export interface Encoded {
  readonly bytes: Uint8Array;
  readonly externalFiles: readonly string[];
}

/**
 * The bytes of the model. With `externaliseTo` large weights become references into the file of that name. Throws
 * OnnxError where the rest would not fit into one message.
 */
export function encodeGraph(graph: Graph, externaliseTo?: string): Encoded {
  const externalFiles = new Set<string>();
  const nodes: Node[] = [];
  const initializers = [...graph.initializers.values()];
  for (const node of graph.nodes) {
    const weight = externaliseTo === undefined ? undefined : weightOf(node);
    if (weight) initializers.push(weight);
    else nodes.push(node);
  }
  const weights = initializers.map((tensor) => {
    const written = externaliseTo === undefined ? tensor : externalised(tensor, externaliseTo);
    if (written.external) externalFiles.add(written.external.location);
    return written;
  });
  const pieces: Piece[] = [
    ...nodes.flatMap(encodeNode),
    ...weights.flatMap(encodeTensor),
    ...graph.inputs.flatMap((info) => encodeValueInfo(11, info)),
    ...graph.outputs.flatMap((info) => encodeValueInfo(12, info)),
    ...innerDeclarations(graph).flatMap((info) => encodeValueInfo(13, info)),
    ...graph.model.graphRest,
  ];
  const opsets = [...graph.opsets].map(([domain, version]) =>
    bytesField(8, concat([textField(1, domain), varintField(2, version)])),
  );
  const model = [...graph.model.modelRest, ...piecesField(7, pieces), ...opsets];
  if (sizeOf(model) > MOST_BYTES) throw new OnnxError('unsupported', 'the model would be larger than 2 GB');
  return { bytes: assemble(graph.model.reader, model), externalFiles: [...externalFiles] };
}

/** The bytes of a model that needs no other file. Throws OnnxError as encodeGraph does, and where `open` is missing. */
export function encodeAlone(graph: Graph, open: OpenExternal | undefined): Uint8Array {
  for (const tensor of [...graph.initializers.values()]) {
    if (!tensor.external) continue;
    const bytes = externalBytes(tensor.external, open);
    graph.initializers.set(tensor.name, makeTensor(tensor.name, tensor.dataType, tensor.dims, bytes));
  }
  return encodeGraph(graph).bytes;
}

/** The declared shapes of inner tensors that are still there: the runtime's optimisations build on them. */
function innerDeclarations(graph: Graph): ValueInfo[] {
  const outputs = new Set(graph.outputs.map((info) => info.name));
  const made = new Set(graph.nodes.flatMap((node) => node.outputs));
  return [...graph.model.valueInfo.values()].filter(({ name }) => made.has(name) && !outputs.has(name));
}

/** The weight that a Constant node holds, as an initializer, when it is large enough to be left in the file. */
function weightOf(node: Node): Tensor | undefined {
  const tensor = node.opType === 'Constant' && node.domain === '' ? node.attributes.get('value')?.tensor : undefined;
  if (!tensor || !inFile(tensor)) return undefined;
  return { ...tensor, name: node.outputs[0], slice: undefined };
}

function externalised(tensor: Tensor, location: string): Tensor {
  const place = inFile(tensor);
  if (!place) return tensor;
  return { ...tensor, slice: undefined, external: { location, offset: place.offset, length: place.length } };
}

/** Where the file holds the values as little-endian bytes in one piece; undefined for small or otherwise kept ones. */
function inFile(tensor: Tensor): Slice | undefined {
  if (tensor.external) return undefined;
  let place: Slice | undefined;
  if (tensor.raw && isSlice(tensor.raw)) place = tensor.raw;
  else if (tensor.dataType === FLOAT && tensor.typed.length === 1) {
    const [field] = tensor.typed;
    if (field.number === 4 && field.wireType === BYTES) place = field.data;
  }
  return place && place.length >= SMALLEST_EXTERNAL_BYTES ? place : undefined;
}
