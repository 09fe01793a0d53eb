import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { DisposableList } from '../../../src/client/disposables';

describe('DisposableList', () => {
  it('ends the newest first, once', () => {
    const ended: number[] = [];
    const list = new DisposableList();
    for (const n of [1, 2, 3]) list.add({ dispose: () => ended.push(n) });
    list.dispose();
    list.dispose();
    assert.deepEqual(ended, [3, 2, 1]);
  });

  it('ends at once what comes too late', () => {
    const list = new DisposableList();
    list.dispose();
    let ended = false;
    list.add({ dispose: () => (ended = true) });
    assert.equal(ended, true);
    assert.equal(list.disposed, true);
  });

  it('ends the others when one throws, and tells', () => {
    const list = new DisposableList();
    let ended = false;
    list.add({ dispose: () => (ended = true) });
    list.add({
      dispose: () => {
        throw new Error('stuck');
      },
    });
    assert.throws(() => list.dispose(), AggregateError);
    assert.equal(ended, true);
  });
});
