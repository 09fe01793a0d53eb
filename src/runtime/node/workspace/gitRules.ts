// What git ignores: .gitignore of each folder up to the root of the repository, .git/info/exclude and the user's global
// file. The patterns are read by the library `ignore`.

import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { Exclusion } from '../../../engine/index/types';

interface RuleFile {
  /** Folder that the patterns are relative to. */
  readonly base: string;
  readonly file: string;
  readonly rules: Ignore;
}

export class GitRules {
  readonly #folder: string;
  readonly #ofFolder = new Map<string, Promise<RuleFile | undefined>>();
  #common: Promise<{ readonly root: string; readonly files: readonly RuleFile[] }> | undefined;

  /** `folder`: the workspace folder, absolute. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * The rule that a file or folder falls under. Its parent folders must not be ignored: whoever walks has asked for them
   * before. Nearer files win, as in git.
   */
  async test(absolute: string, isFolder: boolean): Promise<Exclusion | undefined> {
    const { root, files } = await (this.#common ??= this.#readCommon());
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

  /** The repository's root, or the workspace folder where there is no repository, and the rules for all of it. */
  async #readCommon() {
    const root = (await repositoryOf(this.#folder)) ?? this.#folder;
    const files = await Promise.all(
      [path.join(root, '.git', 'info', 'exclude'), ...globalFiles()].map((file) => readRules(file, root)),
    );
    return { root, files: files.filter((file) => file !== undefined) };
  }
}

/** Undefined where the file says nothing about the path. */
function decide(
  rules: RuleFile | undefined,
  absolute: string,
  isFolder: boolean,
): { readonly exclusion: Exclusion | undefined } | undefined {
  if (!rules) return undefined;
  const relative = path.relative(rules.base, absolute).split(path.sep).join('/');
  if (!ignore.isPathValid(relative)) return undefined;
  const { ignored, unignored, rule } = rules.rules.checkIgnore(isFolder ? `${relative}/` : relative);
  if (unignored) return { exclusion: undefined };
  if (!ignored) return undefined;
  return { exclusion: { rule: 'gitignore', ...(rule && { pattern: rule.pattern }), source: rules.file } };
}

async function readRules(file: string, base: string): Promise<RuleFile | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { base, file, rules: ignore({ ignorecase: false }).add(text) };
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
