import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Indexes } from '../../../src/cli/indexes';
import { neverCancelled } from '../../../src/core/cancel';
import { FakeClock } from '../../support/fakeClock';
import { withFolder } from '../../support/temporaryFolder';

describe('Indexes of the command line', () => {
  it('opens a folder anew after it could not be opened', () =>
    withFolder(async (root) => {
      const indexes = new Indexes({
        clock: new FakeClock(),
        load: () => Promise.reject(new Error('no encoder here')),
        grammarFolder: root,
        storeProgram: path.join(root, 'store.cjs'),
        storageFolder: root,
      });
      const folder = path.join(root, 'texts');
      const open = (): Promise<unknown> =>
        indexes.current({ folder, store: undefined }, { signal: neverCancelled, onProgress: () => {} });
      await assert.rejects(open(), { code: 'badInput' });
      await mkdir(folder);
      await assert.rejects(open(), /no encoder here/);
      await indexes.dispose();
    }));
});
