// The native WebGPU provider in an encoder process, on the driver that scripts/lib/gpu.mjs found: a real GPU, or a program that
// computes the same, which takes seconds for what a GPU does in milliseconds. Mesa's software driver is refused by the provider
// before version 25 (it cannot index arrays of uniforms by variables), SwiftShader is taken; neither has 16-bit floats, so
// weights in them are not compared here.

import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { neverCancelled } from '../../src/core/cancel';
import { nodeClock } from '../../src/runtime/node/clock';
import { loadModel } from '../../src/runtime/node/loadModel';
import { bundledModel } from '../../src/server/browser/bundledModel';
import { writeFloatModel } from '../support/floatModel';
import { leastCosine, native, shippedQuestion } from '../support/nativeEncoder';
import { withFolder } from '../support/temporaryFolder';
import { distances, encoderProgram, tinyBertFolder } from '../support/tinyBert';

const context = { program: encoderProgram, clock: nodeClock };
const file = 'onnx/model.onnx';

describe('the native WebGPU provider', () => {
  it('gives what PyTorch gives', async () => {
    const notices: string[] = [];
    const onNotice = ({ reason }: { readonly reason: string }): void => void notices.push(reason);
    const options = { device: 'webgpu', file, onNotice } as const;
    const { encoder } = await loadModel(context, tinyBertFolder, options, neverCancelled);
    try {
      assert.deepEqual([encoder.info.device, encoder.info.dtype, notices], ['webgpu', 'fp32', []]);
      for (const [what, distance] of Object.entries(await distances(encoder))) {
        assert.ok(distance <= 1e-4, `${what}: ${distance}`);
      }
    } finally {
      await encoder.dispose();
    }
  });

  it('gives the words and the embedding of the bundled weights, which it runs as floats', () =>
    withFolder(async (folder) => {
      writeFloatModel(bundledModel.folder, folder);
      const expected = await native({ folder, file }, shippedQuestion);
      const shipped = { folder: bundledModel.folder, file: 'onnx/model_quantized.onnx' };
      const found = await native(shipped, shippedQuestion, 'webgpu');
      assert.deepEqual([expected.device, expected.dtype], ['cpu', 'fp32']);
      assert.deepEqual([found.device, found.dtype, found.notices], ['webgpu', 'fp32', []]);
      assert.ok(leastCosine(found, expected, 1) >= 0.999, String(leastCosine(found, expected, 1)));
      assert.deepEqual(found.best, expected.best);
    }));

  it('is measured by auto once, and chosen only where it is the faster one', () =>
    withFolder(async (cacheFolder) => {
      const choice = async () => {
        const { encoder } = await loadModel({ ...context, cacheFolder }, tinyBertFolder, { file }, neverCancelled);
        await encoder.dispose();
        const { device, gpuCheck } = encoder.info;
        return { device, check: gpuCheck ?? assert.fail('it was not measured') };
      };
      const kept = (): (readonly [string, number])[] =>
        readdirSync(path.join(cacheFolder, 'devices')).map((name) => [
          name,
          statSync(path.join(cacheFolder, 'devices', name)).mtimeMs,
        ]);
      const first = await choice();
      const { passed, similarity = 0, gpuMs = 0, processorMs = 0 } = first.check;
      assert.ok(similarity >= 0.999 && gpuMs > 0 && processorMs > 0, JSON.stringify(first.check));
      assert.deepEqual([passed, first.device], gpuMs < processorMs ? [true, 'webgpu'] : [false, 'cpu']);
      const before = kept();
      assert.equal(before.length, 1);
      assert.deepEqual(await choice(), first, 'the figures of the first start');
      assert.deepEqual(kept(), before, 'it was measured again');
    }));
});
