// Fused attention operators taken apart: probabilities against NumPy's, the context against the operator's own kernel.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { Analysis } from '../../../src/onnx/analysis';
import { encodeGraph } from '../../../src/onnx/encode';
import { planFor } from '../../../src/onnx/fusedOps';
import { Graph } from '../../../src/onnx/graph';
import { parseModel } from '../../../src/onnx/model';
import type { PreparedGraph } from '../../../src/onnx/prepare';
import { memorySource } from '../../../src/onnx/source';
import type { Values } from './reference';
import {
  fixtureFolder,
  graphBytes,
  maxError,
  prepare,
  prepareBytes,
  readReference,
  run,
  runBytes,
  unpack,
} from './reference';

interface Plain {
  readonly dims: number[];
  readonly type: string;
  readonly values: number[];
}
interface Case {
  readonly model: string;
  readonly feeds: Record<string, Plain>;
  readonly probabilities: Plain;
}

const cases = JSON.parse(readFileSync(path.join(fixtureFolder, 'fused.json'), 'utf8')) as Record<string, Case>;

function bytesOf(each: Case): Uint8Array {
  return Uint8Array.from(Buffer.from(each.model, 'base64'));
}

function tensorOf({ dims, type, values }: Plain): ort.Tensor {
  if (type === 'float32') return new ort.Tensor('float32', Float32Array.from(values), dims);
  if (type === 'int32') return new ort.Tensor('int32', Int32Array.from(values), dims);
  if (type === 'uint8') return new ort.Tensor('uint8', Uint8Array.from(values), dims);
  if (type === 'bool') return new ort.Tensor('bool', Uint8Array.from(values, Number), dims);
  throw new RangeError(type);
}

function feedsOf(each: Case): Record<string, ort.Tensor> {
  return Object.fromEntries(Object.entries(each.feeds).map(([name, plain]) => [name, tensorOf(plain)]));
}

/** A graph whose node of this operator is changed before it is prepared. */
function changed(
  bytes: Uint8Array,
  opType: string,
  change: (node: Graph['nodes'][number], graph: Graph) => void,
): Uint8Array {
  const graph = new Graph(parseModel(memorySource(bytes)));
  const node = graph.nodes.find((each) => each.opType === opType);
  assert.ok(node);
  change(node, graph);
  node.slice = undefined;
  return encodeGraph(graph).bytes;
}

async function silenced(graph: PreparedGraph, feeds: Record<string, ort.Tensor>, factors: number[]): Promise<Values> {
  const headMask = new ort.Tensor('float32', Float32Array.from(factors), [1, factors.length]);
  return (await runBytes(graph.bytes, { ...feeds, [graph.headMaskInput ?? '']: headMask }))['context'];
}

