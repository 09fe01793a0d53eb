// What git ignores in a folder that is read through the editor. The same cases as on a disk, where git itself was asked.

import assert from 'node:assert/strict';
import { FolderIgnores } from '../../../../src/runtime/workspace/folderIgnores';

function ignores(files: Readonly<Record<string, string>>) {
  const read: string[] = [];
  const rules = new FolderIgnores((inside) => {
    read.push(inside);
    return inside in files ? Promise.resolve(files[inside]) : Promise.reject(new Error('it does not exist'));
  });
  return { read, rules, source: async (inside: string) => (await rules.test(inside, false))?.source };
}

describe('FolderIgnores', () => {
  it('takes the nearer file first, which may take in again what one above ignores', async () => {
    const { source } = ignores({
      '.gitignore': '*.log\n',
      'a/.gitignore': '!keep.log\n',
      'a/b/.gitignore': 'keep.log\n',
    });
    assert.equal(await source('x.log'), '.gitignore');
    assert.equal(await source('a/x.log'), '.gitignore');
    assert.equal(await source('a/keep.log'), undefined);
    assert.equal(await source('a/b/keep.log'), 'a/b/.gitignore');
  });

  it('reads a rule as relative to the folder of its file', async () => {
    const { source } = ignores({ 'a/.gitignore': '/out\n' });
    assert.equal(await source('a/out'), 'a/.gitignore');
    assert.equal(await source('out'), undefined);
    assert.equal(await source('a/b/out'), undefined);
  });

  it('tells a folder from a file of the same name, and names the rule', async () => {
    const { rules } = ignores({ '.gitignore': 'private/\n' });
    assert.equal(await rules.test('private', false), undefined);
    const expected = { rule: 'gitignore', pattern: 'private/', source: '.gitignore' };
    assert.deepEqual(await rules.test('private', true), expected);
  });

  it('takes the excludes of the repository last', async () => {
    const { source } = ignores({ '.git/HEAD': 'ref: x', '.git/info/exclude': '*.txt\n', '.gitignore': '!a.txt\n' });
    assert.equal(await source('b.txt'), '.git/info/exclude');
    assert.equal(await source('a.txt'), undefined);
  });

  it('takes .ignore before .gitignore, of whatever folder', async () => {
    const { rules, source } = ignores({ '.ignore': '!a.log\nbig/\n', 'b/.gitignore': '*.log\n' });
    assert.equal(await source('b/a.log'), undefined);
    assert.equal(await source('b/c.log'), 'b/.gitignore');
    assert.equal((await rules.test('b/big', true))?.source, '.ignore');
  });

  it('lets a repository that lies in another one be, as git does', async () => {
    const { source } = ignores({
      ...{ '.git/HEAD': 'ref: x', '.git/info/exclude': '*.tmp\n', '.gitignore': '*.log\n', '.ignore': '*.big\n' },
      ...{ 'own/.git/HEAD': 'ref: x', 'own/.git/info/exclude': '*.own\n' },
      ...{ 'sub/.git': 'gitdir: ../.git/modules/sub\n', '.git/modules/sub/info/exclude': '*.sub\n' },
      ...{ 'tree/.git': 'gitdir: /elsewhere/.git/worktrees/tree\n', 'no/.git': 'nothing' },
    });
    for (const folder of ['own', 'sub', 'tree']) {
      assert.equal(await source(`${folder}/a.log`), undefined);
      assert.equal(await source(`${folder}/deep/a.tmp`), undefined);
      assert.equal(await source(`${folder}/a.big`), '.ignore');
    }
    assert.equal(await source('own/deep/a.own'), 'own/.git/info/exclude');
    assert.equal(await source('sub/a.sub'), '.git/modules/sub/info/exclude');
    assert.equal(await source('no/a.log'), '.gitignore');
  });

  it('reads each file once, and none of a folder that was seen to have none', async () => {
    const { read, rules, source } = ignores({ '.gitignore': '*.log\n' });
    rules.know('a', new Set(['x.log']));
    rules.know('', new Set(['a', 'z.log', '.gitignore']));
    for (const name of ['a/x.log', 'a/y.log', 'z.log']) assert.equal(await source(name), '.gitignore');
    await source('a/x.md');
    assert.deepEqual(read, ['.gitignore']);
    await source('b/x.md');
    assert.deepEqual(read.slice(1).sort(), ['b/.git', 'b/.git/HEAD', 'b/.gitignore', 'b/.ignore']);
  });
});
