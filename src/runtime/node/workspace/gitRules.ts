// What git ignores: .gitignore of each folder up to the root of the repository that it lies in, that repository's
// info/exclude and the user's own file; before all of these .ignore, which search tools and VS Code obey beside them. How
// one such file is read stands in ignoreFile.ts, where git keeps them in gitRepository.ts.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Exclusion } from '../../../engine/index/types';
import { IgnoreFile } from '../../workspace/ignoreFile';
import { ignoreConfig, repositoryAbove, repositoryIn, type Repository } from './gitRepository';

interface RuleFile {
  /** Folder that the patterns are relative to. */
  readonly base: string;
  readonly rules: IgnoreFile;
}

interface FolderRules {
  /** .gitignore, and for the top of a repository what belongs to all of it. In the order in which they count. */
  readonly git: readonly RuleFile[];
  readonly plain: RuleFile | undefined;
  /** Above the top of a repository .gitignore says nothing of it. */
  readonly isTop: boolean;
}

interface Common {
  /** No ignore file above it is read. */
  readonly root: string;
  readonly ignoreCase: boolean;
  /** The user's own file. */
  readonly user: RuleFile | undefined;
}

export class GitRules {
  readonly #folder: string;
  readonly #ofFolder = new Map<string, Promise<FolderRules>>();
  #common: Promise<Common> | undefined;

  /** `folder`: the workspace folder, absolute. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * The rule that a file or folder falls under. Its parent folders must not be ignored: whoever walks has asked for them
   * before. Nearer files win, as in git.
   */
  async test(absolute: string, isFolder: boolean): Promise<Exclusion | undefined> {
    return this.#testBelow(await (this.#common ??= this.#readCommon()), absolute, isFolder);
  }

  async #testBelow(common: Common, absolute: string, isFolder: boolean): Promise<Exclusion | undefined> {
    const [plain, git]: [RuleFile[], RuleFile[]] = [[], []];
    let isInside = true;
    for (let folder = path.dirname(absolute); ; folder = path.dirname(folder)) {
      const rules = await this.#rulesOf(folder, common);
      if (rules.plain) plain.push(rules.plain);
      if (isInside) git.push(...rules.git);
      isInside &&= !rules.isTop;
      if (folder === common.root || path.dirname(folder) === folder) break;
    }
    for (const file of [...plain, ...git, ...(common.user ? [common.user] : [])]) {
      const found = decide(file, absolute, isFolder);
      if (found) return found.exclusion;
    }
    return undefined;
  }

  #rulesOf(folder: string, common: Common): Promise<FolderRules> {
    let rules = this.#ofFolder.get(folder);
    if (!rules) this.#ofFolder.set(folder, (rules = readFolder(folder, common.ignoreCase)));
    return rules;
  }

  /**
   * The repository's root and the rules for all of it; the workspace folder itself where there is no repository, or where
   * the repository ignores the folder: whoever opens such a folder means it.
   */
  async #readCommon(): Promise<Common> {
    const repository = await repositoryAbove(this.#folder);
    const { excludesFile, ignoreCase } = await ignoreConfig(repository);
    const root = repository?.root ?? this.#folder;
    const common = { root, ignoreCase, user: await readRules(excludesFile, root, ignoreCase) };
    if (!(await this.#isIgnored(common))) return common;
    return { ...common, root: this.#folder, user: await readRules(excludesFile, this.#folder, ignoreCase) };
  }

  /** The workspace folder, or one that it lies in. */
  async #isIgnored(common: Common): Promise<boolean> {
    for (let folder = this.#folder; folder !== common.root; folder = path.dirname(folder)) {
      if (await this.#testBelow(common, folder, true)) return true;
    }
    return false;
  }
}

function decide(file: RuleFile, absolute: string, isFolder: boolean): ReturnType<IgnoreFile['test']> {
  return file.rules.test(path.relative(file.base, absolute).split(path.sep).join('/'), isFolder);
}

async function readFolder(folder: string, ignoreCase: boolean): Promise<FolderRules> {
  const read = (file: string): Promise<RuleFile | undefined> => readRules(file, folder, ignoreCase);
  const excludeOf = ({ directory }: Repository): Promise<RuleFile | undefined> =>
    read(path.join(directory, 'info', 'exclude'));
  const [plain, own, repository] = await Promise.all([
    read(path.join(folder, '.ignore')),
    read(path.join(folder, '.gitignore')),
    repositoryIn(folder),
  ]);
  const all = [own, repository && (await excludeOf(repository))];
  return { git: all.filter((file) => file !== undefined), plain, isTop: repository !== undefined };
}

async function readRules(file: string, base: string, ignoreCase: boolean): Promise<RuleFile | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { base, rules: new IgnoreFile(file, text, ignoreCase) };
}
