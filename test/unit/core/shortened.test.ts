import assert from 'node:assert/strict';
import { shortened } from '../../../src/core/shortened';

describe('core/shortened', () => {
  it('leaves what fits, on one line', () => {
    assert.equal(shortened('  two\r\n\tlines ', 9), 'two lines');
    assert.equal(shortened('', 3), '');
  });

  it('cuts behind whole characters', () => {
    assert.equal(shortened('two lines', 8), 'two line…');
    assert.equal(shortened('two lines', 4), 'two…');
    assert.equal(shortened('🙂🙂🙂', 3), '🙂🙂🙂');
    assert.equal(shortened('🙂🙂🙂🙂', 3), '🙂🙂🙂…');
    assert.equal(shortened('ab🙂', 2), 'ab…');
    assert.equal(shortened('a🙂'.repeat(1000), 3), 'a🙂a…');
  });
});
