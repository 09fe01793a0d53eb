import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile, lstat } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '../../../../src/client/node/replaceFile';
import { withFolder } from '../../../support/temporaryFolder';

const contentOf = (letter: string): Uint8Array => new TextEncoder().encode(letter.repeat(50_000));

describe('replaceFile', () => {
  it('never shows a reader less than a whole file, also with two writers', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'examples.jsonl');
      await replaceFile(file, contentOf('a'));
      const writing = { isDone: false };
      const write = async (letter: string): Promise<void> => {
        for (let round = 0; round < 40; round++) await replaceFile(file, contentOf(letter));
      };
      const done = Promise.all([write('b'), write('c')]).then(() => (writing.isDone = true));
      let reads = 0;
      while (!writing.isDone) {
        const text = readFileSync(file, 'utf8');
        assert.ok(text.length === 50_000 && new Set(text).size === 1);
        reads++;
        await new Promise((resolve) => setImmediate(resolve));
      }
      await done;
      assert.ok(reads > 40);
      assert.deepEqual(await readdir(folder), ['examples.jsonl']);
    }));

  it('makes the folder', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, '.vscode', 'semantic-text', 'examples.jsonl');
      await replaceFile(file, contentOf('a'));
      assert.equal((await readFile(file)).length, 50_000);
    }));

  it('leaves the old file and nothing else where it fails', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'taken');
      await mkdir(path.join(target, 'inside'), { recursive: true });
      await assert.rejects(replaceFile(target, contentOf('a')));
      assert.deepEqual(await readdir(folder), ['taken']);
    }));

  it('writes through a link', async function () {
    if (process.platform === 'win32') this.skip();
    await withFolder(async (folder) => {
      const [shared, link] = [path.join(folder, 'shared.jsonl'), path.join(folder, 'examples.jsonl')];
      await writeFile(shared, 'old');
      await symlink(shared, link);
      await replaceFile(link, contentOf('a'));
      assert.ok((await lstat(link)).isSymbolicLink());
      assert.equal((await readFile(shared)).length, 50_000);
    });
  });
});
