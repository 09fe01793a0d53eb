// What becomes of an index whose file or disk lets it down.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, openSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import path from 'node:path';
import { neverCancelled } from '../../../../../src/core/cancel';
import { EngineError } from '../../../../../src/engine/errors';
import { databaseNames } from '../../../../../src/runtime/node/index/folders';
import { findNodeSqlite } from '../../../../../src/runtime/node/index/nodeSqlite';
import { openStore } from '../../../../../src/runtime/node/index/openStore';
import { makeFile, testSpec } from '../../../../support/chunkRows';
import { someQuery } from '../../../../support/indexConformance';
import { withFolder } from '../../../../support/temporaryFolder';

const isStorage = (reason: RegExp, subject: string) => (error: unknown) => {
  assert.ok(error instanceof EngineError, String(error));
  assert.equal(error.code, 'storage');
  assert.match(error.details.reason ?? '', reason);
  assert.equal(error.details.subject, subject);
  return true;
};

for (const wasm of findNodeSqlite() ? [false, true] : [true]) {
  const fileIn = (folder: string) => path.join(folder, databaseNames[wasm ? 'sqlite-wasm' : 'sqlite']);
  const open = (folder: string, spec = testSpec) => openStore({ folder, spec, wasm });

  describe(`openStore, ${wasm ? 'WASM' : 'native'}`, function () {
    this.timeout(20_000);

    it('puts a file aside that is no database, and begins anew', () =>
      withFolder(async (folder) => {
        writeFileSync(fileIn(folder), 'this is no database, and never was one'.repeat(1000));
        const { store, broken } = await open(folder);
        assert.equal(broken, `${fileIn(folder)}.broken`);
        assert.ok(existsSync(broken));
        await store.replaceFiles([makeFile('a.md')]);
        await store.close();
        const again = await open(folder);
        assert.equal(again.broken, undefined);
        assert.equal((await again.store.stats()).chunks, 3);
        await again.store.close();
      }));

    it('notices damage while it works, says so, and begins anew the next time', () =>
      withFolder(async (folder) => {
        const first = await open(folder);
        await first.store.replaceFiles(Array.from({ length: 60 }, (_, i) => makeFile(`f${i}.md`, { chunks: 9 })));
        await first.store.close();
        const descriptor = openSync(fileIn(folder), 'r+');
        for (let page = 3; page < 60; page++) writeSync(descriptor, Buffer.alloc(4096, 0xa5), 0, 4096, page * 8192);
        closeSync(descriptor);
        const meet = async () => {
          const { store } = await open(folder);
          try {
            await store.verify();
            await store.candidates(someQuery(), neverCancelled);
            await store.replaceFiles([makeFile('f1.md', { seed: 2 })]);
          } finally {
            await store.close();
          }
        };
        // Where the damage is met on opening, the file is put aside at once.
        const met = await meet().then(
          () => undefined,
          (error: unknown) => error,
        );
        if (met) assert.ok(isStorage(/damaged/, fileIn(folder))(met));
        const after = await open(folder);
        await after.store.replaceFiles([makeFile('a.md')]);
        assert.deepEqual(await after.store.verify(), []);
        assert.ok(existsSync(`${fileIn(folder)}.broken`));
        await after.store.close();
      }));

    it('says when the disk is full, and keeps what it had', () =>
      withFolder(async (folder) => {
        const { store } = await open(folder);
        await store.replaceFiles([makeFile('a.md')]);
        const { generation } = await store.stats();
        store.driver.exec('PRAGMA max_page_count=40');
        const large = makeFile('large.md', { chunks: 3000 });
        await assert.rejects(store.replaceFiles([large]), isStorage(/no room on the disk/, fileIn(folder)));
        assert.deepEqual(await store.verify(), []);
        assert.deepEqual(
          (await store.files()).map(({ path: name }) => name),
          ['a.md'],
        );
        store.driver.exec('PRAGMA max_page_count=1000000');
        assert.equal((await store.replaceFiles([large])).generation, generation + 1);
        await store.close();
      }));

    it('says when it may only read', () =>
      withFolder(async (folder) => {
        const { store } = await open(folder);
        store.driver.exec('PRAGMA query_only=1');
        await assert.rejects(store.replaceFiles([makeFile('a.md')]), isStorage(/read-only/, fileIn(folder)));
        assert.equal((await store.stats()).files, 0);
        await store.close();
      }));

    it('says when the folder cannot be made', () =>
      withFolder(async (folder) => {
        const place = path.join(folder, 'file');
        writeFileSync(place, '');
        await assert.rejects(
          open(path.join(place, 'index')),
          (error: unknown) => error instanceof EngineError && error.code === 'storage',
        );
        mkdirSync(fileIn(folder));
        await assert.rejects(
          open(folder),
          (error: unknown) => error instanceof EngineError && error.code === 'storage',
        );
      }));

    it('refuses what another encoder or chunker made', () =>
      withFolder(async (folder) => {
        await (await open(folder)).store.close();
        for (const other of [{ model: 'other@1' }, { dims: 32 }, { chunker: 'test/2' }, { schema: 2 }]) {
          await assert.rejects(open(folder, { ...testSpec, ...other }), isStorage(/another encoder/, fileIn(folder)));
        }
        await (await open(folder)).store.close();
      }));
  });
}
