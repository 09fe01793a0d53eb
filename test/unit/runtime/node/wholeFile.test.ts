import assert from 'node:assert/strict';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '../../../../src/runtime/node/wholeFile';
import { withFolder } from '../../../support/temporaryFolder';

describe('writeWhole', () => {
  it('makes the folder, and replaces what was there', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'new', 'a.json');
      await writeWhole(file, 'one');
      await writeWhole(file, 'two');
      assert.equal(await readFile(file, 'utf8'), 'two');
      assert.deepEqual(await readdir(path.dirname(file)), ['a.json']);
    }));

  it('leaves nothing behind where it fails', () =>
    withFolder(async (folder) => {
      await mkdir(path.join(folder, 'taken'));
      await assert.rejects(writeWhole(path.join(folder, 'taken'), 'text'));
      assert.deepEqual(await readdir(folder), ['taken']);
    }));
});
