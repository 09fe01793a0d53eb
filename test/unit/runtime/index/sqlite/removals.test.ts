// What other connections learn of files that went, and how long it is remembered.

import assert from 'node:assert/strict';
import path from 'node:path';
import { wholeOf, type SqliteDriver } from '../../../../../src/runtime/index/sqlite/driver';
import { SqliteStore } from '../../../../../src/runtime/index/sqlite/sqliteStore';
import { loadWasmSqlite, openWasmSqlite } from '../../../../../src/runtime/node/index/wasmSqlite';
import { makeFile, testSpec } from '../../../../support/chunkRows';
import { withFolder } from '../../../../support/temporaryFolder';

const files = ['a.md', 'b.md', 'c.md'].map((name) => makeFile(name));

interface Two {
  readonly writer: SqliteStore;
  /** Has seen the first three files. */
  readonly reader: SqliteStore;
  /** What is wrong, as one sees it who opens the index now. */
  readonly verified: () => Promise<readonly string[]>;
}

const withTwo = (work: (two: Two) => Promise<void>): Promise<void> =>
  withFolder(async (folder) => {
    const sqlite = await loadWasmSqlite();
    const open = async () =>
      SqliteStore.open(await openWasmSqlite(sqlite, path.join(folder, 'index.sqlite')), testSpec);
    const verified = async (): Promise<readonly string[]> => {
      const store = await open();
      return store.verify().finally(() => store.close());
    };
    const two = { writer: await open(), reader: await open(), verified };
    try {
      await two.writer.replaceFiles(files);
      await two.reader.refresh();
      await work(two);
    } finally {
      await two.reader.close();
      await two.writer.close();
    }
  });

const remembered = (driver: SqliteDriver): Promise<number> =>
  driver.exclusive(() => wholeOf(driver.prepare('SELECT count(*) AS n FROM removed').get() ?? {}, 'n'));

/** As if so many files had gone, one a commit. */
const forgetMany = (driver: SqliteDriver, count: number): Promise<void> =>
  driver.exclusive(() =>
    driver.exec(`WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO removed SELECT 'gone/' || i || '.md', i + 1 FROM n;
      UPDATE meta SET value = ${count + 1} WHERE key = 'generation'`),
  );

describe('Files that went from an index', function () {
  this.timeout(20_000);

  it('are known to the other connections, and forgotten when they come back', () =>
    withTwo(async ({ writer, reader, verified }) => {
      await writer.removeFiles(['a.md', 'b.md']);
      await writer.replaceFiles([files[0]]);
      assert.equal(await remembered(writer.driver), 1);
      assert.deepEqual(
        (await reader.files()).map((file) => file.path),
        ['a.md', 'c.md'],
      );
      assert.equal((await reader.stats()).files, 2);
      assert.deepEqual(await verified(), []);
    }));

  it('are not remembered without end, and who looks after a long time sees none of them', () =>
    withTwo(async ({ writer, reader, verified }) => {
      await writer.removeFiles(['b.md']);
      await forgetMany(writer.driver, 12_000);
      await writer.tidy();
      const left = await remembered(writer.driver);
      assert.ok(left > 1_000 && left <= 10_000, `${left} names`);
      assert.equal((await reader.stats()).files, 2);
      assert.deepEqual(await verified(), []);
      // It goes on from there, file by file.
      await writer.removeFiles(['c.md']);
      await writer.tidy();
      assert.equal((await reader.stats()).files, 1);
      assert.deepEqual(await verified(), []);
    }));

  it('leave no name behind where all of them are to be forgotten', () =>
    withTwo(async ({ writer, reader, verified }) => {
      await writer.removeFiles(['a.md']);
      await writer.empty();
      assert.equal(await remembered(writer.driver), 0);
      assert.equal((await reader.stats()).files, 0);
      await writer.replaceFiles([files[1]]);
      assert.equal((await reader.stats()).files, 1);
      assert.deepEqual(await verified(), []);
    }));
});
