// Reads the structure of an ONNX file: its graph, operator sets and functions. Weights are left where they lie.

import { OnnxError } from './errors';
import { parseNode } from './nodes';
import { parseTensor, parseValueInfo } from './parts';
import { sniff } from './sniff';
import type { ByteSource } from './source';
import type { Model, Node, Tensor, ValueInfo } from './types';
import type { Piece, Slice } from './wire';
import { BYTES, Reader } from './wire';

/** Reads the structure of a model. Throws OnnxError for anything that is not a whole ONNX model. */
export function parseModel(source: ByteSource): Model {
  sniff(source);
  const reader = new Reader(source);
  const graph = emptyGraph();
  const opsets = new Map<string, number>();
  const functions = new Map<string, readonly string[]>();
  const modelRest: Piece[] = [];
  let graphs = 0;
  for (const field of reader.fields({ offset: 0, length: source.sizeBytes })) {
    if (field.number === 7 && field.wireType === BYTES) {
      graphs++;
      parseGraph(reader, field.data, graph);
    } else if (field.number === 8 && field.wireType === BYTES) {
      const [domain, version] = parseOpset(reader, field.data);
      opsets.set(domain, version);
    } else {
      if (field.number === 25 && field.wireType === BYTES) functions.set(...parseFunction(reader, field.data));
      modelRest.push(field.whole);
    }
  }
  if (graphs === 0) throw new OnnxError('notOnnx', 'the file holds no graph');
  if (graph.nodes.some((node) => node.domain === '') && !opsets.has('')) {
    throw new OnnxError('truncated', 'the file does not say which version of the operators it uses');
  }
  // Until IR version 3 every initializer was listed as an input too.
  const inputs = graph.inputs.filter((input) => !graph.initializers.has(input.name));
  return { reader, ...graph, inputs, opsets, functions, modelRest };
}

function emptyGraph() {
  return {
    nodes: [] as Node[],
    initializers: new Map<string, Tensor>(),
    inputs: [] as ValueInfo[],
    outputs: [] as ValueInfo[],
    valueInfo: new Map<string, ValueInfo>(),
    graphRest: [] as Piece[],
  };
}

function parseGraph(reader: Reader, slice: Slice, graph: ReturnType<typeof emptyGraph>): void {
  for (const field of reader.fields(slice)) {
    if (field.wireType !== BYTES) graph.graphRest.push(field.whole);
    else if (field.number === 1) graph.nodes.push(parseNode(reader, field.data, 0));
    else if (field.number === 5) {
      const tensor = parseTensor(reader, field.data);
      if (tensor.name === '') throw new OnnxError('notOnnx', 'a weight has no name');
      graph.initializers.set(tensor.name, tensor);
    } else if (field.number === 11) graph.inputs.push(parseValueInfo(reader, field.data));
    else if (field.number === 12) graph.outputs.push(parseValueInfo(reader, field.data));
    else if (field.number === 13) {
      const info = parseValueInfo(reader, field.data);
      graph.valueInfo.set(info.name, info);
    } else if (field.number === 15) {
      throw new OnnxError('unsupported', 'the model has sparse weights');
    } else graph.graphRest.push(field.whole);
  }
}

function parseOpset(reader: Reader, slice: Slice): [string, number] {
  let domain = '';
  let version = 0;
  for (const field of reader.fields(slice)) {
    if (field.number === 1) domain = reader.text(field.data);
    else if (field.number === 2) version = field.value;
  }
  return [domain === 'ai.onnx' ? '' : domain, version];
}

/** Name of a function and the operators that it calls. */
function parseFunction(reader: Reader, slice: Slice): [string, string[]] {
  let name = '';
  let domain = '';
  const calls: string[] = [];
  for (const field of reader.fields(slice)) {
    if (field.number === 1) name = reader.text(field.data);
    else if (field.number === 10) domain = reader.text(field.data);
    else if (field.number === 7 && field.wireType === BYTES) calls.push(operatorKey(parseNode(reader, field.data, 0)));
  }
  return [`${domain}:${name}`, calls];
}

/** An operator in the form `domain:name`. */
export function operatorKey(node: Pick<Node, 'domain' | 'opType'>): string {
  return `${node.domain}:${node.opType}`;
}
