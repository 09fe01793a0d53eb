// What the parts of a local index take on disk: its words (the FTS5 tables), and all the rest.

import { openNodeSqlite, findNodeSqlite } from '../src/runtime/node/index/nodeSqlite';
import { loadWasmSqlite, openWasmSqlite } from '../src/runtime/node/index/wasmSqlite';
import { textOf, wholeOf } from '../src/runtime/index/sqlite/driver';

export interface StoreBytes {
  /** The words of the chunks. */
  readonly words: number;
  /** Vectors, places, hashes, files. */
  readonly rest: number;
}

/** `file`: the database of an index that is closed; `wasm`: made by the WASM build, though there may be another one. */
export async function storeBytes(file: string, wasm = false): Promise<StoreBytes> {
  const native = wasm ? undefined : findNodeSqlite();
  const driver = native ? openNodeSqlite(native, file) : await openWasmSqlite(await loadWasmSqlite(), file);
  try {
    return await driver.exclusive(() => {
      const total = { words: 0, rest: 0 };
      for (const row of driver.prepare('SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name').all()) {
        total[textOf(row, 'name').startsWith('fts') ? 'words' : 'rest'] += wholeOf(row, 'bytes');
      }
      return total;
    });
  } finally {
    await driver.close();
  }
}
