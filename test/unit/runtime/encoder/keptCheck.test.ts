// How long it is remembered how a GPU did.

import assert from 'node:assert/strict';
import { keptCheck, recalled } from '../../../../src/runtime/encoder/keptCheck';

const check = { passed: false, reason: 'webgpu: slower here', similarity: 1, gpuMs: 9, processorMs: 4 };
const day = 86_400_000;

describe('what is kept of a GPU', () => {
  for (const [what, days, now, expected] of [
    ['holds', 30, 30 * day - 1, check],
    ['is over', 30, 30 * day, undefined],
    ['is over after a day', 1, day, undefined],
  ] as const) {
    it(what, () => {
      const read: unknown = JSON.parse(JSON.stringify(keptCheck(check, days, 0)));
      assert.deepEqual(recalled(read, now), expected);
    });
  }

  for (const damaged of [{}, { check }, { check: { passed: 'yes' }, until: 9 }, 'text', null]) {
    it(`refuses ${JSON.stringify(damaged)}`, () => assert.throws(() => recalled(damaged, 0), { name: 'FormError' }));
  }
});
