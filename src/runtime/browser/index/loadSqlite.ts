// SQLite's WASM build in a Worker, from bytes that are at hand: nothing is fetched, and of its own ways to files only the one
// that is used here is set up.

import init, { type Sqlite3Static } from '@sqlite.org/sqlite-wasm';

/** What the package's types leave out. */
interface ModuleOptions {
  readonly wasmBinary: Uint8Array;
  /** Asked where the binary lies even where its bytes are given. */
  readonly locateFile: (name: string) => string;
}

const silent = (): void => {};

/** `binary`: sqlite3.wasm. Rejects where WebAssembly is missing or refuses. */
export async function loadSqlite(binary: Uint8Array): Promise<Sqlite3Static> {
  const load: (options: ModuleOptions) => Promise<Sqlite3Static> = init;
  // The library reads it from here, and takes it away. Each failure is thrown as well; it need not be printed.
  const unused = { kvvfs: true, opfs: true, 'opfs-vfs': true, 'opfs-wl': true };
  const sqlite3ApiConfig = { disable: { vfs: unused }, warn: silent, error: silent, log: silent, debug: silent };
  Object.assign(globalThis, { sqlite3ApiConfig });
  return load({ wasmBinary: binary, locateFile: (name) => name });
}
