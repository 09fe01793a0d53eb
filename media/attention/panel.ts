// The panel: puts controls, views and side tables together and keeps them in step with the store.

import type { ViewState } from '../../src/protocol/panel';
import { Actions } from './actions';
import { breakdown } from './breakdown';
import { Controls } from './controls';
import { h, toggle } from '../shared/dom';
import { toCsv, toJson, toPng, toSvg } from './exports';
import { inspector, TableView } from './inspector';
import { LineView } from './lines';
import { MatrixView } from './matrix';
import { Overview } from './overview';
import { predictions } from './predictions';
import { noIntervention, type DrawnMap, type Store } from './store';
import { weightSentence } from './words';

/** What only the extension host can do; a saved page has none of it. */
export interface Host {
  reveal(token: number): void;
  pin(pinned: boolean): void;
  choosePair(): void;
  dropPair(): void;
  viewChanged(view: ViewState): void;
}

export interface PanelOptions {
  readonly host: Host | undefined;
  readonly save: (name: string, content: string | Uint8Array) => Promise<boolean>;
  /** The page itself with the data in it, for the export as HTML; absent where that cannot be made. */
  readonly toHtml?: (json: string) => Promise<string>;
}

export class Panel {
  readonly #stage = h('div', { class: 'stage', tabindex: -1 });
  readonly #readout = h('output', { class: 'readout', 'aria-live': 'polite' });
  readonly #caption = h('p', { class: 'left-out', role: 'status' });
  readonly #message = h('p', { class: 'message', role: 'alert', hidden: true });
  readonly #side = h('aside', { class: 'side', 'aria-label': 'Details' });
  readonly #details = h('div', {});
  readonly #tokens = h('div', {});
  readonly #actions: Actions;
  readonly #controls: Controls;
  readonly #lines: LineView;
  readonly #matrix: MatrixView;
  readonly #overview: Overview;
  readonly #table: TableView;
  #map: DrawnMap | undefined;
  #generation = 0;
  #pinned = false;

