// Values by name in the browser's own database (IndexedDB), for what is small or has no better place. Each store of values is
// a database of its own.

export interface KeptValues {
  /** Undefined where there is none. Rejects where the browser keeps nothing for this page. */
  get(name: string): Promise<unknown>;
  /** Resolves once it is kept. Rejects where the browser keeps nothing, or has no room. */
  put(name: string, value: unknown): Promise<void>;
  delete(name: string): Promise<void>;
  names(): Promise<readonly string[]>;
}

const store = 'values';

/** `database`: its name in the browser. */
export function keptValues(database: string): KeptValues {
  const ask = <T>(mode: IDBTransactionMode, request: (values: IDBObjectStore) => IDBRequest<T>): Promise<T> =>
    inStore(database, mode, request);
  return {
    get: (name) => ask<unknown>('readonly', (values) => values.get(name)),
    put: async (name, value) => void (await ask('readwrite', (values) => values.put(value, name))),
    delete: (name) => ask('readwrite', (values) => values.delete(name)),
    names: async () => (await ask('readonly', (values) => values.getAllKeys())).map(String),
  };
}

async function inStore<T>(
  database: string,
  mode: IDBTransactionMode,
  request: (values: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const opening = indexedDB.open(database, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(store);
  const open = await answerOf(opening);
  try {
    const transaction = open.transaction(store, mode);
    const kept = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? refused());
    });
    // The request's error tells more; the transaction's comes after it.
    kept.catch(() => {});
    const answer = await answerOf(request(transaction.objectStore(store)));
    await kept;
    return answer;
  } finally {
    open.close();
  }
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? refused());
  });
}

const refused = (): Error => new Error('the database refused');
