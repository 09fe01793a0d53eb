// The files of several workspace folders as one, on a disk.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { WorkspaceFiles } from '../../../../src/runtime/node/workspace/workspaceFiles';
import { FolderFiles } from '../../../../src/server/index/folderFiles';
import { rootsOf } from '../../../../src/server/search/folders';
import { scan } from '../../../support/scan';
import { withFolder } from '../../../support/temporaryFolder';

async function withRoots(
  files: readonly string[],
  roots: readonly string[],
  work: (files: FolderFiles) => Promise<void>,
) {
  await withFolder(async (folder) => {
    for (const file of files) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), file);
    }
    const named = roots.map((each) => ({
      uri: pathToFileURL(path.join(folder, each)).href,
      name: path.basename(each) || 'top',
    }));
    const folders = rootsOf(named).roots.map((root) => ({ ...root, exclude: [] }));
    const open = new FolderFiles(folders, ({ id, uri, exclude }, openText) => {
      return new WorkspaceFiles({ roots: [{ id, folder: fileURLToPath(uri) }], exclude, openText });
    });
    await work(open);
  });
}

describe('server/index/folderFiles', () => {
  it('keeps the same path in two folders of the same name apart', () =>
    withRoots(['one/app/src/a.ts', 'two/app/src/a.ts'], ['one/app', 'two/app'], async (files) => {
      assert.deepEqual((await scan(files)).paths, ['app-2/src/a.ts', 'app/src/a.ts']);
      for (const [name, text] of Object.entries({ 'app/src/a.ts': 'one', 'app-2/src/a.ts': 'two' })) {
        const reading = await files.read(name);
        assert.ok('file' in reading && reading.file.text === `${text}/app/src/a.ts`);
      }
    }));

  it('gives the files of a folder that lies in another one to it alone', () => {
    const all = ['a.md', 'packages/[web] ü/b.md', 'packages/[web] ü/deep/c.md', 'packages/w/d.md'];
    return withRoots(all, ['', 'packages/[web] ü', 'packages/[web] ü/deep'], async (files) => {
      assert.deepEqual((await scan(files)).paths, ['[web] ü/b.md', 'deep/c.md', 'top/a.md', 'top/packages/w/d.md']);
    });
  });

  it('looks below one folder of them', () =>
    withRoots(['one/docs/a.md', 'one/docs2/b.md', 'two/docs/c.md'], ['one', 'two'], async (files) => {
      assert.deepEqual((await scan({ scan: (signal) => files.scan(signal, 'one/docs') })).paths, ['one/docs/a.md']);
      assert.deepEqual((await scan({ scan: (signal) => files.scan(signal, 'three/docs') })).paths, []);
    }));
});
