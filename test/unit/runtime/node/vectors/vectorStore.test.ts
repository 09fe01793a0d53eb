import assert from 'node:assert/strict';
import { appendFile, mkdir, readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { KeptVector } from '../../../../../src/engine/ports';
import { deleteKept, keptBytes } from '../../../../../src/runtime/node/vectors/keptFolders';
import { DeviceVectorStore } from '../../../../../src/runtime/node/vectors/deviceVectorStore';
import { FolderVectorStore } from '../../../../../src/runtime/node/vectors/vectorStore';
import { withFolder } from '../../../../support/temporaryFolder';

const encoder = { hash: 'a'.repeat(64), device: 'cpu' } as const;
const vector = (seed: number, width = 8): KeptVector => ({
  values: Float32Array.from({ length: width }, (_, i) => Math.sin(seed * 31 + i)),
  passages: 1 + (seed % 3),
});
const texts = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `text ${from + n}`);
const vectorsOf = (some: readonly string[]) => some.map((text) => vector(Number(text.slice(5))));
const missing = (found: readonly (KeptVector | undefined)[]) => found.filter((each) => !each).length;

/** Adds, closes, and opens anew. */
async function write(
  root: string,
  some: readonly string[],
  limits?: ConstructorParameters<typeof FolderVectorStore>[2],
) {
  const store = new FolderVectorStore(root, encoder, limits);
  store.add('last mean', some, vectorsOf(some));
  await store.close();
}

async function segmentsOf(root: string): Promise<string[]> {
  const [folder] = await readdir(root);
  const names = (await readdir(path.join(root, folder))).filter((name) => name.endsWith('.vec'));
  return names.sort().map((name) => path.join(root, folder, name));
}

