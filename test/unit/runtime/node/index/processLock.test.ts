import assert from 'node:assert/strict';
import path from 'node:path';
import { ProcessLock } from '../../../../../src/runtime/node/index/processLock';
import { withFolder } from '../../../../support/temporaryFolder';

describe('ProcessLock', () => {
  it('lets one in at a time, and all in the end', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'lock');
      const locks = Array.from({ length: 3 }, () => new ProcessLock(file));
      let inside = 0;
      let most = 0;
      let total = 0;
      await Promise.all(
        locks.map(async (lock) => {
          for (let n = 0; n < 15; n++) {
            await lock.with(() => {
              most = Math.max(most, ++inside);
              total++;
              inside--;
            });
          }
        }),
      );
      assert.deepEqual([most, total], [1, 45]);
      await Promise.all(locks.map((lock) => lock.dispose()));
    }));

  it('is passed on after work that failed', () =>
    withFolder(async (folder) => {
      const [a, b] = [new ProcessLock(path.join(folder, 'lock')), new ProcessLock(path.join(folder, 'lock'))];
      await assert.rejects(
        a.with(() => {
          throw new Error('no');
        }),
        /no/,
      );
      assert.equal(await b.with(() => 5), 5);
      await Promise.all([a.dispose(), b.dispose()]);
    }));

  it('is held for good by one only', () =>
    withFolder(async (folder) => {
      const [a, b] = [new ProcessLock(path.join(folder, 'lock')), new ProcessLock(path.join(folder, 'lock'))];
      assert.deepEqual([await a.tryHold(), await b.tryHold(), await a.tryHold()], [true, false, true]);
      await a.dispose();
      assert.equal(await b.tryHold(), true);
      await b.dispose();
    }));
});
