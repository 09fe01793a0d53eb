// The files of several workspace folders as one, on a disk.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { neverCancelled } from '../../../../src/core/cancel';
import { literalGlob } from '../../../../src/core/glob';
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

  it('takes an address as it is where a % in it escapes nothing', () => {
    const roots = rootsOf([
      { uri: 'file:///a', name: 'a' },
      { uri: 'file:///a/100% [x]', name: 'b' },
    ]).roots.map((root) => ({ ...root, exclude: [] }));
    const excluded = new Map<string, readonly string[]>();
    const files = new FolderFiles(roots, ({ id, exclude }) => {
      const patterns = exclude.map(({ pattern }) => pattern);
      excluded.set(id, patterns);
      return new WorkspaceFiles({ roots: [{ id, folder: fileURLToPath('file:///a') }], exclude });
    });
    assert.ok(files);
    assert.deepEqual(excluded.get('a'), [literalGlob('100% [x]')]);
  });

  it('names a folder that cannot be read, and gives the files of the others; where none can be read, it fails', () =>
    withRoots(['one/a.md', 'three/c.md'], ['one', 'two', 'three'], async (files) => {
      const unread: (string | undefined)[] = [];
      const paths: string[] = [];
      for await (const group of files.scan(neverCancelled)) {
        if (group.unread !== undefined) unread.push(group.unread);
        paths.push(...group.files.map(({ path }) => path));
      }
      assert.deepEqual(paths, ['one/a.md', 'three/c.md']);
      assert.deepEqual([unread, files.unread], [['two'], ['two']]);
    }).then(() => withRoots([], ['one', 'two'], (files) => assert.rejects(scan(files)))));

  it('looks below one folder of them', () =>
    withRoots(['one/docs/a.md', 'one/docs2/b.md', 'two/docs/c.md'], ['one', 'two'], async (files) => {
      assert.deepEqual((await scan({ scan: (signal) => files.scan(signal, 'one/docs') })).paths, ['one/docs/a.md']);
      assert.deepEqual((await scan({ scan: (signal) => files.scan(signal, 'three/docs') })).paths, []);
    }));
});
