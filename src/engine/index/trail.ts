// The headings or symbols that a part stands under, and how they are put before its text.

import { wellFormed } from '../../core/text';

/** A path of names, immutable; a trail shares its outer part with those beside it. */
export class Trail {
  /** Tokens that `textAbove` may take. */
  readonly tokens: number;
  readonly names: readonly string[];

  readonly #outer: Trail | undefined;
  /** Where the innermost name is read in the file. */
  readonly #start: number;
  readonly #depth: number;
  readonly #budget: number;
  readonly #count: (piece: string) => number;
  /** What is written of the names: the outermost are left out where they are too long. */
  readonly #shown: readonly string[];

  private constructor(
    outer: Trail | undefined,
    name: string,
    start: number,
    budget: number,
    count: (piece: string) => number,
  ) {
    this.#outer = outer;
    this.#start = start;
    this.#depth = outer ? outer.#depth + 1 : 0;
    this.#budget = budget;
    this.#count = count;
    this.names = outer ? [...outer.names, wellFormed(name)] : [];
    this.#shown = outer ? [...outer.#shown, shownName(name)] : [];
    while (this.#shown.length > 1 && count(joinNames(this.#shown)) > budget) this.#shown = this.#shown.slice(1);
    if (this.#shown.length === 1 && count(this.#shown[0]) > budget) this.#shown = [];
    this.tokens = this.#shown.length ? count(joinNames(this.#shown)) : 0;
  }

  /** No names; `budget` tokens for those to come. */
  static root(budget: number, count: (piece: string) => number): Trail {
    return new Trail(undefined, '', 0, budget, count);
  }

  /** The trail of what stands under this name, which is read at `start`. */
  with(name: string, start: number): Trail {
    return new Trail(this, name, start, this.#budget, this.#count);
  }

  /** The names that both stand under. */
  common(other: Trail): Trail {
    let [one, two]: [Trail, Trail] = [this, other];
    while (one.#depth > two.#depth && one.#outer) one = one.#outer;
    while (two.#depth > one.#depth && two.#outer) two = two.#outer;
    while (one !== two && one.#outer && two.#outer) [one, two] = [one.#outer, two.#outer];
    return one;
  }

  /** True for this trail and those that go on from it. */
  isUnder(outer: Trail): boolean {
    return this.common(outer) === outer;
  }

  /** The names on one line, without those that are read in the passage that begins at `start`. */
  textAbove(start: number): string {
    let above: Trail | undefined = this as Trail;
    while (above && above.#start >= start) above = above.#outer;
    return above ? joinNames(above.#shown) : '';
  }
}

/** Code units of a name that are shown to the encoder; a longer one is a sentence that stands in the text anyway. */
const longestName = 160;

function shownName(name: string): string {
  return wellFormed(name.length > longestName ? `${name.slice(0, longestName).trimEnd()}…` : name);
}

function joinNames(names: readonly string[]): string {
  return names.join(' > ');
}
