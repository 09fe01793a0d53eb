// The bar of choices: view, layers, heads, filters. Built once for each shape of encoder and then only kept in step, so
// that the focus stays where it is. Every control is a native one, so the keyboard works by itself.

import type { PairChoice, PanelDocument, PanelView, ViewState } from '../../src/protocol/panel';
import { headColour } from '../shared/colour';
import { h, refocus, select, toggle } from '../shared/dom';
import type { Store } from './store';
import { t } from '../shared/l10n';

type Sync = (view: ViewState) => void;

export class Controls {
  readonly element = h('div', { class: 'controls' });
  #shape = '';
  #syncs: Sync[] = [];

  constructor(
    readonly store: Store,
    /** Further controls, made anew each time. */
    readonly extra: () => HTMLElement,
  ) {}

  show(): void {
    const { view, document: shown } = this.store;
    const shape = JSON.stringify([shown.numLayers, shown.numHeads, shown.pair === null]);
    if (shape !== this.#shape) this.#build(shown);
    this.#shape = shape;
    for (const sync of this.#syncs) sync(view);
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.extra : undefined;
    const old = this.element.querySelector('.extra');
    const extra = this.extra();
    extra.classList.add('extra');
    if (old?.querySelector('details')?.open) extra.querySelector('details')?.setAttribute('open', '');
    // What looks the same does the same: it stays, so that a click that began on it also ends on it.
    if (old?.outerHTML === extra.outerHTML) return;
    old?.replaceWith(extra);
    if (focused) refocus(extra.querySelector<HTMLElement>(`[data-extra="${focused}"]`));
  }

  #build({ numLayers, numHeads, pair }: PanelDocument): void {
    this.#syncs = [];
    this.element.replaceChildren(
      h('div', { class: 'bar' }, this.#tabs(), this.#layers(numLayers), h('div', { class: 'extra' })),
      h('div', { class: 'bar' }, this.#heads(numHeads), this.#filters(pair !== null)),
    );
  }

  #tabs(): HTMLElement {
    const views: readonly (readonly [PanelView, string])[] = [
      ['lines', t('Lines')],
      ['matrix', t('Matrix')],
      ['overview', t('All heads')],
      ['table', t('Table')],
    ];
    const tabs = views.map(([key, label]) =>
      h(
        'button',
        {
          ...{
            type: 'button',
            role: 'tab',
            id: `view-${key}`,
            'aria-controls': 'stage',
            'data-control': `view-${key}`,
          },
          onclick: () => this.store.update({ view: key }),
        },
        label,
      ),
    );
    const list = h('div', { role: 'tablist', 'aria-label': t('View'), class: 'segmented' }, ...tabs);
    list.addEventListener('keydown', ({ key }) => {
      const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      const at = tabs.findIndex((tab) => tab === document.activeElement);
      if (step && at >= 0) tabs[(at + step + tabs.length) % tabs.length].focus();
    });
    this.#syncs.push(({ view }) => {
      views.forEach(([key], n) => {
        tabs[n].setAttribute('aria-selected', String(key === view));
        tabs[n].tabIndex = key === view ? 0 : -1;
      });
    });
    return list;
  }

