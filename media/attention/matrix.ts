// The matrix view: queries as rows, keys as columns, one cell a weight, on one canvas. Arrow keys walk the cells.

import { css, differenceColour, readTheme, weightColour, type Rgb } from '../shared/colour';
import { fitCanvas, h, onFrame } from '../shared/dom';
import type { UnitActions } from './lines';
import type { DrawnMap, Store } from './store';

const LABEL_FONT = '12px var(--vscode-font-family, sans-serif)';

export class MatrixView {
  readonly element = h('div', { class: 'matrix' });
  readonly #canvas = h('canvas', {
    tabindex: 0,
    role: 'img',
    'aria-label':
      'Attention matrix, queries as rows and keys as columns. Arrow keys move, Enter pins; the table view reads the values.',
  });
  readonly #draw = onFrame(() => this.#paint());
  #map: DrawnMap | undefined;
  #image: { readonly map: DrawnMap; readonly dark: boolean; readonly canvas: HTMLCanvasElement } | undefined;
  #layout = { left: 0, top: 0, cell: 1 };

  constructor(
    readonly store: Store,
    readonly act: UnitActions & {
      cell(query: number, key: number): void;
      leave(): void;
      pinCell(query: number, key: number): void;
    },
  ) {
    this.element.append(this.#canvas);
    new ResizeObserver(this.#draw).observe(this.element);
    this.#canvas.addEventListener('mousemove', (event) => this.#point(event, (q, k) => this.act.cell(q, k)));
    this.#canvas.addEventListener('mouseleave', () => this.act.leave());
    this.#canvas.addEventListener('click', (event) => this.#point(event, (q, k) => this.act.pinCell(q, k)));
    this.#canvas.addEventListener('keydown', (event) => this.#key(event));
  }

  show(map: DrawnMap): void {
    this.#map = map;
    this.#draw();
  }

  redraw(): void {
    this.#draw();
  }

  #point(event: MouseEvent, then: (query: number, key: number) => void): void {
    const { left, top, cell } = this.#layout;
    const key = Math.floor((event.offsetX - left) / cell);
    const query = Math.floor((event.offsetY - top) / cell);
    const size = this.#map?.units.length ?? 0;
    if (key >= 0 && query >= 0 && key < size && query < size) then(query, key);
    else this.act.leave();
  }

  #key(event: KeyboardEvent): void {
    const size = this.#map?.units.length ?? 0;
    const focus = this.act.focus();
    const [query, key] = [focus.query ?? 0, focus.key ?? 0];
    const step: Record<string, readonly [number, number]> = {
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
    };
    const move = step[event.key];
    if (move) {
      event.preventDefault();
      const clamp = (n: number) => Math.max(0, Math.min(size - 1, n));
      this.act.cell(clamp(query + move[0]), clamp(key + move[1]));
    } else if (event.key === 'Enter') this.act.pinCell(query, key);
    else if (event.key === 'm') this.act.mask(query);
  }

  #paint(): void {
    const map = this.#map;
    if (!map || !this.element.isConnected) return;
    const size = map.units.length;
    const theme = readTheme();
    const room = Math.max(200, this.element.clientWidth - 24);
    const label = Math.min(140, room * 0.25);
    const cell = Math.max(1.5, Math.min(28, (room - label) / size));
    const labelled = cell >= 9;
    const left = labelled ? label : 4;
    this.#layout = { left, top: left, cell };
    const context = fitCanvas(this.#canvas, left + size * cell + 2, left + size * cell + 2);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#cells(map, theme.dark), left, left, size * cell, size * cell);
    if (labelled) this.#labels(context, map, left, cell, theme.foreground);
    this.#crosshair(context, left, cell, size, theme.accent);
  }

  /** The weights as one pixel a cell, painted once for each map. */
  #cells(map: DrawnMap, dark: boolean): HTMLCanvasElement {
    if (this.#image?.map === map && this.#image.dark === dark) return this.#image.canvas;
    const size = map.units.length;
    const canvas = h('canvas', { width: size, height: size });
    const context = canvas.getContext('2d');
    if (!context) throw new Error('this webview has no canvas');
    const pixels = context.createImageData(size, size);
    const values = map.maps.length === 1 ? map.maps[0] : strongest(map.maps);
    for (let i = 0; i < values.length; i++) {
      const [r, g, b]: Rgb = map.difference ? differenceColour(values[i]) : weightColour(values[i], dark);
      pixels.data.set([r, g, b, 255], i * 4);
    }
    context.putImageData(pixels, 0, 0);
    this.#image = { map, dark, canvas };
    return canvas;
  }

  #labels(context: CanvasRenderingContext2D, map: DrawnMap, left: number, cell: number, colour: string): void {
    const focus = this.act.focus();
    context.font = LABEL_FONT.replace(
      'var(--vscode-font-family, sans-serif)',
      getComputedStyle(document.body).fontFamily,
    );
    context.fillStyle = colour;
    context.textBaseline = 'middle';
    map.labels.forEach((text, n) => {
      context.globalAlpha = focus.query === null || focus.query === n ? 1 : 0.55;
      context.textAlign = 'right';
      context.fillText(text, left - 6, left + (n + 0.5) * cell, left - 8);
      context.globalAlpha = focus.key === null || focus.key === n ? 1 : 0.55;
      context.save();
      context.translate(left + (n + 0.5) * cell, left - 6);
      context.rotate(-Math.PI / 2);
      context.textAlign = 'left';
      context.fillText(text, 0, 0, left - 8);
      context.restore();
    });
    context.globalAlpha = 1;
  }

  #crosshair(context: CanvasRenderingContext2D, left: number, cell: number, size: number, colour: string): void {
    const { query, key } = this.act.focus();
    context.strokeStyle = colour;
    context.lineWidth = 2;
    if (query !== null) context.strokeRect(left, left + query * cell, size * cell, cell);
    if (key !== null) context.strokeRect(left + key * cell, left, cell, size * cell);
    if (query !== null && key !== null) {
      context.lineWidth = 3;
      context.strokeStyle = css([255, 255, 255]);
      context.strokeRect(left + key * cell, left + query * cell, cell, cell);
    }
  }
}

/** For several heads drawn apart the matrix shows the strongest of them at each place. */
function strongest(maps: readonly Float32Array[]): Float32Array {
  return maps[0].map((_, i) => Math.max(...maps.map((map) => map[i])));
}
