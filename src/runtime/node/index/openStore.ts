// Opens the file of an index with the SQLite that is at hand. A file that is damaged is put aside and made anew: all of it
// can be computed again.

import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { EngineError } from '../../../engine/errors';
import type { IndexSpec } from '../../../engine/index/types';
import { codeOf, writeError } from '../fileErrors';
import { DamagedError, isDamage, storeError, textOf, type SqliteDriver } from './driver';
import { findNodeSqlite, openNodeSqlite } from './nodeSqlite';
import { SqliteStore } from './sqliteStore';
import { loadWasmSqlite, openWasmSqlite } from './wasmSqlite';

export interface OpenStoreOptions {
  readonly folder: string;
  readonly spec: IndexSpec;
  readonly wasm?: boolean | undefined;
}

export interface OpenStore {
  readonly store: SqliteStore;
  /** Where a damaged file was put. */
  readonly broken?: string;
}

/** Files that belong to a database, by what SQLite puts behind its name. */
const companions = ['-wal', '-shm', '-journal'];

/** EngineError storage where the folder or the file cannot be used. */
export async function openStore({ folder, spec, wasm }: OpenStoreOptions): Promise<OpenStore> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw writeError(error, folder);
  }
  const native = wasm ? undefined : findNodeSqlite();
  // The two take locks that the other does not see, so each has a file of its own.
  const file = path.join(folder, native ? 'index.sqlite' : 'index-wasm.sqlite');
  const openDriver = async () => (native ? openNodeSqlite(native, file) : openWasmSqlite(await loadWasmSqlite(), file));
  try {
    try {
      return { store: await openChecked(openDriver, file, spec) };
    } catch (error) {
      if (!isDamage(error)) throw error;
      const broken = putAside(file);
      return { store: await openChecked(openDriver, file, spec), broken };
    }
  } catch (error) {
    throw storeError(error, file);
  }
}

async function openChecked(
  openDriver: () => Promise<SqliteDriver>,
  file: string,
  spec: IndexSpec,
): Promise<SqliteStore> {
  const unclean = companions.some((suffix) => suffix !== '-shm' && sizeOf(file + suffix) > 0);
  const driver = await openDriver();
  try {
    if (unclean) await driver.exclusive(() => quickCheck(driver));
    return await SqliteStore.open(driver, spec);
  } catch (error) {
    await driver.close();
    throw error;
  }
}

/** After an end that was not orderly; DamagedError when the file did not survive it. */
function quickCheck(driver: SqliteDriver): void {
  const rows = driver.prepare('PRAGMA quick_check(1)').all();
  if (rows.some((row) => textOf(row, 'quick_check') !== 'ok')) throw new DamagedError('quick_check');
}

/** Renames a damaged file, so that it can be looked into; only the newest is kept. */
function putAside(file: string): string {
  const broken = `${file}.broken`;
  try {
    rmSync(broken, { force: true });
    renameSync(file, broken);
    for (const suffix of companions) rmSync(file + suffix, { force: true });
    return broken;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return broken;
    throw new EngineError('storage', { subject: file, reason: 'it is damaged and another program holds it' });
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
