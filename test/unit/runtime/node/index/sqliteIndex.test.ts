// The local index in its thread, with the SQLite that this Node has (the WASM build where it has none).

import { memoryIndex } from '../../../../../src/engine/index/memoryIndex';
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { storeBytes } from '../../../../../bench/storeBytes';
import type { ChunkIndex } from '../../../../../src/engine/index/types';
import { EngineError } from '../../../../../src/engine/errors';
import { deleteIndexes } from '../../../../../src/runtime/node/index/folders';
import { openSqliteIndex } from '../../../../../src/runtime/node/index/sqliteIndex';
import { findNodeSqlite } from '../../../../../src/runtime/node/index/nodeSqlite';
import { makeFile, testSpec } from '../../../../support/chunkRows';
import { withFolder } from '../../../../support/temporaryFolder';
import { describeConformance } from '../../../../support/indexConformance';

const program = path.resolve('dist/store.cjs');
const common = { tolerance: 0.02, bm25: true, secondConnection: true, largeFile: 5000 };

let memory: ChunkIndex | undefined;
describeConformance('The index in memory', {
  ...common,
  open: async (spec = testSpec) => (memory ??= memoryIndex(spec)),
  cleanUp: async () => void (memory = undefined),
});

for (const wasm of findNodeSqlite() ? [false, true] : [true]) {
  let directory: string | undefined;
  describeConformance(wasm ? 'The WASM build of SQLite' : "Node's SQLite", {
    ...common,
    open: async (spec = testSpec) => {
      directory ??= await mkdtemp(path.join(tmpdir(), 'semtext ünï index-'));
      return openSqliteIndex({ directory, spec, program, wasm, pollMs: 30 });
    },
    cleanUp: async () => {
      if (directory) await rm(directory, { recursive: true, force: true });
      directory = undefined;
    },
  });
}

for (const wasm of findNodeSqlite() ? [false, true] : [true]) {
  describe(`Vectors of text that is gone, ${wasm ? 'WASM' : 'native'}`, () => {
    it('are known until newer ones take their place, and never found', () =>
      withFolder(async (directory) => {
        const index = await openSqliteIndex({ directory, spec: testSpec, program, wasm });
        const [main, branch] = [makeFile('a.md', { chunks: 5 }), makeFile('a.md', { chunks: 4, seed: 2 })];
        const kept = { ...branch, chunks: [main.chunks[0], ...branch.chunks] };
        await index.replaceFiles([main, makeFile('b.md')]);
        await index.replaceFiles([kept]);
        await index.removeFiles(['b.md']);
        const all = [main, kept, makeFile('b.md')].flatMap(({ chunks }) => chunks);
        const vectors = await index.vectorsByHash(all.map(({ hash }) => hash));
        for (const { hash, vector } of all) {
          const found = vectors.get(hash);
          assert.ok(found && vector.every((value, i) => Math.abs(value - found[i]) < common.tolerance));
        }
        const { chunks } = await index.stats();
        const { vector } = await index.candidates({ vector: main.chunks[3].vector, depth: 100 });
        assert.deepEqual([chunks, vector.length], [5, 5]);
        assert.ok(!vector.some(({ hash }) => hash === main.chunks[3].hash));
        assert.deepEqual(await index.verify(), []);
        await index.close();
      }));

    it('are not kept without end', async function () {
      this.timeout(60_000);
      await withFolder(async (directory) => {
        const index = await openSqliteIndex({ directory, spec: testSpec, program, wasm });
        const files = [1, 2, 3].map((seed) => makeFile('a.md', { chunks: 11_000, seed }));
        for (const file of files) await index.replaceFiles([file]);
        await index.removeFiles(['a.md']);
        const known = async (n: number) =>
          (await index.vectorsByHash(files[n].chunks.slice(0, 10_000).map(({ hash }) => hash))).size;
        assert.ok((await known(0)) < 10_000, 'the oldest go first');
        assert.equal(await known(2), 10_000);
        await index.close();
      });
    });
  });
}

