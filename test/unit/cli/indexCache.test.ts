// The indexes that the command line keeps in the user's cache.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { IndexCache } from '../../../src/cli/indexCache';
import { databaseNames, leaseOf } from '../../../src/runtime/node/index/folders';
import { withFolder } from '../../support/temporaryFolder';

/** An index of 1000 bytes in a directory, used so many minutes ago; `n` stands for its encoder. */
function put(directory: string, n: number, minutesAgo = 0): string {
  const folder = path.join(directory, `index-000000000000000${n}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, databaseNames.sqlite), Buffer.alloc(1000));
  const used = new Date(Date.now() - minutesAgo * 60_000);
  utimesSync(folder, used, used);
  return folder;
}

describe('the cache of indexes of the command line', () => {
  it('forgets a folder with all that belongs to it, also one that is not there any more, and nothing else', () =>
    withFolder(async (storage) => {
      const cache = new IndexCache(storage);
      const gone = path.join(storage, 'no longer there');
      const [own, overlay] = [await cache.directoryOf(gone), await cache.directoryOf(gone, true)];
      const other = put(await cache.directoryOf(storage), 1);
      for (const [directory, n] of [
        [own, 1],
        [own, 2],
        [overlay, 1],
      ] as const)
        put(directory, n);
      assert.deepEqual(await cache.kept(), { folder: cache.folder, count: 4, bytes: 4000 });
      assert.deepEqual(await cache.deleteOf(gone), { deleted: 3, bytes: 3000 });
      assert.deepEqual([own, overlay, other].map(existsSync), [false, false, true]);
      assert.deepEqual(await cache.deleteOf(gone), { deleted: 0, bytes: 0 });
    }));

  it('leaves what is not ours', () =>
    withFolder(async (storage) => {
      const cache = new IndexCache(storage);
      const store = path.join(storage, 'my store');
      put(store, 1);
      writeFileSync(path.join(store, 'notes.txt'), 'mine');
      assert.deepEqual(await cache.deleteIn([store]), { deleted: 1, bytes: 1000 });
      assert.ok(existsSync(path.join(store, 'notes.txt')));
      assert.deepEqual(await cache.deleteAll(), { deleted: 0, bytes: 0 });
    }));

  it('says so where another program has an index open, and deletes the others', () =>
    withFolder(async (storage) => {
      const cache = new IndexCache(storage);
      const [open, other] = [put(await cache.directoryOf('/a'), 1), put(await cache.directoryOf('/b'), 1)];
      const lease = leaseOf(path.join(open, databaseNames.sqlite));
      assert.ok(await lease.tryHold());
      await assert.rejects(cache.deleteAll(), {
        code: 'storage',
        details: { subject: open, reason: 'another program has the index open' },
      });
      assert.deepEqual([open, other].map(existsSync), [true, false]);
      await lease.dispose();
      assert.deepEqual(await cache.deleteAll(), { deleted: 1, bytes: 1000 });
    }));

  it('lets those of other folders go that were used longest ago, and that of this folder never', () =>
    withFolder(async (storage) => {
      const cache = new IndexCache(storage);
      const mine = await cache.directoryOf('/mine');
      const folders = [
        put(mine, 1, 99),
        put(await cache.directoryOf('/old'), 1, 60),
        put(await cache.directoryOf('/mine', true), 1, 30),
        put(await cache.directoryOf('/new'), 1, 1),
      ];
      for (const [mostBytes, freed, left] of [
        [4000, 0, [true, true, true, true]],
        [3000, 1000, [true, false, true, true]],
        [500, 2000, [true, false, false, false]],
      ] as const) {
        assert.equal(await cache.trim(mine, 1000, mostBytes), freed);
        assert.deepEqual(folders.map(existsSync), left);
      }
    }));
});
