// What git ignores in a workspace folder, as far as the folder itself shows it: the .gitignore of each folder in it, and
// .git/info/exclude.

import type { Exclusion } from '../../engine/index/types';
import { IgnoreFile } from '../workspace/ignoreFile';

export class FolderIgnores {
  readonly #readText: (inside: string) => Promise<string>;
  /** By folder; '' is the workspace's. */
  readonly #files = new Map<string, Promise<IgnoreFile | undefined>>();
  #common: Promise<IgnoreFile | undefined> | undefined;

  /** `readText` rejects where there is no such file; paths are relative to the workspace folder. */
  constructor(readText: (inside: string) => Promise<string>) {
    this.#readText = readText;
  }

  /** Whether a folder has an ignore file, for one that was listed. */
  know(folder: string, has: boolean): void {
    if (!has) this.#files.set(folder, Promise.resolve(undefined));
  }

  /** The rule that a file or folder falls under, its parent folders not being ignored. Nearer files win, as in git. */
  async test(inside: string, isFolder: boolean): Promise<Exclusion | undefined> {
    const parts = inside.split('/');
    for (let depth = parts.length - 1; depth >= 0; depth--) {
      const folder = parts.slice(0, depth).join('/');
      const found = (await this.#of(folder))?.test(parts.slice(depth).join('/'), isFolder);
      if (found) return found.exclusion;
    }
    this.#common ??= this.#read('.git/info/exclude');
    return (await this.#common)?.test(inside, isFolder)?.exclusion;
  }

  #of(folder: string): Promise<IgnoreFile | undefined> {
    let file = this.#files.get(folder);
    if (!file) this.#files.set(folder, (file = this.#read(folder === '' ? '.gitignore' : `${folder}/.gitignore`)));
    return file;
  }

  #read(inside: string): Promise<IgnoreFile | undefined> {
    return this.#readText(inside).then(
      (text) => new IgnoreFile(inside, text),
      () => undefined,
    );
  }
}
