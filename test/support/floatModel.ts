// The bundled encoder with its weights as 32-bit floats: the numbers that its 8-bit file stands for. What a GPU runs, and what
// devices can be compared on without the rounding of activations.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Analysis } from '../../src/onnx/analysis';
import { makeTensor } from '../../src/onnx/build';
import { contentsOf, floatsOf } from '../../src/onnx/contents';
import { FLOAT } from '../../src/onnx/elementTypes';
import { encodeGraph } from '../../src/onnx/encode';
import { Graph } from '../../src/onnx/graph';
import { parseModel } from '../../src/onnx/model';
import { memorySource } from '../../src/onnx/source';
import type { Node } from '../../src/onnx/types';

/** Writes the float form of `source`, a folder with onnx/model_quantized.onnx, to `target`. */
export function writeFloatModel(source: string, target: string): void {
  mkdirSync(path.join(target, 'onnx'), { recursive: true });
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    cpSync(path.join(source, name), path.join(target, name));
  }
  const bytes = readFileSync(path.join(source, 'onnx/model_quantized.onnx'));
  writeFileSync(path.join(target, 'onnx/model.onnx'), floatModel(bytes));
}

function floatModel(bytes: Uint8Array): Uint8Array {
  const graph = new Graph(parseModel(memorySource(bytes)));
  const analysis = new Analysis(graph);
  const replaced = new Set<Node>();
  for (const node of analysis.nodes) {
    const by = node.opType === 'MatMulInteger' ? product(analysis, node) : lookUp(analysis, node);
    if (!by) continue;
    graph.addNode({ ...by, outputs: by.end.outputs });
    replaced.add(by.end);
  }
  graph.nodes = graph.nodes.filter((node) => !replaced.has(node));
  graph.sort();
  graph.prune();
  return encodeGraph(graph).bytes;
}

interface Replacement {
  readonly opType: string;
  readonly inputs: readonly string[];
  /** The node that makes the result now. */
  readonly end: Node;
}

/** Product in integers, cast, both scales: a product of floats. */
function product(analysis: Analysis, node: Node): Replacement {
  const [value, weight] = node.inputs;
  const [cast] = analysis.consumers(node.outputs[0]);
  const [end] = analysis.consumers(cast.outputs[0]);
  const scales = end.inputs.find((name) => name !== cast.outputs[0]) ?? '';
  const scale = analysis.producers.get(scales)?.inputs.find((name) => analysis.graph.initializers.has(name)) ?? '';
  const input = analysis.producers.get(value)?.inputs[0] ?? '';
  return { opType: 'MatMul', inputs: [input, floats(analysis, weight, scale, false)], end };
}

/** Columns of the 8-bit table, cast, scaled and transposed: rows of a table of floats. */
function lookUp(analysis: Analysis, node: Node): Replacement | undefined {
  if (node.opType !== 'Transpose') return undefined;
  const scaled = analysis.producers.get(node.inputs[0]);
  const cast = scaled && analysis.producers.get(scaled.inputs[0]);
  const columns = cast && analysis.producers.get(cast.inputs[0]);
  const scales = scaled && analysis.producers.get(scaled.inputs[1]);
  if (columns?.opType !== 'Gather' || scales?.opType !== 'Gather') return undefined;
  const table = floats(analysis, columns.inputs[0], scales.inputs[0], true);
  return { opType: 'Gather', inputs: [table, columns.inputs[1]], end: node };
}

/** Adds the matrix [in, out] times the scale of each column as a constant, with its dimensions swapped where asked. */
function floats({ graph }: Analysis, weight: string, scale: string, swapped: boolean): string {
  const name = `${weight}_${swapped ? 'rows' : 'float'}`;
  const [integers, factors] = [graph.initializers.get(weight), graph.initializers.get(scale)];
  if (!integers || !factors) throw new Error(`${weight} and ${scale} are no constants`);
  const { reader } = graph.model;
  const values = new Int8Array(contentsOf(reader, integers, undefined));
  const scales = floatsOf(reader, factors, undefined);
  const [rows, columns] = integers.dims;
  const made = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      made[swapped ? column * rows + row : row * columns + column] = values[row * columns + column] * scales[column];
    }
  }
  const dims = swapped ? [columns, rows] : [rows, columns];
  graph.initializers.set(name, makeTensor(name, FLOAT, dims, new Uint8Array(made.buffer)));
  return name;
}
