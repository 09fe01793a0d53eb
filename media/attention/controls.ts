// The bar of choices: view, layers, heads, filters. Every control is a native one, so the keyboard works by itself.

import type { PairChoice, PanelView, ViewState } from '../../src/protocol/panel';
import { headColour } from '../shared/colour';
import { h, select, toggle } from '../shared/dom';
import type { Store } from './store';

const VIEWS: readonly (readonly [PanelView, string])[] = [
  ['lines', 'Lines'],
  ['matrix', 'Matrix'],
  ['overview', 'All heads'],
  ['table', 'Table'],
];

export class Controls {
  readonly element = h('div', { class: 'controls' });

  constructor(
    readonly store: Store,
    readonly extra: () => readonly HTMLElement[],
  ) {}

  show(): void {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.control : undefined;
    const { store } = this;
    const set = (change: Partial<ViewState>) => store.update(change);
    this.element.replaceChildren(this.#tabs(), this.#layers(set), this.#heads(), this.#filters(set), ...this.extra());
    if (focused) this.element.querySelector<HTMLElement>(`[data-control="${focused}"]`)?.focus();
  }

  #tabs(): HTMLElement {
    const { view } = this.store.view;
    const tabs = VIEWS.map(([key, label]) =>
      h(
        'button',
        {
          type: 'button',
          role: 'tab',
          'data-control': `view-${key}`,
          'aria-selected': String(key === view),
          onclick: () => this.store.update({ view: key }),
        },
        label,
      ),
    );
    return h('div', { role: 'tablist', 'aria-label': 'View', class: 'group' }, ...tabs);
  }

  #layers(set: (change: Partial<ViewState>) => void): HTMLElement {
    const { view, document: shown } = this.store;
    const value = view.scope === 'layer' ? String(view.layer) : view.scope;
    const layers = Array.from({ length: shown.numLayers }, (_, n) => [String(n), `Layer ${n + 1}`] as const);
    const box = select('Layer', value, [...layers, ['mean', 'Mean over layers'], ['rollout', 'Rollout']], (chosen) =>
      set(chosen === 'mean' || chosen === 'rollout' ? { scope: chosen } : { scope: 'layer', layer: Number(chosen) }),
    );
    box.querySelector('select')?.setAttribute('data-control', 'layer');
    return box;
  }

  /** One button a head: a click switches it, a double click shows it alone, Shift and click silences it. */
  #heads(): HTMLElement {
    const { store } = this;
    const { view, document: shown } = store;
    const all = Array.from({ length: shown.numHeads }, (_, head) => head);
    const buttons = all.map((head) => {
      const on = view.heads.includes(head);
      const silent = view.silenced.some((s) => s.layer === view.layer && s.head === head);
      return h(
        'button',
        {
          type: 'button',
          class: `head${silent ? ' silenced' : ''}`,
          'data-control': `head-${head}`,
          'aria-pressed': String(on),
          'aria-label': `Head ${head + 1}${silent ? ', silenced' : ''}`,
          title: `Head ${head + 1}: click shows or hides, double click shows it alone, Shift+click (or s) silences it in this layer`,
          style: `--head: ${headColour(head)}`,
          onclick: (event) => ((event as MouseEvent).shiftKey ? silence(store, head) : switchHead(store, head)),
          ondblclick: () => store.update({ heads: [head] }),
          onkeydown: (event) => {
            const { key } = event as KeyboardEvent;
            if (key === 's') silence(store, head);
            if (key === 'o') store.update({ heads: [head] });
          },
        },
        String(head + 1),
      );
    });
    const everything = h(
      'button',
      { type: 'button', class: 'small', 'data-control': 'heads-all', onclick: () => store.update({ heads: all }) },
      'All',
    );
    // "None" leaves the first head: a map of no head does not exist.
    const first = h(
      'button',
      {
        type: 'button',
        class: 'small',
        'data-control': 'heads-first',
        title: 'Keep only the first head',
        onclick: () => store.update({ heads: [0] }),
      },
      'None but 1',
    );
    const reduction = select(
      'Several heads',
      view.reduction,
      [
        ['mean', 'Mean'],
        ['max', 'Maximum'],
        ['each', 'Each in its colour'],
      ] as const,
      (value) => store.update({ reduction: value }),
    );
    return h(
      'div',
      { class: 'group', role: 'group', 'aria-label': 'Heads' },
      h('span', { class: 'caption' }, 'Heads'),
      ...buttons,
      everything,
      first,
      reduction,
    );
  }

  #filters(set: (change: Partial<ViewState>) => void): HTMLElement {
    const { view, document: shown } = this.store;
    const slider = h('input', {
      type: 'range',
      min: 5,
      max: 100,
      step: 5,
      value: Math.round(view.topShare * 100),
      'data-control': 'top',
      'aria-label': 'Show the strongest weights that together hold this share of each row',
      onchange: () => set({ topShare: Number(slider.value) / 100 }),
    });
    const pair = [
      ['all', 'A and B'],
      ['AtoA', 'A → A'],
      ['AtoB', 'A → B'],
      ['BtoA', 'B → A'],
      ['BtoB', 'B → B'],
    ] as const satisfies readonly (readonly [PairChoice, string])[];
    const mark = (button: HTMLButtonElement, name: string) => {
      button.dataset.control = name;
      return button;
    };
    return h(
      'div',
      { class: 'group', role: 'group', 'aria-label': 'Filters' },
      mark(
        toggle(
          'Words',
          view.unit === 'words',
          () => set({ unit: view.unit === 'words' ? 'tokens' : 'words', pinned: null }),
          'Join the pieces of a word',
        ),
        'words',
      ),
      mark(
        toggle('Hide special', view.hideSpecial, () => set({ hideSpecial: !view.hideSpecial }), 'Hide [CLS] and [SEP]'),
        'special',
      ),
      mark(
        toggle(
          'Renormalise',
          view.renormalise,
          () => set({ renormalise: !view.renormalise }),
          'Bring rows back to a sum of 1 after hiding',
        ),
        'renormalise',
      ),
      h('label', { class: 'field' }, h('span', {}, `Top ${Math.round(view.topShare * 100)} %`), slider),
      shown.pair === null ? null : select('Pair', view.pair, pair, (value) => set({ pair: value })),
    );
  }
}

function switchHead(store: Store, head: number): void {
  const { heads } = store.view;
  const next = heads.includes(head) ? heads.filter((h) => h !== head) : [...heads, head].sort((a, b) => a - b);
  // The last head stays: a map of no head does not exist.
  if (next.length) store.update({ heads: next });
}

function silence(store: Store, head: number): void {
  const { silenced, layer } = store.view;
  const others = silenced.filter((s) => s.layer !== layer || s.head !== head);
  store.update({ silenced: others.length < silenced.length ? others : [...silenced, { layer, head }] });
}
