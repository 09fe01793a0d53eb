// Files that changed, gathered until it is quiet: one save is one path, a branch switch thousands.

import type { Clock } from '../../engine/ports';

const quietMs = 400;
/** With more changed files than this, looking at all is quicker than looking at each. */
const manyPaths = 500;

export class ChangedFiles {
  readonly #clock: Clock;
  readonly #ready: () => void;
  readonly #paths = new Set<string>();
  #isAll = false;
  #stop: (() => void) | undefined;

  /** `ready` is called once it is quiet; it takes the paths, or leaves them for `again`. */
  constructor(clock: Clock, ready: () => void) {
    this.#clock = clock;
    this.#ready = ready;
  }

  /** Paths as in the index. Those of git itself are nobody's text. */
  add(paths: readonly string[]): void {
    for (const path of paths) if (!/(^|\/)\.git\//.test(path)) this.#paths.add(path);
    this.again();
  }

  /** Anything may have changed. */
  addAll(): void {
    this.#isAll = true;
    this.again();
  }

  /** The paths; undefined: look at all, because they are many or a file of rules is among them. */
  take(): readonly string[] | undefined {
    const paths = [...this.#paths];
    const isAll = this.#isAll;
    this.#paths.clear();
    this.#isAll = false;
    const isRule = (path: string): boolean => /(^|\/)\.[a-z]*ignore$/.test(path);
    return isAll || paths.length > manyPaths || paths.some(isRule) ? undefined : paths;
  }

  /** Waits for quiet, where there is something to take. */
  again(): void {
    this.#stop?.();
    this.#stop = this.#paths.size > 0 || this.#isAll ? this.#clock.after(quietMs, () => this.#ready()) : undefined;
  }

  clear(): void {
    this.#paths.clear();
    this.#isAll = false;
    this.again();
  }
}
