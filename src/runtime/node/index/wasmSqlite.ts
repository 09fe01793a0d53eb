// SQLite's WASM build on real files, for hosts without node:sqlite: the same SQL and the same file format, a rollback
// journal instead of the write-ahead log, and a lock of this program's own between processes.

import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import type { SqliteDriver } from '../../index/sqlite/driver';
import { wasmConnection } from '../../index/sqlite/wasmConnection';
import { markDamaged } from './damage';
import { ProcessLock } from './processLock';
import { installNodeFiles, vfsName, type Sqlite3Structs } from './wasmFiles';
import { pageBytes } from '../../index/sqlite/schema';

/** Reads the package, 0.9 MB; each thread needs it once. */
export async function loadWasmSqlite(): Promise<Sqlite3Static> {
  const { default: load } = await import('@sqlite.org/sqlite-wasm');
  const sqlite3 = await load();
  // Each failure is thrown as well; it need not be printed.
  Object.assign(sqlite3.config, { warn: () => {}, error: () => {} });
  installNodeFiles(sqlite3 as unknown as Sqlite3Structs);
  return sqlite3;
}

/** Opens or makes the file. Throws what SQLite throws; EngineError storage when another process keeps it locked. */
export async function openWasmSqlite(sqlite3: Sqlite3Static, file: string): Promise<SqliteDriver> {
  const lock = new ProcessLock(`${file}.lock`);
  const open = () => {
    const database = new sqlite3.oo1.DB({ filename: file, flags: 'c', vfs: vfsName });
    try {
      database.exec(`PRAGMA page_size=${pageBytes}; PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=NORMAL`);
      database.exec('PRAGMA cache_size=-65536');
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  };
  try {
    return driver(await lock.with(open), file, lock);
  } catch (error) {
    await lock.dispose();
    throw error;
  }
}

function driver(database: Database, file: string, lock: ProcessLock): SqliteDriver {
  const connection = wasmConnection(database);
  return {
    ...connection,
    file,
    exclusive: (work) => lock.with(work),
    noteDamage: () => markDamaged(file),
    close: async () => {
      await lock.with(() => connection.close());
      await lock.dispose();
    },
  };
}
