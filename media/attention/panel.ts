// The panel: puts controls, views and side tables together and keeps them in step with the store.

import { Actions } from './actions';
import { ThemeWatch } from '../shared/colour';
import { Controls } from './controls';
import { Details } from './details';
import { h, onFrame } from '../shared/dom';
import { sentenceOf } from '../shared/failure';
import { extras } from './extras';
import { FocusCard } from './focusCard';
import type { PanelOptions } from './host';
import { Inspector, strongestOf, TableView } from './inspector';
import { legend } from './legend';
import { LineView } from './lines';
import { MatrixView } from './matrix';
import { Overview } from './overview';
import { isUnchanged, type DrawnMap, type Store } from './store';
import { t } from '../shared/l10n';
import { weightSentence } from './words';

export class Panel {
  readonly #stage = h('div', { class: 'stage', id: 'stage', role: 'tabpanel' });
  readonly #readout = h('output', { class: 'readout', 'aria-live': 'polite' });
  readonly #cut = h('span', {});
  readonly #notDrawn = h('span', {});
  readonly #caption = h('p', { class: 'left-out', role: 'status' }, this.#cut, ' ', this.#notDrawn);
  readonly #message = h('p', { class: 'message', role: 'alert', hidden: true });
  readonly #remark = h('p', { class: 'message', role: 'status', hidden: true });
  readonly #unlinked = h('p', { class: 'message', role: 'status', hidden: true });
  readonly #empty = h('p', { class: 'message nothing', role: 'status', hidden: true });
  readonly #legend = h('div', { class: 'legend' });
  readonly #details: Details;
  readonly #actions: Actions;
  readonly #controls: Controls;
  readonly #themes: ThemeWatch;
  readonly #lines: LineView;
  readonly #matrix: MatrixView;
  readonly #overview: Overview;
  readonly #table: TableView;
  readonly #card: FocusCard;
  readonly #inspector: Inspector;
  readonly #followFocus = onFrame(() => this.#readFocus());
  #map: DrawnMap | undefined;
  #generation = 0;
  #pinned = false;

  constructor(
    readonly store: Store,
    readonly options: PanelOptions,
    root: HTMLElement,
  ) {
    const { host } = options;
    const reveal = (token: number) => host?.reveal(token);
    this.#themes = new ThemeWatch(() => this.#repaint());
    this.#actions = new Actions(
      store,
      () => this.#map,
      () => this.#focusChanged(),
      reveal,
    );
    this.#controls = new Controls(store, () => this.#extras());
    this.#details = new Details(store, (error) => this.failed(error));
    this.#lines = new LineView(store, this.#actions, this.#themes, (text) => this.#tellNotDrawn(text));
    this.#matrix = new MatrixView(store, this.#actions, this.#themes);
    const open = (layer: number, head: number) => store.update({ scope: 'layer', layer, heads: [head], view: 'lines' });
    this.#overview = new Overview(store, this.#themes, open, (error) => this.failed(error));
    this.#table = new TableView(store);
    this.#card = new FocusCard((query, key) => this.#actions.pinCell(query, key));
    this.#inspector = new Inspector(host && reveal);
    root.replaceChildren(
      this.#controls.element,
      this.#remark,
      this.#message,
      this.#body(),
      // It answers a click on a row, which must not move away under the pointer.
      this.#unlinked,
      this.#foot(),
    );
    store.subscribe(() => void this.refresh());
    document.addEventListener('keydown', (event) => event.key === 'Escape' && this.#actions.unpin());
    void this.refresh(true);
  }

  /** A sentence that something went wrong; empty to take it away. */
  failed(error: unknown): void {
    const text = sentenceOf(error);
    this.#message.textContent = text;
    this.#message.hidden = !text;
  }

  /** A sentence that stays above the views; empty for none. */
  remark(text: string): void {
    this.#remark.textContent = text;
    this.#remark.hidden = text === '';
  }

  /** A sentence that says why nothing is selected in the editor; empty to take it away. */
  unlinked(text: string): void {
    this.#unlinked.textContent = text;
    this.#unlinked.hidden = text === '';
  }

  setPinned(pinned: boolean): void {
    this.#pinned = pinned;
    this.#controls.show();
  }

  /** The editor's selection covers these tokens: nothing is computed anew. */
  select(tokens: readonly number[]): void {
    this.store.selected = tokens;
    const unit = this.#actions.unitOf(tokens[0] ?? null);
    // Rows do not move under a pointer that rests on one of them, nor between the clicks of a double click.
    if (unit !== null && !this.store.hover) this.#lines.bring(unit);
    this.unlinked('');
    this.#focusChanged();
  }

