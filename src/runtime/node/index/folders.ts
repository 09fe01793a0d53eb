// Where indexes lie: a folder for each encoder and chunker, named by a digest of the spec, so that a changed encoder stands
// beside the old index until it is complete. Also what may be deleted, and when.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { IndexSpec } from '../../../engine/index/types';
import { codeOf, writeError } from '../fileErrors';
import { ProcessLock } from './processLock';
import { specFields, storeSchema } from '../../index/sqlite/schema';

const prefix = 'index-';
/** What else begins like that is not ours. */
const ownName = new RegExp(`^${prefix}[0-9a-f]{16}$`);
/** The two take locks that the other does not see, so each SQLite has a file of its own. */
export const databaseNames = { sqlite: 'index.sqlite', 'sqlite-wasm': 'index-wasm.sqlite' } as const;

export interface IndexFolder {
  readonly folder: string;
  readonly sizeBytes: number;
  /** When it was opened or written last, milliseconds since 1970. */
  readonly usedMs: number;
}

/** Name of the folder of an index, within the directory of its workspace. */
export function indexName(spec: IndexSpec): string {
  const digest = createHash('sha256').update(JSON.stringify([storeSchema, specFields(spec)]));
  return `${prefix}${digest.digest('hex').slice(0, 16)}`;
}

/** Whoever holds it is the leader of the index, and has it open. */
export function leaseOf(file: string): ProcessLock {
  return new ProcessLock(`${file}.lease`);
}

/** Marks an index as used now. A disk that refuses is no trouble yet. */
export async function touchIndex(folder: string): Promise<void> {
  const now = new Date();
  await utimes(folder, now, now).catch(() => {});
}

/** The indexes in a directory; empty where there is none. EngineError storage where it cannot be read. */
export async function listIndexes(directory: string): Promise<readonly IndexFolder[]> {
  const names = (await entriesOf(directory)).filter((name) => ownName.test(name));
  return Promise.all(names.map((name) => describe(path.join(directory, name))));
}

/**
 * Deletes the indexes in a directory but that of `keep`, once the new one is complete; those that another process has open
 * are left. Returns the bytes that were freed. EngineError storage where the disk refuses.
 */
export async function deleteOtherIndexes(directory: string, keep: IndexSpec): Promise<number> {
  const kept = path.join(directory, indexName(keep));
  const others = (await listIndexes(directory)).filter(({ folder }) => folder !== kept);
  return deleteAll(others);
}

/** Deletes all indexes in a directory that no other process has open. Returns the bytes that were freed. */
export async function deleteIndexes(directory: string): Promise<number> {
  return deleteAll(await listIndexes(directory));
}

/** The indexes of all workspaces but that in the directory `except`. `root` holds a directory for each workspace. */
export async function listAllIndexes(root: string, except?: string): Promise<readonly IndexFolder[]> {
  const directories = (await entriesOf(root)).map((name) => path.join(root, name));
  const others = directories.filter((directory) => directory !== except);
  return (await Promise.all(others.map(listIndexes))).flat();
}

/**
 * Keeps the indexes of many workspaces within a size: deletes those used longest ago, never one that is open. What lies in
 * the directory `except` is neither counted nor deleted. Returns the bytes that were freed.
 */
export async function trimIndexes(root: string, mostBytes: number, except?: string): Promise<number> {
  const found = [...(await listAllIndexes(root, except))].sort((a, b) => a.usedMs - b.usedMs);
  let total = found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let freed = 0;
  for (const { folder, sizeBytes } of found) {
    if (total <= mostBytes) break;
    if (!(await deleteIndex(folder))) continue;
    total -= sizeBytes;
    freed += sizeBytes;
  }
  return freed;
}

async function deleteAll(indexes: readonly IndexFolder[]): Promise<number> {
  let freed = 0;
  for (const index of indexes) if (await deleteIndex(index.folder)) freed += index.sizeBytes;
  return freed;
}

/** False when another process has it open. */
async function deleteIndex(folder: string): Promise<boolean> {
  const leases = Object.values(databaseNames)
    .map((name) => path.join(folder, name))
    .filter(existsSync)
    .map(leaseOf);
  try {
    for (const lease of leases) if (!(await lease.tryHold())) return false;
    // Whoever follows an index makes it anew once it is gone, perhaps in the midst of this.
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    return true;
  } catch (error) {
    // Windows: a file that somebody has open.
    if (codeOf(error) === 'EBUSY') return false;
    throw writeError(error, folder);
  } finally {
    await Promise.all(leases.map((lease) => lease.dispose()));
  }
}

async function describe(folder: string): Promise<IndexFolder> {
  let sizeBytes = 0;
  for (const name of await entriesOf(folder)) sizeBytes += (await statOf(path.join(folder, name)))?.size ?? 0;
  return { folder, sizeBytes, usedMs: (await statOf(folder))?.mtimeMs ?? 0 };
}

async function statOf(file: string) {
  // Another process may delete what was listed.
  return stat(file).catch(() => undefined);
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw writeError(error, folder);
  }
}