describe('FolderVectorStore', () => {
  it('gives back what was kept, to the last bit, after it was opened anew', () =>
    withFolder(async (root) => {
      await write(root, texts(50));
      const store = new FolderVectorStore(root, encoder);
      assert.deepEqual(await store.read('last mean', ['text 49', 'other', 'text 0']), [
        vector(49),
        undefined,
        vector(0),
      ]);
      await store.close();
    }));

  it('deletes what all encoders kept, under whoever has it open, and keeps again from then on', () =>
    withFolder(async (root) => {
      await write(root, texts(50));
      const other = new FolderVectorStore(root, { ...encoder, hash: 'b'.repeat(64) });
      other.add('last mean', texts(5), vectorsOf(texts(5)));
      await other.close();
      const [first, second] = [new FolderVectorStore(root, encoder), new FolderVectorStore(root, encoder)];
      for (const store of [first, second]) assert.equal(missing(await store.read('last mean', texts(50))), 0);
      // This one has the lock.
      first.add('last mean', texts(10, 50), vectorsOf(texts(10, 50)));
      await first.read('last mean', texts(1));
      assert.ok((await keptBytes(root)) > 55 * 8 * 4);
      await deleteKept(root);
      assert.equal(await keptBytes(root), 0);
      for (const store of [first, second]) assert.equal(missing(await store.read('last mean', texts(50))), 50);
      second.add('last mean', texts(20, 100), vectorsOf(texts(20, 100)));
      await second.close();
      assert.deepEqual(await first.read('last mean', texts(20, 100)), vectorsOf(texts(20, 100)));
      first.add('last mean', texts(20, 200), vectorsOf(texts(20, 200)));
      await first.close();
      const third = new FolderVectorStore(root, encoder);
      assert.equal(missing(await third.read('last mean', [...texts(20, 100), ...texts(20, 200)])), 0);
      await third.close();
    }));

  it('keeps apart what an encoder made before and after it had to take another device', () =>
    withFolder(async (root) => {
      let device: 'webgpu' | 'cpu' = 'webgpu';
      const changing = {
        get info() {
          return { ...encoder, device };
        },
      };
      const store = new DeviceVectorStore(root, changing);
      store.add('last mean', ['text 1'], [vector(1)]);
      device = 'cpu';
      assert.deepEqual(await store.read('last mean', ['text 1']), [undefined]);
      store.add('last mean', ['text 1'], [vector(2)]);
      await store.close();
      for (const [on, expected] of [
        ['cpu', vector(2)],
        ['webgpu', vector(1)],
      ] as const) {
        const again = new FolderVectorStore(root, { ...encoder, device: on });
        assert.deepEqual(await again.read('last mean', ['text 1']), [expected]);
        await again.close();
      }
    }));

  it('has nothing to delete where nothing was kept', () =>
    withFolder(async (root) => {
      await deleteKept(path.join(root, 'none'));
      assert.equal(await keptBytes(path.join(root, 'none')), 0);
    }));

  it('finds what was added before it is in a file', () =>
    withFolder(async (root) => {
      const store = new FolderVectorStore(root, encoder);
      store.add('last mean', ['text 1'], [vector(1)]);
      assert.deepEqual(await store.read('last mean', ['text 1']), [vector(1)]);
      await store.close();
    }));

  it('keeps layers, encoders and devices apart', () =>
    withFolder(async (root) => {
      await write(root, texts(1));
      for (const [other, kind] of [
        [{ ...encoder, hash: 'b'.repeat(64) }, 'last mean'],
        [{ ...encoder, device: 'webgpu' as const }, 'last mean'],
        [encoder, 'embeddings mean'],
      ] as const) {
        const store = new FolderVectorStore(root, other);
        assert.equal(missing(await store.read(kind, texts(1))), 1);
        await store.close();
      }
    }));

  it('writes no text', () =>
    withFolder(async (root) => {
      const secret = 'the launch is on Friday';
      const store = new FolderVectorStore(root, encoder);
      store.add('last mean', [secret], [vector(1)]);
      await store.close();
      for (const file of await segmentsOf(root)) assert.ok(!(await readFile(file, 'latin1')).includes('launch'));
    }));

  it('cuts off a torn tail, wherever it was torn, and goes on behind it', async () => {
    for (const torn of [1, 7, 8, 20, 59]) {
      await withFolder(async (root) => {
        await write(root, texts(3));
        const [file] = await segmentsOf(root);
        const { size } = await stat(file);
        await truncate(file, size - torn);
        await write(root, texts(2, 10));
        const store = new FolderVectorStore(root, encoder);
        const found = await store.read('last mean', [...texts(3), ...texts(2, 10)]);
        assert.deepEqual(found, [vector(0), vector(1), undefined, vector(10), vector(11)], `torn by ${torn}`);
        await store.close();
      });
    }
  });

  it('takes nothing that is damaged: a wrong bit is a text to read again', () =>
    withFolder(async (root) => {
      await write(root, texts(3));
      const [file] = await segmentsOf(root);
      const content = await readFile(file);
      content[Math.floor(content.length / 2)] ^= 1;
      await writeFile(file, content);
      const store = new FolderVectorStore(root, encoder);
      assert.deepEqual(await store.read('last mean', texts(3)), [vector(0), undefined, vector(2)]);
      store.add('last mean', ['text 1'], [vector(1)]);
      await store.close();
      const again = new FolderVectorStore(root, encoder);
      assert.deepEqual(await again.read('last mean', texts(3)), [vector(0), vector(1), vector(2)]);
      await again.close();
    }));

  it('does not read zeros that a power cut left, nor files of another form', () =>
    withFolder(async (root) => {
      await write(root, texts(2));
      const [file] = await segmentsOf(root);
      await appendFile(file, Buffer.alloc(300));
      await writeFile(path.join(path.dirname(file), '00000002.vec'), 'something else');
      await write(root, texts(1, 5));
      const store = new FolderVectorStore(root, encoder);
      assert.equal(missing(await store.read('last mean', ['text 0', 'text 1', 'text 5'])), 0);
      await store.close();
    }));

  it('keeps within its size: the oldest go, what was used lately stays', () =>
    withFolder(async (root) => {
      const limits = { segmentBytes: 2_000, mostBytes: 5_000 };
      await write(root, texts(100), limits);
      const store = new FolderVectorStore(root, encoder, limits);
      const held = (await store.read('last mean', texts(100))).flatMap((each, n) => (each ? [n] : []));
      assert.ok(held.length > 50 && held.length < 100 && held.at(-1) === 99, String(held));
      await store.close();
      const second = new FolderVectorStore(root, encoder, limits);
      const oldest = `text ${held[0]}`;
      assert.equal(missing(await second.read('last mean', [oldest])), 0);
      for (let n = 0; n < 4; n++) second.add('last mean', texts(10, 200 + 10 * n), vectorsOf(texts(10, 200 + 10 * n)));
      await second.close();
      const third = new FolderVectorStore(root, encoder, limits);
      const [used, unused] = await third.read('last mean', [oldest, `text ${held[1]}`]);
      assert.deepEqual([used !== undefined, unused], [true, undefined]);
      const sizes = await Promise.all((await segmentsOf(root)).map(async (file) => (await stat(file)).size));
      const total = sizes.reduce((sum, size) => sum + size, 0);
      assert.ok(total <= limits.mostBytes + limits.segmentBytes, String(total));
      await third.close();
    }));

  it('lets another window see what this one keeps, and write in its turn', () =>
    withFolder(async (root) => {
      const [one, other] = [new FolderVectorStore(root, encoder), new FolderVectorStore(root, encoder)];
      one.add('last mean', ['text 1'], [vector(1)]);
      while (missing(await other.read('last mean', ['text 1']))) await new Promise((go) => setTimeout(go, 5));
      other.add('last mean', ['text 2'], [vector(2)]);
      while (missing(await one.read('last mean', ['text 2']))) await new Promise((go) => setTimeout(go, 5));
      one.add('last mean', ['text 3'], [vector(3)]);
      await Promise.all([one.close(), other.close()]);
      const third = new FolderVectorStore(root, encoder);
      assert.equal(missing(await third.read('last mean', ['text 1', 'text 2', 'text 3'])), 0);
      await third.close();
    }));

  it('costs an answer nothing where the disk refuses', () =>
    withFolder(async (root) => {
      const blocked = path.join(root, 'blocked');
      await writeFile(blocked, 'a file where the folder should be');
      const store = new FolderVectorStore(blocked, encoder);
      assert.equal(missing(await store.read('last mean', ['text 1'])), 1);
      store.add('last mean', ['text 1'], [vector(1)]);
      await store.close();
    }));

  it('deletes what other encoders kept once that is too much, longest unused first', () =>
    withFolder(async (root) => {
      const folderOf = (n: number) => path.join(root, `${String(n).padStart(24, '0')}-cpu`);
      for (let n = 1; n <= 3; n++) {
        await mkdir(folderOf(n));
        await writeFile(path.join(folderOf(n), '00000001.vec'), Buffer.alloc(3_000));
        await utimes(folderOf(n), n * 1000, n * 1000);
      }
      await write(root, texts(1), { segmentBytes: 2_000, mostBytes: 7_000 });
      const left = (await readdir(root)).filter((name) => name.startsWith('0000'));
      assert.deepEqual(left.sort(), [path.basename(folderOf(2)), path.basename(folderOf(3))]);
    }));
});
