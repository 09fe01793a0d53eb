// The SQLite that newer versions of Node bring along: write-ahead log, locks between processes, no package to install.

import { markDamaged } from './damage';
import {
  sqliteCode,
  sqliteCodes,
  textOf,
  type SqliteDriver,
  type SqlRow,
  type SqlValue,
  type Statement,
} from '../../index/sqlite/driver';
import { pageBytes } from '../../index/sqlite/schema';

/** What is used of node:sqlite; the types of the oldest Node that is supported do not have it. */
interface NodeSqlite {
  readonly DatabaseSync: new (file: string, options?: { readonly timeout?: number }) => Database;
}
interface Database {
  exec(sql: string): void;
  prepare(sql: string): Prepared;
  close(): void;
}
interface Prepared {
  run(...values: SqlValue[]): unknown;
  get(...values: SqlValue[]): SqlRow | undefined;
  all(...values: SqlValue[]): SqlRow[];
  iterate(...values: SqlValue[]): Iterable<SqlRow>;
}

/** How long a statement waits for another process. */
const busyMs = 10_000;

/** Undefined where this Node (or this Electron) has no node:sqlite. */
export function findNodeSqlite(): NodeSqlite | undefined {
  try {
    return process.getBuiltinModule?.('node:sqlite') as NodeSqlite | undefined;
  } catch {
    return undefined;
  }
}

/** Opens or makes the file. Throws what SQLite throws. */
export function openNodeSqlite(sqlite: NodeSqlite, file: string): SqliteDriver {
  const database = new sqlite.DatabaseSync(file);
  try {
    // First of all: another process may be in a transaction now.
    database.exec(`PRAGMA busy_timeout=${busyMs}; PRAGMA page_size=${pageBytes}; PRAGMA auto_vacuum=INCREMENTAL`);
    const journalMode = chooseJournal(database);
    database.exec('PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=16777216; PRAGMA cache_size=-16384');
    return {
      kind: 'sqlite',
      file,
      journalMode,
      exec: (sql) => database.exec(sql),
      prepare: (sql) => statement(database.prepare(sql)),
      exclusive: async (work) => work(),
      noteDamage: () => markDamaged(file),
      close: async () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Network file systems refuse the write-ahead log; a rollback journal works there, one process at a time. */
function chooseJournal(database: Database): 'WAL' | 'TRUNCATE' {
  try {
    const row = database.prepare('PRAGMA journal_mode=WAL').get();
    if (row && textOf(row, 'journal_mode') === 'wal') return 'WAL';
  } catch (error) {
    const code = sqliteCode(error);
    if (code !== sqliteCodes.io && code !== sqliteCodes.cantOpen) throw error;
  }
  database.exec('PRAGMA journal_mode=TRUNCATE');
  return 'TRUNCATE';
}

function statement(prepared: Prepared): Statement {
  return {
    run: (...values) => void prepared.run(...values),
    get: (...values) => prepared.get(...values),
    all: (...values) => prepared.all(...values),
    each: (visit, ...values) => {
      for (const row of prepared.iterate(...values)) visit(row);
    },
  };
}
