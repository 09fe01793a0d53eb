// Encoders that show no attention, as files on disk: one whose optimiser hid it for good, one that an optimiser fused in a
// way that can be taken apart. On dist/cli.cjs.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { encodeGraph } from '../../src/onnx/encode';
import { Graph } from '../../src/onnx/graph';
import { parseModel } from '../../src/onnx/model';
import { memorySource } from '../../src/onnx/source';
import { withFolder } from '../support/temporaryFolder';
import { tinyBertFolder } from '../support/tinyBert';

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
async function writeModel(folder: string, graph: Uint8Array): Promise<void> {
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

async function fixture(name: string): Promise<Uint8Array> {
  return gunzipSync(await readFile(path.resolve('test/unit/fixtures/onnx', `${name}.onnx.gz`)));
}

/** The fused graph with an attention that also writes its keys for later tokens, as decoders have it. */
function withPresent(bytes: Uint8Array): Uint8Array {
  const graph = new Graph(parseModel(memorySource(bytes)));
  graph.nodes.forEach((node, n) => {
    if (node.opType !== 'Attention') return;
    node.outputs = [...node.outputs, `present_${n}`];
    node.slice = undefined;
  });
  return encodeGraph(graph).bytes;
}

async function semtext(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['dist/cli.cjs', ...args]);
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (part: Buffer) => out.push(part));
  child.stderr.on('data', (part: Buffer) => err.push(part));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
}

describe('an encoder whose file shows no attention', function () {
  this.timeout(120_000);

  it('works for everything else, and is told with its reason and what to take instead', () =>
    withFolder(async (folder) => {
      await writeModel(folder, withPresent(await fixture('bert.fused-attention')));
      const info = JSON.parse((await semtext('info', '--model', folder, '--json')).stdout) as Record<string, unknown>;
      assert.deepEqual([info.hasAttention, info.layers, info.heads, info.hasMlm], [false, 2, 2, true]);
      const { status, stdout, stderr } = await semtext('attention', 'the cat sat', '--model', folder);
      assert.deepEqual([status, stdout], [1, '']);
      assert.match(stderr, /com\.microsoft\.Attention: .*earlier tokens/);
      assert.match(stderr, /take an encoder that was exported without fusing its attention/);
      const filled = await semtext('fill', 'the [MASK] sat', '--model', folder, '--json');
      assert.equal(filled.status, 0, filled.stderr);
    }));

  it('is edited to show it where the fused operators can be taken apart', () =>
    withFolder(async (folder) => {
      await writeModel(folder, await fixture('bert.fused-attention'));
      const { status, stdout, stderr } = await semtext('attention', 'the cat sat', '--model', folder, '--json');
      assert.equal(status, 0, stderr);
      const { layers } = JSON.parse(stdout) as { layers: { heads: number[][][] }[] };
      assert.equal(layers.length, 2);
      for (const row of layers.flatMap(({ heads }) => heads.flat())) {
        assert.ok(Math.abs(row.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-3);
      }
    }));

  it('says so of a file that ends too soon', () =>
    withFolder(async (folder) => {
      const whole = await fixture('bert.sdpa-script17');
      await writeModel(folder, whole.subarray(0, Math.floor(whole.length * 0.7)));
      const { status, stderr } = await semtext('attention', 'the cat sat', '--model', folder);
      assert.equal(status, 1);
      assert.match(stderr, /damaged.*ends in the middle/s);
    }));

  it('reads weights that lie in a file beside it', () =>
    withFolder(async (folder) => {
      await writeModel(folder, await fixture('bert.external'));
      await writeFile(path.join(folder, 'onnx/weights.bin'), await readFile('test/unit/fixtures/onnx/weights.bin'));
      const beside = await semtext('attention', 'the cat sat', '--model', folder, '--json');
      assert.equal(beside.status, 0, beside.stderr);
      await writeFile(path.join(folder, 'onnx/model.onnx'), await fixture('bert.sdpa-script17'));
      const inside = await semtext('attention', 'the cat sat', '--model', folder, '--json');
      const layersOf = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as { layers: unknown }).layers;
      assert.deepEqual(layersOf(beside), layersOf(inside));
    }));
});
