// Similarities of all pairs as a heat map on one canvas: a pixel a cell, painted once for each content and order.

import { shortened } from '../../src/core/shortened';
import { css, rampColour, readTheme, type Theme } from '../shared/colour';
import { fitCanvas, h, onFrame } from '../shared/dom';
import { t } from '../shared/l10n';

export interface HeatMapData {
  readonly labels: readonly string[];
  /** `[n, n]` in the order of the labels. */
  readonly values: Float32Array;
  /** The n places in the order in which they are drawn. */
  readonly order: ArrayLike<number>;
  /** Cosines that stand for the ends of the ramp. */
  readonly low: number;
  readonly high: number;
}

/** Row and column as numbers of labels. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

interface Actions {
  /** The cell under the pointer or reached by keys; undefined when it left. */
  look(cell: Cell | undefined): void;
  /** A click, or Enter. */
  open(cell: Cell): void;
}

const legibleCell = 11;

export class HeatMap {
  readonly element = h('div', { class: 'heat-map' });
  readonly #canvas = h('canvas', {
    tabindex: 0,
    role: 'application',
    'aria-roledescription': t('heat map'),
    'aria-label': t(
      'Similarity of each pair. Arrow keys move, Enter shows both places; the table below reads the values.',
    ),
  });
  readonly #draw = onFrame(() => this.#paint());
  #data: HeatMapData | undefined;
  #image: { readonly data: HeatMapData; readonly dark: boolean; readonly canvas: HTMLCanvasElement } | undefined;
  /** Place in the drawn order, not number of a label. */
  #at: { readonly row: number; readonly column: number } | undefined;
  #layout = { left: 0, top: 0, cell: 1 };

  constructor(readonly actions: Actions) {
    this.element.append(this.#canvas);
    new ResizeObserver(this.#draw).observe(this.element);
    new MutationObserver(this.#draw).observe(document.body, { attributeFilter: ['class'] });
    this.#canvas.addEventListener('mousemove', (event) => this.#move(this.#placeOf(event)));
    this.#canvas.addEventListener('mouseleave', () => this.#move(undefined));
    this.#canvas.addEventListener('click', (event) => {
      const place = this.#placeOf(event);
      this.#move(place);
      if (place) this.#open();
    });
    this.#canvas.addEventListener('keydown', (event) => this.#key(event));
  }

  show(data: HeatMapData): void {
    this.#data = data;
    this.#at = undefined;
    this.#draw();
  }

  #open(): void {
    const cell = this.#cell();
    if (cell) this.actions.open(cell);
  }

  #cell(): Cell | undefined {
    if (!this.#at || !this.#data) return undefined;
    return { row: this.#data.order[this.#at.row], column: this.#data.order[this.#at.column] };
  }

  #move(place: { readonly row: number; readonly column: number } | undefined): void {
    if (place?.row === this.#at?.row && place?.column === this.#at?.column) return;
    this.#at = place;
    this.actions.look(this.#cell());
    this.#draw();
  }

  #placeOf(event: MouseEvent): { readonly row: number; readonly column: number } | undefined {
    const { left, top, cell } = this.#layout;
    const column = Math.floor((event.offsetX - left) / cell);
    const row = Math.floor((event.offsetY - top) / cell);
    const size = this.#data?.order.length ?? 0;
    return row >= 0 && column >= 0 && row < size && column < size ? { row, column } : undefined;
  }

  #key(event: KeyboardEvent): void {
    const size = this.#data?.order.length ?? 0;
    if (size === 0) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#open();
      return;
    }
    const { row, column } = this.#at ?? { row: 0, column: 0 };
    const page = event.ctrlKey || event.metaKey ? 10 : 1;
    const steps: Record<string, readonly [number, number]> = {
      ArrowDown: [page, 0],
      ArrowUp: [-page, 0],
      ArrowRight: [0, page],
      ArrowLeft: [0, -page],
      PageDown: [10, 0],
      PageUp: [-10, 0],
      Home: [0, -size],
      End: [0, size],
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const inside = (n: number): number => Math.max(0, Math.min(size - 1, n));
    this.#move(
      this.#at
        ? { row: inside(row + step[0]), column: inside(column + step[1]) }
        : { row: 0, column: Math.min(1, size - 1) },
    );
    this.#scrollTo();
  }

  #scrollTo(): void {
    if (!this.#at) return;
    const { left, top, cell } = this.#layout;
    const [x, y] = [left + this.#at.column * cell, top + this.#at.row * cell];
    const box = this.element;
    if (x < box.scrollLeft + left || x + cell > box.scrollLeft + box.clientWidth)
      box.scrollLeft = x - box.clientWidth / 2;
    if (y < box.scrollTop || y + cell > box.scrollTop + box.clientHeight) box.scrollTop = y - box.clientHeight / 2;
  }

  #paint(): void {
    const data = this.#data;
    if (!data || !this.element.isConnected) return;
    const size = data.order.length;
    const theme = readTheme();
    const room = Math.max(160, this.element.clientWidth - 8);
    const label = Math.min(220, room * 0.38);
    // Labels where they can be read; else as many cells as fit, at least one and a half pixels each.
    const withLabels = (room - label) / size >= legibleCell;
    const left = withLabels ? label : 4;
    const cell = Math.max(1.5, Math.min(34, (room - left - 2) / size));
    this.#layout = { left, top: 4, cell };
    const context = fitCanvas(this.#canvas, left + size * cell + 2, size * cell + 8);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#cells(data, theme.dark), left, 4, size * cell, size * cell);
    if (withLabels) this.#labels(context, data, theme);
    this.#crosshair(context, theme, size);
  }

  /** One pixel a cell. */
  #cells(data: HeatMapData, dark: boolean): HTMLCanvasElement {
    if (this.#image?.data === data && this.#image.dark === dark) return this.#image.canvas;
    const size = data.order.length;
    const n = data.labels.length;
    const canvas = h('canvas', { width: size, height: size });
    const context = canvas.getContext('2d');
    if (!context) throw new Error('this webview has no canvas');
    const pixels = context.createImageData(size, size);
    const ramp = Array.from({ length: 256 }, (_, i) => rampColour(i / 255, dark));
    const scale = 255 / Math.max(1e-6, data.high - data.low);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const value = data.values[data.order[row] * n + data.order[column]];
        const [r, g, b] = ramp[Math.max(0, Math.min(255, Math.round((value - data.low) * scale)))];
        const at = 4 * (row * size + column);
        pixels.data[at] = r;
        pixels.data[at + 1] = g;
        pixels.data[at + 2] = b;
        pixels.data[at + 3] = 255;
      }
    }
    context.putImageData(pixels, 0, 0);
    this.#image = { data, dark, canvas };
    return canvas;
  }

  #labels(context: CanvasRenderingContext2D, data: HeatMapData, theme: Theme): void {
    const { left, top, cell } = this.#layout;
    context.font = `${Math.min(12, cell)}px ${getComputedStyle(document.body).fontFamily}`;
    context.fillStyle = theme.foreground;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    for (let row = 0; row < data.order.length; row++) {
      const here = !this.#at || this.#at.row === row || this.#at.column === row;
      context.globalAlpha = here ? 1 : 0.6;
      context.fillText(fitting(context, data.labels[data.order[row]], left - 10), 4, top + (row + 0.5) * cell);
    }
    context.globalAlpha = 1;
  }

  #crosshair(context: CanvasRenderingContext2D, theme: Theme, size: number): void {
    if (!this.#at) return;
    const { left, top, cell } = this.#layout;
    const { row, column } = this.#at;
    context.strokeStyle = theme.accent;
    context.lineWidth = 1.5;
    context.strokeRect(left, top + row * cell, size * cell, cell);
    context.strokeRect(left + column * cell, top, cell, size * cell);
    context.lineWidth = 3;
    context.strokeStyle = theme.foreground;
    context.strokeRect(left + column * cell, top + row * cell, Math.max(4, cell), Math.max(4, cell));
  }
}

/** As much of a text as fits, measured, not squeezed. */
function fitting(context: CanvasRenderingContext2D, text: string, width: number): string {
  let [fits, over] = [0, Math.min(text.length, 120) + 1];
  while (over - fits > 1) {
    const middle = (fits + over) >> 1;
    if (context.measureText(shortened(text, middle)).width <= width) fits = middle;
    else over = middle;
  }
  return shortened(text, fits);
}

/** A bar that shows the ramp with the numbers at its ends. */
export function legend(low: number, high: number): HTMLElement {
  const { dark } = readTheme();
  const stops = Array.from({ length: 9 }, (_, i) => css(rampColour(i / 8, dark))).join(',');
  return h(
    'p',
    { class: 'legend' },
    h('span', { class: 'number' }, low.toFixed(2)),
    h('span', { class: 'ramp', style: `background:linear-gradient(to right,${stops})`, 'aria-hidden': 'true' }),
    h('span', { class: 'number' }, high.toFixed(2)),
    h('span', { class: 'hint' }, t('similarity')),
  );
}
