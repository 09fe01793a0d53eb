// What a person does with a token or cell: hover, pin, mask, select in the editor. One place, so that all views agree.

import type { UnitActions } from './lines';
import type { Store } from './store';
import type { Focus } from './strokes';

export class Actions implements UnitActions {
  constructor(
    readonly store: Store,
    /** Hover or pin changed: redraw, nothing is computed anew. */
    readonly focusChanged: () => void,
    readonly reveal: (token: number) => void,
  ) {}

  hover(side: 'query' | 'key', unit: number | null): void {
    this.store.hover =
      unit === null ? null : { query: side === 'query' ? unit : null, key: side === 'key' ? unit : null };
    this.focusChanged();
  }

  cell(query: number, key: number): void {
    this.store.hover = { query, key };
    this.focusChanged();
  }

  /** The keyboard went to a query: unlike what the mouse passes on its way, this is meant. */
  goTo(query: number): void {
    this.store.lastQuery = this.store.units()[query].tokens[0];
  }

  leave(): void {
    this.store.hover = null;
    this.focusChanged();
  }

  /** A click on a query pins it; on a key of a pinned query pins the pair; on what is pinned takes the pin away. */
  pin(side: 'query' | 'key', unit: number): void {
    const { pinned } = this.store.view;
    const token = this.store.units()[unit].tokens[0];
    if (side === 'query') {
      const same = pinned?.query === token;
      this.store.update({ pinned: same ? null : { query: token, key: null } });
      if (!same) this.reveal(token);
    } else {
      this.store.update({ pinned: pinned ? { query: pinned.query, key: pinned.key === token ? null : token } : null });
      this.reveal(token);
    }
  }

  pinCell(query: number, key: number): void {
    const units = this.store.units();
    const [q, k] = [units[query].tokens[0], units[key].tokens[0]];
    const { pinned } = this.store.view;
    const same = pinned?.query === q && pinned.key === k;
    this.store.update({ pinned: same ? null : { query: q, key: k } });
    if (!same) this.reveal(q);
  }

  unpin(): void {
    this.store.hover = null;
    this.store.update({ pinned: null });
  }

  /** Replaces the tokens of a unit by the mask token, or takes that back. Special tokens stay. */
  mask(unit: number): void {
    const { tokens, special } = this.store.units()[unit];
    if (special) return;
    const { masked } = this.store.view;
    const already = tokens.every((token) => masked.includes(token));
    const others = masked.filter((token) => !tokens.includes(token));
    this.store.intervene({ masked: already ? others : [...others, ...tokens].sort((a, b) => a - b) });
  }

  /** The unit that is looked at: what is hovered, else what is pinned. */
  focus(): Focus {
    const { hover, view } = this.store;
    if (hover) {
      const pinned =
        view.pinned && hover.query === null && hover.key !== null ? this.store.unitOf(view.pinned.query) : null;
      return { query: hover.query ?? pinned, key: hover.key };
    }
    if (!view.pinned) return { query: null, key: null };
    return {
      query: this.store.unitOf(view.pinned.query),
      key: view.pinned.key === null ? null : this.store.unitOf(view.pinned.key),
    };
  }

  isSelected(unit: number): boolean {
    const { selected } = this.store;
    return selected.length > 0 && this.store.units()[unit].tokens.some((token) => selected.includes(token));
  }
}
