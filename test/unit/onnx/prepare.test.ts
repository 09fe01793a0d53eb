// Edited graphs against PyTorch, for every architecture, exporter and dtype under fixtures/onnx.

import assert from 'node:assert/strict';
import * as ort from 'onnxruntime-node';
import { parseModel } from '../../../src/onnx/model';
import type { PrepareOptions } from '../../../src/onnx/prepare';
import { memorySource } from '../../../src/onnx/source';
import type { Packed, Reference, Values } from './reference';
import {
  cosineOf,
  everything,
  feedsFor,
  graphBytes,
  graphNames,
  maxError,
  outputNames,
  prepare,
  prepareBytes,
  readReference,
  readSoftmax,
  rowsTensor,
  run,
  runBytes,
  unpack,
} from './reference';

const notModels = new Set(['bag', 'bert.external']);
const names = graphNames().filter((name) => !notModels.has(name));
/** Forms whose numbers are PyTorch's but for rounding. */
const exact = names.filter((name) => !/int8|uint8|qdq|fp16|q4|qattention/.test(name));
const half = names.filter((name) => name.includes('fp16'));
const quantised = names.filter((name) => /\.(int8|uint8|qdq|q4|bundled-int8)$/.test(name));
const withHead = (name: string): boolean => readReference(modelOf(name)).outputs['logits']?.dims.length === 3;

const dtypes: Readonly<Record<string, string>> = {
  'bert.sdpa-dynamo18': 'fp32',
  'bert.bundled-int8': 'int8',
  'bert.int8': 'int8',
  'bert.qdq': 'int8',
  'bert.uint8': 'uint8',
  'roberta.uint8': 'uint8',
  'bert.fp16': 'fp16',
  'bert.fp16-io32': 'fp16',
  'bert.q4': 'q4',
  'modernbert.q4': 'q4',
  'bert.fused-attention': 'fp32',
  'bert.fused-qattention': 'int8',
};

function modelOf(name: string): string {
  return name.split('.')[0];
}

function assertClose(actual: Values | undefined, expected: Packed, tolerance: number, what: string): void {
  assert.ok(actual, `${what} is missing`);
  assert.deepEqual([...actual.dims], expected.dims, what);
  const error = maxError(actual.data, unpack(expected));
  assert.ok(error < tolerance, `${what}: error ${error}`);
}

function assertAllClose(
  results: Readonly<Record<string, Values>>,
  outputs: readonly string[],
  expected: readonly Packed[],
  tolerance: number,
  what: string,
): void {
  assert.equal(outputs.length, expected.length, `number of ${what}`);
  expected.forEach((packed, i) => assertClose(results[outputs[i]], packed, tolerance, `${what} ${i}`));
}

/** Rows of full logits [B, S, V] at (row, column). */
function rowsOf(full: Values, rows: readonly (readonly [number, number])[]): Float32Array {
  const [, length, width] = full.dims;
  return Float32Array.from(
    rows.flatMap(([row, column]) => {
      const start = (row * length + column) * width;
      return [...full.data.slice(start, start + width)];
    }),
  );
}

/** Every row of probabilities sums to one. */
function assertRows(results: Readonly<Record<string, Values>>, attentions: readonly string[]): void {
  assert.ok(attentions.length > 0);
  for (const output of attentions) {
    const { dims, data } = results[output];
    for (let row = 0; row < data.length; row += dims[3]) {
      const sum = data.slice(row, row + dims[3]).reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(sum - 1) < 1e-3, `${output} row ${row / dims[3]}: ${sum}`);
    }
  }
}

function maskTensor(reference: Reference, factors: readonly (readonly number[])[]): ort.Tensor {
  return new ort.Tensor('float32', Float32Array.from(factors.flat()), [reference.numLayers, reference.numHeads]);
}

