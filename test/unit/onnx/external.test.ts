// Weights that stay where they lie: in the model's own file, or in files beside it.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type * as ort from 'onnxruntime-node';
import { makeNode } from '../../../src/onnx/build';
import { encodeGraph } from '../../../src/onnx/encode';
import { Graph } from '../../../src/onnx/graph';
import { parseModel } from '../../../src/onnx/model';
import { prepareGraph } from '../../../src/onnx/prepare';
import { memorySource } from '../../../src/onnx/source';
import { everything, fixtureFolder, graphBytes, maxError, prepareBytes, readReference, run, unpack } from './reference';

const reference = readReference('bert');

/** A source that counts what is read from it. */
function countingSource(bytes: Uint8Array): {
  sizeBytes: number;
  read(offset: number, length: number): Uint8Array;
  total: number;
} {
  return {
    sizeBytes: bytes.length,
    total: 0,
    read(offset, length) {
      this.total += length;
      return bytes.subarray(offset, offset + length);
    },
  };
}

describe('external weights', () => {
  let folder = '';
  const session = (): ort.InferenceSession.SessionOptions => ({
    extra: { session: { model_external_initializers_file_folder_path: folder } },
  });

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'onnx-external-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const name of ['bert.sdpa-script17', 'bert.bundled-int8', 'bert.fp16', 'bert.q4', 'bert.fused-attention']) {
    it(`${name}: the edited graph reads its weights out of the original file`, async () => {
      const bytes = graphBytes(name);
      writeFileSync(path.join(folder, 'model.onnx'), bytes);
      const inside = prepareBytes(bytes, everything);
      const outside = prepareBytes(bytes, { ...everything, externaliseTo: 'model.onnx' });
      assert.deepEqual(outside.externalFiles, ['model.onnx']);
      assert.deepEqual(inside.externalFiles, []);
      const moved = parseModel(memorySource(outside.bytes)).initializers;
      const inPlace = [...moved.values()].filter((tensor) => tensor.external);
      assert.ok(inPlace.length >= 1);
      const movedBytes = inPlace.reduce((sum, tensor) => sum + (tensor.external?.length ?? 0), 0);
      assert.ok(outside.bytes.length < inside.bytes.length - movedBytes + inPlace.length * 150);
      const [a, b] = [await run(inside, reference), await run(outside, reference, { session: session() })];
      for (const [output, { data }] of Object.entries(a)) assert.equal(maxError(b[output].data, data), 0, output);
    });
  }

  it('leaves small weights in the graph', () => {
    const { bytes } = prepareBytes(graphBytes('bert.sdpa-script17'), { externaliseTo: 'model.onnx' });
    for (const tensor of parseModel(memorySource(bytes)).initializers.values()) {
      const size = tensor.dims.reduce((product, dim) => product * dim, 4);
      if (tensor.dataType === 1) assert.equal(tensor.external !== undefined, size >= 1024, `${tensor.name}: ${size}`);
    }
  });

  it('moves large Constant nodes too', async () => {
    const graph = new Graph(parseModel(memorySource(graphBytes('bert.sdpa-script17'))));
    const table = [...graph.initializers.values()].find((tensor) => tensor.dims[0] === 61 && tensor.raw);
    assert.ok(table?.slice);
    // The same tensor as the attribute `value` (5: t, 20: type 4) of a Constant node.
    const reader = graph.model.reader;
    const message = reader.bytes(table.slice).slice();
    graph.initializers.delete(table.name);
    const node = makeNode({ opType: 'Constant', inputs: [], outputs: [table.name] });
    const field = (tag: number, payload: Uint8Array): number[] => [tag, ...lengthOf(payload.length), ...payload];
    const attribute = [...field(10, Buffer.from('value')), ...field(42, message), 0xa0, 1, 4];
    graph.nodes.push({ ...node, rest: [...node.rest, Uint8Array.from(field(42, Uint8Array.from(attribute)))] });
    const { bytes } = encodeGraph(graph);
    writeFileSync(path.join(folder, 'constant.onnx'), bytes);
    const prepared = prepareBytes(bytes, { hiddenStates: true, externaliseTo: 'constant.onnx' });
    assert.ok(parseModel(memorySource(prepared.bytes)).initializers.get(table.name)?.external);
    const results = await run(prepared, reference, { session: session() });
    reference.hiddenStates.forEach((packed, layer) => {
      assert.ok(maxError(results[prepared.outputs.hiddenStates[layer]].data, unpack(packed)) < 1e-4);
    });
  });

  it('keeps the references of a model with a file of weights', async () => {
    writeFileSync(path.join(folder, 'weights.bin'), readFileSync(path.join(fixtureFolder, 'weights.bin')));
    const bytes = graphBytes('bert.external');
    for (const options of [everything, { ...everything, externaliseTo: 'model.onnx' }]) {
      const graph = prepareBytes(bytes, options);
      assert.ok(graph.externalFiles.includes('weights.bin'));
      const results = await run(graph, reference, { session: session() });
      reference.attentions.forEach((packed, layer) => {
        assert.ok(maxError(results[graph.outputs.attentions[layer]].data, unpack(packed)) < 1e-4);
      });
    }
  });

  it('drops references that nothing needs any more', () => {
    const { externalFiles, bytes } = prepareBytes(graphBytes('bert.external'), { keep: 'encoder' });
    assert.deepEqual(externalFiles, ['weights.bin']);
    const all = parseModel(memorySource(graphBytes('bert.external'))).initializers.size;
    assert.ok(parseModel(memorySource(bytes)).initializers.size < all);
  });

  for (const location of ['../weights.bin', '/etc/passwd', 'a/../../b', '..\\weights.bin', 'C:\\weights.bin', '']) {
    it(`refuses weights at ${JSON.stringify(location)}`, () => {
      const graph = new Graph(parseModel(memorySource(graphBytes('bert.external'))));
      const [name, tensor] = [...graph.initializers].find(([, each]) => each.external) ?? [];
      assert.ok(name && tensor?.external);
      graph.initializers.set(name, { ...tensor, slice: undefined, external: { ...tensor.external, location } });
      assert.throws(() => prepareBytes(encodeGraph(graph).bytes, {}), { name: 'OnnxError' });
    });
  }

  it('does not read the weights of a file that it leaves in place', () => {
    const bytes = graphBytes('bert.sdpa-script17');
    const graph = new Graph(parseModel(memorySource(bytes)));
    const raw = new Uint8Array(40_000_000);
    graph.initializers.set('large', { name: 'large', dims: [10_000_000], dataType: 1, raw, typed: [] });
    graph.addNode({ opType: 'Identity', inputs: ['large'], outputs: ['large_copy'] });
    graph.outputs.push({ name: 'large_copy', dataType: 1 });
    const source = countingSource(encodeGraph(graph).bytes);
    const prepared = prepareGraph(source, { ...everything, externaliseTo: 'model.onnx' });
    assert.ok(prepared.bytes.length < 200_000);
    // Once through the headers in pages, and once more what is copied.
    assert.ok(source.total < 1_000_000, `${source.total} bytes read`);
  });
});

function lengthOf(length: number): number[] {
  return length < 128 ? [length] : [(length & 127) | 128, ...lengthOf(length >> 7)];
}
