// The indexes that the command line keeps: where that of a folder lies in the user's cache, how large all are together, what
// goes when they grow beyond a size, and their end. What is in one is Indexes' matter.

import { realpath, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../engine/errors';
import { deleteIndexes, listAllIndexes, listIndexes, trimIndexes } from '../runtime/node/index/folders';
import { indexDirectoryOf, indexesIn } from '../runtime/node/folderIndex';

/** As in the editor: `search.maximumSizeMb`. */
export const defaultMaximumMb = 2000;

export interface DeletedIndexes {
  /** One for each encoder that a folder was indexed with. */
  readonly deleted: number;
  readonly bytes: number;
}

export interface KeptIndexes {
  readonly folder: string;
  readonly count: number;
  readonly bytes: number;
}

export class IndexCache {
  readonly #storage: string;

  constructor(storageFolder: string) {
    this.#storage = storageFolder;
  }

  get folder(): string {
    return indexesIn(this.#storage);
  }

  /** Of a folder, real path. `overlay`: what is laid over an index that many share. */
  async directoryOf(folder: string, overlay = false): Promise<string> {
    return (await indexDirectoryOf(this.#storage, folder)) + (overlay ? '-overlay' : '');
  }

  /** EngineError storage where it cannot be read. */
  async kept(): Promise<KeptIndexes> {
    return { folder: this.folder, ...sumOf(await listAllIndexes(this.folder)) };
  }

  /** Forgets a folder, which need not be there any more. EngineError storage where its index is in use. */
  async deleteOf(folder: string): Promise<DeletedIndexes> {
    const real = await realpath(folder).catch(() => path.resolve(folder));
    return this.deleteIn([await this.directoryOf(real), await this.directoryOf(real, true)]);
  }

  /** EngineError storage where one is in use; the others are gone then. */
  async deleteAll(): Promise<DeletedIndexes> {
    const found = await listAllIndexes(this.folder);
    return this.deleteIn([...new Set(found.map(({ folder }) => path.dirname(folder)))]);
  }

  /** Deletes what is ours in these directories, and them where nothing else is in them. */
  async deleteIn(directories: readonly string[]): Promise<DeletedIndexes> {
    const before = sumOf(await indexesOf(directories));
    for (const directory of directories) {
      await deleteIndexes(directory);
      // Something else is in it, or it is not there.
      await rmdir(directory).catch(() => {});
    }
    const [left] = await indexesOf(directories);
    if (left) throw new EngineError('storage', { subject: left.folder, reason: 'another program has the index open' });
    return { deleted: before.count, bytes: before.bytes };
  }

  /**
   * Keeps what lies in the cache within a size: deletes the indexes of other folders that were used longest ago, never that in
   * `directory`, of `ownBytes`. Returns the bytes that were freed.
   */
  async trim(directory: string, ownBytes: number, mostBytes: number): Promise<number> {
    // What cannot be deleted now is tried again by the next run.
    return trimIndexes(this.folder, Math.max(0, mostBytes - ownBytes), directory).catch(() => 0);
  }
}

const indexesOf = async (directories: readonly string[]) => (await Promise.all(directories.map(listIndexes))).flat();

const sumOf = (indexes: readonly { readonly sizeBytes: number }[]): Omit<KeptIndexes, 'folder'> => ({
  count: indexes.length,
  bytes: indexes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
});