/** softmax(q·kᵀ/√headSize) with padded keys left out, for families whose scores have no other term. */
function attentionOf(queries: Values, keys: Values, mask: readonly number[]): Float32Array {
  const [batch, heads, length, size] = queries.dims;
  const out = new Float32Array(batch * heads * length * length);
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const from = (b * heads + h) * length;
      for (let i = 0; i < length; i++) {
        const scores = Array.from({ length }, (_, j) => {
          let dot = 0;
          for (let d = 0; d < size; d++) dot += queries.data[(from + i) * size + d] * keys.data[(from + j) * size + d];
          return mask[b * length + j] ? dot / Math.sqrt(size) : -Infinity;
        });
        const top = Math.max(...scores);
        const raised = scores.map((score) => Math.exp(score - top));
        const sum = raised.reduce((a, c) => a + c, 0);
        raised.forEach((value, j) => (out[(from + i) * length + j] = value / sum));
      }
    }
  }
  return out;
}

describe('prepareGraph', () => {
  it('has at least eight architectures to prove itself on', () => {
    assert.ok(new Set(exact.map(modelOf)).size >= 8);
  });

  for (const model of ['bert', 'distilbert', 'roberta', 'electra', 'albert', 'mpnet', 'modernbert']) {
    it(`proves itself on ${model} with attention spelled out, as SDPA, and in int8`, () => {
      const forms = (list: readonly string[], form: RegExp) =>
        list.filter((name) => modelOf(name) === model && form.test(name)).length;
      assert.ok(forms(exact, /\.eager-/) && forms(exact, /\.sdpa-/) && forms(quantised, /\.int8$/));
    });
  }

  describe('parity with PyTorch', () => {
    for (const name of exact) {
      it(name, async () => {
        const reference = readReference(modelOf(name));
        const graph = prepare(name, everything);
        const results = await run(graph, reference);
        const { outputs } = graph;
        assertAllClose(results, outputs.attentions, reference.attentions, 1e-4, 'attention');
        assertRows(results, outputs.attentions);
        assertAllClose(results, outputs.hiddenStates, reference.hiddenStates, 1e-4, 'hidden state');
        assertAllClose(results, outputs.queries, reference.queries, 1e-4, 'queries');
        assertAllClose(results, outputs.keys, reference.keys, 1e-4, 'keys');
        assert.ok(outputs.lastHiddenState);
        assertClose(results[outputs.lastHiddenState], reference.hiddenStates.at(-1) as Packed, 1e-4, 'last state');
        for (const [output, packed] of Object.entries(reference.outputs)) {
          assertClose(results[output], packed, 1e-4, output);
        }
        assert.equal(graph.numLayers, reference.numLayers);
        assert.equal(graph.numHeads, reference.numHeads);
      });
    }
  });

  describe('half precision', () => {
    for (const name of half) {
      it(`${name}: outputs are float and within the precision of the weights`, async () => {
        const reference = readReference(modelOf(name));
        const graph = prepare(name, everything);
        const results = await run(graph, reference);
        assertAllClose(results, graph.outputs.attentions, reference.attentions, 1e-2, 'attention');
        assertRows(results, graph.outputs.attentions);
        assertAllClose(results, graph.outputs.hiddenStates, reference.hiddenStates, 4e-2, 'hidden state');
        assertAllClose(results, graph.outputs.queries, reference.queries, 4e-2, 'queries');
        assertAllClose(results, graph.outputs.keys, reference.keys, 4e-2, 'keys');
        assert.ok(graph.outputs.logits);
        assertClose(results[graph.outputs.logits], reference.outputs['logits'], 0.2, 'logits');
      });
    }
  });

  describe('quantised graphs', () => {
    const softmax = readSoftmax();
    for (const name of quantised) {
      it(`${name}: attention is what the graph itself computes`, async () => {
        const reference = readReference(modelOf(name));
        const graph = prepare(name, everything);
        const results = await run(graph, reference);
        assertAllClose(results, graph.outputs.attentions, softmax[name], 1e-4, 'attention');
        assertRows(results, graph.outputs.attentions);
        assert.equal(graph.outputs.hiddenStates.length, reference.numLayers + 1);
        const before = await runBytes(graphBytes(name), feedsFor(reference, graph.inputs));
        for (const [output, { data }] of Object.entries(before)) {
          assert.ok(maxError(results[output].data, data) < 1e-4, output);
        }
      });
    }

    // ALBERT and DeBERTa amplify rounding, four bits of random weights are mostly noise, ModernBERT masks by distance.
    for (const name of quantised.filter((each) => !/albert|deberta|q4|modernbert/.test(each))) {
      it(`${name}: states point where PyTorch's do`, async () => {
        const reference = readReference(modelOf(name));
        const graph = prepare(name, everything);
        const results = await run(graph, reference);
        graph.outputs.hiddenStates.forEach((output, layer) => {
          const cosine = cosineOf(results[output].data, unpack(reference.hiddenStates[layer]));
          assert.ok(cosine > 0.97, `layer ${layer}: ${cosine}`);
        });
      });
    }

    for (const name of [...quantised, 'bert.fused-qattention'].filter((each) =>
      /^(bert|roberta|distilbert|albert)\./.test(each),
    )) {
      it(`${name}: attention follows from queries and keys`, async () => {
        const reference = readReference(modelOf(name));
        const graph = prepare(name, everything);
        const results = await run(graph, reference);
        // Static quantisation rounds queries, keys and scores once more on their way to the Softmax.
        const tolerance = name.includes('qdq') ? 0.1 : 1e-4;
        graph.outputs.attentions.forEach((output, layer) => {
          const { queries, keys } = graph.outputs;
          const mask = reference.inputs['attention_mask'].values;
          const expected = attentionOf(results[queries[layer]], results[keys[layer]], mask);
          const error = maxError(results[output].data, expected);
          assert.ok(error < tolerance, `layer ${layer}: ${error}`);
        });
      });
    }
  });

  describe('dtype', () => {
    for (const [name, dtype] of Object.entries(dtypes)) {
      it(`${name} is ${dtype}`, () => assert.equal(prepare(name, {}).dtype, dtype));
    }
  });

  describe('rows before the MLM head', () => {
    for (const name of names.filter(withHead)) {
      it(name, async () => {
        const reference = readReference(modelOf(name));
        const options: PrepareOptions = { mlmRows: true };
        const graph = prepare(name, options);
        assert.equal(graph.mlmRowsInput, 'mlm_rows');
        assert.equal(graph.outputs.logits, 'logits');
        // An int8 head scales its input over the rows it sees: with all rows the scale is that of the whole.
        const [batch, length] = reference.outputs['logits'].dims;
        const all = Array.from(
          { length: batch * length },
          (_, i) => [Math.floor(i / length), i % length] as [number, number],
        );
        const rows = /int8|uint8|qattention/.test(name) ? all : reference.mlmRows;
        const results = await run(graph, reference, { feeds: { mlm_rows: rowsTensor(rows) } });
        const plain = prepare(name, {});
        const full = (await run(plain, reference))['logits'];
        assert.deepEqual([...results['logits'].dims], [rows.length, full.dims[2]]);
        const error = maxError(results['logits'].data, rowsOf(full, rows));
        const tolerance = half.includes(name) ? 2e-2 : 1e-4;
        assert.ok(error < tolerance, `error ${error}`);
      });
    }

    it('takes one row and the same row twice', async () => {
      const reference = readReference('bert');
      const graph = prepare('bert.bundled-int8', { mlmRows: true });
      for (const rows of [
        [[0, 0]],
        [
          [1, 3],
          [1, 3],
        ],
      ] as [number, number][][]) {
        const { dims, data } = (await run(graph, reference, { feeds: { mlm_rows: rowsTensor(rows) } }))['logits'];
        assert.deepEqual([...dims], [rows.length, 61]);
        assert.ok(data.every(Number.isFinite));
      }
    });

    for (const name of ['bert.bundled-int8', 'bert.sdpa-script17', 'distilbert.sdpa-dynamo18', 'modernbert.int8']) {
      it(`${name}: the gather stands before the whole head, not only before its last product`, () => {
        const plain = parseModel(memorySource(prepare(name, { hiddenStates: true }).bytes)).nodes;
        const edited = prepare(name, { mlmRows: true, hiddenStates: true });
        const nodes = parseModel(memorySource(edited.bytes)).nodes;
        const gather = nodes.find((node) => node.outputs[0] === 'stt_mlm_states');
        assert.ok(gather);
        const state = edited.outputs.lastHiddenState;
        const copy = nodes.find((node) => /^(Identity|Cast)$/.test(node.opType) && node.outputs[0] === state);
        assert.equal(gather.inputs[0], copy ? copy.inputs[0] : state);
        const products = (list: typeof nodes) => list.filter((node) => /MatMul|Gemm/.test(node.opType)).length;
        assert.equal(products(nodes), products(plain), 'the old head is gone');
      });
    }

    it('leaves models without a vocabulary as output alone', () => {
      for (const name of ['bert-classifier.sdpa-script17', 'bert-sentence.sdpa-script17']) {
        const graph = prepare(name, { mlmRows: true });
        assert.equal(graph.mlmRowsInput, undefined);
        assert.equal(graph.outputs.logits, undefined);
        assert.ok(!graph.inputs.some((input) => input.name === 'mlm_rows'));
      }
      assert.equal(prepare('bert-classifier.sdpa-script17', {}).outputs.classLogits, 'logits');
    });
  });

  describe('head mask', () => {
    for (const name of exact) {
      it(`${name}: silenced heads as in PyTorch`, async () => {
        const reference = readReference(modelOf(name));
        const graph = prepare(name, { headMask: true, attention: true });
        assert.equal(graph.headMaskInput, 'head_mask');
        const silenced = await run(graph, reference, {
          feeds: { head_mask: maskTensor(reference, reference.headMask) },
        });
        const changes: number[] = [];
        for (const [output, packed] of Object.entries(reference.silenced)) {
          assertClose(silenced[output], packed, 1e-4, output);
          changes.push(maxError(unpack(packed), unpack(reference.outputs[output])));
        }
        assert.ok(Math.max(...changes) > 0.01, 'the mask of the reference changes something');
        // The first layer reads no silenced head yet, and shows its probabilities before the mask.
        assertClose(silenced[graph.outputs.attentions[0]], reference.attentions[0], 1e-4, 'attention 0');
      });
    }

    for (const name of [...quantised, ...half]) {
      it(`${name}: a mask of ones changes nothing, one of zeros does`, async () => {
        const reference = readReference(modelOf(name));
        const graph = prepare(name, { headMask: true });
        const logits = async (factor: number): Promise<Float32Array> => {
          const factors = reference.headMask.map((row) => row.map(() => factor));
          return (await run(graph, reference, { feeds: { head_mask: maskTensor(reference, factors) } }))['logits'].data;
        };
        const plain = (await run(prepare(name, {}), reference))['logits'].data;
        assert.ok(maxError(await logits(1), plain) < 1e-4);
        assert.ok(maxError(await logits(0), plain) > 0.01);
      });
    }
  });

  describe('everything at once, with a head mask of ones', () => {
    for (const name of exact) {
      it(name, async () => {
        const reference = readReference(modelOf(name));
        const graph = prepare(name, { ...everything, mlmRows: true, headMask: true, keep: 'all' });
        const feeds: Record<string, ort.Tensor> = {
          head_mask: maskTensor(
            reference,
            reference.headMask.map((row) => row.map(() => 1)),
          ),
        };
        if (graph.mlmRowsInput) feeds['mlm_rows'] = rowsTensor(reference.mlmRows);
        const results = await run(graph, reference, { feeds });
        assertAllClose(results, graph.outputs.attentions, reference.attentions, 1e-4, 'attention');
        assertAllClose(results, graph.outputs.hiddenStates, reference.hiddenStates, 1e-4, 'hidden state');
        assert.deepEqual(new Set(Object.keys(results)), new Set(outputNames(graph.outputs)));
      });
    }
  });

  describe("keep: 'encoder'", () => {
    for (const name of names.filter(withHead)) {
      it(`${name}: the states without the head`, async () => {
        const reference = readReference(modelOf(name));
        const graph = prepare(name, { keep: 'encoder', mlmRows: true });
        assert.equal(graph.outputs.logits, undefined);
        assert.equal(graph.mlmRowsInput, undefined);
        assert.ok(graph.outputs.lastHiddenState);
        const results = await run(graph, reference);
        assert.equal(results['logits'], undefined);
        if (exact.includes(name)) {
          assertClose(
            results[graph.outputs.lastHiddenState],
            reference.hiddenStates.at(-1) as Packed,
            1e-4,
            'last state',
          );
        }
        assert.ok(graph.bytes.length < prepare(name, {}).bytes.length - 500, 'the weights of the head are gone');
      });
    }

    it('keeps what does not need the head', () => {
      const { outputs } = prepare('bert.sdpa-script17', { keep: 'encoder' });
      assert.equal(outputs.pooled, 'pooler_output');
      assert.equal(outputs.nextSentence, 'seq_relationship_logits');
    });
  });

  it('names the outputs of the pretraining model by what they hold', () => {
    const { outputs, inputs, attention } = prepare('bert.bundled-int8', {});
    assert.deepEqual(outputs, {
      logits: 'logits',
      lastHiddenState: 'last_hidden_state',
      pooled: 'pooler_output',
      nextSentence: 'seq_relationship_logits',
      hiddenStates: [],
      attentions: [],
      queries: [],
      keys: [],
    });
    assert.deepEqual(inputs, [
      { name: 'input_ids', elementType: 'int64', rank: 2 },
      { name: 'attention_mask', elementType: 'int64', rank: 2 },
      { name: 'token_type_ids', elementType: 'int64', rank: 2 },
    ]);
    assert.deepEqual(attention, { kind: 'unfused' });
  });

  it('gives its inputs and outputs names that are not taken', async () => {
    // A graph that was edited before has all the names that an edit would like to use.
    const reference = readReference('bert');
    const once = prepare('bert.sdpa-script17', { ...everything, headMask: true });
    const twice = prepareBytes(once.bytes, { ...everything, headMask: true });
    assert.notEqual(twice.headMaskInput, once.headMaskInput);
    const ones = maskTensor(
      reference,
      reference.headMask.map((row) => row.map(() => 1)),
    );
    const feeds = { head_mask: ones, [twice.headMaskInput ?? '']: ones };
    const results = await run(twice, reference, { feeds });
    assertAllClose(results, twice.outputs.attentions, reference.attentions, 1e-4, 'attention');
    assertAllClose(results, twice.outputs.hiddenStates, reference.hiddenStates, 1e-4, 'hidden state');
    assertAllClose(results, twice.outputs.queries, reference.queries, 1e-4, 'queries');
  });

  it('says so when a graph has no attention', () => {
    const graph = prepare('bag', { ...everything, headMask: true });
    assert.deepEqual(graph.attention, { kind: 'none' });
    assert.deepEqual(graph.outputs.attentions, []);
    assert.equal(graph.headMaskInput, undefined);
    assert.equal(graph.numLayers, undefined);
    assert.throws(() => prepare('bag', { keep: 'encoder' }), { name: 'OnnxError', code: 'unsupported' });
  });

  it('returns the same bytes for the same file and options', () => {
    const bytes = () => Buffer.from(prepare('roberta.sdpa-dynamo18', { ...everything, mlmRows: true }).bytes);
    assert.deepEqual(bytes(), bytes());
  });
});
