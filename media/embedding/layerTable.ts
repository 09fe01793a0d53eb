// Lists of neighbours side by side, a rank a row, with lines between the places of one word: it can be seen what stays,
// what comes and what goes. The table is a real one, so that a screen reader reads it as such.

import { h, onFrame } from '../shared/dom';
import { t } from '../shared/l10n';
import type { Column, Entry } from './columns';
import { percent, similarityText } from './numbers';
import { linksBetween, shared } from './ranks';
import { markedSentence } from './sentence';
import { svg } from './svg';

export type OnPlace = (
  place: { readonly text: number; readonly start: number; readonly end: number },
  enter: boolean,
) => void;

export class LayerTable {
  readonly element = h('div', { class: 'ranks' });
  readonly #scroll = h('div', { class: 'ranks-scroll' });
  readonly #detail = h('output', { class: 'detail', 'aria-live': 'polite' });
  readonly #lines = svg('svg', { class: 'links', 'aria-hidden': 'true' });
  readonly #drawLines = onFrame(() => this.#draw());
  #columns: readonly Column[] = [];
  #word = '';
  #cells: (HTMLButtonElement | undefined)[][] = [];
  #lit = '';
  /** What the line below the lists speaks of. */
  #described: Entry | undefined;

  constructor(readonly onPlace: OnPlace) {
    this.element.append(this.#scroll, this.#detail);
    new ResizeObserver(this.#drawLines).observe(this.#scroll);
    this.#scroll.addEventListener('keydown', (event) => this.#key(event));
    this.#scroll.addEventListener('pointerleave', () => this.#light(this.#focusedKey()));
  }

  show(word: string, columns: readonly Column[]): void {
    this.#word = word;
    this.#columns = columns;
    const rows = Math.max(0, ...columns.map(({ entries }) => entries.length));
    this.#cells = columns.map(({ entries }, column) => entries.map((entry, rank) => this.#button(entry, column, rank)));
    const first = this.#cells.flat().find((cell) => cell !== undefined);
    if (first) first.tabIndex = 0;
    const body = Array.from({ length: rows }, (_, rank) =>
      h('tr', {}, h('th', { scope: 'row' }, String(rank + 1)), ...this.#row(rank)),
    );
    const table = h(
      'table',
      {},
      h('caption', { class: 'unseen' }, t('Nearest to “{0}”, best first, layer by layer', word)),
      h(
        'thead',
        {},
        h('tr', {}, h('th', { scope: 'col' }, h('span', { class: 'unseen' }, t('Rank'))), ...this.#heads()),
      ),
      h('tbody', {}, ...body),
    );
    this.#scroll.replaceChildren(table, this.#lines);
    this.#light('');
    this.#drawLines();
  }

  #heads(): HTMLElement[] {
    return this.#columns.map(({ name, note, entries, kind }, n) => {
      const before = this.#columns[n - 1];
      const kept =
        kind === 'layer' && before?.kind === 'layer' && entries.length
          ? t('{0} of {1} kept', shared(entries, before.entries), entries.length)
          : note;
      return h('th', { scope: 'col', class: kind }, h('b', {}, name), h('small', {}, kept || note));
    });
  }

  #row(rank: number): HTMLElement[] {
    return this.#columns.map(({ missing, kind }, column) => {
      const cell = this.#cells[column][rank];
      if (cell) return h('td', { class: kind }, cell);
      return h('td', { class: kind }, rank === 0 && missing ? h('span', { class: 'missing' }, missing) : null);
    });
  }

  #button(entry: Entry, column: number, rank: number): HTMLButtonElement {
    const value = valueText(entry.value, this.#columns[column].kind);
    const button = h(
      'button',
      { type: 'button', class: 'near', 'data-key': entry.key, 'data-at': `${column}:${rank}`, tabindex: -1 },
      h('span', { class: 'form' }, entry.label),
      h('span', { class: 'value' }, value),
    );
    button.style.setProperty('--share', String(Math.max(0, Math.min(1, entry.value))));
    // Only a pointer that moves says what it is on: one that rests comes to lie on other words as lists move below it.
    button.addEventListener('pointermove', () => {
      if (this.#described !== entry) this.#light(entry.key, entry);
    });
    button.addEventListener('focus', () => this.#light(entry.key, entry));
    button.addEventListener('click', () => entry.place && this.onPlace(entry.place, false));
    return button;
  }

  /** Brings out one word in all lists; empty for none. */
  #light(key: string, entry?: Entry): void {
    this.#lit = key;
    this.#scroll.classList.toggle('has-lit', key !== '');
    for (const cell of this.#cells.flat()) cell?.classList.toggle('lit', cell.dataset.key === key);
    for (const line of this.#lines.children) line.classList.toggle('lit', line.getAttribute('data-key') === key);
    if (entry) this.#describe(entry);
    else if (key === '') {
      this.#described = undefined;
      this.#detail.replaceChildren(h('span', { class: 'hint' }, this.#hint()));
    }
  }

  /** Words of the vocabulary stand nowhere. */
  #hint(): string {
    return this.#columns.some(({ entries }) => entries.some(({ place }) => place))
      ? t('Hover or focus a word to follow it through the layers; a click shows it in the text, Enter goes there.')
      : t('Hover or focus a word to follow it through the layers.');
  }

  #describe(entry: Entry): void {
    this.#described = entry;
    const at = this.#columns.flatMap(({ kind, name, entries }) => {
      const found = entries.find(({ key }) => key === entry.key);
      return found ? [{ kind, name, value: found.value }] : [];
    });
    const list = at.map(({ kind, name, value }) => `${name} ${valueText(value, kind)}`).join(', ');
    const sentence = h('p', {}, t('“{0}” is near “{1}”: {2}', entry.label, this.#word, list));
    this.#detail.replaceChildren(sentence, ...(entry.place ? [markedSentence(entry.place)] : []));
  }

  #focusedKey(): string {
    const focused = document.activeElement;
    return focused instanceof HTMLElement && this.#scroll.contains(focused) ? (focused.dataset.key ?? '') : '';
  }

  #key(event: KeyboardEvent): void {
    const [column, rank] = (
      document.activeElement instanceof HTMLElement ? (document.activeElement.dataset.at ?? '') : ''
    )
      .split(':')
      .map(Number);
    if (rank === undefined) return;
    const entry = this.#columns[column]?.entries[rank];
    if (event.key === 'Enter' && entry?.place) {
      event.preventDefault();
      this.onPlace(entry.place, true);
      return;
    }
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    let to = column + step[0];
    // A list may be empty, and lists are of different lengths.
    while (this.#cells[to]?.length === 0) to += step[0];
    const list = this.#cells[to] ?? [];
    const next = list[Math.max(0, Math.min(list.length - 1, rank + step[1]))];
    if (!next) return;
    for (const cell of this.#cells.flat()) if (cell) cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  #draw(): void {
    const origin = this.#scroll.getBoundingClientRect();
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight } = this.#scroll;
    const middle = (cell: HTMLElement, side: 'left' | 'right') => {
      const box = cell.getBoundingClientRect();
      return [box[side] - origin.left + scrollLeft, box.top + box.height / 2 - origin.top + scrollTop] as const;
    };
    const paths = linksBetween(this.#columns.map(({ entries }) => entries)).flatMap(({ key, column, from, to }) => {
      const [left, right] = [this.#cells[column][from], this.#cells[column + 1][to]];
      if (!left || !right) return [];
      const [[x1, y1], [x2, y2]] = [middle(left, 'right'), middle(right, 'left')];
      const half = (x1 + x2) / 2;
      const lit = key === this.#lit ? 'lit' : '';
      return [svg('path', { d: `M${x1} ${y1}C${half} ${y1} ${half} ${y2} ${x2} ${y2}`, 'data-key': key, class: lit })];
    });
    const table = this.#scroll.firstElementChild;
    const [width, height] = [
      Math.min(scrollWidth, table?.clientWidth ?? scrollWidth),
      Math.min(scrollHeight, table?.clientHeight ?? 0),
    ];
    this.#lines.setAttribute('width', String(width));
    this.#lines.setAttribute('height', String(height));
    this.#lines.replaceChildren(...paths);
  }
}

/** A similarity with two digits, a probability in per cent. */
function valueText(value: number, kind: Column['kind']): string {
  return kind === 'substitutes' ? percent(value) : similarityText(value);
}
