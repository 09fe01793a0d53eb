// What is read from the pages of the word index, against what SQLite itself says of it.

import assert from 'node:assert/strict';
import path from 'node:path';
import type { SqliteDriver, SqlRow, Statement } from '../../../../../src/runtime/index/sqlite/driver';
import { prepareSchema } from '../../../../../src/runtime/index/sqlite/schema';
import { transaction } from '../../../../../src/runtime/index/sqlite/sqliteStore';
import { TermPages } from '../../../../../src/runtime/index/sqlite/termPages';
import { findNodeSqlite, openNodeSqlite } from '../../../../../src/runtime/node/index/nodeSqlite';
import { loadWasmSqlite, openWasmSqlite } from '../../../../../src/runtime/node/index/wasmSqlite';
import { randomNumbers, testSpec, zipfWord } from '../../../../support/chunkRows';
import { withFolder } from '../../../../support/temporaryFolder';

const native = findNodeSqlite();

for (const kind of native ? ['native', 'WASM'] : ['WASM']) {
  const withWords = (work: (driver: SqliteDriver) => void) =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'words.db');
      const driver =
        native && kind === 'native' ? openNodeSqlite(native, file) : await openWasmSqlite(await loadWasmSqlite(), file);
      try {
        await driver.exclusive(() => {
          transaction(driver, 'IMMEDIATE', () => prepareSchema(driver, testSpec));
          work(driver);
        });
      } finally {
        await driver.close();
      }
    });

  describe(`The pages of the word index, ${kind}`, function () {
    this.timeout(60_000);

    it('say of each term what the vocabulary says, after every kind of change', () =>
      withWords((driver) => {
        const random = randomNumbers(5);
        const pages = new TermPages(driver);
        const put = driver.prepare('INSERT INTO fts(rowid, body) VALUES (?, ?)');
        const drop = driver.prepare('DELETE FROM fts WHERE rowid = ?');
        const alive = new Set<number>();
        const add = (chunk: number) => {
          put.run(chunk, Array.from({ length: 3 + Math.floor(random() * 60) }, () => zipfWord(random, 300)).join(' '));
          alive.add(chunk);
        };
        const steps: [string, () => void][] = [
          ['nothing', () => {}],
          ['one passage', () => add(7)],
          ['many, in order', () => Array.from({ length: 600 }, (_, n) => add(1000 + n))],
          ['several small commits', () => Array.from({ length: 40 }, (_, n) => add(1_000_000 + n * 7))],
          ['some gone', () => [...alive].forEach((chunk) => random() < 0.3 && alive.delete(chunk) && drop.run(chunk))],
          ['numbers used again', () => Array.from({ length: 300 }, (_, n) => alive.has(1000 + n) || add(1000 + n))],
          ['merged a little', () => driver.exec("INSERT INTO fts(fts, rank) VALUES ('merge', 3)")],
          ['merged a little more', () => driver.exec("INSERT INTO fts(fts, rank) VALUES ('merge', -4)")],
          ['gone from what is half merged', () => [...alive].slice(0, 200).forEach((chunk) => drop.run(chunk))],
          ['large numbers', () => Array.from({ length: 50 }, (_, n) => add(2_000_000_000 + n * 1000))],
          ['made one', () => driver.exec("INSERT INTO fts(fts) VALUES ('optimize')")],
        ];
        for (const [what, step] of steps) {
          if (what === 'several small commits') {
            for (let n = 0; n < 20; n++) transaction(driver, 'IMMEDIATE', () => add(500_000 + n));
          }
          transaction(driver, 'IMMEDIATE', step);
          compare(driver, pages, what);
        }
      }));

    it('are read across pages: long lists, and passages that say one word over and over', () =>
      withWords((driver) => {
        const pages = new TermPages(driver);
        const put = driver.prepare('INSERT INTO fts(rowid, body) VALUES (?, ?)');
        transaction(driver, 'IMMEDIATE', () => {
          for (let chunk = 1; chunk < 12_000; chunk++) put.run(chunk, `common ${chunk % 3 ? 'often' : 'rare'}`);
          put.run(12_000, 'again '.repeat(30_000));
          put.run(12_001, `again ${'between '.repeat(9000)} again`);
          put.run(12_002, `übergröße 模型 ${'x'.repeat(3000)} ${'x'.repeat(3001)} again`);
        });
        compare(driver, pages, 'long lists');
        assert.deepEqual([...(pages.read('again')?.counts ?? [])], [30_000, 2, 1]);
        transaction(driver, 'IMMEDIATE', () => driver.exec("INSERT INTO fts(fts) VALUES ('optimize')"));
        compare(driver, pages, 'merged');
        assert.equal(pages.read('common')?.chunks.length, 11_999);
      }));

    it('are not read where their form is another one', () =>
      withWords((driver) => {
        transaction(driver, 'IMMEDIATE', () => driver.exec("INSERT INTO fts(rowid, body) VALUES (1, 'word')"));
        assert.ok(new TermPages(driver).read('word'));
        const olderForm = Uint8Array.of(0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1);
        for (const [what, row] of [
          ['fts_config', { v: '5' }],
          ['id = 10', { block: olderForm }],
          ['id = 10', undefined],
          ['+ 0)', { block: Uint8Array.of(0, 0, 255, 255) }],
          ['+ 0)', undefined],
        ] as const) {
          assert.equal(new TermPages(answering(driver, what, row)).read('word'), undefined, what);
        }
      }));
  });
}

/** The driver, but statements that hold these words give this row. */
function answering(driver: SqliteDriver, words: string, row: SqlRow | undefined): SqliteDriver {
  const prepare = (sql: string): Statement => ({
    ...driver.prepare(sql),
    ...(sql.includes(words) && { get: () => row }),
  });
  return { ...driver, prepare };
}

/** All terms of the index, and some that are not in it. */
function compare(driver: SqliteDriver, pages: TermPages, what: string): void {
  driver.exec('CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, fts, instance)');
  transaction(driver, 'DEFERRED', () => {
    const expected = new Map<string, Map<number, number>>(
      ['', 'absent', 'w', 'w1x', 'zzz', '\u{10ffff}'].map((term) => [term, new Map()]),
    );
    for (const { term, doc, n } of driver
      .prepare('SELECT term, doc, count(*) AS n FROM temp.words GROUP BY term, doc')
      .all()) {
      const rows = expected.get(String(term)) ?? new Map<number, number>();
      expected.set(String(term), rows.set(Number(doc), Number(n)));
    }
    for (const [term, rows] of expected) {
      const read = pages.read(term);
      assert.ok(read, `${what}: ${term}`);
      const found = Array.from(read.chunks, (chunk, i) => [chunk, read.counts[i]]).sort(([a], [b]) => a - b);
      const wanted = [...rows].sort(([a], [b]) => a - b);
      assert.deepEqual(found, wanted, `${what}: ${term}`);
    }
  });
}
