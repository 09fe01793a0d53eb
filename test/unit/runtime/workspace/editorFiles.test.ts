// A workspace through the editor, beside the same one on a disk: both must hold the same files and leave out the same ones for
// the same rules.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CancelledError, CancelSource } from '../../../../src/core/cancel';
import {
  EditorFiles,
  type EditorFolder,
  type PlaceFacts,
  type WorkspacePort,
} from '../../../../src/runtime/workspace/editorFiles';
import { WorkspaceFiles } from '../../../../src/runtime/node/workspace/workspaceFiles';
import { withFolder } from '../../../support/temporaryFolder';
import { scan } from '../../../support/scan';

type Contents = Record<string, string | Uint8Array | 'link'>;
const root = 'memfs://host/My%20work';
const link = 'link';

/** An editor's file system that lies in `contents`; `asked` are the addresses that were read or listed. */
function editor(contents: Contents) {
  const asked: string[] = [];
  const insideOf = (place: string): string => {
    asked.push(place);
    assert.ok(place === root || place.startsWith(`${root}/`), place);
    return decodeURIComponent(place.slice(root.length + 1));
  };
  const facts = (inside: string): PlaceFacts => {
    const content = contents[inside];
    if (content === link) return { kind: 'other', sizeBytes: 0, modifiedMs: 0 };
    if (content !== undefined) return { kind: 'file', sizeBytes: Buffer.byteLength(content), modifiedMs: 1000 };
    const isFolder = inside === '' || Object.keys(contents).some((name) => name.startsWith(`${inside}/`));
    if (!isFolder) throw new Error('it does not exist');
    return { kind: 'folder', sizeBytes: 0, modifiedMs: 0 };
  };
  const port: WorkspacePort = {
    read: async (place) =>
      Promise.resolve(new Uint8Array(Buffer.from(contents[insideOf(place)] ?? assert.fail(place)))),
    look: async (place) => Promise.resolve(facts(insideOf(place))),
    entries: async (place) => {
      const inside = insideOf(place);
      const under = inside === '' ? '' : `${inside}/`;
      const names = Object.keys(contents).flatMap((name) => (name.startsWith(under) ? [name.slice(under.length)] : []));
      const own = [...new Set(names.map((name) => name.split('/')[0]))];
      return Promise.resolve(own.map((name) => ({ name, ...facts(under + name) })));
    },
  };
  return { asked, port };
}

function setUp(contents: Contents, folder: Partial<EditorFolder> = {}) {
  const { asked, port } = editor(contents);
  const files = new EditorFiles(port, { id: '', uri: root, exclude: [], openText: () => undefined, ...folder });
  return { asked, files };
}

