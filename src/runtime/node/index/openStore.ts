// Opens the file of an index with the SQLite that is at hand. A file that is damaged is put aside and made anew: all of it
// can be computed again.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { IndexSpec } from '../../../engine/index/types';
import { writeError } from '../fileErrors';
import { isMarkedDamaged, isUnclean, putAside } from './damage';
import { isDamage, storeError, type SqliteDriver } from '../../index/sqlite/driver';
import { databaseNames, leaseOf, touchIndex } from './folders';
import { findNodeSqlite, openNodeSqlite } from './nodeSqlite';
import { SqliteStore } from '../../index/sqlite/sqliteStore';
import { quickCheck } from '../../index/sqlite/verify';
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

/** EngineError storage where the folder or the file cannot be used. */
export async function openStore({ folder, spec, wasm }: OpenStoreOptions): Promise<OpenStore> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw writeError(error, folder);
  }
  const native = wasm ? undefined : findNodeSqlite();
  const file = path.join(folder, databaseNames[native ? 'sqlite' : 'sqlite-wasm']);
  await touchIndex(folder);
  const openDriver = async () => (native ? openNodeSqlite(native, file) : openWasmSqlite(await loadWasmSqlite(), file));
  try {
    if (isMarkedDamaged(file)) return await openAnew(openDriver, file, spec);
    try {
      return { store: await openChecked(openDriver, file, spec) };
    } catch (error) {
      if (!isDamage(error)) throw error;
      return await openAnew(openDriver, file, spec);
    }
  } catch (error) {
    throw storeError(error, file);
  }
}

async function openAnew(openDriver: () => Promise<SqliteDriver>, file: string, spec: IndexSpec): Promise<OpenStore> {
  const broken = putAside(file);
  return { store: await openChecked(openDriver, file, spec), broken };
}

async function openChecked(
  openDriver: () => Promise<SqliteDriver>,
  file: string,
  spec: IndexSpec,
): Promise<SqliteStore> {
  const unclean = isUnclean(file) && (await isFree(file));
  const driver = await openDriver();
  try {
    if (unclean) await driver.exclusive(() => quickCheck(driver));
    return await SqliteStore.open(driver, spec);
  } catch (error) {
    await driver.close();
    throw error;
  }
}

/** False while another process has the file open: then its log is no sign of an end that was not orderly. */
async function isFree(file: string): Promise<boolean> {
  const lease = leaseOf(file);
  try {
    return await lease.tryHold();
  } finally {
    await lease.dispose();
  }
}
