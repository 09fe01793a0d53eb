// What git ignores: .gitignore of each folder up to the root of the repository, .git/info/exclude and the user's global
// file. How one such file is read stands in ignoreFile.ts.

import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Exclusion } from '../../../engine/index/types';
import { IgnoreFile } from '../../workspace/ignoreFile';

interface RuleFile {
  /** Folder that the patterns are relative to. */
  readonly base: string;
  readonly rules: IgnoreFile;
}

interface Common {
  /** No ignore file above it is read. */
  readonly root: string;
  readonly files: readonly RuleFile[];
}

export class GitRules {
  readonly #folder: string;
  readonly #ofFolder = new Map<string, Promise<RuleFile | undefined>>();
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

  async #testBelow({ root, files }: Common, absolute: string, isFolder: boolean): Promise<Exclusion | undefined> {
    for (let folder = path.dirname(absolute); ; folder = path.dirname(folder)) {
      const found = decide(await this.#rulesOf(folder), absolute, isFolder);
      if (found) return found.exclusion;
      if (folder === root || path.dirname(folder) === folder) break;
    }
    for (const file of files) {
      const found = decide(file, absolute, isFolder);
      if (found) return found.exclusion;
    }
    return undefined;
  }

  #rulesOf(folder: string): Promise<RuleFile | undefined> {
    let rules = this.#ofFolder.get(folder);
    if (!rules) this.#ofFolder.set(folder, (rules = readRules(path.join(folder, '.gitignore'), folder)));
    return rules;
  }

  /**
   * The repository's root and the rules for all of it; the workspace folder itself where there is no repository, or where
   * the repository ignores the folder: whoever opens such a folder means it.
   */
  async #readCommon(): Promise<Common> {
    const own = { root: this.#folder, files: await readAll(globalFiles(), this.#folder) };
    const root = await repositoryOf(this.#folder);
    if (root === undefined) return own;
    const common = { root, files: await readAll([path.join(root, '.git', 'info', 'exclude'), ...globalFiles()], root) };
    if (root === this.#folder) return common;
    return (await this.#testBelow(common, this.#folder, true)) ? own : common;
  }
}

function decide(file: RuleFile | undefined, absolute: string, isFolder: boolean): ReturnType<IgnoreFile['test']> {
  return file?.rules.test(path.relative(file.base, absolute).split(path.sep).join('/'), isFolder);
}

async function readAll(files: readonly string[], base: string): Promise<RuleFile[]> {
  const read = await Promise.all(files.map((file) => readRules(file, base)));
  return read.filter((file) => file !== undefined);
}

async function readRules(file: string, base: string): Promise<RuleFile | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { base, rules: new IgnoreFile(file, text) };
}

/** The nearest folder upwards that holds `.git` (a folder, or a file in a work tree). */
async function repositoryOf(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = path.dirname(at)) {
    const isRoot = await readFile(path.join(at, '.git', 'HEAD')).then(
      () => true,
      () => readFile(path.join(at, '.git')).then(Boolean, () => false),
    );
    if (isRoot) return at;
    if (path.dirname(at) === at) return undefined;
  }
}

/** Git's default place of `core.excludesFile`; a setting of another place is not read. */
function globalFiles(): string[] {
  const config = process.env.XDG_CONFIG_HOME || path.join(homedir(), '.config');
  return [path.join(config, 'git', 'ignore')];
}
