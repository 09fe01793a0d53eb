import assert from 'node:assert/strict';
import { nearestLike } from '../../../src/client/nearest';

describe('finding a place again', () => {
  it('finds the nearest stretch that reads the same, before or behind', () => {
    const text = 'bank, and a bank, and a bank';
    assert.equal(nearestLike(text, 'bank', 12), 12);
    assert.equal(nearestLike(text, 'bank', 7), 12);
    assert.equal(nearestLike(text, 'bank', 5), 0);
    assert.equal(nearestLike(text, 'bank', 500), 24);
  });

  it('takes the one that stands where it was first, whatever stands before', () => {
    const text = 'fish, fish and fish';
    assert.deepEqual(
      [6, 8, 12].map((offset) => nearestLike(text, 'fish', offset)),
      [6, 6, 15],
    );
    assert.equal(nearestLike(text, 'and', 0), 11);
  });

  it('says that it is gone, or that there was nothing', () => {
    assert.equal(nearestLike('shore', 'bank', 2), undefined);
    assert.equal(nearestLike('shore', '', 2), undefined);
  });
});
