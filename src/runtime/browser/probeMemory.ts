// Remembers for a month in the browser's database how the GPU did for a model, so that it is not measured at every start.

import { parseGpuCheck, type OpenRequest } from '../encoder/messages';
import type { ProbeMemory } from '../encoder/probe';
import { number, object } from '../parse';
import { gpuName } from './gpu';

const longestMs = 30 * 24 * 3600 * 1000;
const [database, store] = ['semantic-text-devices', 'checks'];

const parseKept = object({ at: number, check: parseGpuCheck });

export async function probeMemory(request: OpenRequest): Promise<ProbeMemory> {
  const key = JSON.stringify([request.sha256, request.keep, await gpuName(), navigator.userAgent]);
  return {
    recall: async () => {
      try {
        const { at, check } = parseKept(await inStore('readonly', (checks) => checks.get(key)), 'device check');
        return Date.now() - at < longestMs ? check : undefined;
      } catch {
        return undefined;
      }
    },
    remember: async (check) => {
      try {
        await inStore('readwrite', (checks) => checks.put({ at: Date.now(), check }, key));
      } catch {
        // It is measured again at the next start.
      }
    },
  };
}

async function inStore(mode: IDBTransactionMode, ask: (checks: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const opening = indexedDB.open(database, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(store);
  const open = await answerOf(opening);
  try {
    return await answerOf<unknown>(ask(open.transaction(store, mode).objectStore(store)));
  } finally {
    open.close();
  }
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the database refused'));
  });
}
