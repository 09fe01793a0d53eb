// The Worker in which tests keep an index (dist-test/test/web/storeWorker.js): opens stores as the index Worker does, and
// does with them what it is told.

import { neverCancelled } from '../../src/core/cancel';
import type { ChunkIndex } from '../../src/engine/index/types';
import type { Databases, DatabasesKind } from '../../src/runtime/browser/index/databases';
import { loadSqlite } from '../../src/runtime/browser/index/loadSqlite';
import { openDatabases } from '../../src/runtime/browser/index/openDatabases';
import { openStoreIndex } from '../../src/runtime/browser/index/storeIndex';
import { fromText, toText } from './values';

export interface StoreCall {
  readonly id: number;
  readonly op: keyof ChunkIndex | 'start' | 'open' | 'end' | 'noteDamage';
  /** Of an index that `open` gave; −1 for the others. */
  readonly index: number;
  /** List of arguments, as values.ts writes them. */
  readonly given: string;
}

export interface StoreAnswer {
  readonly id: number;
  readonly value?: string;
  readonly error?: { readonly name: string; readonly message: string };
  /** A commit of this index. */
  readonly told?: { readonly index: number; readonly generation: number };
}

const indexes: ChunkIndex[] = [];
let databases: Databases | undefined;

async function run({ op, index, given }: StoreCall): Promise<unknown> {
  const args = fromText(given) as unknown[];
  if (op === 'start') {
    const response = await fetch('/dist/browser/sqlite3.wasm');
    const sqlite3 = await loadSqlite(new Uint8Array(await response.arrayBuffer()));
    databases = await openDatabases(sqlite3, String(args[0]), args[1] as DatabasesKind | undefined);
    return databases.kind;
  }
  if (!databases) throw new Error('not started');
  if (op === 'end') return databases.close();
  if (op === 'noteDamage') {
    for (const name of await databases.names()) await databases.notes.put(`damaged ${name}`, true);
    return undefined;
  }
  if (op === 'open') {
    const opened = await openStoreIndex(databases, args[0] as ChunkIndex['spec']);
    const number = indexes.push(opened) - 1;
    opened.onDidChange((generation) => self.postMessage({ id: -1, told: { index: number, generation } }));
    return number;
  }
  const store = indexes[index];
  if (op === 'candidates') return store.candidates(args[0] as never, neverCancelled);
  return (store[op] as (...all: unknown[]) => unknown)(...args);
}

self.onmessage = async ({ data }: MessageEvent<StoreCall>) => {
  const answer = await run(data).then(
    (value): StoreAnswer => ({ id: data.id, value: toText(value) }),
    (error: Error): StoreAnswer => ({ id: data.id, error: { name: error.name, message: error.message } }),
  );
  self.postMessage(answer);
};
