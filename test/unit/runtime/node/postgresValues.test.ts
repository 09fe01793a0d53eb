import assert from 'node:assert/strict';
import { splitTerms } from '../../../../src/runtime/node/postgres/values';

describe('runtime/node/postgres/values', () => {
  it('leaves out the words that no tsvector takes', () => {
    const longest = 'é'.repeat(1023);
    assert.deepEqual(splitTerms(` a ${longest} ${longest}x  b`), ['a', longest, 'b']);
  });
});
