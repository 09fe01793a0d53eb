import assert from 'node:assert/strict';
import { nearestLike } from '../../../src/client/attention/nearest';

describe('finding a place again', () => {
  it('finds the nearest stretch that reads the same, before or behind', () => {
    const text = 'bank, and a bank, and a bank';
    assert.equal(nearestLike(text, 'bank', 12), 12);
    assert.equal(nearestLike(text, 'bank', 7), 12);
    assert.equal(nearestLike(text, 'bank', 5), 0);
    assert.equal(nearestLike(text, 'bank', 500), 24);
  });

  it('says that it is gone', () => assert.equal(nearestLike('shore', 'bank', 2), undefined));
});
