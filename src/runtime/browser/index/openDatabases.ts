// Finds the best place that this browser has for the databases of a workspace.

import type { Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { keptValues, type KeptValues } from '../keptValues';
import type { Databases, DatabasesKind } from './databases';
import { openFileDatabases } from './fileDatabases';
import { openWholeDatabases } from './wholeDatabases';

/** The best place that this browser has, or the one that is asked for. Rejects only where that one cannot be had. */
export async function openDatabases(sqlite3: Sqlite3Static, place: string, only?: DatabasesKind): Promise<Databases> {
  const kept = keptValues(`semantic-text-index ${place}`);
  const ways: Readonly<Record<DatabasesKind, () => Promise<Databases>>> = {
    'sqlite-opfs': () => openFileDatabases(sqlite3, place, kept),
    'sqlite-indexeddb': async () => {
      // It is there only where it answers.
      await kept.names();
      return openWholeDatabases(sqlite3, 'sqlite-indexeddb', kept);
    },
    'sqlite-memory': () => Promise.resolve(openWholeDatabases(sqlite3, 'sqlite-memory', inMemory())),
  };
  if (only) return ways[only]();
  return ways['sqlite-opfs']().catch(() => ways['sqlite-indexeddb']().catch(() => ways['sqlite-memory']()));
}

function inMemory(): KeptValues {
  const values = new Map<string, unknown>();
  return {
    get: (name) => Promise.resolve(values.get(name)),
    put: (name, value) => Promise.resolve(void values.set(name, value)),
    delete: (name) => Promise.resolve(void values.delete(name)),
    names: () => Promise.resolve([...values.keys()]),
  };
}
