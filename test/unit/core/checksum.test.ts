import assert from 'node:assert/strict';
import { checksumOf, findChecksum } from '../../../src/core/checksum';

describe('checksum of a text', () => {
  it('is the polynomial over its UTF-16 units modulo 2^32', () => {
    const reference = (text: string) =>
      Number(
        [...text]
          .flatMap((sign) => sign.split(''))
          .reduce((sum, unit) => (sum * 0x01000193n + BigInt(unit.charCodeAt(0))) % 2n ** 32n, 0n),
      );
    for (const text of ['', 'a', 'The bank lends money.', 'שלום 👋', 'x'.repeat(5000)]) {
      assert.equal(checksumOf(text), reference(text), text.slice(0, 20));
    }
  });

  const text = 'One fish. Two fish. 👋 One fish. Red fish.';
  for (const [name, wanted, offset, expected] of [
    ['where it stood', 'Two fish.', 10, 10],
    ['after it moved down', 'Two fish.', 0, 10],
    ['after it moved up', 'Two fish.', 40, 10],
    ['the nearest of several, before', 'One fish.', 9, 0],
    ['the nearest of several, behind', 'One fish.', 17, 23],
    ['at the very end', 'Red fish.', 0, 33],
    ['as the whole text', text, 3, 0],
    ['not at all when a sign changed', 'Two fish!', 10, undefined],
    ['not at all when it is longer than the text', `${text} `, 0, undefined],
    ['not at all when it is empty', '', 0, undefined],
  ] as const) {
    it(`finds it again ${name}`, () => {
      assert.equal(findChecksum(text, wanted.length, checksumOf(wanted), offset), expected);
    });
  }
});
