import assert from 'node:assert/strict';
import { CancelledError } from '../../../../src/core/cancel';
import { EngineError } from '../../../../src/engine/errors';
import { isOwn } from '../../../../src/runtime/node/postgres/connection';
import { splitTerms } from '../../../../src/runtime/node/postgres/values';

describe('runtime/node/postgres/values', () => {
  it('leaves out the words that no tsvector takes', () => {
    const longest = 'é'.repeat(1023);
    assert.deepEqual(splitTerms(` a ${longest} ${longest}x  b`), ['a', longest, 'b']);
  });
});

describe('runtime/node/postgres/connection', () => {
  it('knows what was thrown between two queries from a connection that broke', () => {
    for (const own of [new CancelledError(), new EngineError('storage'), new RangeError()]) assert.ok(isOwn(own));
    for (const broken of [new Error('Connection terminated'), undefined]) assert.ok(!isOwn(broken));
  });
});
