// One file of git's ignore rules. The patterns are read by the library `ignore`; which files count for a path is the caller's
// matter.

import ignore, { type Ignore } from 'ignore';
import type { Exclusion } from '../../engine/index/types';

export class IgnoreFile {
  readonly #rules: Ignore;

  /** `source`: the file, for people. */
  constructor(
    readonly source: string,
    text: string,
  ) {
    this.#rules = ignore({ ignorecase: false }).add(text);
  }

  /**
   * What it says of a path relative to its folder, '/' between the parts; undefined where it says nothing, `exclusion`
   * undefined where it takes the path in again.
   */
  test(relative: string, isFolder: boolean): { readonly exclusion: Exclusion | undefined } | undefined {
    if (!ignore.isPathValid(relative)) return undefined;
    const { ignored, unignored, rule } = this.#rules.checkIgnore(isFolder ? `${relative}/` : relative);
    if (unignored) return { exclusion: undefined };
    if (!ignored) return undefined;
    return { exclusion: { rule: 'gitignore', ...(rule && { pattern: rule.pattern }), source: this.source } };
  }
}
