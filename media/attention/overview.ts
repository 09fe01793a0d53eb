// The overview: a thumbnail for each head of each layer. A click opens that head; the chosen layer and heads are framed.

import type { Palette, ThemeWatch } from '../shared/colour';
import { h } from '../shared/dom';
import { Pace } from './pace';
import type { Store } from './store';
import { t } from '../shared/l10n';

const PIXELS = 64;

export class Overview {
  readonly element = h('div', { class: 'overview', role: 'grid', 'aria-label': t('All layers and heads') });
  #shown = '';
  #generation = 0;

  constructor(
    readonly store: Store,
    readonly themes: ThemeWatch,
    readonly open: (layer: number, head: number) => void,
    readonly failed: (error: unknown) => void,
  ) {
    this.element.addEventListener('click', (event) => {
      const found = thumbnailAt(event.target);
      if (found) open(found.layer, found.head);
    });
    this.element.addEventListener('keydown', (event) => this.#key(event));
  }

  /** Builds the grid and fills it head by head as the maps arrive. */
  show(): void {
    const { numLayers, numHeads, text, pair, model } = this.store.document;
    const shown = JSON.stringify([text, pair, model, this.store.intervention, this.themes.theme.dark]);
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#generation++;
      const names = Array.from({ length: numHeads }, (_, head) =>
        h('span', { role: 'columnheader' }, t('Head {0}', head + 1)),
      );
      const rows = Array.from({ length: numLayers }, (_, layer) => this.#row(layer, numHeads));
      this.element.style.setProperty('--heads', String(numHeads));
      this.element.replaceChildren(
        h('div', { role: 'row', class: 'overview-row' }, h('span', { role: 'columnheader' }), ...names),
        ...rows,
      );
      void this.#fillNow();
    }
    this.#mark();
  }

  /** What fails of a grid that was replaced meanwhile is of no interest any more. */
  async #fillNow(): Promise<void> {
    const generation = this.#generation;
    const { document: shown } = this.store;
    try {
      await this.#fill(generation);
    } catch (error) {
      if (generation === this.#generation && this.store.isShown(shown)) this.failed(error);
    }
  }

  #mark(): void {
    const { view } = this.store;
    for (const button of this.element.querySelectorAll<HTMLElement>('button')) {
      const [layer, head] = [Number(button.dataset.layer), Number(button.dataset.head)];
      const on = view.heads.includes(head) && (view.scope !== 'layer' || view.layer === layer);
      button.setAttribute('aria-pressed', String(on));
      const silent = view.silenced.some((s) => s.layer === layer && s.head === head);
      button.classList.toggle('silenced', silent);
    }
  }

  #row(layer: number, numHeads: number): HTMLElement {
    const heads = Array.from({ length: numHeads }, (_, head) => {
      const name = t('Layer {0}, head {1}', layer + 1, head + 1);
      const button = h(
        'button',
        {
          type: 'button',
          class: 'thumbnail',
          'data-layer': layer,
          'data-head': head,
          'aria-label': name,
          title: name,
          tabindex: layer || head ? -1 : 0,
        },
        h('canvas', { width: PIXELS, height: PIXELS, 'aria-hidden': 'true' }),
      );
      return h('div', { role: 'gridcell' }, button);
    });
    const name = h('span', { role: 'rowheader' }, t('Layer {0}', layer + 1));
    return h('div', { role: 'row', class: 'overview-row' }, name, ...heads);
  }

  #key(event: KeyboardEvent): void {
    const step: Record<string, readonly [number, number]> = {
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
    };
    const move = step[event.key];
    const found = thumbnailAt(event.target);
    if (!move || !found) return;
    event.preventDefault();
    const place = `[data-layer="${found.layer + move[0]}"][data-head="${found.head + move[1]}"]`;
    const next = this.element.querySelector<HTMLElement>(place);
    if (!next) return;
    if (event.target instanceof HTMLElement) event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  async #fill(generation: number): Promise<void> {
    const { document: shown, intervention } = this.store;
    const { numLayers, numHeads, tokens } = shown;
    const { palette } = this.themes;
    const pace = new Pace();
    const canvases = Array.from(this.element.querySelectorAll('canvas'));
    for (let layer = 0; layer < numLayers; layer++) {
      const values = await this.store.layer(layer, intervention, shown);
      for (let head = 0; head < numHeads; head++) {
        await pace.breathe();
        if (generation !== this.#generation) return;
        thumbnail(canvases[layer * numHeads + head], values, head, tokens.length, palette);
      }
    }
    // For developer tools and tests: a browser tells only of frames, not of what stands in them.
    performance.mark('attention: overview painted');
  }
}

function thumbnailAt(target: EventTarget | null): { readonly layer: number; readonly head: number } | undefined {
  const button = target instanceof Element ? target.closest<HTMLElement>('.thumbnail') : null;
  return button ? { layer: Number(button.dataset.layer), head: Number(button.dataset.head) } : undefined;
}

/** Draws one head's map: one pixel a cell for short texts, the largest weight of each block for long ones. */
export function thumbnail(
  canvas: HTMLCanvasElement,
  values: Float32Array,
  head: number,
  length: number,
  palette: Palette,
): void {
  const size = Math.min(length, PIXELS);
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d');
  if (!context) return;
  const pixels = context.createImageData(size, size);
  const largest = new Float32Array(size * size);
  const columns = Int32Array.from({ length }, (_, j) => Math.floor((j * size) / length));
  let at = head * length * length;
  for (let i = 0; i < length; i++) {
    const row = Math.floor((i * size) / length) * size;
    for (let j = 0; j < length; j++, at++) {
      const cell = row + columns[j];
      if (values[at] > largest[cell]) largest[cell] = values[at];
    }
  }
  const cells = new Uint32Array(pixels.data.buffer);
  for (let i = 0; i < largest.length; i++) cells[i] = palette.weight(largest[i]);
  context.putImageData(pixels, 0, 0);
}
