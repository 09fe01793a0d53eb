// The tables: tokens with their ids and spans, and, for screen readers and exact reading, the weights of the queries.

import type { PanelDocument } from '../../src/protocol/panel';
import { h, refocus } from '../shared/dom';
import { Pace } from './pace';
import type { DrawnMap, Store } from './store';
import type { Focus } from './strokes';
import { t } from '../shared/l10n';
import { number, scopeName } from './words';

/** Token inspector: input ids, segment ids, attention mask, pieces with character spans. Its rows are made when it opens. */
export class Inspector {
  readonly element: HTMLDetailsElement;
  readonly #summary = h('summary', {});
  readonly #body = h('tbody', {});
  #shown: PanelDocument['tokens'] | undefined;
  #filled: PanelDocument['tokens'] | undefined;

  /** `reveal`: selects a token's text in the editor; absent where there is none. */
  constructor(readonly reveal: ((token: number) => void) | undefined) {
    const names = ['#', t('Token'), t('Input id'), t('Segment'), t('Mask'), t('Characters')];
    const head = h('thead', {}, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name))));
    const table = h('div', { class: 'scroll' }, h('table', {}, head, this.#body));
    this.element = h('details', { class: 'inspector' }, this.#summary, table);
    this.element.addEventListener('toggle', () => void this.#fill());
    this.#body.addEventListener('click', (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-token]') : null;
      if (button) reveal?.(Number(button.dataset.token));
    });
  }

  show({ tokens }: PanelDocument): void {
    if (this.#shown === tokens) return;
    this.#shown = tokens;
    this.#summary.textContent = t('Tokens ({0})', tokens.length);
    void this.#fill();
  }

  async #fill(): Promise<void> {
    const tokens = this.#shown;
    if (!this.element.open || !tokens || this.#filled === tokens) return;
    this.#filled = tokens;
    this.#body.replaceChildren();
    const pace = new Pace();
    for (const [n, token] of tokens.entries()) {
      await pace.breathe();
      if (this.#filled !== tokens) return;
      this.#body.append(tokenRow(token, n, this.reveal !== undefined));
    }
  }
}

function tokenRow(token: PanelDocument['tokens'][number], n: number, linked: boolean): HTMLElement {
  const link = { type: 'button', class: 'link', title: t('Select in the editor'), 'data-token': n } as const;
  // What the tokenizer added stands nowhere in the editor.
  const name = linked && !token.special ? h('button', link, token.text) : token.text;
  const cells = [token.id, token.segment, token.attentionMask, token.special ? '' : `${token.start}–${token.end}`];
  return h(
    'tr',
    { class: token.special ? 'special' : null },
    h('td', { class: 'number' }, String(n)),
    h('td', { class: 'token' }, name),
    ...cells.map((cell) => h('td', { class: 'number' }, String(cell))),
  );
}

const MOST_KEYS = 40;
const KEYS = 3;
/** Queries on one page of the table: a table of 512 would take a second to lay out. */
const PAGE = 40;

/** The table view: every query with its strongest keys, page by page, or the keys of the focused query. */
export class TableView {
  readonly element = h('div', { class: 'weights' });
  #page = 0;
  #map: DrawnMap | undefined;

  constructor(readonly store: Store) {}

  show(map: DrawnMap, focus: Focus): void {
    if (map.units !== this.#map?.units) this.#page = 0;
    this.#map = map;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.page : undefined;
    const { query } = focus;
    const table = query === null ? this.#ofPage(map) : this.#ofQuery(map, query);
    this.element.replaceChildren(...(query === null ? [this.#pages(map)] : []), table);
    if (focused) refocus(this.element.querySelector<HTMLElement>(`[data-page="${focused}"]`));
  }

  #pages(map: DrawnMap): HTMLElement | string {
    const last = Math.ceil(map.units.length / PAGE) - 1;
    if (last === 0) return '';
    const go = (page: number) => {
      this.#page = page;
      this.show(map, { query: null, key: null });
    };
    const turn = (label: string, page: number, name: string) =>
      h(
        'button',
        { type: 'button', 'data-page': name, disabled: page < 0 || page > last, onclick: () => go(page) },
        label,
      );
    const [from, to] = [this.#page * PAGE + 1, Math.min(map.units.length, (this.#page + 1) * PAGE)];
    return h(
      'div',
      { class: 'group' },
      turn(t('Previous'), this.#page - 1, 'previous'),
      h('span', { role: 'status' }, t('Queries {0} to {1} of {2}', from, to, map.units.length)),
      turn(t('Next'), this.#page + 1, 'next'),
    );
  }

  #ofPage(map: DrawnMap): HTMLElement {
    const queries = map.labels.map((_, n) => n).slice(this.#page * PAGE, (this.#page + 1) * PAGE);
    const caption = t('The strongest keys of each query, {0}', scopeName(map, 'strongest'));
    return weights(map, queries, KEYS, caption);
  }

  #ofQuery(map: DrawnMap, query: number): HTMLElement {
    const caption = t('The strongest keys of query “{0}”, {1}', map.labels[query], scopeName(map, 'strongest'));
    return weights(map, [query], MOST_KEYS, caption);
  }
}

function weights(map: DrawnMap, queries: readonly number[], most: number, caption: string): HTMLElement {
  const size = map.units.length;
  const values = map.strongest;
  const names = [t('Query'), t('Key'), map.difference ? t('Change') : t('Weight')];
  const rows = queries.flatMap((query) => {
    const row = values.subarray(query * size, (query + 1) * size);
    // A row without weight: no head is chosen, or the token is hidden.
    const keys = row.some((weight) => weight !== 0) ? strongestOf(row, most) : [];
    return keys.map((key, n) =>
      h(
        'tr',
        {},
        n === 0 ? h('th', { scope: 'row', rowspan: keys.length }, `${query + 1}. ${map.labels[query]}`) : null,
        h('td', {}, `${key + 1}. ${map.labels[key]}`),
        h('td', { class: 'number' }, number(row[key])),
        h('td', {}, meter(Math.abs(row[key]))),
      ),
    );
  });
  return h(
    'table',
    {},
    h('caption', {}, caption),
    h('thead', {}, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, ...rows),
  );
}

/** A bar beside a number that says the same; screen readers have the number. */
export function meter(share: number): HTMLElement {
  const bar = h('i', {});
  bar.style.width = `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%`;
  return h('span', { class: 'meter', 'aria-hidden': 'true' }, bar);
}

/** Places of the `most` largest magnitudes, largest first. */
export function strongestOf(values: Float32Array, most: number): number[] {
  const order: number[] = [];
  const size = (n: number) => Math.abs(values[n]);
  for (let n = 0; n < values.length; n++) {
    if (order.length === most && size(n) <= size(order[most - 1])) continue;
    let at = order.length;
    while (at > 0 && size(order[at - 1]) < size(n)) at--;
    order.splice(at, 0, n);
    if (order.length > most) order.pop();
  }
  return order;
}
