// Databases in memory, for browsers without files of the origin: each is kept whole, a moment after its last commit and when
// it is closed. An end without order loses what came after; it is computed again.

import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import type { SqliteDriver } from '../../index/sqlite/driver';
import { wasmConnection } from '../../index/sqlite/wasmConnection';
import { bytes } from '../../parse';
import type { KeptValues } from '../keptValues';
import { damageNote, noteDamage, type Databases } from './databases';
import { pageBytes } from '../../index/sqlite/schema';

/** The whole database is written each time, so not after every commit. */
const quietMs = 2000;

const prefix = 'database ';

/** `kept`: where they are kept; the `notes` lie beside them. */
export function openWholeDatabases(
  sqlite3: Sqlite3Static,
  kind: 'sqlite-indexeddb' | 'sqlite-memory',
  kept: KeptValues,
): Databases {
  return {
    kind,
    notes: kept,
    open: async (name) => openWhole(sqlite3, name, kept),
    names: async () =>
      (await kept.names()).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])),
    delete: async (name) => {
      await kept.delete(prefix + name);
      await kept.delete(damageNote(name));
    },
    close: () => Promise.resolve(),
  };
}

async function openWhole(sqlite3: Sqlite3Static, name: string, kept: KeptValues): Promise<SqliteDriver> {
  const before = await kept.get(prefix + name);
  const database = new sqlite3.oo1.DB({ filename: ':memory:', flags: 'c' });
  try {
    if (before !== undefined) restore(sqlite3, database, bytes(before, name));
    database.exec(`PRAGMA page_size=${pageBytes}; PRAGMA temp_store=MEMORY`);
    return driver(sqlite3, database, name, kept);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Throws what SQLite throws. */
function restore({ wasm, capi }: Sqlite3Static, database: Database, data: Uint8Array): void {
  const { pointer } = database;
  if (pointer === undefined) throw new Error('the database is closed');
  const flags = capi.SQLITE_DESERIALIZE_FREEONCLOSE | capi.SQLITE_DESERIALIZE_RESIZEABLE;
  const at = wasm.allocFromTypedArray(data);
  database.checkRc(capi.sqlite3_deserialize(pointer, 'main', at, data.length, data.length, flags));
}

function driver(sqlite3: Sqlite3Static, database: Database, file: string, kept: KeptValues): SqliteDriver {
  const connection = wasmConnection(database);
  const keeper = new Keeper(async () => {
    const { pointer } = database;
    if (pointer !== undefined) await kept.put(prefix + file, sqlite3.capi.sqlite3_js_db_export(pointer));
  });
  let changes = 0;
  return {
    ...connection,
    file,
    exclusive: async (work) => {
      const result = work();
      const now = database.changes(true, false);
      if (now !== changes) keeper.changed();
      changes = now;
      return result;
    },
    noteDamage: () => noteDamage(kept, file),
    close: async () => {
      // Where there is no room, what was kept before is still there.
      await keeper.finish().catch(() => {});
      connection.close();
    },
  };
}

/** Keeps once it is quiet, one time after another, and at the end. */
class Keeper {
  readonly #keep: () => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(keep: () => Promise<void>) {
    this.#keep = keep;
  }

  changed(): void {
    // Not put off by the next change: indexing goes on for long.
    this.#timer ??= setTimeout(() => void this.finish().catch(() => {}), quietMs);
  }

  /** Rejects where the browser has no room. */
  finish(): Promise<void> {
    if (this.#timer === undefined) return this.#last;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#last = this.#last.catch(() => {}).then(() => this.#keep());
    return this.#last;
  }
}
