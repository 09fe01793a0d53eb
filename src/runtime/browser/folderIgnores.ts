// What git ignores in a workspace folder, as far as the folder itself shows it: the .gitignore of each folder in it, and
// .git/info/exclude; before these .ignore, as on a disk.

import type { Exclusion } from '../../engine/index/types';
import { IgnoreFile } from '../workspace/ignoreFile';

export class FolderIgnores {
  readonly #readText: (inside: string) => Promise<string>;
  /** By their place in the workspace folder. */
  readonly #files = new Map<string, Promise<IgnoreFile | undefined>>();
  #common: Promise<IgnoreFile | undefined> | undefined;

  /** `readText` rejects where there is no such file; paths are relative to the workspace folder. */
  constructor(readText: (inside: string) => Promise<string>) {
    this.#readText = readText;
  }

  /** The names in a folder, for one that was listed: which ignore files it has. */
  know(folder: string, names: ReadonlySet<string>): void {
    for (const name of ['.ignore', '.gitignore']) {
      if (!names.has(name)) this.#files.set(inFolder(folder, name), Promise.resolve(undefined));
    }
  }

  /** The rule that a file or folder falls under, its parent folders not being ignored. Nearer files win, as in git. */
  async test(inside: string, isFolder: boolean): Promise<Exclusion | undefined> {
    const parts = inside.split('/');
    for (const name of ['.ignore', '.gitignore']) {
      for (let depth = parts.length - 1; depth >= 0; depth--) {
        const file = await this.#of(inFolder(parts.slice(0, depth).join('/'), name));
        const found = file?.test(parts.slice(depth).join('/'), isFolder);
        if (found) return found.exclusion;
      }
    }
    this.#common ??= this.#read('.git/info/exclude');
    return (await this.#common)?.test(inside, isFolder)?.exclusion;
  }

  #of(place: string): Promise<IgnoreFile | undefined> {
    let file = this.#files.get(place);
    if (!file) this.#files.set(place, (file = this.#read(place)));
    return file;
  }

  #read(inside: string): Promise<IgnoreFile | undefined> {
    return this.#readText(inside).then(
      (text) => new IgnoreFile(inside, text),
      () => undefined,
    );
  }
}

const inFolder = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
