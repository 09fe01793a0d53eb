// Databases in files of the origin (OPFS), through SQLite's pool of synchronous handles, which needs neither shared memory nor
// an isolated page. The pool holds its files for itself: a second window cannot open them.

import type { Database, SAHPoolUtil, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import type { SqliteDriver } from '../../index/sqlite/driver';
import { wasmConnection } from '../../index/sqlite/wasmConnection';
import type { KeptValues } from '../keptValues';
import { damageNote, noteDamage, type Databases } from './databases';
import { pageBytes } from '../../index/sqlite/schema';

/** Two databases while an encoder takes over from another, each with its journal; one more pair for what was left behind. */
const capacity = 6;
/** A Worker that was ended lets go of its files a moment later. */
const waitMs = 5000;
const pollMs = 50;

/** Rejects where the browser has no such files, or another window holds them for long. */
export async function openFileDatabases(sqlite3: Sqlite3Static, place: string, notes: KeptValues): Promise<Databases> {
  const pool = await openPool(sqlite3, place);
  return {
    kind: 'sqlite-opfs',
    notes,
    open: async (name) => openFile(sqlite3, pool, name, notes),
    names: () =>
      Promise.resolve(pool.getFileNames().flatMap((path) => (path.endsWith('-journal') ? [] : [path.slice(1)]))),
    delete: async (name) => {
      for (const path of [`/${name}`, `/${name}-journal`]) pool.unlink(path);
      await notes.delete(damageNote(name)).catch(() => {});
    },
    close: async () => void pool.pauseVfs(),
  };
}

async function openPool(sqlite3: Sqlite3Static, place: string): Promise<SAHPoolUtil> {
  const options = {
    name: `semantic-text-${place}`,
    directory: `semantic-text-index/${place}`,
    initialCapacity: capacity,
    // What cannot be opened now is not to be deleted.
    preserveOnInitFailure: true,
    forceReinitIfPreviouslyFailed: true,
  };
  for (const end = performance.now() + waitMs; ;) {
    try {
      return await sqlite3.installOpfsSAHPoolVfs(options);
    } catch (error) {
      const isHeld = error instanceof Error && error.name === 'NoModificationAllowedError';
      if (!isHeld || performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
}

async function openFile(
  sqlite3: Sqlite3Static,
  pool: SAHPoolUtil,
  name: string,
  notes: KeptValues,
): Promise<SqliteDriver> {
  await pool.reserveMinimumCapacity(capacity);
  const database = new sqlite3.oo1.DB({ filename: `/${name}`, flags: 'c', vfs: pool.vfsName });
  try {
    return driver(prepared(database), name, notes);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A journal that is cut, not deleted, keeps its place in the pool. What is temporary needs no file. */
function prepared(database: Database): Database {
  database.exec(`PRAGMA page_size=${pageBytes}; PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=NORMAL`);
  database.exec('PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY');
  return database;
}

function driver(database: Database, file: string, notes: KeptValues): SqliteDriver {
  const connection = wasmConnection(database);
  return {
    ...connection,
    file,
    exclusive: async (work) => work(),
    noteDamage: () => noteDamage(notes, file),
    close: async () => connection.close(),
  };
}
