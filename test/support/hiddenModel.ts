// Small encoders as folders on disk, around graphs that hide their attention.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { encodeGraph } from '../../src/onnx/encode';
import { Graph } from '../../src/onnx/graph';
import { parseModel } from '../../src/onnx/model';
import { memorySource } from '../../src/onnx/source';
import { tinyBertFolder } from './tinyBert';

/** Sizes of the fixtures under test/unit/fixtures/onnx. */
const sizes = {
  vocab_size: 61,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 24,
  max_position_embeddings: 16,
};

/** A model folder around a graph, with the part of the small tokenizer that the graph has rows for. */
export async function writeModel(folder: string, graph: Uint8Array): Promise<void> {
  const read = async (name: string) =>
    JSON.parse(await readFile(path.join(tinyBertFolder, name), 'utf8')) as Record<string, unknown>;
  const tokenizer = (await read('tokenizer.json')) as { model: { vocab: Record<string, number> } };
  const vocab = Object.fromEntries(Object.entries(tokenizer.model.vocab).filter(([, id]) => id < sizes.vocab_size));
  await mkdir(path.join(folder, 'onnx'));
  await writeFile(path.join(folder, 'onnx/model.onnx'), graph);
  const whole = { ...tokenizer, model: { ...tokenizer.model, vocab } };
  await writeFile(path.join(folder, 'tokenizer.json'), JSON.stringify(whole));
  await writeFile(path.join(folder, 'tokenizer_config.json'), JSON.stringify(await read('tokenizer_config.json')));
  await writeFile(path.join(folder, 'config.json'), JSON.stringify({ ...(await read('config.json')), ...sizes }));
}

/** A graph of test/unit/fixtures/onnx. */
export async function fixture(name: string): Promise<Uint8Array> {
  return gunzipSync(await readFile(path.resolve('test/unit/fixtures/onnx', `${name}.onnx.gz`)));
}

/** The fused graph with an attention that also writes its keys for later tokens, as decoders have it. */
export function withPresent(bytes: Uint8Array): Uint8Array {
  const graph = new Graph(parseModel(memorySource(bytes)));
  graph.nodes.forEach((node, n) => {
    if (node.opType !== 'Attention') return;
    node.outputs = [...node.outputs, `present_${n}`];
    node.slice = undefined;
  });
  return encodeGraph(graph).bytes;
}
