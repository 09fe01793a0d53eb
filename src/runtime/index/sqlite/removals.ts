// Which files went with which commit, for the connections that have not seen that commit yet. They look often, so that only
// the newest are kept; who comes later reads all files anew.

import { textOf, wholeOf, type SqliteDriver } from './driver';

/** A connection looks once a second and before each answer: far fewer files go meanwhile. */
const mostRemovals = 10_000;

/** All methods but `since` run within a transaction that writes. */
export class Removals {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(driver: SqliteDriver) {
    this.#statements = prepare(driver);
  }

  add(path: string, generation: number): void {
    this.#statements.put.run(path, generation);
  }

  /** The file is there again. */
  forget(path: string): void {
    this.#statements.forget.run(path);
  }

  /** All files go with this commit, and no name of theirs is kept. */
  addAll(generation: number): void {
    this.#statements.forgetUntil.run(generation);
    this.#statements.setFloor.run(generation);
  }

  trim(): void {
    const { nth, forgetUntil, setFloor } = this.#statements;
    const first = nth.get(mostRemovals);
    if (!first) return;
    const until = wholeOf(first, 'generation');
    forgetUntil.run(until);
    setFloor.run(until);
  }

  /** Paths of what went after this commit; undefined: that is no longer known. */
  since(generation: number): readonly string[] | undefined {
    const { floor, since } = this.#statements;
    if (generation < wholeOf(floor.get() ?? { value: 0 }, 'value')) return undefined;
    return since.all(generation).map((row) => textOf(row, 'path'));
  }
}

function prepare(driver: SqliteDriver) {
  return {
    put: driver.prepare('INSERT OR REPLACE INTO removed(path, generation) VALUES (?, ?)'),
    forget: driver.prepare('DELETE FROM removed WHERE path = ?'),
    since: driver.prepare('SELECT path FROM removed WHERE generation > ?'),
    /** The newest that is one too many. */
    nth: driver.prepare('SELECT generation FROM removed ORDER BY generation DESC LIMIT 1 OFFSET ?'),
    forgetUntil: driver.prepare('DELETE FROM removed WHERE generation <= ?'),
    /** Of what went up to this commit not all is known. */
    floor: driver.prepare("SELECT value FROM meta WHERE key = 'removedFloor'"),
    setFloor: driver.prepare("INSERT OR REPLACE INTO meta(key, value) VALUES ('removedFloor', ?)"),
  };
}
