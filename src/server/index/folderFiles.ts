// The files of all folders of a workspace as one: each folder has globs of its own.

import { literalGlob } from '../../core/glob';
import { CancelledError, type CancelSignal } from '../../core/cancel';
import type { FileReading, FilesPort, ScanGroup } from '../../engine/index/ports';
import type { Exclusion } from '../../engine/index/types';
import { unescaped } from '../search/folders';
import type { IndexFolder } from '../search/ports';

export class FolderFiles implements FilesPort {
  readonly #folders: readonly { readonly id: string; readonly files: FilesPort }[];
  readonly #open = new Map<string, string>();
  #unread: readonly string[] = [];

  constructor(
    folders: readonly IndexFolder[],
    open: (folder: IndexFolder, openText: (path: string) => string | undefined) => FilesPort,
  ) {
    const openText = (path: string): string | undefined => this.#open.get(path);
    this.#folders = folders.map((folder) => {
      const exclude = [...folder.exclude, ...innerFolders(folder, folders)];
      return { id: folder.id, files: open({ ...folder, exclude }, openText) };
    });
  }

  /** Folders that could not be read when all were looked at last. */
  get unread(): readonly string[] {
    return this.#unread;
  }

  /** Text of a file that is open with unsaved changes; undefined: the disk's again. */
  overlay(path: string, text: string | undefined): void {
    if (text === undefined) this.#open.delete(path);
    else this.#open.set(path, text);
  }

  /** One folder that cannot be read keeps none of the others from being looked at; rejects where none can. */
  async *scan(signal: CancelSignal, below?: string): AsyncGenerator<ScanGroup> {
    if (below !== undefined) return yield* this.#of(below)?.scan(signal, below) ?? [];
    const unread: string[] = [];
    for (const { id, files } of this.#folders) {
      try {
        yield* files.scan(signal);
      } catch (error) {
        if (error instanceof CancelledError) throw error;
        unread.push(id);
        if (unread.length === this.#folders.length) throw error;
        yield { files: [], excluded: [], unread: id };
      }
    }
    this.#unread = unread;
  }

  read(path: string): Promise<FileReading> {
    return this.#of(path)?.read(path) ?? Promise.resolve({ excluded: { rule: 'outside' } });
  }

  explain(path: string): Promise<Exclusion | undefined> {
    return this.#of(path)?.explain(path) ?? Promise.resolve({ rule: 'outside' });
  }

  #of(path: string): FilesPort | undefined {
    return this.#folders.find(({ id }) => id === '' || path.startsWith(`${id}/`))?.files;
  }
}

/** Folders of the workspace that lie in this one: their files belong to them alone, as in the editor. */
function innerFolders({ uri }: IndexFolder, folders: readonly IndexFolder[]): IndexFolder['exclude'] {
  const inner = folders.filter((other) => other.uri.startsWith(`${uri}/`));
  return inner.map((other) => {
    const inside = unescaped(other.uri.slice(uri.length + 1));
    return { pattern: literalGlob(inside), source: 'workspaceFolders' };
  });
}
