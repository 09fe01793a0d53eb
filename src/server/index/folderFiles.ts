// The files of all folders of a workspace as one: each folder has globs of its own.

import type { CancelSignal } from '../../core/cancel';
import type { FileReading, FilesPort, ScanGroup } from '../../engine/index/ports';
import type { Exclusion } from '../../engine/index/types';
import type { IndexFolder } from '../search/ports';

export class FolderFiles implements FilesPort {
  readonly #folders: readonly { readonly id: string; readonly files: FilesPort }[];
  readonly #open = new Map<string, string>();

  constructor(
    folders: readonly IndexFolder[],
    open: (folder: IndexFolder, openText: (path: string) => string | undefined) => FilesPort,
  ) {
    const openText = (path: string): string | undefined => this.#open.get(path);
    this.#folders = folders.map((folder) => ({ id: folder.id, files: open(folder, openText) }));
  }

  /** Text of a file that is open with unsaved changes; undefined: the disk's again. */
  overlay(path: string, text: string | undefined): void {
    if (text === undefined) this.#open.delete(path);
    else this.#open.set(path, text);
  }

  async *scan(signal: CancelSignal): AsyncGenerator<ScanGroup> {
    for (const { files } of this.#folders) yield* files.scan(signal);
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
