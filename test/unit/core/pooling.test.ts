import assert from 'node:assert/strict';
import { clsPool, meanPool } from '../../../src/core/pooling';

/** [2, 3, 2] */
const states = Float32Array.of(1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60);

describe('meanPool', () => {
  const table: readonly [string, readonly number[], readonly number[]][] = [
    ['all tokens', [1, 1, 1, 1, 1, 1], [3, 4, 30, 40]],
    ['padding left out', [1, 1, 0, 1, 0, 0], [2, 3, 10, 20]],
    ['a hole', [1, 0, 1, 0, 0, 1], [3, 4, 50, 60]],
    ['no tokens', [0, 0, 0, 1, 1, 0], [0, 0, 20, 30]],
  ];
  for (const [what, mask, expected] of table) {
    it(what, () => assert.deepEqual([...meanPool(states, mask, 2, 3)], expected));
  }
  it('refuses shapes that disagree', () => {
    assert.throws(() => meanPool(states, [1, 1], 2, 3), RangeError);
    assert.throws(() => meanPool(states, new Int32Array(10), 2, 5), RangeError);
  });
  it('takes an empty batch', () => assert.equal(meanPool(new Float32Array(0), [], 0, 3).length, 0));
});

describe('clsPool', () => {
  it('takes the first token of each text', () => assert.deepEqual([...clsPool(states, 2, 3)], [1, 2, 10, 20]));
  it('refuses shapes that disagree', () => {
    assert.throws(() => clsPool(states, 5, 1), RangeError);
    assert.throws(() => clsPool(states, 2, 0), RangeError);
  });
});
