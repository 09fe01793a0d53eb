// One column of labels beside the lines: only the rows in sight exist, so that 512 tokens cost no more than 40. What a
// click or key means is the line view's matter.

import type { TokenWord } from '../../src/core/attention';
import { h } from '../shared/dom';
import { ROW } from './strokes';
import { weightText } from './words';

export type Side = 'query' | 'key';

/** Rows beyond the edge that exist all the same, so that scrolling shows no gap. */
const spare = 12;

export interface Row {
  readonly label: string;
  readonly unit: TokenWord;
  readonly title: string;
  /** What a screen reader says. */
  readonly name: string;
}

export class UnitColumn {
  readonly element: HTMLElement;
  readonly #made = new Map<number, HTMLButtonElement>();
  #count = 0;
  #row: (n: number) => Row = () => {
    throw new RangeError('no rows yet');
  };
  #tabStop = 0;

  constructor(
    readonly side: Side,
    label: string,
  ) {
    this.element = h('div', { class: `units ${side}`, role: 'list', 'aria-label': label });
  }

  /** Other rows: all that exist are made anew. */
  show(count: number, row: (n: number) => Row): void {
    this.#count = count;
    this.#row = row;
    this.#made.clear();
    this.element.replaceChildren();
    this.element.style.height = `${count * ROW}px`;
    this.#tabStop = 0;
  }

  /** Makes the rows `from` to `to` and drops those far from them, but never the one that has the focus. */
  window(from: number, to: number): void {
    const [first, end] = [Math.max(0, from - spare), Math.min(this.#count, to + spare)];
    for (const [n, button] of this.#made) {
      if ((n >= first && n < end) || button === document.activeElement || n === this.#tabStop) continue;
      button.parentElement?.remove();
      this.#made.delete(n);
    }
    for (let n = first; n < end; n++) if (!this.#made.has(n)) this.#make(n);
    if (this.#count) this.row(this.#tabStop);
  }

  /** The label of a row, made if need be. */
  row(n: number): HTMLButtonElement {
    return this.#made.get(n) ?? this.#make(n);
  }

  /** Gives a row the keyboard focus; it becomes the column's tab stop. */
  focus(n: number): void {
    const old = this.#made.get(this.#tabStop);
    if (old) old.tabIndex = -1;
    this.#tabStop = n;
    const row = this.row(n);
    row.tabIndex = 0;
    row.focus({ preventScroll: true });
  }

  /** Marks the focused row, those selected in the editor, and the weight of each row where there is one. */
  mark(focused: number | null, isSelected: (n: number) => boolean, weightOf: ((n: number) => number) | null): void {
    let most = 0;
    if (weightOf) for (let n = 0; n < this.#count; n++) most = Math.max(most, Math.abs(weightOf(n)));
    for (const [n, button] of this.#made) {
      button.classList.toggle('focused', n === focused);
      button.classList.toggle('in-editor', isSelected(n));
      const weight = weightOf ? weightOf(n) : 0;
      button.style.setProperty('--weight', String(most > 0 ? Math.abs(weight) / most : 0));
      if (weightOf && Math.abs(weight) >= 0.005) button.dataset.weight = weightText(weight);
      else delete button.dataset.weight;
    }
  }

  #make(n: number): HTMLButtonElement {
    const { label, unit, title, name } = this.#row(n);
    const button = h(
      'button',
      {
        type: 'button',
        class: `unit segment${unit.segment}${unit.special ? ' special' : ''}`,
        'data-unit': n,
        'data-side': this.side,
        tabindex: n === this.#tabStop ? 0 : -1,
        'aria-label': name,
        title,
      },
      h('span', { class: 'label' }, label),
    );
    const item = h('div', { role: 'listitem', 'aria-setsize': this.#count, 'aria-posinset': n + 1 }, button);
    item.style.top = `${n * ROW}px`;
    this.#made.set(n, button);
    this.element.append(item);
    return button;
  }
}
