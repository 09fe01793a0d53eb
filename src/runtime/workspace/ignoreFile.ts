// One file of git's ignore rules. The patterns are read by the library `ignore`; which files count for a path is the caller's
// matter.

import ignore, { type Ignore } from 'ignore';
import type { Exclusion } from '../../engine/index/types';

/** What a file of rules says of a path: `exclusion` undefined where it takes the path in again. */
interface Verdict {
  readonly exclusion: Exclusion | undefined;
}

export class IgnoreFile {
  readonly #rules: Ignore;
  readonly #text: string;
  readonly #ignoreCase: boolean;
  #single: readonly SingleRule[] | undefined;

  /** `source`: the file, for people. `ignoreCase`: capitals count as small letters, as git has it on some systems. */
  constructor(
    readonly source: string,
    text: string,
    ignoreCase = false,
  ) {
    // Git passes over a byte order mark, too.
    this.#text = text.replace(/^\uFEFF/, '');
    this.#ignoreCase = ignoreCase;
    this.#rules = ignore({ ignorecase: ignoreCase }).add(this.#text);
  }

  /**
   * What it says of a path relative to its folder, '/' between the parts; undefined where it says nothing. Whoever asks
   * knows that the folder of the path is not ignored.
   */
  test(relative: string, isFolder: boolean): Verdict | undefined {
    if (!ignore.isPathValid(relative)) return undefined;
    const path = isFolder ? `${relative}/` : relative;
    const parent = relative.slice(0, relative.lastIndexOf('/') + 1);
    const { ignored, unignored, rule } = this.#rules.test(path);
    // A nearer file has taken the folder in again: what this one says of it no longer holds for what lies in it.
    if (ignored && parent !== '' && this.#rules.test(parent).ignored) return this.#ofItself(path, parent);
    if (unignored) return { exclusion: undefined };
    return ignored ? { exclusion: this.#exclusion(rule?.pattern) } : undefined;
  }

  /** As `test`, by the rules that speak of the path itself. */
  #ofItself(path: string, parent: string): Verdict | undefined {
    this.#single ??= singleRules(this.#text, this.#ignoreCase);
    const rule = this.#single.find((each) => matchesItself(each, path, parent));
    return rule && { exclusion: rule.isNegative ? undefined : this.#exclusion(rule.pattern) };
  }

  #exclusion(pattern: string | undefined): Exclusion {
    return { rule: 'gitignore', ...(pattern !== undefined && { pattern }), source: this.source };
  }
}

interface SingleRule {
  readonly pattern: string;
  readonly isNegative: boolean;
  readonly rules: Ignore;
}

/** The last one, which counts most, first. */
function singleRules(text: string, ignoreCase: boolean): SingleRule[] {
  const patterns = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return patterns.reverse().map((pattern) => {
    const isNegative = pattern.startsWith('!');
    const rules = ignore({ ignorecase: ignoreCase }).add(isNegative ? pattern.slice(1) : pattern);
    return { pattern, isNegative, rules };
  });
}

/** Whether a rule matches a path, and not only the folder above it. */
function matchesItself({ pattern, rules }: SingleRule, path: string, parent: string): boolean {
  if (!rules.test(path).ignored) return false;
  if (!rules.test(parent).ignored) return true;
  // `**/name` is `name`, and below `dir/**` all is matched.
  const body = pattern.trimEnd().replace(/^!?\/?(?:\*\*\/)+/, '');
  return /(?:^|\/)\*\*$/.test(body) || (!/\/./.test(body) && rules.test(path.slice(parent.length)).ignored);
}
