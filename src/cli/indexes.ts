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
import {
  indexDirectoryOf,
  openFolderIndex,
  type FolderIndex,
  type FolderIndexOptions,
} from '../runtime/node/folderIndex';

export interface Place {
  readonly folder: string;
  /** Where the index lies: a folder, or `postgres://…`, an index that many share; undefined: in the user's cache. */
  readonly store: string | undefined;
  /** Name under which many share it; that of the folder when absent. */
  readonly name?: string | undefined;
  /** Write to the shared index itself; else what differs here is laid over it. */
  readonly publish?: boolean;
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
}

export class Indexes {
  readonly #options: IndexesOptions;
  readonly #open = new Map<string, Promise<OpenIndex>>();

  constructor(options: IndexesOptions) {
    this.#options = options;
  }

  /**
   * The index of a folder, in line with its files. EngineError badInput where there is no such folder; of the model and of
   * the store.
   */
  current(place: Place, telling: Telling): Promise<OpenIndex> {
    const key = JSON.stringify([place.folder, place.store, place.name]);
    return kept(this.#open, key, () => this.#begin(place, telling));
  }

  async dispose(): Promise<void> {
    const opened = await Promise.allSettled(this.#open.values());
    const working = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    await Promise.all(working.map((each) => each.dispose()));
  }

  async #begin(place: Place, { signal, onProgress, onFirst }: Telling): Promise<OpenIndex> {
    const { clock, load, grammarFolder } = this.#options;
    const folder = await folderAt(place.folder);
    const processes = indexingProcesses();
    let local: SqliteIndex | undefined;
    const openLocal = async (directory: string, spec: IndexSpec): Promise<SqliteIndex> =>
      (local = await openSqliteIndex({ directory, spec, program: this.#options.storeProgram }));
    const openStore = (spec: IndexSpec): Promise<ChunkIndex> => this.#openStore({ ...place, folder }, spec, openLocal);
    const roots = [{ id: '', folder }];
    const opened = await openFolderIndex({ roots, openStore, clock, load, processes, grammarFolder }, signal);
    const following = opened.indexer.onDidProgress(onProgress);
    try {
      if ((await opened.index.stats()).files === 0) onFirst?.();
      const report = await opened.indexer.sync(signal);
      if (report.embedded > 0 || report.removed > 0) await local?.tidy();
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
    const { storageFolder, clock } = this.#options;
    const isShared = store !== undefined && /^postgres(?:ql)?:/i.test(store);
    const ownFolder = store === undefined || isShared;
    const directory = ownFolder ? await indexDirectoryOf(storageFolder, folder) : path.resolve(store);
    if (!isShared) return openLocal(directory, spec);
    const { openPostgresIndex } = await import('../runtime/node/postgres/postgresIndex');
    const shared = { connection: store, workspace: name ?? path.basename(folder), spec };
    if (publish) return openPostgresIndex(shared);
    const base = await openPostgresIndex({ ...shared, writable: false });
    try {
      const overlay = await openLocal(path.join(directory, 'overlay'), spec);
      return layered(overlay, base, { clock });
    } catch (error) {
      await base.close();
      throw error;
    }
  }
}

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
