import assert from 'node:assert/strict';
import { fromBase64, toBase64 } from '../../../src/protocol/wire';

describe('wire', () => {
  // RFC 4648, section 10.
  for (const [text, encoded] of [
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ]) {
    it(`encodes ${JSON.stringify(text)} as the RFC does, and back`, () => {
      assert.equal(toBase64(new TextEncoder().encode(text)), encoded);
      assert.equal(new TextDecoder().decode(fromBase64(encoded)), text);
    });
  }

  it('agrees with Buffer on every byte and keeps typed arrays', () => {
    const bytes = Uint8Array.from({ length: 50_000 }, (_, i) => (i * 31) & 255);
    assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'));
    const floats = Float32Array.from([1.5, -0.25, 3e-8]);
    assert.deepEqual(new Float32Array(fromBase64(toBase64(floats)).buffer), floats);
    const part = Uint16Array.from([1, 2, 3, 4]).subarray(1, 3);
    assert.deepEqual(new Uint16Array(fromBase64(toBase64(part)).buffer), Uint16Array.from([2, 3]));
  });

  for (const bad of ['Zg=', 'Zg*=', 'Z']) {
    it(`refuses ${bad}`, () => assert.throws(() => fromBase64(bad), RangeError));
  }
});
