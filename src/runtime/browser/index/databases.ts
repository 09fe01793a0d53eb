// Where a browser keeps the databases of a workspace's indexes. One owner at a time: whoever opens them has taken the lock of
// the workspace.

import type { SqliteDriver } from '../../index/sqlite/driver';
import type { KeptValues } from '../keptValues';

/**
 * Files of the origin (`sqlite-opfs`), each database whole in IndexedDB (`sqlite-indexeddb`), or nowhere (`sqlite-memory`):
 * then it is gone with the window.
 */
export type DatabasesKind = 'sqlite-opfs' | 'sqlite-indexeddb' | 'sqlite-memory';

export interface Databases {
  readonly kind: DatabasesKind;
  /** Opens or makes a database. Throws what SQLite throws. */
  open(name: string): Promise<SqliteDriver>;
  /** Names of those that are there. */
  names(): Promise<readonly string[]>;
  /** One that is not open. */
  delete(name: string): Promise<void>;
  /** Lets go of the files, once all databases are closed. */
  close(): Promise<void>;
  /** Small texts that are kept beside them. */
  readonly notes: KeptValues;
}

/** Whoever opens the database next deletes it first. Where that cannot be noted, the next one meets the damage again. */
export function noteDamage(notes: KeptValues, name: string): void {
  notes.put(damageNote(name), true).catch(() => {});
}

export const damageNote = (name: string): string => `damaged ${name}`;
