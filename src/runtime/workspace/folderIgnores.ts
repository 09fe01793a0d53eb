// What git ignores in a workspace folder, as far as the folder itself shows it: the .gitignore of each folder up to the top
// of the repository that it lies in, and that repository's info/exclude; before these .ignore, as on a disk.

import type { Exclusion } from '../../engine/index/types';
import { findGitDirectory } from './gitDirectory';
import { IgnoreFile } from './ignoreFile';

interface FolderRules {
  readonly plain: IgnoreFile | undefined;
  /** .gitignore, and for the top of a repository what belongs to all of it. In the order in which they count. */
  readonly git: readonly IgnoreFile[];
  /** Above the top of a repository .gitignore says nothing of it. */
  readonly isTop: boolean;
}

const none: FolderRules = { plain: undefined, git: [], isTop: false };

export class FolderIgnores {
  readonly #readText: (inside: string) => Promise<string>;
  /** By their place in the workspace folder. */
  readonly #folders = new Map<string, Promise<FolderRules>>();

  /** `readText` rejects where there is no such file; paths are relative to the workspace folder. */
  constructor(readText: (inside: string) => Promise<string>) {
    this.#readText = readText;
  }

  /** The names in a folder, for one that was listed: what is not there is not asked for. */
  know(folder: string, names: ReadonlySet<string>): void {
    if (this.#folders.has(folder)) return;
    const hasRules = ['.ignore', '.gitignore', '.git'].some((name) => names.has(name));
    this.#folders.set(folder, hasRules ? this.#readFolder(folder, names) : Promise.resolve(none));
  }

  /** The rule that a file or folder falls under, its parent folders not being ignored. Nearer files win, as in git. */
  async test(inside: string, isFolder: boolean): Promise<Exclusion | undefined> {
    const parts = inside.split('/');
    const [plain, git]: [Asked[], Asked[]] = [[], []];
    let isInside = true;
    for (let depth = parts.length - 1; depth >= 0; depth--) {
      const rules = await this.#of(parts.slice(0, depth).join('/'));
      const relative = parts.slice(depth).join('/');
      if (rules.plain) plain.push({ file: rules.plain, relative });
      if (isInside) git.push(...rules.git.map((file) => ({ file, relative })));
      isInside &&= !rules.isTop;
    }
    for (const { file, relative } of [...plain, ...git]) {
      const found = file.test(relative, isFolder);
      if (found) return found.exclusion;
    }
    return undefined;
  }

  #of(folder: string): Promise<FolderRules> {
    let rules = this.#folders.get(folder);
    if (!rules) this.#folders.set(folder, (rules = this.#readFolder(folder)));
    return rules;
  }

  /** `names`: what is in it, where that is known. */
  async #readFolder(folder: string, names?: ReadonlySet<string>): Promise<FolderRules> {
    const has = (name: string): boolean => names?.has(name) ?? true;
    const rulesAt = (name: string) => (has(name) ? this.#rules(inFolder(folder, name)) : undefined);
    const files = { read: (file: string) => this.#text(file), resolve: resolved };
    const repository = has('.git') ? findGitDirectory(folder, files) : undefined;
    const [plain, own, top] = await Promise.all([rulesAt('.ignore'), rulesAt('.gitignore'), repository]);
    const common = top?.directory !== undefined && (await this.#rules(inFolder(top.directory, 'info/exclude')));
    return { plain, git: [own, common || undefined].filter((file) => file !== undefined), isTop: top !== undefined };
  }

  async #rules(inside: string): Promise<IgnoreFile | undefined> {
    const text = await this.#text(inside);
    return text === undefined ? undefined : new IgnoreFile(inside, text);
  }

  #text(inside: string): Promise<string | undefined> {
    return this.#readText(inside).catch(() => undefined);
  }
}

interface Asked {
  readonly file: IgnoreFile;
  readonly relative: string;
}

const inFolder = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/** A relative path from a folder; undefined for an absolute one, and for what lies outside the workspace folder. */
function resolved(folder: string, relative: string): string | undefined {
  if (/^(?:[\\/]|[A-Za-z]:)/.test(relative)) return undefined;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
