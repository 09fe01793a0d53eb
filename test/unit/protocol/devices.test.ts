// Which changes of device nobody needs to be told of.

import assert from 'node:assert/strict';
import { isAutomaticChoice } from '../../../src/protocol/devices';

describe('a device that auto chose', () => {
  for (const [wanted, reason, expected] of [
    ['auto', 'webgpu: no adapter', true],
    ['auto', 'auto: the GPU was lost', false],
    ['auto', 'the native runtime cannot be loaded', false],
    ['auto', undefined, false],
    ['webgpu', 'webgpu: no adapter', false],
  ] as const) {
    it(`${wanted}, ${reason}: ${expected}`, () => assert.equal(isAutomaticChoice(wanted, reason), expected));
  }
});
