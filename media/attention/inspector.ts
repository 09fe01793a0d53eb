// The tables: tokens with their ids and spans, and, for screen readers and exact reading, the weights of one query.

import { h } from '../shared/dom';
import type { Focus } from './lines';
import type { DrawnMap, Store } from './store';
import { number, scopeName } from './words';

/** Token inspector: input ids, segment ids, attention mask, pieces with character spans. */
export function inspector(store: Store, reveal: (token: number) => void): HTMLDetailsElement {
  const rows = store.document.tokens.map((token, n) =>
    h(
      'tr',
      { class: token.special ? 'special' : null },
      h('td', {}, String(n)),
      h(
        'td',
        {},
        h(
          'button',
          { type: 'button', class: 'link', title: 'Select in the editor', onclick: () => reveal(n) },
          token.text,
        ),
      ),
      h('td', {}, String(token.id)),
      h('td', {}, String(token.segment)),
      h('td', {}, String(token.attentionMask)),
      h('td', {}, token.special ? '' : `${token.start}–${token.end}`),
    ),
  );
  const names = ['#', 'Token', 'Input id', 'Segment', 'Mask', 'Characters'];
  return h(
    'details',
    { class: 'inspector' },
    h('summary', {}, `Tokens (${store.document.tokens.length})`),
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, ...rows),
    ),
  );
}

const MOST_KEYS = 40;

/** The table view: every query with its strongest keys, or all keys of the focused query. */
export class TableView {
  readonly element = h('div', { class: 'weights' });

  constructor(readonly store: Store) {}

  show(map: DrawnMap, focus: Focus): void {
    const size = map.units.length;
    const values = map.maps[0];
    const queries = focus.query === null ? map.labels.map((_, n) => n) : [focus.query];
    const most = focus.query === null ? 3 : MOST_KEYS;
    const rows = queries.flatMap((query) => {
      const order = map.labels
        .map((_, key) => key)
        .sort((a, b) => Math.abs(values[query * size + b]) - Math.abs(values[query * size + a]));
      return order
        .slice(0, most)
        .map((key, n) =>
          h(
            'tr',
            {},
            n === 0
              ? h('th', { scope: 'row', rowspan: Math.min(most, size) }, `${query + 1}. ${map.labels[query]}`)
              : null,
            h('td', {}, `${key + 1}. ${map.labels[key]}`),
            h('td', { class: 'number' }, number(values[query * size + key])),
          ),
        );
    });
    const caption =
      focus.query === null
        ? `The three strongest keys of each query, ${scopeName(this.store)}`
        : `The strongest keys of query “${map.labels[focus.query]}”, ${scopeName(this.store)}`;
    this.element.replaceChildren(
      h(
        'table',
        {},
        h('caption', {}, caption),
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            h('th', { scope: 'col' }, 'Query'),
            h('th', { scope: 'col' }, 'Key'),
            h('th', { scope: 'col' }, map.difference ? 'Change' : 'Weight'),
          ),
        ),
        h('tbody', {}, ...rows),
      ),
    );
  }
}
