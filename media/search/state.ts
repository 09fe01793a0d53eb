// What the view shows, apart from how: the input with its chips, the hits grouped by file, what is chosen and folded.

import type { WireHit } from '../../src/protocol/search';
import { maxHits } from '../../src/protocol/searchParse';
import { emptyInput, sameChip, type Chip, type SearchInput, type ViewMemory } from '../../src/protocol/searchView';

/** How many hits are asked for at first. */
export const firstLimit = 30;

/** How many after that: never more than may be asked for. */
export const largerLimit = (limit: number): number => Math.min(maxHits, limit + 100);

/** The hits of one file, in the order of the best of them. */
export interface FileGroup {
  readonly path: string;
  readonly uri: string;
  readonly hits: readonly WireHit[];
}

/** A row of the list: a file, or a hit in it; `index` counts hits through all files. */
export type Row =
  | { readonly kind: 'file'; readonly group: FileGroup; readonly isOpen: boolean }
  | { readonly kind: 'hit'; readonly group: FileGroup; readonly hit: WireHit; readonly index: number };

export function groupsOf(hits: readonly WireHit[]): readonly FileGroup[] {
  const groups = new Map<string, WireHit[]>();
  for (const hit of hits) {
    const known = groups.get(hit.path);
    if (known) known.push(hit);
    else groups.set(hit.path, [hit]);
  }
  return [...groups].map(([path, inFile]) => ({ path, uri: inFile[0].uri, hits: inFile }));
}

/** What is on the screen, from the top; hits of folded files are not. */
export function rowsOf(groups: readonly FileGroup[], collapsed: ReadonlySet<string>): readonly Row[] {
  let index = 0;
  return groups.flatMap((group): Row[] => {
    const isOpen = !collapsed.has(group.path);
    const hits = group.hits.map((hit): Row => ({ kind: 'hit', group, hit, index: index++ }));
    return [{ kind: 'file', group, isOpen }, ...(isOpen ? hits : [])];
  });
}

export class ViewModel {
  input: SearchInput = emptyInput;
  groups: readonly FileGroup[] = [];
  readonly collapsed = new Set<string>();
  /** Which row is chosen; −1 for none. */
  chosen = -1;

  get rows(): readonly Row[] {
    return rowsOf(this.groups, this.collapsed);
  }

  get hits(): readonly WireHit[] {
    return this.groups.flatMap(({ hits }) => hits);
  }

  get memory(): ViewMemory {
    return { input: this.input, collapsed: [...this.collapsed] };
  }

  restore({ input, collapsed }: ViewMemory): void {
    this.input = input;
    for (const path of collapsed) this.collapsed.add(path);
  }

  /** The chosen passage stays chosen where it is still among the hits. */
  setHits(hits: readonly WireHit[], keepsChoice: boolean): void {
    const before = this.rows[this.chosen];
    this.groups = groupsOf(hits);
    const same = (row: Row): boolean =>
      before !== undefined &&
      row.kind === before.kind &&
      row.group.path === before.group.path &&
      (row.kind === 'file' || (before.kind === 'hit' && row.hit.preview === before.hit.preview));
    this.chosen = keepsChoice ? this.rows.findIndex(same) : -1;
  }

  addChips(chips: readonly Chip[]): void {
    const fresh = chips.filter((chip) => !this.input.chips.some((each) => sameChip(each, chip)));
    this.input = { ...this.input, chips: [...this.input.chips, ...fresh] };
  }

  removeChip(chip: Chip): void {
    this.input = { ...this.input, chips: this.input.chips.filter((each) => !sameChip(each, chip)) };
  }

  fold(path: string, closed: boolean): void {
    if (closed) this.collapsed.add(path);
    else this.collapsed.delete(path);
    this.chosen = this.rows.findIndex((row) => row.kind === 'file' && row.group.path === path);
  }
}
