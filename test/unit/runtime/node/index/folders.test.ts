import assert from 'node:assert/strict';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  databaseNames,
  deleteIndexes,
  deleteOtherIndexes,
  indexName,
  leaseOf,
  listAllIndexes,
  listIndexes,
  trimIndexes,
} from '../../../../../src/runtime/node/index/folders';
import { testSpec } from '../../../../support/chunkRows';
import { withFolder } from '../../../../support/temporaryFolder';

/** An index folder of so many bytes, used so many minutes ago. */
function put(directory: string, model: string, bytes: number, minutesAgo = 0): string {
  const folder = path.join(directory, indexName({ ...testSpec, model }));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, databaseNames.sqlite), Buffer.alloc(bytes));
  const used = new Date(Date.now() - minutesAgo * 60_000);
  utimesSync(folder, used, used);
  return folder;
}

describe('Index folders', () => {
  it('have a name of their own for each spec', () => {
    const names = [{}, { model: 'b' }, { dims: 32 }, { chunker: 'c' }, { schema: 9 }].map((part) =>
      indexName({ ...testSpec, ...part }),
    );
    assert.equal(new Set(names).size, names.length);
    assert.equal(indexName({ ...testSpec }), names[0]);
  });

  it('are deleted but for the one in use, with their sizes counted', () =>
    withFolder(async (directory) => {
      const [old, kept] = [put(directory, 'old', 1000), put(directory, testSpec.model, 500)];
      writeFileSync(path.join(directory, 'notes.txt'), 'not ours');
      assert.deepEqual((await listIndexes(directory)).map(({ sizeBytes }) => sizeBytes).sort(), [1000, 500]);
      assert.equal(await deleteOtherIndexes(directory, testSpec), 1000);
      assert.deepEqual([existsSync(old), existsSync(kept)], [false, true]);
      assert.equal(await deleteIndexes(directory), 500);
      assert.ok(existsSync(path.join(directory, 'notes.txt')));
      assert.equal(await deleteIndexes(path.join(directory, 'nowhere')), 0);
    }));

  it('are left while another process has them open', () =>
    withFolder(async (directory) => {
      const folder = put(directory, 'old', 1000);
      const lease = leaseOf(path.join(folder, databaseNames.sqlite));
      assert.ok(await lease.tryHold());
      assert.equal(await deleteOtherIndexes(directory, testSpec), 0);
      assert.ok(existsSync(folder));
      await lease.dispose();
      assert.equal(await deleteOtherIndexes(directory, testSpec), 1000);
    }));

  it('are trimmed to a size, the one used longest ago first', () =>
    withFolder(async (root) => {
      const folders = [30, 10, 20].map((minutes) => put(path.join(root, `w${minutes}`), 'm', 1000, minutes));
      assert.equal(await trimIndexes(root, 2500), 1000);
      assert.deepEqual(folders.map(existsSync), [false, true, true]);
      assert.equal(await trimIndexes(root, 2500), 0);
    }));

  it('are trimmed without the one of the folder that is open, and without what is open elsewhere or not ours', () =>
    withFolder(async (root) => {
      const [old, open, mine] = [40, 30, 50].map((minutes) => put(path.join(root, `w${minutes}`), 'm', 1000, minutes));
      const foreign = path.join(root, 'w60', 'index-of-something');
      mkdirSync(foreign, { recursive: true });
      const lease = leaseOf(path.join(open, databaseNames.sqlite));
      assert.ok(await lease.tryHold());
      assert.equal((await listAllIndexes(root, path.dirname(mine))).length, 2);
      assert.equal(await trimIndexes(root, 500, path.dirname(mine)), 1000);
      assert.deepEqual([old, open, mine, foreign].map(existsSync), [false, true, true, true]);
      await lease.dispose();
    }));
});