describe('fused attention', () => {
  it('covers every operator that is taken apart', () => {
    const kinds = new Set(Object.keys(cases).map((name) => name.split('-')[0]));
    assert.deepEqual(kinds, new Set(['attention', 'qattention', 'multihead', 'standard']));
  });

  for (const [name, each] of Object.entries(cases)) {
    it(`${name}: probabilities and context`, async () => {
      const graph = prepareBytes(bytesOf(each), { attention: true, queriesAndKeys: true });
      assert.equal(graph.attention.kind, 'served');
      assert.equal(graph.numLayers, 1);
      assert.equal(graph.numHeads, 2);
      const feeds = feedsOf(each);
      const results = await runBytes(graph.bytes, feeds);
      const probabilities = results[graph.outputs.attentions[0]];
      assert.deepEqual([...probabilities.dims], each.probabilities.dims);
      const error = maxError(probabilities.data, each.probabilities.values);
      assert.ok(error < 1e-5, `probabilities: ${error}`);
      const own = (await runBytes(bytesOf(each), feeds))['context'];
      assert.deepEqual(results['context'].dims, own.dims);
      const contextError = maxError(results['context'].data, own.data);
      assert.ok(contextError < 1e-5, `context: ${contextError}`);
      assert.deepEqual([...results[graph.outputs.queries[0]].dims], [2, 2, 5, 4]);
      assert.deepEqual([...results[graph.outputs.keys[0]].dims], [2, 2, 5, 4]);
    });

    it(`${name}: heads can be silenced`, async () => {
      const graph = prepareBytes(bytesOf(each), { headMask: true });
      const feeds = feedsOf(each);
      const plain = (await runBytes(bytesOf(each), feeds))['context'];
      const some = await silenced(graph, feeds, [0, 0.5]);
      const byHead = plain.dims.length === 4;
      const expected = plain.data.map((value, i) => {
        const head = byHead ? Math.floor(i / 20) % 2 : Math.floor(i / 4) % 2;
        return value * [0, 0.5][head];
      });
      assert.ok(maxError(some.data, expected) < 1e-5);
    });
  }

  it('leaves a fused operator alone when nobody asks to look inside', () => {
    for (const name of [
      'bert.fused-attention',
      'bert.fused-multihead',
      'bert.fused-qattention',
      'bert.sdpa-dynamo23',
    ]) {
      const graph = prepare(name, { mlmRows: true, hiddenStates: true });
      assert.equal(graph.attention.kind, 'served');
      assert.equal(graph.numLayers, 2);
      assert.equal(graph.outputs.hiddenStates.length, 3);
      const ops = parseModel(memorySource(graph.bytes)).nodes.map((node) => node.opType);
      assert.equal(ops.filter((op) => /Attention/.test(op)).length, 2);
    }
  });

  it('finds the states around operators that stay fused', async () => {
    const reference = readReference('bert');
    for (const name of ['bert.fused-attention', 'bert.fused-multihead', 'bert.sdpa-dynamo23']) {
      const graph = prepare(name, { hiddenStates: true });
      const results = await run(graph, reference);
      reference.hiddenStates.forEach((packed, layer) => {
        assert.ok(maxError(results[graph.outputs.hiddenStates[layer]].data, unpack(packed)) < 1e-4);
      });
    }
  });

  describe('what cannot be taken apart is named with a reason', () => {
    const attention = bytesOf(cases['attention-padding']);
    const multihead = bytesOf(cases['multihead-padding']);
    const refused: [string, Uint8Array, string, RegExp][] = [
      [
        'past keys of Attention',
        changed(attention, 'Attention', (node) => (node.inputs = [...node.inputs, 'input'])),
        'com.microsoft.Attention',
        /earlier tokens/,
      ],
      [
        'present keys of Attention',
        changed(attention, 'Attention', (node) => (node.outputs = [...node.outputs, 'present'])),
        'com.microsoft.Attention',
        /earlier tokens/,
      ],
      [
        'packed projections',
        changed(multihead, 'MultiHeadAttention', (node) => (node.inputs = ['query', '', ''])),
        'com.microsoft.MultiHeadAttention',
        /packed/,
      ],
      [
        'a mask of four dimensions',
        changed(attention, 'Attention', (node, graph) => {
          const i = graph.inputs.findIndex((info) => info.name === node.inputs[3]);
          graph.inputs[i] = { name: node.inputs[3], dataType: 6, shape: [undefined, 1, 8, 8] };
        }),
        'com.microsoft.Attention',
        /mask/,
      ],
      [
        'widths that nothing tells',
        changed(multihead, 'MultiHeadAttention', (_, graph) => {
          graph.inputs.splice(
            0,
            graph.inputs.length,
            ...graph.inputs.map(({ name, dataType }) => ({ name, dataType })),
          );
        }),
        'com.microsoft.MultiHeadAttention',
        /shapes/,
      ],
      [
        'an operator of another kind',
        changed(multihead, 'MultiHeadAttention', (node, graph) => {
          graph.nodes = graph.nodes.filter((each) => each !== node);
          graph.addNode({
            opType: 'GroupQueryAttention',
            domain: 'com.microsoft',
            inputs: node.inputs,
            outputs: node.outputs,
          });
        }),
        'com.microsoft.GroupQueryAttention',
        /cannot be taken apart/,
      ],
    ];
    for (const [name, bytes, op, reason] of refused) {
      it(name, () => {
        const graph = prepareBytes(bytes, { attention: true, headMask: true, queriesAndKeys: true });
        assert.equal(graph.attention.kind, 'fused');
        if (graph.attention.kind !== 'fused') return;
        assert.equal(graph.attention.op, op);
        assert.match(graph.attention.reason, reason);
        assert.deepEqual(graph.outputs.attentions, []);
        assert.deepEqual(graph.outputs.queries, []);
        assert.equal(graph.headMaskInput, undefined);
      });
    }
  });

  it('serves a graph in which only some layers are fused', async () => {
    const reference = readReference('bert');
    const half = new Graph(parseModel(memorySource(graphBytes('bert.fused-attention'))));
    const first = new Analysis(half).graph.nodes.find((node) => node.opType === 'Attention');
    assert.ok(first);
    const plan = planFor(new Analysis(half), half, first);
    assert.ok(plan && 'apply' in plan);
    plan.apply();
    half.nodes = half.nodes.filter((node) => node !== first);
    const { bytes } = encodeGraph(half);
    for (const options of [{ hiddenStates: true }, { hiddenStates: true, attention: true }]) {
      const graph = prepareBytes(bytes, options);
      assert.equal(graph.attention.kind, 'served');
      assert.equal(graph.numLayers, 2);
      const results = await run(graph, reference);
      graph.outputs.hiddenStates.forEach((output, layer) => {
        assert.ok(maxError(results[output].data, unpack(reference.hiddenStates[layer])) < 1e-4);
      });
      graph.outputs.attentions.forEach((output, layer) => {
        assert.ok(maxError(results[output].data, unpack(reference.attentions[layer])) < 1e-4);
      });
      assert.equal(graph.outputs.attentions.length, options.attention ? 2 : 0);
    }
  });

  it('reads a graph that it took apart before', async () => {
    const reference = readReference('bert');
    const spelled = prepare('bert.fused-attention', { attention: true });
    const graph = prepareBytes(spelled.bytes, { attention: true });
    assert.deepEqual(graph.attention, { kind: 'unfused' });
    const results = await run(graph, reference);
    reference.attentions.forEach((packed, layer) => {
      assert.ok(maxError(results[graph.outputs.attentions[layer]].data, unpack(packed)) < 1e-4);
    });
  });
});
