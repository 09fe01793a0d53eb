// A database of SQLite's WASM build as the store asks it. Where its file lies and who else may have it is the opener's matter.

import type { Database, PreparedStatement } from '@sqlite.org/sqlite-wasm';
import type { SqliteDriver, SqlValue, Statement } from './driver';

export interface WasmConnection extends Pick<SqliteDriver, 'kind' | 'journalMode' | 'exec' | 'prepare'> {
  /** Ends the statements and closes the database. */
  close(): void;
}

export function wasmConnection(database: Database): WasmConnection {
  const statements = new Set<PreparedStatement>();
  return {
    kind: 'sqlite-wasm',
    journalMode: 'TRUNCATE',
    exec: (sql) => void database.exec(sql),
    prepare: (sql) => {
      const prepared = database.prepare(sql);
      statements.add(prepared);
      return statement(prepared);
    },
    close: () => {
      for (const each of statements) each.finalize();
      database.close();
    },
  };
}

function statement(prepared: PreparedStatement): Statement {
  const run = <T>(values: readonly SqlValue[], work: () => T): T => {
    try {
      if (values.length) prepared.bind(values as never);
      return work();
    } finally {
      prepared.reset();
      if (values.length) prepared.clearBindings();
    }
  };
  const row = () => prepared.get({}) as Record<string, unknown>;
  const each: Statement['each'] = (visit, ...values) =>
    run(values, () => {
      while (prepared.step()) visit(row());
    });
  return {
    run: (...values) => run(values, () => void prepared.step()),
    get: (...values) => run(values, () => (prepared.step() ? row() : undefined)),
    all: (...values) => {
      const rows: Record<string, unknown>[] = [];
      each((each) => rows.push(each), ...values);
      return rows;
    },
    each,
  };
}
