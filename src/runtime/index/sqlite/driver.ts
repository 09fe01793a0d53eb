// The few things that the store asks of SQLite, so that Node's own and the WASM build run the same SQL; and the parse of
// what comes back from a file.

import { EngineError } from '../../../engine/errors';

export type SqlValue = null | number | bigint | string | Uint8Array;
/** Values by column name. */
export type SqlRow = Readonly<Record<string, unknown>>;

export interface Statement {
  run(...values: SqlValue[]): void;
  get(...values: SqlValue[]): SqlRow | undefined;
  all(...values: SqlValue[]): SqlRow[];
  /** Row after row, for answers that are too large to hold. */
  each(visit: (row: SqlRow) => void, ...values: SqlValue[]): void;
}

export interface SqliteDriver {
  readonly kind: 'sqlite' | 'sqlite-wasm';
  /** Path of the database file, or its name where there are no paths. */
  readonly file: string;
  /** How the file is kept sound: `WAL` lets others read while one writes. */
  readonly journalMode: 'WAL' | 'TRUNCATE';
  exec(sql: string): void;
  prepare(sql: string): Statement;
  /**
   * Runs `work`, which opens and ends its own transaction, while no other process can be in one. Node's SQLite has locks
   * for that; the WASM build has none and takes one of this program's own.
   */
  exclusive<T>(work: () => T): Promise<T>;
  /** Contradictions were met in the file: whoever opens it next makes it anew. Never throws. */
  noteDamage(): void;
  close(): Promise<void>;
}

/** SQLite's primary result codes that the store tells apart. */
export const sqliteCodes = {
  perm: 3,
  busy: 5,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26,
};

/** The primary result code of an error of either SQLite; undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  for (const key of ['errcode', 'resultCode']) {
    const code: unknown = Reflect.get(error, key);
    if (typeof code === 'number') return code & 0xff;
  }
  return undefined;
}

const reasons: Readonly<Record<number, string>> = {
  [sqliteCodes.perm]: 'no permission',
  [sqliteCodes.busy]: 'another program holds the index',
  [sqliteCodes.readOnly]: 'it is read-only',
  [sqliteCodes.corrupt]: 'the file is damaged',
  [sqliteCodes.full]: 'no room on the disk',
  [sqliteCodes.cantOpen]: 'it cannot be opened',
  [sqliteCodes.notADatabase]: 'the file is damaged',
};

/** True when the file's contents, not its surroundings, are at fault. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === sqliteCodes.corrupt || code === sqliteCodes.notADatabase || error instanceof DamagedError;
}

/** EngineError storage for an error of SQLite; any other error stays as it is. */
export function storeError(error: unknown, subject: string): unknown {
  if (error instanceof DamagedError) return new EngineError('storage', { subject, reason: 'the file is damaged' });
  const code = sqliteCode(error);
  if (code === undefined || !(error instanceof Error)) return error;
  return new EngineError('storage', { subject, reason: reasons[code] ?? error.message });
}

/** A row does not hold what the schema says. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';
}

export function wholeOf(row: SqlRow, column: string): number {
  const value = row[column];
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw new DamagedError(`${column}: not a number`);
  return number;
}

export function textOf(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new DamagedError(`${column}: not text`);
  return value;
}

export function bytesOf(row: SqlRow, column: string): Uint8Array {
  const value = row[column];
  // SQLite's WASM build gives an empty blob as null.
  if (value === null) return new Uint8Array(0);
  if (!(value instanceof Uint8Array)) throw new DamagedError(`${column}: not bytes`);
  return value;
}
