// An index in a database of this Worker: a ChunkIndex that does its work at once. It blocks the Worker while it does, so that
// must be one that may be blocked; each call is short.

import { neverCancelled, type CancelSignal } from '../../../core/cancel';
import { hexOf } from '../../../core/hex';
import type { CandidateQuery, ChunkIndex, FileRow, IndexSpec } from '../../../engine/index/types';
import { isDamage, storeError } from '../../index/sqlite/driver';
import { specFields, storeSchema } from '../../index/sqlite/schema';
import { SqliteStore } from '../../index/sqlite/sqliteStore';
import { damageNote, type Databases } from './databases';

export interface StoreIndex extends ChunkIndex {
  /** Nobody else has it open. */
  readonly leads: true;
  /** For idle moments: merges the word index a little. */
  tidy(): Promise<void>;
}

/** Opens or makes the index of this spec; a damaged one is made anew. EngineError storage where the browser refuses. */
export async function openStoreIndex(databases: Databases, spec: IndexSpec): Promise<StoreIndex> {
  const name = await databaseName(spec);
  try {
    return storeIndex(databases.kind, await openStore(databases, name, spec));
  } catch (error) {
    throw storeError(error, name);
  }
}

/** Name of the database of an index, by a digest of its spec. */
export async function databaseName(spec: IndexSpec): Promise<string> {
  const text = JSON.stringify([storeSchema, specFields(spec)]);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `index-${hexOf(new Uint8Array(digest, 0, 8))}.sqlite`;
}

async function openStore(databases: Databases, name: string, spec: IndexSpec): Promise<SqliteStore> {
  const isDamaged = await databases.notes.get(damageNote(name)).catch(() => undefined);
  if (isDamaged) await databases.delete(name);
  try {
    return await openChecked(databases, name, spec);
  } catch (error) {
    if (!isDamage(error)) throw error;
    await databases.delete(name);
    return openChecked(databases, name, spec);
  }
}

async function openChecked(databases: Databases, name: string, spec: IndexSpec): Promise<SqliteStore> {
  const driver = await databases.open(name);
  try {
    return await SqliteStore.open(driver, spec);
  } catch (error) {
    await driver.close();
    throw error;
  }
}

function storeIndex(kind: string, store: SqliteStore): StoreIndex {
  const listeners = new Set<(generation: number) => void>();
  const telling = async (commit: Promise<{ readonly generation: number }>) => {
    const done = await commit;
    for (const listener of [...listeners]) listener(done.generation);
    return done;
  };
  let closed: Promise<void> | undefined;
  return {
    spec: store.spec,
    writable: true,
    kind,
    leads: true,
    files: () => store.files(),
    replaceFiles: async (files: readonly FileRow[]) => telling(store.replaceFiles(files)),
    removeFiles: (paths) => telling(store.removeFiles(paths)),
    vectorsByHash: (hashes) => store.vectorsByHash(hashes),
    candidates: async (query: CandidateQuery, cancel: CancelSignal = neverCancelled) => store.candidates(query, cancel),
    onDidChange: (listener) => {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    stats: () => store.stats(),
    verify: () => store.verify(),
    tidy: () => store.tidy(),
    close: () => (closed ??= store.close()),
  };
}
