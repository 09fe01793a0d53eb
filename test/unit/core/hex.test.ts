import assert from 'node:assert/strict';
import { bytesOfHex, hexOf } from '../../../src/core/hex';

describe('hex digits', () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);

  it('are what Node makes of the same bytes', () => {
    assert.equal(hexOf(all), Buffer.from(all).toString('hex'));
    assert.equal(hexOf(new Uint8Array()), '');
  });

  it('give the bytes back, in either case', () => {
    const hex = Buffer.from(all).toString('hex');
    assert.deepEqual(bytesOfHex(hex), all);
    assert.deepEqual(bytesOfHex(hex.toUpperCase()), all);
  });

  for (const wrong of ['a', 'zz', '0x10', ' 1']) {
    it(`are not ${JSON.stringify(wrong)}`, () => assert.throws(() => bytesOfHex(wrong), RangeError));
  }
});