  constructor(
    readonly store: Store,
    readonly options: PanelOptions,
    root: HTMLElement,
  ) {
    const { host } = options;
    this.#actions = new Actions(
      store,
      () => this.#focusChanged(),
      (token) => host?.reveal(token),
    );
    this.#controls = new Controls(store, () => [this.#extras()]);
    this.#lines = new LineView(store, this.#actions, (text) => (this.#caption.textContent = text));
    this.#matrix = new MatrixView(store, this.#actions);
    this.#overview = new Overview(
      store,
      (layer, head) => store.update({ scope: 'layer', layer, heads: [head], view: 'lines' }),
      (error) => this.failed(error),
    );
    this.#table = new TableView(store);
    this.#side.append(this.#details, this.#tokens);
    root.replaceChildren(
      this.#controls.element,
      this.#message,
      h(
        'div',
        { class: 'columns' },
        h(
          'main',
          {},
          h(
            'div',
            { class: 'axes', 'aria-hidden': 'true' },
            h('span', {}, 'query'),
            h('span', {}, '→'),
            h('span', {}, 'key'),
          ),
          this.#stage,
          this.#caption,
        ),
        this.#side,
      ),
      this.#readout,
      h('p', { class: 'note' }, 'Attention shows where the encoder looks, not why it decides.'),
    );
    store.subscribe(() => void this.refresh());
    document.addEventListener('keydown', (event) => event.key === 'Escape' && this.#actions.unpin());
    void this.refresh(true);
  }

  /** A sentence that something went wrong; empty to take it away. */
  failed(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.#message.textContent = text;
    this.#message.hidden = !text;
  }

  setPinned(pinned: boolean): void {
    this.#pinned = pinned;
    this.#controls.show();
  }

  /** Computes what is to be drawn and draws it; a newer call overtakes an older one. */
  async refresh(first = false): Promise<void> {
    const generation = ++this.#generation;
    this.#controls.show();
    if (!first) this.options.host?.viewChanged(this.store.view);
    this.#stage.setAttribute('aria-busy', 'true');
    try {
      const map = await this.store.drawn();
      if (generation !== this.#generation) return;
      this.#map = map;
      this.failed('');
      this.#showTokens();
      this.#show(map);
      await this.#showDetails(generation);
    } catch (error) {
      if (generation === this.#generation) this.failed(error);
    } finally {
      if (generation === this.#generation) this.#stage.setAttribute('aria-busy', 'false');
    }
  }

  #show(map: DrawnMap): void {
    const { view } = this.store.view;
    const element = { lines: this.#lines, matrix: this.#matrix, overview: this.#overview, table: this.#table }[view]
      .element;
    if (this.#stage.firstChild !== element) this.#stage.replaceChildren(element);
    this.#stage.dataset.view = view;
    if (view !== 'lines') this.#caption.textContent = '';
    if (view === 'lines') this.#lines.show(map);
    else if (view === 'matrix') this.#matrix.show(map);
    else if (view === 'overview') this.#overview.show();
    else this.#table.show(map, this.#actions.focus());
    const { leftOutCharacters } = this.store.document;
    if (leftOutCharacters)
      this.#caption.textContent = `The text is longer than the encoder's window: the last ${leftOutCharacters} characters are not shown.`;
    this.#readFocus();
  }

  #focusChanged(): void {
    if (!this.#map) return;
    const { view } = this.store.view;
    if (view === 'lines') this.#lines.redraw();
    else if (view === 'matrix') this.#matrix.redraw();
    else if (view === 'table') this.#table.show(this.#map, this.#actions.focus());
    this.#readFocus();
  }

  #readFocus(): void {
    const map = this.#map;
    const { query, key } = this.#actions.focus();
    if (!map || (query === null && key === null)) {
      this.#readout.textContent = 'Hover or focus a token; click pins it, Esc lets go, a double click (or m) masks it.';
      return;
    }
    const size = map.units.length;
    const values = map.maps[0];
    const say = (q: number, k: number) =>
      weightSentence(this.store, map.labels[q], map.labels[k], values[q * size + k], map.difference);
    if (query !== null && key !== null) this.#readout.textContent = say(query, key);
    else {
      const at = (n: number) => Math.abs(query !== null ? values[query * size + n] : values[n * size + (key ?? 0)]);
      const best = map.labels.reduce((top, _, n) => (at(n) > at(top) ? n : top), 0);
      this.#readout.textContent = `strongest: ${query !== null ? say(query, best) : say(best, key ?? 0)}`;
    }
  }

  #showTokens(): void {
    const open = this.#tokens.querySelector('details')?.open ?? false;
    const table = inspector(this.store, (token) => this.options.host?.reveal(token));
    table.open = open;
    this.#tokens.replaceChildren(table);
  }

  async #showDetails(generation: number): Promise<void> {
    const { pinned, masked, silenced, scope } = this.store.view;
    const parts: HTMLElement[] = [];
    if (masked.length || silenced.length) {
      const targets = masked.length ? masked : pinned ? [pinned.query] : [];
      parts.push(await predictions(this.store, targets, noIntervention));
    }
    if (pinned && scope === 'layer') {
      const closer = h('details', { class: 'qk' }, h('summary', {}, 'How this weight comes about (q, k, score)'));
      const key = pinned.key ?? this.#strongestKey(pinned.query);
      closer.addEventListener('toggle', () => {
        if (!closer.open || closer.childElementCount > 1) return;
        breakdown(this.store, pinned.query, key).then(
          (table) => closer.append(table),
          (error: unknown) => this.failed(error),
        );
      });
      parts.push(closer);
    }
    if (generation === this.#generation) this.#details.replaceChildren(...parts);
  }

  #strongestKey(query: number): number {
    const unit = this.store.unitOf(query);
    const size = this.#map?.units.length ?? 1;
    const row = this.#map?.maps[0].subarray(unit * size, (unit + 1) * size) ?? new Float32Array(1);
    const best = row.indexOf(Math.max(...row));
    return this.#map?.units[best]?.tokens[0] ?? query;
  }

  #extras(): HTMLElement {
    const { host, save, toHtml } = this.options;
    const { view, document: shown } = this.store;
    const button = (label: string, onclick: () => void, title?: string) =>
      h('button', { type: 'button', class: 'small', title: title ?? null, onclick }, label);
    const guard = (work: () => Promise<unknown>) => () => void work().catch((error: unknown) => this.failed(error));
    const exportAs = (name: string, make: (map: DrawnMap) => string | Uint8Array | Promise<string | Uint8Array>) =>
      button(
        name,
        guard(async () => this.#map && (await save(`attention.${name.toLowerCase()}`, await make(this.#map)))),
        `Save as ${name}`,
      );
    return h(
      'div',
      { class: 'group', role: 'group', 'aria-label': 'Text and export' },
      host
        ? toggle(
            'Pin text',
            this.#pinned,
            () => {
              this.#pinned = !this.#pinned;
              host.pin(this.#pinned);
              this.#controls.show();
            },
            'Stop following the cursor',
          )
        : null,
      host
        ? button(shown.pair === null ? 'Add text B…' : 'Drop text B', () =>
            shown.pair === null ? host.choosePair() : host.dropPair(),
          )
        : null,
      this.store.intervened
        ? toggle(
            'Difference',
            view.difference,
            () => this.store.update({ difference: !view.difference }),
            'Show what masking and silencing changed',
          )
        : null,
      this.store.intervened
        ? button(
            'Undo all',
            () => this.store.update({ masked: [], silenced: [], difference: false }),
            'Take all masks and silenced heads back',
          )
        : null,
      exportAs('SVG', (map) => toSvg(this.store, map)),
      exportAs('PNG', (map) => toPng(toSvg(this.store, map))),
      exportAs('CSV', toCsv),
      exportAs('JSON', (map) => toJson(this.store, map)),
      toHtml
        ? button(
            'HTML',
            guard(async () => save('attention.html', await toHtml(await this.#allLayers()))),
            'Save as one page that needs nothing else',
          )
        : null,
    );
  }

  /** Document, view and every layer, for a page that works alone. */
  async #allLayers(): Promise<string> {
    const { document: shown, view } = this.store;
    const layers: number[][] = [];
    for (let layer = 0; layer < shown.numLayers; layer++)
      layers.push(Array.from(await this.store.layer(layer, noIntervention), (v) => Math.round(v * 1e5) / 1e5));
    return JSON.stringify({ document: shown, view: { ...view, masked: [], silenced: [], difference: false }, layers });
  }
}