describe('the files of a workspace through the editor', () => {
  it('are those that the same workspace has on a disk, hidden ones as well', async () => {
    const contents: Contents = {
      ...{ 'readme.md': '# Hi', 'src/a.ts': 'x', 'src/deep/b.py': 'x', '.editorconfig': 'x', '.github/ci.yml': 'x' },
      ...{ '.env': 'KEY=1', '.env.example': 'KEY=', 'keys/id_ed25519': 'x', '.ssh/config': 'x', 'logo.png': 'x' },
      ...{ 'package-lock.json': '{}', 'lib.min.js': 'x', 'big.txt': 'x'.repeat(1_500_001) },
      ...{ '.git/HEAD': 'ref: x', '.git/info/exclude': '*.secret\n', 'my.secret': 'x' },
      ...{ '.gitignore': 'private/\n*.log\n', 'private/diary.md': 'x', 'a.log': 'x', 'src/.gitignore': '!a.log\n' },
      ...{ 'lib/.git/HEAD': 'ref: x', 'lib/.git/info/exclude': '*.tmp\n', 'lib/b.log': 'x', 'lib/b.tmp': 'x' },
      ...{ 'mod/.git': 'gitdir: ../.git/modules/mod\n', '.git/modules/mod/HEAD': 'ref: x', 'mod/b.log': 'x' },
      ...{ '.git/modules/mod/info/exclude': '*.old\n', 'mod/b.old': 'x', 'mod/deep/my.secret': 'x' },
      ...{ 'src/a.log': 'x', 'src/deep/c.log': 'x', 'Ärger & co/#1 100%.md': 'x' },
    };
    const found = await scan(setUp(contents).files);
    await withFolder(async (folder) => {
      for (const [name, content] of Object.entries(contents)) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), content);
      }
      assert.deepEqual(found, await scan(new WorkspaceFiles({ roots: [{ id: '', folder }] })));
    });
    assert.ok(found.paths.includes('lib/b.log') && !found.paths.includes('mod/b.old'));
    assert.ok(found.paths.includes('Ärger & co/#1 100%.md') && !found.paths.includes('private/diary.md'));
  });

  it('follow the globs of the settings, which are named', async () => {
    const exclude = [{ pattern: '**/out', source: 'files.exclude' }];
    const { asked, files } = setUp({ 'a.md': 'x', 'out/b.md': 'x' }, { exclude });
    assert.deepEqual((await scan(files)).paths, ['a.md']);
    assert.ok(!asked.some((place) => place.endsWith('/out')), 'nor is looked into what is left out');
    assert.deepEqual(await files.explain('out/b.md'), { rule: 'exclude', pattern: '**/out', source: 'files.exclude' });
  });

  it('do not follow links', async () => {
    const { files } = setUp({ 'a.md': 'x', 'b.md': link });
    assert.deepEqual((await scan(files)).paths, ['a.md']);
    assert.equal((await files.explain('b.md'))?.rule, 'outside');
  });

  it('are read with their hash; open text goes before what is kept', async () => {
    const { files } = setUp({ 'a.md': 'kept' }, { openText: (name) => (name === 'a.md' ? 'typed' : undefined) });
    const half = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
    const typed = await files.read('a.md');
    assert.ok('file' in typed);
    assert.deepEqual([typed.file.text, typed.file.hash], ['typed', half('typed')]);
    const kept = await setUp({ 'a.md': 'kept' }).files.read('a.md');
    assert.ok('file' in kept);
    assert.deepEqual([kept.file.text, kept.file.hash, kept.file.modifiedMs], ['kept', half('kept'), 1000]);
  });

  it('are told apart by their folder where there are several', async () => {
    const { files } = setUp({ 'a.md': 'x' }, { id: 'work' });
    assert.deepEqual((await scan(files)).paths, ['work/a.md']);
    assert.ok('file' in (await files.read('work/a.md')));
    for (const foreign of ['other/a.md', 'a.md', 'work/../a.md', 'work//a.md']) {
      assert.equal((await files.explain(foreign))?.rule, 'outside', foreign);
    }
  });

  it('see an ignore file that was edited', async () => {
    const contents: Contents = { '.gitignore': 'a.md\n', 'a.md': 'x' };
    const { files } = setUp(contents);
    assert.equal((await files.explain('a.md'))?.rule, 'gitignore');
    contents['.gitignore'] = 'b.md\n';
    await files.read('.gitignore');
    assert.equal(await files.explain('a.md'), undefined);
  });

  it('are missing where the editor has none, and not text where they are not', async () => {
    const { files } = setUp({ 'latin.txt': Uint8Array.of(0x66, 0xfc, 0x72), 'nul.txt': Uint8Array.of(65, 0, 66) });
    assert.equal((await files.explain('gone.md'))?.rule, 'missing');
    assert.equal((await files.explain('latin.txt'))?.rule, 'notText');
    assert.equal((await files.explain('nul.txt'))?.rule, 'binary');
  });

  it('are listed below one folder, which is called one unless a rule leaves it out', async () => {
    const { asked, files } = setUp({ '.gitignore': 'out/\n', 'out/a.md': 'x', 'docs/deep/b.md': 'x', 'c.md': 'x' });
    assert.deepEqual(await files.read('docs'), { excluded: { rule: 'notText' }, isFolder: true });
    const ignored = await files.read('out');
    assert.ok('excluded' in ignored && ignored.excluded.rule === 'gitignore' && !ignored.isFolder);
    asked.length = 0;
    assert.deepEqual((await scan({ scan: (signal) => files.scan(signal, 'docs') })).paths, ['docs/deep/b.md']);
    assert.ok(!asked.includes(root), 'the workspace is not listed for it');
  });

  it('are not walked on when nobody wants them any more', async () => {
    const source = new CancelSource();
    const groups = setUp({ 'a/b/c.md': 'x', 'a.md': 'x' }).files.scan(source.signal);
    await groups.next();
    source.cancel();
    await assert.rejects(groups.next(), CancelledError);
  });
});
