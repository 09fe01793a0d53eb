// The overview: a thumbnail for each head of each layer. A click opens that head; the chosen layer and heads are framed.

import { readTheme, weightColour } from '../shared/colour';
import { h } from '../shared/dom';
import type { Store } from './store';

const PIXELS = 48;

export class Overview {
  readonly element = h('div', { class: 'overview', role: 'grid', 'aria-label': 'All layers and heads' });
  #key = '';
  #generation = 0;

  constructor(
    readonly store: Store,
    readonly open: (layer: number, head: number) => void,
    readonly failed: (error: unknown) => void,
  ) {}

  /** Builds the grid and fills it layer by layer as the maps arrive. */
  show(): void {
    const { numLayers, numHeads, text, pair, model } = this.store.document;
    const key = JSON.stringify([text, pair, model, this.store.intervention, readTheme().dark]);
    if (key !== this.#key) {
      this.#key = key;
      this.#generation++;
      const rows = Array.from({ length: numLayers }, (_, layer) => this.#row(layer, numHeads));
      this.element.replaceChildren(...rows);
      void this.#fill(this.#generation).catch(this.failed);
    }
    for (const button of this.element.querySelectorAll<HTMLElement>('button')) {
      const [layer, head] = [Number(button.dataset.layer), Number(button.dataset.head)];
      const { view } = this.store;
      const on = view.heads.includes(head) && (view.scope !== 'layer' || view.layer === layer);
      button.setAttribute('aria-pressed', String(on));
      const silent = view.silenced.some((s) => s.layer === layer && s.head === head);
      button.classList.toggle('silenced', silent);
    }
  }

  #row(layer: number, numHeads: number): HTMLElement {
    const heads = Array.from({ length: numHeads }, (_, head) =>
      h(
        'div',
        { role: 'gridcell' },
        h(
          'button',
          {
            type: 'button',
            class: 'thumbnail',
            'data-layer': layer,
            'data-head': head,
            'aria-label': `Layer ${layer + 1}, head ${head + 1}`,
            title: `Layer ${layer + 1}, head ${head + 1}`,
            onclick: () => this.open(layer, head),
            onkeydown: (event) => this.#key_(event as KeyboardEvent, layer, head),
          },
          h('canvas', { width: PIXELS, height: PIXELS, 'aria-hidden': 'true' }),
        ),
      ),
    );
    return h(
      'div',
      { role: 'row', class: 'overview-row' },
      h('span', { role: 'rowheader' }, `Layer ${layer + 1}`),
      ...heads,
    );
  }

  #key_(event: KeyboardEvent, layer: number, head: number): void {
    const step: Record<string, readonly [number, number]> = {
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
    };
    const move = step[event.key];
    if (!move) return;
    event.preventDefault();
    this.element
      .querySelector<HTMLElement>(`[data-layer="${layer + move[0]}"][data-head="${head + move[1]}"]`)
      ?.focus();
  }

  async #fill(generation: number): Promise<void> {
    const { numLayers, numHeads, tokens } = this.store.document;
    for (let layer = 0; layer < numLayers; layer++) {
      const values = await this.store.layer(layer);
      // One layer a frame, so that a long text does not hold the page up.
      await new Promise(requestAnimationFrame);
      if (generation !== this.#generation) return;
      for (let head = 0; head < numHeads; head++) {
        const canvas = this.element.querySelector<HTMLCanvasElement>(
          `[data-layer="${layer}"][data-head="${head}"] canvas`,
        );
        if (canvas) thumbnail(canvas, values, head, tokens.length);
      }
    }
  }
}

/** Draws one head's map: one pixel a cell for short texts, the largest weight of each block for long ones. */
function thumbnail(canvas: HTMLCanvasElement, values: Float32Array, head: number, length: number): void {
  const size = Math.min(length, PIXELS);
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d');
  if (!context) return;
  const { dark } = readTheme();
  const pixels = context.createImageData(size, size);
  const largest = new Float32Array(size * size);
  const from = head * length * length;
  for (let i = 0; i < length; i++) {
    const y = Math.floor((i * size) / length);
    for (let j = 0; j < length; j++) {
      const at = y * size + Math.floor((j * size) / length);
      largest[at] = Math.max(largest[at], values[from + i * length + j]);
    }
  }
  largest.forEach((weight, i) => pixels.data.set([...weightColour(weight, dark), 255], i * 4));
  context.putImageData(pixels, 0, 0);
}
