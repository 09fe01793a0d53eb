// Files of a folder that can be listed, but not searched.

import assert from 'node:assert/strict';
import { walkFiles, type WalkedEntry } from '../../../src/client/walkFiles';

const files = ['a.md', 'b.txt', 'notes/c.md', 'notes/deep/d.md', 'node_modules/x/e.md', '.git/f.md', 'drafts/g.md'];

/** Lists the folder of these paths. */
async function list(folder: string): Promise<WalkedEntry[]> {
  const below = files.filter((file) => folder === '' || file.startsWith(`${folder}/`));
  const names = new Map<string, WalkedEntry['kind']>();
  for (const file of below) {
    const [name, ...rest] = file.slice(folder ? folder.length + 1 : 0).split('/');
    names.set(name, rest.length ? 'folder' : 'file');
  }
  return [...names].map(([name, kind]) => ({ name, kind }));
}

const usual = ['**/node_modules/**', '**/.git/**'];

describe('walkFiles', () => {
  for (const [pattern, exclude, mostFiles, expected] of [
    ['**/*.md', usual, 99, ['a.md', 'drafts/g.md', 'notes/c.md', 'notes/deep/d.md']],
    ['**/*.{md,txt}', [...usual, '**/drafts'], 99, ['a.md', 'b.txt', 'notes/c.md', 'notes/deep/d.md']],
    ['notes/**', usual, 99, ['notes/c.md', 'notes/deep/d.md']],
    ['*.md', usual, 99, ['a.md']],
    ['**/*', usual, 2, ['a.md', 'b.txt']],
    ['**/*.py', usual, 99, []],
  ] as const) {
    it(`finds ${pattern} without ${exclude.join(' ')}, at most ${mostFiles}`, async () => {
      assert.deepEqual((await walkFiles({ list, pattern, exclude, mostFiles })).sort(), expected);
    });
  }

  it('does not list what is left out', async () => {
    const listed: string[] = [];
    const watched = (folder: string) => (listed.push(folder), list(folder));
    await walkFiles({ list: watched, pattern: '**/*', exclude: usual, mostFiles: 99 });
    assert.deepEqual(listed.sort(), ['', 'drafts', 'notes', 'notes/deep']);
  });

  it('walks as many folders as there are', async () => {
    const many = (folder: string): Promise<WalkedEntry[]> => {
      if (folder !== '') return Promise.resolve([{ name: 'a.md', kind: 'file' }]);
      return Promise.resolve(Array.from({ length: 6000 }, (_, n) => ({ name: `${n}`, kind: 'folder' as const })));
    };
    const found = await walkFiles({ list: many, pattern: '**/*.md', exclude: usual, mostFiles: Infinity });
    assert.equal(found.length, 6000);
  });

  it('goes on past a folder that cannot be listed', async () => {
    const broken = (folder: string) => (folder === 'notes' ? Promise.reject(new Error('no access')) : list(folder));
    const found = await walkFiles({ list: broken, pattern: '**/*.md', exclude: usual, mostFiles: 99 });
    assert.deepEqual(found, ['a.md', 'drafts/g.md']);
  });
});
