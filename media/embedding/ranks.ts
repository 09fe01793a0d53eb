// Lists of neighbours side by side: which entries go on from one list to the next, and from where on they stay. Pure.

/** One entry of a list. Entries with one key are the same thing in several lists. */
export interface Ranked {
  readonly key: string;
}

/** An entry that stands in two lists side by side: the number of the left list, and its rank in both. */
export interface Link {
  readonly key: string;
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

/** Links between each list and the next one. */
export function linksBetween(columns: readonly (readonly Ranked[])[]): Link[] {
  return columns.slice(0, -1).flatMap((entries, column) => {
    const next = new Map(columns[column + 1].map(({ key }, rank) => [key, rank]));
    return entries.flatMap(({ key }, from) => {
      const to = next.get(key);
      return to === undefined ? [] : [{ key, column, from, to }];
    });
  });
}

/** How many entries of a list stand in the other one, too. */
export function shared(one: readonly Ranked[], other: readonly Ranked[]): number {
  const keys = new Set(other.map(({ key }) => key));
  return one.filter(({ key }) => keys.has(key)).length;
}

/**
 * The first list from which on every list holds at least half of the last one's entries; the number of the last list where
 * only itself does. undefined for fewer than two lists, or an empty last one.
 */
export function settledFrom(columns: readonly (readonly Ranked[])[]): number | undefined {
  const last = columns.at(-1);
  if (columns.length < 2 || !last?.length) return undefined;
  let from = columns.length - 1;
  while (from > 0 && shared(last, columns[from - 1]) * 2 >= last.length) from--;
  return from;
}