for (const wasm of findNodeSqlite() ? [false, true] : [true]) {
  describe(`The room that an index takes, ${wasm ? 'WASM' : "Node's SQLite"}`, function () {
    this.timeout(20_000);
    // As wide as the sentence embeddings of the bundled encoder.
    const spec = { ...testSpec, dims: 896 };

    for (const chunks of [1, 3, 8, 20]) {
      it(`is about 1 KB a chunk beside the words, with files of ${chunks}`, () =>
        withFolder(async (directory) => {
          const index = await openSqliteIndex({ directory, spec, program, wasm });
          const count = Math.ceil(1000 / chunks);
          const files = Array.from({ length: count }, (_, n) =>
            makeFile(`src/folder${n % 7}/a component${n}.ts`, { chunks, dims: 896 }),
          );
          for (let from = 0; from < count; from += 20) await index.replaceFiles(files.slice(from, from + 20));
          const { file } = index;
          await index.close();
          const { words, rest } = await storeBytes(file, wasm);
          assert.ok(words > 10_000, 'there are words');
          const bytes = rest / (count * chunks);
          assert.ok(bytes < (chunks === 1 ? 1250 : 1024), `${bytes.toFixed(0)} bytes`);
        }));
    }

    // The WASM build fills the room again, but the file keeps its size.
    if (wasm) return;
    it('is given back when files go', () =>
      withFolder(async (directory) => {
        const index = await openSqliteIndex({ directory, spec, program, wasm });
        const paths = Array.from({ length: 100 }, (_, n) => `${n}.md`);
        await index.replaceFiles(paths.map((name) => makeFile(name, { chunks: 5, dims: 896 })));
        const { sizeBytes } = await index.stats();
        await index.removeFiles(paths);
        await index.replaceFiles(paths.map((name) => makeFile(name, { chunks: 5, dims: 896 })));
        const between = (await index.stats()).sizeBytes;
        await index.removeFiles(paths.slice(0, 50));
        await index.tidy();
        // The vectors of what went are kept for a while, no more.
        const kept = 500 * 1100;
        const after = (await index.stats()).sizeBytes;
        assert.ok(after < sizeBytes / 2 + kept + 50_000, `${after}; at first ${sizeBytes}, before ${between}`);
        await index.close();
      }));
  });
}

for (const wasm of findNodeSqlite() ? [false, true] : [true]) {
  describe(`An index that is deleted while others have it open, ${wasm ? 'WASM' : 'native'}`, function () {
    this.timeout(30_000);
    const files = ['a.md', 'b.md', 'c.md'].map((name) => makeFile(name));

    for (const isMadeAnew of [false, true]) {
      it(`is forgotten by them, and what they add is kept${isMadeAnew ? ' in the one that was made anew' : ''}`, () =>
        withFolder(async (directory) => {
          const open = (pollMs: number) => openSqliteIndex({ directory, spec: testSpec, program, wasm, pollMs });
          const leader = await open(60_000);
          await leader.replaceFiles(files);
          // It does not look by itself, and so does not become the leader either.
          const other = await open(60_000);
          assert.equal((await other.stats()).files, 3);
          await leader.close();
          assert.ok((await deleteIndexes(directory)) > 0);
          const again = isMadeAnew ? await open(60_000) : undefined;
          await again?.replaceFiles([files[1]]);
          const changed = new Promise((resolve) => other.onDidChange(resolve));
          const { vector } = await other.candidates({ vector: files[0].chunks[0].vector, depth: 10 });
          assert.deepEqual([...new Set(vector.map((each) => each.path))], isMadeAnew ? ['b.md'] : []);
          await changed;
          await other.replaceFiles([files[2]]);
          const last = await open(60_000);
          const expected = isMadeAnew ? ['b.md', 'c.md'] : ['c.md'];
          for (const each of [last, other, ...(again ? [again] : [])]) {
            assert.deepEqual(
              (await each.files()).map((file) => file.path),
              expected,
            );
            assert.deepEqual(await each.verify(), []);
            await each.close();
          }
        }));
    }
  });
}

describe('Two processes with one index', function () {
  this.timeout(20_000);

  it('have one leader, and another when it goes', () =>
    withFolder(async (directory) => {
      const open = () => openSqliteIndex({ directory, spec: testSpec, program, pollMs: 30 });
      const first = await open();
      const second = await open();
      assert.deepEqual([first.leads, second.leads], [true, false]);
      const led = new Promise<void>((resolve) => void second.onDidLead(resolve));
      await first.close();
      await led;
      assert.ok(second.leads);
      await second.close();
      await second.close();
    }));

  it('is refused to calls after it was closed', () =>
    withFolder(async (directory) => {
      const index = await openSqliteIndex({ directory, spec: testSpec, program });
      await index.close();
      await assert.rejects(index.stats(), EngineError);
    }));
});
