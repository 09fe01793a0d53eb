// The fast form of a model: close to the original when quantised here, exactly the same when only signs change.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Analysis } from '../../../src/onnx/analysis';
import { floatsOf } from '../../../src/onnx/contents';
import { encodeGraph } from '../../../src/onnx/encode';
import { Graph } from '../../../src/onnx/graph';
import { parseModel } from '../../../src/onnx/model';
import { quantiseInt8, signUint8Weights } from '../../../src/onnx/quantise';
import { memorySource } from '../../../src/onnx/source';
import {
  cosineOf,
  everything,
  feedsFor,
  fixtureFolder,
  graphBytes,
  maxError,
  prepareBytes,
  readReference,
  readSoftmax,
  run,
  runBytes,
  unpack,
} from './reference';

const sources = [
  'bert.sdpa-script17',
  'bert.eager-dynamo18',
  'bert.bundled-fp32',
  'distilbert.sdpa-dynamo18',
  'roberta.eager-script17',
  'mpnet.eager-dynamo18',
  'electra.sdpa-script14',
];

function ops(bytes: Uint8Array): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { opType } of parseModel(memorySource(bytes)).nodes) counts.set(opType, (counts.get(opType) ?? 0) + 1);
  return counts;
}

/** Products of all tokens with a constant weight of at least eight columns. */
function weightedProducts(bytes: Uint8Array): number {
  const analysis = new Analysis(new Graph(parseModel(memorySource(bytes))));
  return analysis.graph.nodes.filter((node) => {
    if (!/^(MatMul|Gemm)$/.test(node.opType) || !analysis.isConstant(node.inputs[1])) return false;
    if (analysis.rank(node.inputs[0]) !== 3) return false;
    const shape = analysis.shape(node.inputs[1]);
    return (shape?.[node.attributes.get('transB')?.i ? 0 : 1] ?? 0) >= 8;
  }).length;
}

