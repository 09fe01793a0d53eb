// What the index holds of each file, as an Indexer knows it: read from the store, kept in step with what is written.

import type { ChunkIndex, FileState } from './types';

/**
 * Those of `known` that lie in one of these folders. Of a folder that is moved or deleted a watcher names the folder alone.
 */
export function filesBelow(folders: Iterable<string>, known: Iterable<string>): string[] {
  const wanted = new Set(folders);
  const isBelow = (path: string): boolean => {
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      if (wanted.has(path.slice(0, at))) return true;
    }
    return false;
  };
  return [...known].filter(isBelow);
}

export class FileStates {
  readonly #index: Pick<ChunkIndex, 'files'>;
  #known: Promise<Map<string, FileState>> | undefined;
  /** Files that were only touched, with their size and time as they are now: the store need not learn of that. */
  readonly #touched = new Map<string, FileState>();

  constructor(index: Pick<ChunkIndex, 'files'>) {
    this.#index = index;
  }

  /** The map itself: what is set in it is known from then on. */
  all(): Promise<Map<string, FileState>> {
    return this.#known ?? this.reload();
  }

  /** As the store has it now: other windows write, too, and so do those who share an index. */
  reload(): Promise<Map<string, FileState>> {
    const known = this.#read();
    this.#known = known;
    known.catch(() => {
      if (this.#known === known) this.#known = undefined;
    });
    return known;
  }

  async #read(): Promise<Map<string, FileState>> {
    return new Map((await this.#index.files()).map((state) => [state.path, this.#asTouched(state)]));
  }

  /** The content is what the index holds, though the time is another one. */
  async touch(state: FileState): Promise<void> {
    this.#touched.set(state.path, state);
    (await this.all()).set(state.path, state);
  }

  #asTouched(state: FileState): FileState {
    const touched = this.#touched.get(state.path);
    return touched?.hash === state.hash ? { ...touched, chunkCount: state.chunkCount } : state;
  }
}
