// The indexes that one run of the command line has open: each folder's once, brought up to date before it is searched.

import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CancelSignal } from '../core/cancel';
import { kept } from '../core/kept';
import { EngineError } from '../engine/errors';
import type { IndexReport } from '../engine/index/report';
import { layered } from '../engine/index/layered';
import type { ChunkIndex, IndexProgress, IndexSpec } from '../engine/index/types';
import { codeOf } from '../runtime/node/fileErrors';
import { indexingProcesses } from '../runtime/node/indexingProcesses';
import { openSqliteIndex, type SqliteIndex } from '../runtime/node/index/sqliteIndex';
import { openFolderIndex, type FolderIndex, type FolderIndexOptions } from '../runtime/node/folderIndex';
import { defaultMaximumMb, IndexCache, type DeletedIndexes, type KeptIndexes } from './indexCache';

export interface Place {
  readonly folder: string;
  /** Where the index lies: a folder, or `postgres://…`, an index that many share; undefined: in the user's cache. */
  readonly store: string | undefined;
  /** Name under which many share it; that of the folder when absent. */
  readonly name?: string | undefined;
  /** Write to the shared index itself; else what differs here is laid over it. */
  readonly publish?: boolean;
  /** What the indexes in the user's cache may take together. */
  readonly maximumMb?: number | undefined;
}

export interface OpenIndex extends FolderIndex {
  readonly report: IndexReport;
}

export interface IndexesOptions extends Pick<FolderIndexOptions, 'clock' | 'load' | 'grammarFolder'> {
  /** Path of dist/store.cjs. */
  readonly storeProgram: string;
  readonly storageFolder: string;
}

export interface Telling {
  readonly signal: CancelSignal;
  readonly onProgress: (progress: IndexProgress) => void;
  /** The folder was never indexed with this encoder. */
  readonly onFirst?: () => void;
  /** So many bytes of indexes of other folders were deleted, because all took too much together. */
  readonly onTrimmed?: (bytes: number) => void;
}

export class Indexes {
  readonly #options: IndexesOptions;
  readonly #open = new Map<string, Promise<OpenIndex>>();
  readonly #cache: IndexCache;

  constructor(options: IndexesOptions) {
    this.#options = options;
    this.#cache = new IndexCache(options.storageFolder);
  }

  /**
   * The index of a folder, in line with its files. EngineError badInput where there is no such folder; of the model and of
   * the store.
   */
  current(place: Place, telling: Telling): Promise<OpenIndex> {
    return kept(this.#open, keyOf(place), () => this.#begin(place, telling));
  }

  /** What lies in the user's cache. EngineError storage. */
  kept(): Promise<KeptIndexes> {
    return this.#cache.kept();
  }

  /**
   * Forgets a folder: deletes its indexes of all encoders. EngineError storage where another program has one open, badInput
   * where others share it.
   */
  async delete({ folder, store }: Pick<Place, 'folder' | 'store'>): Promise<DeletedIndexes> {
    if (store !== undefined && isShared(store)) {
      const reason = 'others share it; its owner deletes it on the server';
      throw new EngineError('badInput', { subject: 'store', reason });
    }
    // Under whatever name.
    await this.#close(keyOf({ folder, store }).slice(0, -'null]'.length));
    return store === undefined ? this.#cache.deleteOf(folder) : this.#cache.deleteIn([path.resolve(store)]);
  }

  /** Deletes all that lies in the user's cache. EngineError storage. */
  async deleteAll(): Promise<DeletedIndexes> {
    await this.#close();
    return this.#cache.deleteAll();
  }

  dispose(): Promise<void> {
    return this.#close();
  }

  /** Those whose key begins like that. */
  async #close(beginning = ''): Promise<void> {
    const meant = [...this.#open].filter(([key]) => key.startsWith(beginning));
    for (const [key] of meant) this.#open.delete(key);
    const opened = await Promise.allSettled(meant.map(([, opening]) => opening));
    const working = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    await Promise.all(working.map((each) => each.dispose()));
  }

  async #begin(place: Place, { signal, onProgress, onFirst, onTrimmed }: Telling): Promise<OpenIndex> {
    const { clock, load, grammarFolder } = this.#options;
    const folder = await folderAt(place.folder);
    const processes = indexingProcesses();
    let local: { readonly index: SqliteIndex; readonly directory: string } | undefined;
    const openLocal = async (directory: string, spec: IndexSpec): Promise<SqliteIndex> => {
      const index = await openSqliteIndex({ directory, spec, program: this.#options.storeProgram });
      local = { index, directory };
      return index;
    };
    const openStore = (spec: IndexSpec): Promise<ChunkIndex> => this.#openStore({ ...place, folder }, spec, openLocal);
    const roots = [{ id: '', folder }];
    const opened = await openFolderIndex({ roots, openStore, clock, load, processes, grammarFolder }, signal);
    const following = opened.indexer.onDidProgress(onProgress);
    try {
      if ((await opened.index.stats()).files === 0) onFirst?.();
      const report = await opened.indexer.sync(signal);
      if (report.embedded > 0 || report.removed > 0) await local?.index.tidy();
      if (local && isInCache(place)) {
        const { sizeBytes } = await local.index.stats();
        const mostBytes = (place.maximumMb ?? defaultMaximumMb) * 1e6;
        const freed = await this.#cache.trim(local.directory, sizeBytes, mostBytes);
        if (freed > 0) onTrimmed?.(freed);
      }
      return { ...opened, report };
    } catch (error) {
      await opened.dispose();
      throw error;
    } finally {
      following.dispose();
    }
  }

  async #openStore(
    { folder, store, name, publish }: Place,
    spec: IndexSpec,
    openLocal: (directory: string, spec: IndexSpec) => Promise<ChunkIndex>,
  ): Promise<ChunkIndex> {
    if (store === undefined) return openLocal(await this.#cache.directoryOf(folder), spec);
    if (!isShared(store)) return openLocal(path.resolve(store), spec);
    const { openPostgresIndex } = await import('../runtime/node/postgres/postgresIndex');
    const shared = { connection: store, workspace: name ?? path.basename(folder), spec };
    if (publish) return openPostgresIndex(shared);
    const base = await openPostgresIndex({ ...shared, writable: false });
    try {
      const overlay = await openLocal(await this.#cache.directoryOf(folder, true), spec);
      return layered(overlay, base, { clock: this.#options.clock });
    } catch (error) {
      await base.close();
      throw error;
    }
  }
}

const keyOf = ({ folder, store, name }: Place): string => JSON.stringify([folder, store, name]);

const isShared = (store: string): boolean => /^postgres(?:ql)?:/i.test(store);

const isInCache = ({ store }: Place): boolean => store === undefined || isShared(store);

async function folderAt(folder: string): Promise<string> {
  try {
    const real = await realpath(folder);
    if ((await stat(real)).isDirectory()) return real;
  } catch (error) {
    const reason = codeOf(error) === 'ENOENT' ? 'there is no such folder' : `it cannot be read (${codeOf(error)})`;
    throw new EngineError('badInput', { subject: folder, reason });
  }
  throw new EngineError('badInput', { subject: folder, reason: 'it is no folder' });
}
