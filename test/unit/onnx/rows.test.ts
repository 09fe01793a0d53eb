// The graph for words alone: the same log-probabilities as the whole graph, with the last layer run on the asked rows only.

import assert from 'node:assert/strict';
import { logSoftmax } from '../../../src/core/logits';
import { parseModel } from '../../../src/onnx/model';
import { prepareWords, type WordsGraph } from '../../../src/onnx/rows';
import { memorySource } from '../../../src/onnx/source';
import {
  feedsFor,
  graphBytes,
  graphNames,
  maxError,
  prepare,
  readReference,
  rowsTensor,
  run,
  runBytes,
  unpack,
  type Reference,
} from './reference';

const names = graphNames().filter((name) => name !== 'bag' && name !== 'bert.external');
const withHead = names.filter((name) => readReference(modelOf(name)).outputs['logits']?.dims.length === 3);
const scaled = /int8|uint8|qattention/;
const rough = /int8|uint8|qdq|fp16|q4|qattention/;

function modelOf(name: string): string {
  return name.split('.')[0];
}

function words(name: string): WordsGraph {
  const graph = prepareWords(memorySource(graphBytes(name)));
  assert.ok(graph, name);
  return graph;
}

async function logProbabilitiesAt(graph: WordsGraph, reference: Reference, rows: readonly [number, number][]) {
  const feeds = { ...feedsFor(reference, graph.inputs), [graph.rows]: rowsTensor(rows) };
  const results = await runBytes(graph.bytes, feeds);
  assert.deepEqual(Object.keys(results), [graph.logProbabilities]);
  return results[graph.logProbabilities];
}

describe('the graph for words', () => {
  for (const name of withHead) {
    it(`${name}: log-probabilities of the whole graph`, async () => {
      const reference = readReference(modelOf(name));
      const [batch, length, width] = reference.outputs['logits'].dims;
      const every = Array.from(
        { length: batch * length },
        (_, i) => [Math.floor(i / length), i % length] as [number, number],
      );
      // Quantised products scale their input over the rows they see: with all rows the scale is that of the whole.
      const rows = scaled.test(name) ? every : reference.mlmRows;
      const found = await logProbabilitiesAt(words(name), reference, rows);
      assert.deepEqual([...found.dims], [rows.length, width]);
      const full = logSoftmax((await run(prepare(name, {}), reference))['logits'].data, width);
      const at = rows.flatMap(([row, column]) => {
        const from = (row * length + column) * width;
        return [...full.subarray(from, from + width)];
      });
      const error = maxError(found.data, at);
      assert.ok(error < (name.includes('fp16') ? 2e-2 : 1e-4), `error ${error}`);
    });
  }

  for (const name of withHead.filter((each) => !rough.test(each)).slice(0, 4)) {
    it(`${name}: log-probabilities of PyTorch`, async () => {
      const reference = readReference(modelOf(name));
      const { dims } = reference.outputs['logits'];
      const full = logSoftmax(unpack(reference.outputs['logits']), dims[2]);
      const found = await logProbabilitiesAt(words(name), reference, reference.mlmRows);
      const at = reference.mlmRows.flatMap(([row, column]) => {
        const from = (row * dims[1] + column) * dims[2];
        return [...full.subarray(from, from + dims[2])];
      });
      assert.ok(maxError(found.data, at) < 1e-4);
    });
  }

  // Not so where sums and norms are fused, where the context is quantised on its way, and where a gate is sliced.
  const whole = /fused|extended|qdq|modernbert\..*script/;
  for (const name of withHead.filter((each) => !whole.test(each))) {
    it(`${name}: the last layer runs on the rows alone`, () => {
      const { nodes } = parseModel(memorySource(words(name).bytes));
      const gathers = nodes.filter((node) => node.opType === 'GatherND' && /^stt_mlm_states/.test(node.outputs[0]));
      assert.equal(gathers.length, 2, 'the state before the layer and the context of its attention');
    });
  }

  it('is not made of a model without a vocabulary as output', () => {
    for (const name of ['bert-classifier.sdpa-script17', 'bert-sentence.sdpa-script17']) {
      assert.equal(prepareWords(memorySource(graphBytes(name))), undefined);
    }
  });
});
