// Which changes of device a person is told of, and what the status says of the device.

import assert from 'node:assert/strict';
import { fallbackOf, placeOf } from '../../../src/client/fallback';
import type { StatusResult } from '../../../src/protocol/requests';

const on = (device: string, reason?: string): StatusResult =>
  ({
    state: 'ready',
    encoder: { device },
    ...(reason !== undefined && { reason: { code: 'deviceUnavailable', subject: 'auto', reason } }),
  }) as unknown as StatusResult;
const slower = 'webgpu: slower here, 90 ms against 40 ms';
const lost = 'webgpu: the driver was reset';
const missing = 'onnxruntime_binding.node: no such file';

describe('a change of device', () => {
  for (const [what, wanted, before, status, told] of [
    ['nothing befell it', 'auto', undefined, on('cpu'), undefined],
    ['the GPU is slower, and the choice was free', 'auto', undefined, on('cpu', slower), undefined],
    ['the GPU was lost in the middle of work', 'auto', 'webgpu', on('cpu', lost), lost],
    ['the native runtime is missing', 'auto', undefined, on('wasm', missing), missing],
    ['the native runtime is missing, and the processor was asked for', 'cpu', undefined, on('wasm', missing), missing],
    ['the GPU that was asked for is not there', 'webgpu', undefined, on('cpu', lost), lost],
    ['it runs where it was asked to', 'wasm', undefined, on('wasm', missing), undefined],
    ['it failed, which is told as a failure', 'webgpu', undefined, { ...on('cpu', lost), state: 'failed' }, undefined],
  ] as const) {
    it(`${told ? 'is told' : 'is not told'}: ${what}`, () => {
      const found = fallbackOf(wanted, before, status as StatusResult);
      assert.equal(found?.reason, told);
      if (told) assert.equal(found?.device, status.encoder?.device);
    });
  }
});

describe('the device in the status', () => {
  for (const [what, wanted, status, expected] of [
    ['it is where it was asked to be', 'cpu', on('cpu'), undefined],
    [
      'auto found the GPU slower',
      'auto',
      on('cpu', slower),
      { isChoice: true, reason: 'slower here, 90 ms against 40 ms' },
    ],
    ['auto found the GPU slower than WASM', 'auto', on('wasm', slower), { isChoice: true, reason: slower.slice(8) }],
    ['the native runtime is missing', 'auto', on('wasm', missing), { isChoice: false, reason: missing }],
    ['auto lost the GPU in the middle of work', 'auto', on('cpu', `auto: gone`), { isChoice: false, reason: 'gone' }],
    ['the GPU that was asked for is slower', 'webgpu', on('cpu', slower), { isChoice: false, reason: slower }],
    ['it failed, which is another sentence', 'auto', { ...on('cpu', slower), state: 'failed' }, undefined],
  ] as const) {
    it(`is told rightly: ${what}`, () => assert.deepEqual(placeOf(wanted, status as StatusResult), expected));
  }
});
