// The card at the side: what the focused token looks at and what looks at it, or, with no focus, the strongest pairs.

import { h } from '../shared/dom';
import { meter, strongestOf } from './inspector';
import type { DrawnMap } from './store';
import type { Focus } from './strokes';
import { t } from '../shared/l10n';
import { weightText } from './words';

const rows = 6;

export class FocusCard {
  readonly element = h('section', { class: 'card', 'aria-label': t('Strongest weights') });
  #best: { readonly map: DrawnMap; readonly pairs: readonly (readonly [number, number])[] } | undefined;

  constructor(readonly pin: (query: number, key: number) => void) {
    this.element.addEventListener('click', (event) => {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-query]') : null;
      if (row) pin(Number(row.dataset.query), Number(row.dataset.key));
    });
  }

  show(map: DrawnMap, { query, key }: Focus): void {
    const unit = query ?? key;
    if (unit === null) {
      const pairs = this.#strongest(map);
      const title = map.difference ? t('Largest changes') : t('Strongest pairs');
      this.element.replaceChildren(...(pairs.length ? this.#list(map, title, pairs) : []));
      return;
    }
    const size = map.units.length;
    const values = map.strongest;
    const row = values.subarray(unit * size, (unit + 1) * size);
    const column = Float32Array.from({ length: size }, (_, n) => values[n * size + unit]);
    const name = map.labels[unit];
    const out = strongestOf(row, rows).map((n) => [unit, n] as const);
    const into = strongestOf(column, rows).map((n) => [n, unit] as const);
    this.element.replaceChildren(
      ...this.#list(
        map,
        map.difference ? t('“{0}” looks more or less at', name) : t('“{0}” looks at', name),
        out,
        'key',
      ),
      ...this.#list(
        map,
        map.difference ? t('looks more or less at “{0}”', name) : t('looks at “{0}”', name),
        into,
        'query',
      ),
    );
  }

  #list(
    map: DrawnMap,
    title: string,
    pairs: readonly (readonly [number, number])[],
    only?: 'query' | 'key',
  ): HTMLElement[] {
    const size = map.units.length;
    const values = map.strongest;
    const most = Math.max(1e-9, ...pairs.map(([q, k]) => Math.abs(values[q * size + k])));
    const lines = pairs
      .filter(([q, k]) => values[q * size + k] !== 0)
      .map(([q, k]) => {
        const value = values[q * size + k];
        const name = only ? map.labels[only === 'key' ? k : q] : `${map.labels[q]} → ${map.labels[k]}`;
        const button = h(
          'button',
          { type: 'button', class: 'link', 'data-query': q, 'data-key': k, title: t('Pin this pair') },
          name,
        );
        return h(
          'tr',
          {},
          h('td', { class: 'token' }, button),
          h('td', { class: 'number' }, `${map.difference && value > 0 ? '+' : ''}${weightText(value)}`),
          h('td', {}, meter(Math.abs(value) / most)),
        );
      });
    if (!lines.length) return [];
    return [h('h2', {}, title), h('table', { class: 'weights-list' }, h('tbody', {}, ...lines))];
  }

  /** Worked out once for each map. */
  #strongest(map: DrawnMap): readonly (readonly [number, number])[] {
    if (this.#best?.map !== map) {
      const size = map.units.length;
      const values = map.strongest;
      const places = strongestOf(values, 2 * rows).filter((at) => values[at] !== 0);
      const pairs = places.map((at) => [Math.floor(at / size), at % size] as const);
      this.#best = { map, pairs };
    }
    return this.#best.pairs;
  }
}
