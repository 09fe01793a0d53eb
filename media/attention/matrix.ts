// The matrix view: queries as rows, keys as columns, one cell a weight. The cells are painted once for each map; what is
// in sight is copied from there, and the crosshair lies on a canvas of its own, so that hovering repaints nothing.

import type { Palette, ThemeWatch } from '../shared/colour';
import { fitCanvas, h, onFrame } from '../shared/dom';
import { paintCells } from './cells';
import type { UnitActions } from './lines';
import type { DrawnMap, Store } from './store';
import { t } from '../shared/l10n';

/** Cells that are smaller have no labels but those under the crosshair. */
const labelled = 10;
const largestCell = 34;

/** Where cells stand, in CSS pixels: `gutter` for the labels, then `cell` each. */
interface Layout {
  readonly gutter: number;
  readonly cell: number;
  readonly width: number;
  readonly height: number;
}

export class MatrixView {
  readonly element = h('div', { class: 'matrix' });
  readonly #base = h('canvas', { 'aria-hidden': 'true' });
  readonly #top = h('canvas', {
    tabindex: 0,
    // As a picture its keys would go to the screen reader.
    role: 'application',
    'aria-roledescription': t('heat map'),
    'aria-label': t(
      'Attention matrix, queries as rows and keys as columns. Arrow keys move, Enter pins, plus and minus zoom; the table reads the values.',
    ),
  });
  readonly #window = h('div', { class: 'matrix-window' }, this.#base, this.#top);
  readonly #room = h('div', { class: 'matrix-room' }, this.#window);
  readonly #drawAll = onFrame(() => this.#paint());
  readonly #drawCross = onFrame(() => this.#crosshair());
  #map: DrawnMap | undefined;
  #image: { readonly map: DrawnMap; readonly palette: Palette; readonly canvas: HTMLCanvasElement } | undefined;
  #layout: Layout = { gutter: 0, cell: 1, width: 1, height: 1 };
  #zoom = 1;

  constructor(
    readonly store: Store,
    readonly act: UnitActions & {
      cell(query: number, key: number): void;
      leave(): void;
      pinCell(query: number, key: number): void;
    },
    readonly themes: ThemeWatch,
  ) {
    this.element.append(this.#room);
    new ResizeObserver(this.#drawAll).observe(this.element);
    this.element.addEventListener('scroll', this.#drawAll, { passive: true });
    this.#top.addEventListener('mousemove', (event) => this.#point(event, (q, k) => this.act.cell(q, k)));
    this.#top.addEventListener('mouseleave', () => this.act.leave());
    this.#top.addEventListener('click', (event) => this.#point(event, (q, k) => this.act.pinCell(q, k)));
    this.#top.addEventListener('dblclick', (event) => this.#point(event, (q) => this.act.mask(q)));
    this.#top.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
  }

  show(map: DrawnMap): void {
    if (map.units.length !== this.#map?.units.length) this.#zoom = 1;
    this.#map = map;
    this.#drawAll();
  }

  /** Only focus changed. */
  redraw(): void {
    this.#drawCross();
  }

  /** The theme changed. */
  repaint(): void {
    this.#drawAll();
  }

  #point(event: MouseEvent, then: (query: number, key: number) => void): void {
    const { gutter, cell } = this.#layout;
    const { scrollLeft, scrollTop } = this.element;
    const inside = event.offsetX >= gutter && event.offsetY >= gutter;
    const key = Math.floor((event.offsetX - gutter + scrollLeft) / cell);
    const query = Math.floor((event.offsetY - gutter + scrollTop) / cell);
    const size = this.#map?.units.length ?? 0;
    if (inside && key < size && query < size) then(query, key);
    else this.act.leave();
  }

  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#zoomBy(event.deltaY < 0 ? 1.25 : 0.8);
  }

  #zoomBy(factor: number): void {
    this.#zoom = Math.min(24, Math.max(1, this.#zoom * factor));
    this.#drawAll();
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
      Home: [0, -size],
      End: [0, size],
      PageUp: [-10, 0],
      PageDown: [10, 0],
    };
    const move = step[event.key];
    if (move) {
      event.preventDefault();
      const clamp = (n: number) => Math.max(0, Math.min(size - 1, n));
      const [q, k] = [clamp(query + move[0]), clamp(key + move[1])];
      this.#reveal(q, k);
      this.act.goTo(q);
      this.act.cell(q, k);
    } else if (event.key === 'Enter') this.act.pinCell(query, key);
    else if (event.key === 'm') this.act.mask(query);
    else if (event.key === '+' || event.key === '=') this.#zoomBy(1.25);
    else if (event.key === '-') this.#zoomBy(0.8);
  }

  #reveal(query: number, key: number): void {
    const { cell, gutter, width, height } = this.#layout;
    const { element } = this;
    const into = (now: number, at: number, room: number) => Math.min(at, Math.max(now, at + cell - room));
    element.scrollTop = into(element.scrollTop, query * cell, height - gutter);
    element.scrollLeft = into(element.scrollLeft, key * cell, width - gutter);
  }

  #paint(): void {
    const map = this.#map;
    if (!map || !this.element.isConnected) return;
    const { context, layout } = this.#fit(map);
    const { gutter, cell, width, height } = layout;
    const { scrollLeft, scrollTop } = this.element;
    context.save();
    context.beginPath();
    context.rect(gutter, gutter, width - gutter, height - gutter);
    context.clip();
    context.imageSmoothingEnabled = false;
    const full = map.units.length * cell;
    context.drawImage(this.#cells(map), gutter - scrollLeft, gutter - scrollTop, full, full);
    context.restore();
    if (cell >= labelled) this.#labels(context, map, layout);
    this.#crosshair();
  }

  /** Sizes everything for the map: the largest cells that fit, times the zoom. */
  #fit(map: DrawnMap): { context: CanvasRenderingContext2D; layout: Layout } {
    const size = map.units.length;
    const width = Math.max(120, this.element.clientWidth);
    const height = Math.max(120, this.element.clientHeight);
    const longest = map.labels.reduce((most, label) => Math.max(most, label.length), 0);
    const gutter = Math.round(Math.min(120, width * 0.22, 16 + longest * 7));
    const fitting = Math.min((width - gutter - 2) / size, Math.max(10, (height - gutter - 2) / size));
    const cell = Math.min(largestCell, Math.max(1.5, fitting)) * this.#zoom;
    const full = gutter + size * cell + 2;
    this.#room.style.width = `${Math.max(full, 1)}px`;
    this.#room.style.height = `${full}px`;
    const layout = { gutter, cell, width: Math.min(width, full), height: Math.min(height, full) };
    this.#layout = layout;
    this.#window.style.width = `${layout.width}px`;
    this.#window.style.height = `${layout.height}px`;
    const context = fitCanvas(this.#base, layout.width, layout.height);
    return { context, layout };
  }

  /** The weights as one pixel a cell, painted once for each map. */
  #cells(map: DrawnMap): HTMLCanvasElement {
    const { palette } = this.themes;
    if (this.#image?.map === map && this.#image.palette === palette) return this.#image.canvas;
    const canvas = paintCells(map, map.strongest, palette);
    this.#image = { map, palette, canvas };
    return canvas;
  }

  #labels(context: CanvasRenderingContext2D, map: DrawnMap, { gutter, cell, width, height }: Layout): void {
    const { scrollLeft, scrollTop } = this.element;
    context.fillStyle = this.themes.theme.foreground;
    const rows = rowsIn(scrollTop, height - gutter, cell, map.units.length);
    for (let n = rows.from; n < rows.to; n++) rowLabel(context, map.labels[n], gutter, (n + 0.5) * cell - scrollTop);
    const columns = rowsIn(scrollLeft, width - gutter, cell, map.units.length);
    for (let n = columns.from; n < columns.to; n++)
      columnLabel(context, map.labels[n], gutter, (n + 0.5) * cell - scrollLeft);
  }

  /** A bar at the rows and columns that the editor's selection covers. */
  #markSelected(context: CanvasRenderingContext2D): void {
    const { gutter, cell, width, height } = this.#layout;
    const { scrollLeft, scrollTop } = this.element;
    const thick = Math.max(2, cell - 1);
    context.fillStyle = this.themes.theme.accent;
    this.#map?.units.forEach((_, n) => {
      if (!this.act.isSelected(n)) return;
      const [y, x] = [gutter + n * cell - scrollTop, gutter + n * cell - scrollLeft];
      if (y >= gutter && y < height) context.fillRect(gutter - 4, y, 3, thick);
      if (x >= gutter && x < width) context.fillRect(x, gutter - 4, thick, 3);
    });
  }

  #crosshair(): void {
    const map = this.#map;
    if (!map || !this.element.isConnected) return;
    const { gutter, cell, width, height } = this.#layout;
    const { scrollLeft, scrollTop } = this.element;
    const context = fitCanvas(this.#top, width, height);
    const { theme } = this.themes;
    const { query, key } = this.act.focus();
    const thick = Math.max(cell, 3);
    const y = query === null ? 0 : gutter + query * cell - scrollTop;
    const x = key === null ? 0 : gutter + key * cell - scrollLeft;
    this.#markSelected(context);
    context.strokeStyle = theme.accent;
    context.lineWidth = 1.5;
    if (query !== null && y >= gutter - cell) context.strokeRect(gutter, y, width - gutter - 1, thick);
    if (key !== null && x >= gutter - cell) context.strokeRect(x, gutter, thick, height - gutter - 1);
    if (query !== null && key !== null) {
      context.lineWidth = 2;
      context.strokeStyle = theme.foreground;
      context.strokeRect(x - 1, y - 1, thick + 2, thick + 2);
    }
    const highlight = (text: string, at: number, draw: typeof rowLabel) => {
      context.fillStyle = theme.background;
      if (draw === rowLabel) context.fillRect(0, gutter + at - 9, gutter - 1, 18);
      else context.fillRect(gutter + at - 9, 0, 18, gutter - 1);
      context.fillStyle = theme.accent;
      draw(context, text, gutter, at, true);
    };
    if (query !== null && y >= gutter - cell) highlight(map.labels[query], y - gutter + cell / 2, rowLabel);
    if (key !== null && x >= gutter - cell) highlight(map.labels[key], x - gutter + cell / 2, columnLabel);
  }
}

function rowsIn(scroll: number, room: number, cell: number, size: number): { from: number; to: number } {
  return { from: Math.max(0, Math.floor(scroll / cell)), to: Math.min(size, Math.ceil((scroll + room) / cell)) };
}

const font = (bold: boolean): string => `${bold ? 'bold ' : ''}12px ${getComputedStyle(document.body).fontFamily}`;

function rowLabel(context: CanvasRenderingContext2D, text: string, gutter: number, at: number, bold = false): void {
  if (at < -4) return;
  context.font = font(bold);
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  context.fillText(text, gutter - 6, gutter + at, gutter - 10);
}

function columnLabel(context: CanvasRenderingContext2D, text: string, gutter: number, at: number, bold = false): void {
  if (at < -4) return;
  context.save();
  context.font = font(bold);
  context.textBaseline = 'middle';
  context.translate(gutter + at, gutter - 6);
  context.rotate(-Math.PI / 2);
  context.textAlign = 'left';
  context.fillText(text, 0, 0, gutter - 10);
  context.restore();
}
