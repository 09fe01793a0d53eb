import assert from 'node:assert/strict';
import { beginningOf, endOf } from '../../../src/core/excerpt';

describe('excerpts around a word', () => {
  for (const [text, most, end, beginning] of [
    ['short', 5, 'short', 'short'],
    ['the river bank is wet', 12, '…bank is wet', 'the river…'],
    ['the river bank is wet', 11, '…is wet', 'the river…'],
    ['河岸很湿而且很滑', 4, '…而且很滑', '河岸很湿…'],
    ['👋👋👋👋', 4, '…👋👋', '👋👋…'],
    ['👋👋👋👋', 5, '…👋👋', '👋👋…'],
    ['', 3, '', ''],
  ] as const) {
    it(`of ${most} of “${text}” are whole words, else whole characters`, () => {
      assert.deepEqual([endOf(text, most), beginningOf(text, most)], [end, beginning]);
    });
  }
});
