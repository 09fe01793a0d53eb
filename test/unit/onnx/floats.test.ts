// The float form of models with 8-bit weights: the numbers that they stand for, and states nearer to PyTorch's than theirs.

import assert from 'node:assert/strict';
import { floatWeights } from '../../../src/onnx/floats';
import { parseModel } from '../../../src/onnx/model';
import { memorySource } from '../../../src/onnx/source';
import { cosineOf, everything, graphBytes, maxError, prepareBytes, readReference, run, unpack } from './reference';

/** By how their weights are kept: a scale a tensor or a column, signed or not, in products or DequantizeLinear. */
const quantised = 'bert.int8 bert.uint8 bert.bundled-int8 albert.int8 distilbert.int8 electra.int8 modernbert.int8 mpnet.int8 mpnet.uint8 roberta.int8 roberta.uint8'.split(' '); // prettier-ignore

function opTypes(bytes: Uint8Array): Set<string> {
  return new Set(parseModel(memorySource(bytes)).nodes.map(({ opType }) => opType));
}

describe('floatWeights', () => {
  for (const name of quantised) {
    it(`${name}: no product in integers is left, and the states are no farther from PyTorch’s`, async () => {
      const original = graphBytes(name);
      const bytes = floatWeights(memorySource(original)) ?? assert.fail('there is no float form');
      const left = opTypes(bytes);
      for (const gone of ['MatMulInteger', 'DynamicQuantizeLinear']) assert.ok(!left.has(gone), gone);
      const reference = readReference(name.split('.')[0]);
      const distance = async (graph: Uint8Array, dtype: RegExp): Promise<number> => {
        const prepared = prepareBytes(graph, everything);
        assert.match(prepared.dtype, dtype);
        const results = await run(prepared, reference);
        const { hiddenStates, attentions } = prepared.outputs;
        assert.deepEqual([hiddenStates.length, attentions.length], [reference.numLayers + 1, reference.numLayers]);
        const cosines = hiddenStates.map((each, i) => cosineOf(results[each].data, unpack(reference.hiddenStates[i])));
        return 1 - Math.min(...cosines);
      };
      const [floats, integers] = [await distance(bytes, /^fp32$/), await distance(original, /^u?int8$/)];
      assert.ok(floats < 0.01 && floats < 1.5 * integers + 1e-6, `floats ${floats}, integers ${integers}`);
    });
  }

  it('gives the very numbers that the runtime makes of weights that it dequantises', async () => {
    const original = graphBytes('bert.qdq');
    const bytes = floatWeights(memorySource(original)) ?? assert.fail('there is no float form');
    const reference = readReference('bert');
    const [expected, found] = [prepareBytes(original, everything), prepareBytes(bytes, everything)];
    const [before, after] = [await run(expected, reference), await run(found, reference)];
    expected.outputs.hiddenStates.forEach((output, layer) => {
      const error = maxError(after[found.outputs.hiddenStates[layer]].data, before[output].data);
      assert.ok(error < 1e-5, `layer ${layer}: ${error}`);
    });
  });

  for (const name of ['bert.q4', 'bert.fused-qattention']) {
    it(`${name}: has no float form`, () => assert.equal(floatWeights(memorySource(graphBytes(name))), undefined));
  }

  it('takes weights from other files along', () => {
    const original = graphBytes('bert.bundled-int8');
    const outside = prepareBytes(original, { ...everything, externaliseTo: 'model.onnx' });
    assert.deepEqual(outside.externalFiles, ['model.onnx']);
    const open = (): ReturnType<typeof memorySource> => memorySource(original);
    const bytes = floatWeights(memorySource(outside.bytes), open) ?? assert.fail('there is no float form');
    assert.deepEqual(prepareBytes(bytes, everything).externalFiles, []);
    assert.throws(() => floatWeights(memorySource(outside.bytes)), { code: 'unsupported' });
  });
});
