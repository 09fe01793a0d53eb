// What a start knows of a GPU from an earlier one.

import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { OpenRequest } from '../../../../src/runtime/encoder/messages';
import { probeMemory } from '../../../../src/runtime/node/probeMemory';
import { withFolder } from '../../../support/temporaryFolder';

const request = (cacheFolder: string | undefined, sha256 = 'a'): OpenRequest => ({
  ...{ model: 'm.onnx', sha256, cacheFolder, keep: 'all', headMask: true, device: 'auto', threads: 1 },
});
const check = { passed: true, similarity: 0.99999, gpuMs: 2, processorMs: 4 };
const recall = (from: OpenRequest) => probeMemory(from)?.recall();

describe('the memory of a GPU', () => {
  it('keeps a check for the model that it was made with', () =>
    withFolder(async (folder) => {
      assert.equal(await recall(request(folder)), undefined);
      await probeMemory(request(folder))?.remember(check, 30);
      assert.deepEqual({ ...(await recall(request(folder))) }, { reason: undefined, ...check });
      assert.equal(await recall(request(folder, 'b')), undefined, 'another model');
    }));

  it('keeps nothing that is over, damaged, or without a folder', () =>
    withFolder(async (folder) => {
      await probeMemory(request(folder))?.remember(check, 0);
      assert.equal(await recall(request(folder)), undefined);
      await probeMemory(request(folder))?.remember(check, 1);
      const [name] = readdirSync(path.join(folder, 'devices'));
      writeFileSync(path.join(folder, 'devices', name), '{"check":');
      assert.equal(await recall(request(folder)), undefined);
      assert.equal(probeMemory(request(undefined)), undefined);
    }));
});