  #layers(numLayers: number): HTMLElement {
    const { store } = this;
    const layers = Array.from({ length: numLayers }, (_, n) => [String(n), t('Layer {0}', n + 1)] as const);
    const all = [...layers, ['mean', t('Mean over layers')], ['rollout', t('Rollout')]] as const;
    const box = select(t('Layer'), '0', all, (chosen) =>
      store.update(
        chosen === 'mean' || chosen === 'rollout' ? { scope: chosen } : { scope: 'layer', layer: Number(chosen) },
      ),
    );
    const list = box.querySelector('select');
    list?.setAttribute('data-control', 'layer');
    list?.setAttribute(
      'title',
      t('Rollout follows attention through all layers down to the input (Abnar and Zuidema 2020)'),
    );
    const step = (label: string, name: string, by: number) =>
      h(
        'button',
        {
          type: 'button',
          class: 'step-layer',
          'aria-label': name,
          title: name,
          onclick: () => store.update({ scope: 'layer', layer: Math.max(0, Math.min(numLayers - 1, layer() + by)) }),
        },
        label,
      );
    const layer = () => store.view.layer;
    this.#syncs.push((view) => {
      if (list) list.value = view.scope === 'layer' ? String(view.layer) : view.scope;
    });
    return h('div', { class: 'group' }, step('‹', t('Layer before'), -1), box, step('›', t('Layer after'), 1));
  }

  /** One button a head: a click switches it, a double click shows it alone, Shift and click silences it if there is an encoder. */
  #heads(numHeads: number): HTMLElement {
    const { store } = this;
    const all = Array.from({ length: numHeads }, (_, head) => head);
    const buttons = all.map((head) => {
      const button = h('button', { type: 'button', class: 'head', 'data-control': `head-${head}` }, String(head + 1));
      button.style.setProperty('--head', headColour(head));
      button.addEventListener('click', ({ shiftKey }) => (shiftKey ? silence(store, head) : switchHead(store, head)));
      button.addEventListener('dblclick', () => store.update({ heads: [head] }));
      button.addEventListener('keydown', ({ key }) => {
        if (key === 's') silence(store, head);
        if (key === 'o') store.update({ heads: [head] });
      });
      return button;
    });
    this.#syncs.push((view) => {
      buttons.forEach((button, head) => {
        const silent = view.silenced.some((s) => s.layer === view.layer && s.head === head);
        button.classList.toggle('silenced', silent);
        button.setAttribute('aria-pressed', String(view.heads.includes(head)));
        button.setAttribute('aria-label', silent ? t('Head {0}, silenced', head + 1) : t('Head {0}', head + 1));
        button.title = store.source.withoutEncoder
          ? t('Head {0}: click shows or hides it, double click (o) shows it alone', head + 1)
          : t(
              'Head {0}: click shows or hides it, double click (o) shows it alone, Shift+click (s) silences it in this layer',
              head + 1,
            );
      });
    });
    const small = (control: string, label: string, title: string, heads: readonly number[]) =>
      h(
        'button',
        { type: 'button', class: 'small', 'data-control': control, title, onclick: () => store.update({ heads }) },
        label,
      );
    return h(
      'div',
      { class: 'group', role: 'group', 'aria-label': t('Heads') },
      h('span', { class: 'caption' }, t('Heads')),
      h('div', { class: 'heads' }, ...buttons),
      small('heads-all', t('All'), t('Show all heads'), all),
      small('heads-none', t('None'), t('Hide all heads'), []),
      this.#reduction(),
    );
  }

  #reduction(): HTMLElement {
    const ways = [
      ['mean', t('Mean')],
      ['max', t('Maximum')],
      ['each', t('Each in its colour')],
    ] as const;
    const box = select(t('as'), 'mean', ways, (value) => this.store.update({ reduction: value }));
    const list = box.querySelector('select');
    list?.setAttribute('data-control', 'reduction');
    list?.setAttribute('aria-label', t('How several heads become one map'));
    this.#syncs.push((view) => {
      if (list) list.value = view.reduction;
      if (list) list.disabled = view.heads.length < 2;
    });
    return box;
  }

  #filters(hasPair: boolean): HTMLElement {
    const { store } = this;
    const flag = (name: string, label: string, title: string, is: (view: ViewState) => boolean, flip: () => void) => {
      const button = toggle(label, false, flip, title);
      button.dataset.control = name;
      this.#syncs.push((view) => button.setAttribute('aria-pressed', String(is(view))));
      return button;
    };
    const words = flag(
      'words',
      t('Words'),
      t('Join the pieces of a word'),
      ({ unit }) => unit === 'words',
      () => store.update({ unit: store.view.unit === 'words' ? 'tokens' : 'words', pinned: null }),
    );
    const special = flag(
      'special',
      t('Hide special'),
      t('Hide [CLS] and [SEP]'),
      ({ hideSpecial }) => hideSpecial,
      () => store.update({ hideSpecial: !store.view.hideSpecial }),
    );
    const renormalise = flag(
      'renormalise',
      t('Renormalise'),
      t('Bring rows back to a sum of 1 after hiding'),
      (view) => view.renormalise,
      () => store.update({ renormalise: !store.view.renormalise }),
    );
    this.#syncs.push(({ hideSpecial }) => (renormalise.hidden = !hideSpecial));
    return h(
      'div',
      { class: 'group', role: 'group', 'aria-label': t('Filters') },
      words,
      special,
      renormalise,
      this.#top(),
      this.#breakdown(),
      hasPair ? this.#pair() : null,
    );
  }

  #top(): HTMLElement {
    const slider = h('input', {
      type: 'range',
      min: 5,
      max: 100,
      step: 5,
      'data-control': 'top',
      'aria-label': t('Show the strongest weights that together hold this share of each row'),
      title: t('Show the strongest weights that together hold this share of each row'),
      onchange: () => this.store.update({ topShare: Number(slider.value) / 100 }),
    });
    const label = h('span', {});
    this.#syncs.push(({ topShare }) => {
      slider.value = String(Math.round(topShare * 100));
      label.textContent = t('Top {0} %', slider.value);
    });
    return h('label', { class: 'field' }, label, slider);
  }

  #breakdown(): HTMLElement {
    const { store } = this;
    const title = t('Show how one weight comes about: query, key, their products, the score and its softmax');
    const button = toggle(t('Q and K'), false, () => store.update({ breakdown: !store.view.breakdown }), title);
    button.dataset.control = 'breakdown';
    button.disabled = store.source.withoutEncoder !== '';
    if (button.disabled) button.title = store.source.withoutEncoder;
    this.#syncs.push(({ breakdown }) => button.setAttribute('aria-pressed', String(breakdown)));
    return button;
  }

  #pair(): HTMLElement {
    const ways = [
      ['all', t('A and B')],
      ['AtoA', 'A → A'],
      ['AtoB', 'A → B'],
      ['BtoA', 'B → A'],
      ['BtoB', 'B → B'],
    ] as const satisfies readonly (readonly [PairChoice, string])[];
    const box = select(t('Pair'), 'all', ways, (value) => this.store.update({ pair: value }));
    const list = box.querySelector('select');
    list?.setAttribute('data-control', 'pair');
    this.#syncs.push(({ pair }) => {
      if (list) list.value = pair;
    });
    return box;
  }
}

function switchHead(store: Store, head: number): void {
  const { heads } = store.view;
  const next = heads.includes(head) ? heads.filter((h) => h !== head) : [...heads, head].sort((a, b) => a - b);
  store.update({ heads: next });
}

function silence(store: Store, head: number): void {
  const { silenced, layer } = store.view;
  const others = silenced.filter((s) => s.layer !== layer || s.head !== head);
  store.intervene({ silenced: others.length < silenced.length ? others : [...silenced, { layer, head }] });
}