describe('quantiseInt8', () => {
  for (const name of sources) {
    it(`${name}: every product with a weight is done in integers, and the states stay where they were`, async () => {
      const original = graphBytes(name);
      const bytes = quantiseInt8(memorySource(original));
      const graph = prepareBytes(bytes, everything);
      assert.equal(graph.dtype, 'int8');
      assert.equal(ops(bytes).get('MatMulInteger'), weightedProducts(original));
      assert.equal(weightedProducts(bytes), 0);
      const reference = readReference(name.split('.')[0]);
      const results = await run(graph, reference);
      graph.outputs.hiddenStates.forEach((output, layer) => {
        const cosine = cosineOf(results[output].data, unpack(reference.hiddenStates[layer]));
        assert.ok(cosine > 0.985, `layer ${layer}: ${cosine}`);
      });
      assert.equal(graph.outputs.attentions.length, reference.numLayers);
    });
  }

  it('is no farther from PyTorch than ONNX Runtime’s own per-channel tool', async () => {
    const reference = readReference('bert');
    const distance = async (bytes: Uint8Array): Promise<number> => {
      const graph = prepareBytes(bytes, everything);
      const results = await run(graph, reference);
      return Math.min(
        ...graph.outputs.hiddenStates.map((name, i) => cosineOf(results[name].data, unpack(reference.hiddenStates[i]))),
      );
    };
    const [ours, theirs] = [
      await distance(quantiseInt8(memorySource(graphBytes('bert.eager-script14')))),
      await distance(graphBytes('bert.int8')),
    ];
    assert.ok(1 - ours < 1.5 * (1 - theirs), `ours ${ours}, theirs ${theirs}`);
    assert.ok(readSoftmax()['bert.int8'].length > 0);
  });

  it('rounds each column symmetrically to the nearest of 127 steps', () => {
    const original = new Graph(parseModel(memorySource(graphBytes('bert.bundled-fp32'))));
    const made = new Graph(parseModel(memorySource(quantiseInt8(memorySource(graphBytes('bert.bundled-fp32'))))));
    const reader = original.model.reader;
    const weights = [...original.initializers.values()].filter((t) => /attention_query\.weight$/.test(t.name));
    assert.equal(weights.length, 2);
    const integers = [...made.initializers.values()].filter((t) => t.dataType === 3 && t.dims.length === 2);
    const scales = [...made.initializers.values()].filter((t) => /scale/.test(t.name) && t.dims.length === 1);
    assert.equal(integers.length, scales.length);
    for (const weight of weights) {
      const values = floatsOf(reader, weight, undefined);
      const [rows, columns] = weight.dims;
      const steps = Array.from({ length: columns }, (_, c) => {
        let largest = 0;
        for (let r = 0; r < rows; r++) largest = Math.max(largest, Math.abs(values[r * columns + c]));
        return largest / 127;
      });
      const match = integers.find((tensor, i) => {
        const scale = floatsOf(made.model.reader, scales[i], undefined);
        const bytes = new Int8Array(made.model.reader.bytes(tensor.raw as { offset: number; length: number }));
        return (
          tensor.dims[0] === rows &&
          tensor.dims[1] === columns &&
          maxError(scale, steps) < 1e-7 &&
          bytes.every((q, k) => Math.abs(q * steps[k % columns] - values[k]) <= steps[k % columns] * 0.5001)
        );
      });
      assert.ok(match, weight.name);
    }
  });

  it('reads and takes in weights that lie beside the model', async () => {
    const weights = memorySource(readFileSync(path.join(fixtureFolder, 'weights.bin')));
    const opened: string[] = [];
    const openExternal = (name: string) => {
      opened.push(name);
      return weights;
    };
    const bytes = quantiseInt8(memorySource(graphBytes('bert.external')), { openExternal });
    assert.deepEqual(new Set(opened), new Set(['weights.bin']));
    const same = quantiseInt8(memorySource(graphBytes('bert.sdpa-script17')));
    const reference = readReference('bert');
    const feeds = feedsFor(reference, prepareBytes(bytes, {}).inputs);
    const [a, b] = [await runBytes(bytes, feeds), await runBytes(same, feeds)];
    for (const [output, { data }] of Object.entries(a)) assert.equal(maxError(b[output].data, data), 0, output);
    assert.deepEqual(prepareBytes(bytes, {}).externalFiles, []);
    const source = memorySource(graphBytes('bert.external'));
    assert.throws(() => quantiseInt8(source), { name: 'OnnxError', code: 'unsupported' });
    const short = memorySource(new Uint8Array(100));
    assert.throws(() => quantiseInt8(source, { openExternal: () => short }), { name: 'OnnxError', code: 'truncated' });
  });

  it('leaves a weight with an infinite value as it is', () => {
    const graph = new Graph(parseModel(memorySource(graphBytes('bert.bundled-fp32'))));
    const name = 'layer0_intermediate.weight';
    const tensor = graph.initializers.get(name);
    assert.ok(tensor);
    const values = floatsOf(graph.model.reader, tensor, undefined);
    values[5] = Infinity;
    graph.initializers.set(name, { ...tensor, slice: undefined, raw: new Uint8Array(values.buffer) });
    const broken = encodeGraph(graph).bytes;
    assert.equal(ops(quantiseInt8(memorySource(broken))).get('MatMulInteger'), weightedProducts(broken) - 1);
  });

  it('changes nothing in a model that is quantised already', () => {
    assert.deepEqual(
      ops(quantiseInt8(memorySource(graphBytes('bert.bundled-int8')))).get('MatMulInteger'),
      ops(graphBytes('bert.bundled-int8')).get('MatMulInteger'),
    );
  });
});

describe('signUint8Weights', () => {
  for (const name of ['bert.uint8', 'roberta.uint8', 'mpnet.uint8']) {
    it(`${name}: the same numbers with signed weights`, async () => {
      const original = graphBytes(name);
      const bytes = signUint8Weights(memorySource(original));
      assert.equal(prepareBytes(original, {}).dtype, 'uint8');
      assert.equal(prepareBytes(bytes, {}).dtype, 'int8');
      const reference = readReference(name.split('.')[0]);
      const feeds = feedsFor(reference, prepareBytes(bytes, {}).inputs);
      const [before, after] = [await runBytes(original, feeds), await runBytes(bytes, feeds)];
      assert.ok(Object.keys(before).length > 0);
      for (const [output, { data }] of Object.entries(before)) {
        assert.equal(maxError(after[output].data, data), 0, output);
      }
    });
  }

  for (const name of ['bert.int8', 'bert.sdpa-script17', 'bert.qdq']) {
    it(`${name}: without unsigned weights it stays what it is`, async () => {
      const original = graphBytes(name);
      const bytes = signUint8Weights(memorySource(original));
      const reference = readReference('bert');
      const feeds = feedsFor(reference, prepareBytes(bytes, {}).inputs);
      const [before, after] = [await runBytes(original, feeds), await runBytes(bytes, feeds)];
      for (const [output, { data }] of Object.entries(before)) {
        assert.equal(maxError(after[output].data, data), 0, output);
      }
      assert.deepEqual(ops(bytes), ops(original));
    });
  }
});
