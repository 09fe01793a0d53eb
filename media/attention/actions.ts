// What a person does with a token or cell: hover, pin, mask, select in the editor. One place, so that all views agree. Views
// speak of units, which are rows of the map that is drawn; what lasts longer than that map is kept by tokens.

import type { TokenWord } from '../../src/core/attention';
import type { UnitActions } from './lines';
import type { DrawnMap, Store } from './store';
import type { Focus } from './strokes';

export class Actions implements UnitActions {
  constructor(
    readonly store: Store,
    /** The map that stands on the screen: that of other filters or of another text may still be worked out. */
    readonly drawn: () => DrawnMap | undefined,
    /** Hover or pin changed: redraw, nothing is computed anew. */
    readonly focusChanged: () => void,
    readonly reveal: (token: number) => void,
  ) {}

  hover(side: 'query' | 'key', unit: number | null): void {
    const token = unit === null ? null : this.#tokenOf(unit);
    this.store.hover =
      token === null ? null : { query: side === 'query' ? token : null, key: side === 'key' ? token : null };
    this.focusChanged();
  }

  cell(query: number, key: number): void {
    const [q, k] = [this.#tokenOf(query), this.#tokenOf(key)];
    this.store.hover = q === null || k === null ? null : { query: q, key: k };
    this.focusChanged();
  }

  /** The keyboard went to a query: unlike what the mouse passes on its way, this is meant. */
  goTo(query: number): void {
    this.store.lastQuery = this.#tokenOf(query);
  }

  leave(): void {
    this.store.hover = null;
    this.focusChanged();
  }

  /**
   * A click on a query pins it; on a key of a pinned query pins the pair; on what is pinned takes the pin away. Its text is
   * selected in the editor each time.
   */
  pin(side: 'query' | 'key', unit: number): void {
    const { pinned } = this.store.view;
    const token = this.#tokenOf(unit);
    if (token === null) return;
    if (side === 'query') {
      const same = pinned?.query === token;
      this.store.update({ pinned: same ? null : { query: token, key: null } });
    } else {
      this.store.update({ pinned: pinned ? { query: pinned.query, key: pinned.key === token ? null : token } : null });
    }
    this.reveal(token);
  }

  pinCell(query: number, key: number): void {
    const [q, k] = [this.#tokenOf(query), this.#tokenOf(key)];
    if (q === null || k === null) return;
    const { pinned } = this.store.view;
    const same = pinned?.query === q && pinned.key === k;
    this.store.update({ pinned: same ? null : { query: q, key: k } });
    this.reveal(q);
  }

  unpin(): void {
    this.store.hover = null;
    this.store.update({ pinned: null });
  }

  /** Replaces the tokens of a unit by the mask token, or takes that back. Special tokens stay. */
  mask(unit: number): void {
    const { tokens, special } = this.#shown(unit) ?? {};
    if (!tokens || special) return;
    const { masked } = this.store.view;
    const already = tokens.every((token) => masked.includes(token));
    const others = masked.filter((token) => !tokens.includes(token));
    this.store.intervene({ masked: already ? others : [...others, ...tokens].sort((a, b) => a - b) });
  }

  /** The unit that is looked at: what is hovered, else what is pinned. */
  focus(): Focus {
    const { hover, view } = this.store;
    if (hover) {
      const pinned = view.pinned && hover.query === null && hover.key !== null ? view.pinned.query : null;
      return { query: this.unitOf(hover.query ?? pinned), key: this.unitOf(hover.key) };
    }
    return { query: this.unitOf(view.pinned?.query ?? null), key: this.unitOf(view.pinned?.key ?? null) };
  }

  isSelected(unit: number): boolean {
    const { selected } = this.store;
    const tokens = this.drawn()?.units[unit]?.tokens ?? [];
    return selected.length > 0 && tokens.some((token) => selected.includes(token));
  }

  /** The unit of the drawn map that holds a token; null for none. */
  unitOf(token: number | null): number | null {
    const map = this.drawn();
    if (token === null || !map || !this.store.isShown(map.document)) return null;
    const unit = map.units.findIndex(({ tokens }) => tokens.includes(token));
    return unit < 0 ? null : unit;
  }

  /** The first token of a unit; null where there is none. */
  #tokenOf(unit: number): number | null {
    return this.#shown(unit)?.tokens[0] ?? null;
  }

  /** A unit of the drawn map; undefined while the text that is drawn is no longer the one that is shown. */
  #shown(unit: number): TokenWord | undefined {
    const map = this.drawn();
    return map && this.store.isShown(map.document) ? map.units[unit] : undefined;
  }
}
