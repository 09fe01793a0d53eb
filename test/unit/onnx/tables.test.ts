// Lookups of columns that became lookups of rows: the same numbers to the bit as the file as it is.

import assert from 'node:assert/strict';
import { parseModel } from '../../../src/onnx/model';
import { memorySource } from '../../../src/onnx/source';
import { feedsFor, graphBytes, prepareBytes, readReference, run, runBytes } from './reference';

/** Lookups along columns of a weight, in a model of these bytes. */
function columnLookups(bytes: Uint8Array): number {
  const { nodes, initializers } = parseModel(memorySource(bytes));
  return nodes.filter(
    ({ opType, inputs, attributes }) =>
      opType === 'Gather' && attributes.get('axis')?.i === 1 && initializers.get(inputs[0])?.dims.length === 2,
  ).length;
}

describe('lookup tables that stand on their side', () => {
  const bytes = graphBytes('bert.bundled-int8');
  const reference = readReference('bert');

  for (const keep of ['all', 'encoder'] as const) {
    it(`give the numbers of the file as it is, and are read by rows: ${keep}`, async () => {
      const graph = prepareBytes(bytes, { keep });
      assert.equal(columnLookups(bytes), 1);
      assert.equal(columnLookups(graph.bytes), 0);
      const expected = await runBytes(bytes, feedsFor(reference, graph.inputs));
      const actual = await run(graph, reference);
      assert.ok('last_hidden_state' in actual);
      for (const [name, { dims, data }] of Object.entries(actual)) {
        assert.deepEqual(dims, expected[name].dims, name);
        assert.deepEqual(data, expected[name].data, name);
      }
    });
  }

  it('leave models alone whose tables stand upright', () => {
    const upright = graphBytes('bert.sdpa-script17');
    const count = (model: Uint8Array): number => parseModel(memorySource(model)).nodes.length;
    assert.ok(count(prepareBytes(upright, {}).bytes) <= count(upright));
  });
});
