import assert from 'node:assert/strict';
import { builds } from '../../../../src/runtime/browser/assetMessages';
import { Assets } from '../../../../src/runtime/browser/assets';
import { GraphOpener } from '../../../../src/runtime/browser/openGraph';
import type { GraphLayout } from '../../../../src/runtime/encoder/layout';
import type { OpenRequest } from '../../../../src/runtime/encoder/messages';

const runtimeFiles = [`runtime:${builds.wasm}.mjs`, `runtime:${builds.wasm}.wasm`];
const layout: GraphLayout = {
  ...{ inputs: [], hiddenStates: [], attentions: [], queries: [], keys: [], externalFiles: [], dtype: 'int8' },
};
const request: OpenRequest = {
  ...{ model: 'model.onnx', sha256: '', keep: 'all', headMask: true, device: 'wasm', threads: 1 },
};

describe('GraphOpener', () => {
  it('asks for the files of the runtime again when they could not be read the first time', async () => {
    const asked: string[] = [];
    const assets = new Assets((name) => asked.push(name));
    const opener = new GraphOpener(assets);
    const fail = (): void => {
      for (const name of runtimeFiles) assets.receive({ kind: 'asset', name, reason: 'out of memory' });
    };
    const open = (): Promise<unknown> =>
      opener.open({ bytes: new Uint8Array(), layout, notices: [] }, new Map(), request, 'wasm');

    const [first, second] = [open(), open()];
    fail();
    await assert.rejects(first, { code: 'deviceUnavailable' });
    await assert.rejects(second);
    assert.deepEqual(asked, runtimeFiles, 'once for both');

    const third = open();
    fail();
    await assert.rejects(third);
    assert.deepEqual(asked, [...runtimeFiles, ...runtimeFiles]);
  });
});
