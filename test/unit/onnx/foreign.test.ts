// Graphs that nobody here wrote (training/fixtures/foreign.py says whose they are): what is found in them is what ONNX
// Runtime computes in the unedited ones.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as ort from 'onnxruntime-node';
import { everything, fixtureFolder, maxError, prepareBytes, runBytes, unpack, type Packed } from './reference';

interface Plain {
  readonly dims: number[];
  readonly type: string;
  readonly values: number[];
}
interface Foreign {
  readonly feeds: Record<string, Plain>;
  readonly outputs: Record<string, Packed>;
  readonly softmaxes: Packed[];
}

const folder = path.join(fixtureFolder, 'foreign');
const graphs = JSON.parse(readFileSync(path.join(folder, 'foreign.json'), 'utf8')) as Record<string, Foreign>;

function tensorOf({ dims, type, values }: Plain): ort.Tensor {
  if (type === 'float32') return new ort.Tensor('float32', Float32Array.from(values), dims);
  if (type === 'int32') return new ort.Tensor('int32', Int32Array.from(values), dims);
  return new ort.Tensor('int64', BigInt64Array.from(values.map(BigInt)), dims);
}

describe('graphs that nobody here wrote', () => {
  for (const [name, { feeds, outputs, softmaxes }] of Object.entries(graphs)) {
    const bytes = (): Uint8Array => gunzipSync(readFileSync(path.join(folder, `${name}.onnx.gz`)));
    const given = (): Record<string, ort.Tensor> =>
      Object.fromEntries(Object.entries(feeds).map(([key, plain]) => [key, tensorOf(plain)]));

    it(`${name}: every layer's attention, and the outputs as before`, async () => {
      const graph = prepareBytes(bytes(), everything);
      assert.equal(graph.outputs.attentions.length, softmaxes.length);
      const results = await runBytes(graph.bytes, given());
      softmaxes.forEach((packed, layer) => {
        const { dims, data } = results[graph.outputs.attentions[layer]];
        assert.deepEqual([...dims], packed.dims);
        const error = maxError(data, unpack(packed));
        assert.ok(error < 1e-5, `layer ${layer}: ${error}`);
        const keys = packed.dims[3];
        for (let row = 0; row < data.length; row += keys) {
          const sum = data.subarray(row, row + keys).reduce((a, b) => a + b, 0);
          assert.ok(Math.abs(sum - 1) < 1e-3, `layer ${layer}: ${sum}`);
        }
      });
      for (const [output, packed] of Object.entries(outputs)) {
        assert.ok(maxError(results[output].data, unpack(packed)) < 1e-5, output);
      }
    });

    it(`${name}: heads can be silenced`, async () => {
      const graph = prepareBytes(bytes(), { headMask: true });
      assert.ok(graph.headMaskInput);
      const shape = [softmaxes.length, softmaxes[0].dims[1]];
      const outputOf = async (factor: number) => {
        const mask = new ort.Tensor('float32', new Float32Array(shape[0] * shape[1]).fill(factor), shape);
        return runBytes(graph.bytes, { ...given(), [graph.headMaskInput ?? '']: mask });
      };
      const [whole, silent] = [await outputOf(1), await outputOf(0)];
      const names = Object.keys(outputs);
      for (const output of names) assert.ok(maxError(whole[output].data, unpack(outputs[output])) < 1e-6, output);
      // The weights of the published graphs are small, and so are their outputs.
      const changes = names.map((output) => maxError(silent[output].data, whole[output].data));
      assert.ok(Math.max(...changes) > 1e-5, changes.join(' '));
    });
  }
});