  /** Computes what is to be drawn and draws it; a newer call overtakes an older one. */
  async refresh(first = false): Promise<void> {
    const generation = ++this.#generation;
    this.#controls.show();
    this.failed('');
    if (!first) this.options.host?.viewChanged(this.store.view);
    this.#stage.setAttribute('aria-busy', 'true');
    try {
      const map = await this.store.drawn();
      if (generation !== this.#generation) return;
      this.#map = map;
      this.#inspector.show(this.store.document);
      this.#show(map);
      await this.#details.show();
    } catch (error) {
      if (generation === this.#generation) this.failed(error);
    } finally {
      if (generation === this.#generation) this.#stage.setAttribute('aria-busy', 'false');
    }
  }

  #body(): HTMLElement {
    const axes = h(
      'div',
      { class: 'axes', 'aria-hidden': 'true' },
      h('span', {}, t('query')),
      h('span', { class: 'arrow' }, '→'),
      h('span', {}, t('key')),
    );
    return h(
      'div',
      { class: 'columns' },
      h('main', {}, axes, this.#empty, this.#stage, h('div', { class: 'under' }, this.#legend, this.#caption)),
      h(
        'aside',
        { class: 'side', 'aria-label': t('Details') },
        this.#details.element,
        this.#card.element,
        this.#inspector.element,
      ),
    );
  }

  #foot(): HTMLElement {
    const note = h('p', { class: 'note' }, t('Attention shows where the encoder looks, not why it decides.'));
    return h('footer', {}, this.#readout, note);
  }

  #show(map: DrawnMap): void {
    const { view } = this.store.view;
    const views = { lines: this.#lines, matrix: this.#matrix, overview: this.#overview, table: this.#table };
    const { element } = views[view];
    if (this.#stage.firstChild !== element) this.#stage.replaceChildren(element);
    this.#stage.dataset.view = view;
    this.#stage.setAttribute('aria-labelledby', `view-${view}`);
    if (view === 'lines') this.#lines.show(map);
    else if (view === 'matrix') this.#matrix.show(map);
    else if (view === 'overview') this.#overview.show();
    else this.#table.show(map, this.#actions.focus());
    if (view !== 'lines') this.#notDrawn.textContent = '';
    this.#legend.replaceChildren(...legend(view, map, this.#themes.theme));
    this.#empty.textContent = this.#nothing(map);
    this.#empty.hidden = this.#empty.textContent === '';
    const { leftOutCharacters: left } = map.document;
    this.#cut.textContent = left ? notShown(left) : '';
    this.#readFocus();
  }

  /** The sentence keeps its room while a token shows all of its lines: else the rows moved under the pointer. */
  #tellNotDrawn(text: string): void {
    const { query, key } = this.#actions.focus();
    const isWhole = query !== null || key !== null;
    this.#notDrawn.style.visibility = isWhole ? 'hidden' : '';
    if (!isWhole && this.#notDrawn.textContent !== text) this.#notDrawn.textContent = text;
  }

  /** Why a view is empty, where it is. */
  #nothing(map: DrawnMap): string {
    const { view, heads } = this.store.view;
    if (view !== 'overview' && !heads.length)
      return t('No head is chosen, so there is no attention to show. Choose heads above, or press All.');
    if (view === 'overview' || !isUnchanged(map)) return '';
    return t('Nothing changed here: a silenced head acts on the layers after its own. Choose a later layer.');
  }

  #focusChanged(): void {
    if (!this.#map) return;
    const { view } = this.store.view;
    if (view === 'lines') this.#lines.redraw();
    else if (view === 'matrix') this.#matrix.redraw();
    this.#followFocus();
  }

  #repaint(): void {
    if (!this.#map) return;
    this.#matrix.repaint();
    this.#show(this.#map);
  }

  #readFocus(): void {
    const map = this.#map;
    if (!map) return;
    const focus = this.#actions.focus();
    const { query, key } = focus;
    this.#card.show(map, focus);
    if ((query === null && key === null) || !map.view.heads.length) {
      this.#readout.textContent = this.store.source.withoutEncoder
        ? t('Hover or focus a token; click pins it, Esc lets go.')
        : t('Hover or focus a token; click pins it, Esc lets go, a double click (m) masks it.');
      return;
    }
    const size = map.units.length;
    const values = map.strongest;
    const say = (q: number, k: number) => weightSentence(map, q, k);
    if (query !== null && key !== null) this.#readout.textContent = say(query, key);
    else if (query !== null) {
      const [best] = strongestOf(values.subarray(query * size, (query + 1) * size), 1);
      this.#readout.textContent = t('strongest: {0}', say(query, best));
    } else if (key !== null) {
      const [best] = strongestOf(
        Float32Array.from({ length: size }, (_, n) => values[n * size + key]),
        1,
      );
      this.#readout.textContent = t('strongest: {0}', say(best, key));
    }
  }

  #extras(): HTMLElement {
    return extras({
      store: this.store,
      options: this.options,
      pinned: this.#pinned,
      setPinned: (pinned) => {
        this.#pinned = pinned;
        this.options.host?.pin(pinned);
        this.#controls.show();
      },
      failed: (error) => this.failed(error),
    });
  }
}

const notShown = (characters: number): string =>
  characters === 1
    ? t("The text is longer than the encoder's window: its last character is not shown.")
    : t("The text is longer than the encoder's window: its last {0} characters are not shown.", characters);
