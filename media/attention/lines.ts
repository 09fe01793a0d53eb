// The line view: queries on the left, keys on the right, a line for each weight. Labels are real buttons; the lines are
// drawn on one canvas, for the rows in sight only, so that 512 tokens scroll as smoothly as 12.

import { css, headColour, readTheme, weightColour, differenceColour } from '../shared/colour';
import { fitCanvas, h, onFrame } from '../shared/dom';
import type { DrawnMap, Store } from './store';
import { unitTitle } from './words';

const ROW = 20;
/** Weaker lines than this are not worth their ink while nothing is focused. */
const FAINT = 0.02;
/** Lines of one frame at the most; the strongest are drawn and the caption says how many were not. */
const MOST_LINES = 6000;

export class LineView {
  readonly element = h('div', {
    class: 'lines',
    role: 'group',
    'aria-label': 'Attention from query (left) to key (right)',
  });
  readonly #canvas = h('canvas', { 'aria-hidden': 'true' });
  readonly #left = h('div', { class: 'units left', role: 'list', 'aria-label': 'Queries' });
  readonly #right = h('div', { class: 'units right', role: 'list', 'aria-label': 'Keys' });
  readonly #middle = h('div', { class: 'middle' }, this.#canvas);
  readonly #draw = onFrame(() => this.#paint());
  #map: DrawnMap | undefined;
  #labels = '';
  #marked: ReadonlySet<Element> = new Set();
  #selected: readonly number[] = [];

  constructor(
    readonly store: Store,
    readonly act: UnitActions,
    readonly caption: (text: string) => void,
  ) {
    this.element.append(this.#left, this.#middle, this.#right);
    this.element.addEventListener('scroll', this.#draw, { passive: true });
    new ResizeObserver(this.#draw).observe(this.element);
  }

  show(map: DrawnMap): void {
    this.#map = map;
    const labels = JSON.stringify([map.labels, this.store.view.masked]);
    if (labels !== this.#labels) this.#build(map);
    this.#labels = labels;
    this.#draw();
  }

  /** Only focus or hover changed. */
  redraw(): void {
    this.#draw();
  }

  #build(map: DrawnMap): void {
    for (const [side, column] of [
      ['query', this.#left],
      ['key', this.#right],
    ] as const) {
      column.replaceChildren(...map.units.map((_, n) => this.#unit(map, n, side)));
    }
    this.#middle.style.height = `${map.units.length * ROW}px`;
  }

  #unit(map: DrawnMap, n: number, side: 'query' | 'key'): HTMLElement {
    const { act } = this;
    const name = `${side === 'query' ? 'Query' : 'Key'} ${n + 1} of ${map.units.length}: ${map.labels[n]}`;
    const button = h(
      'button',
      {
        type: 'button',
        class: `unit${map.units[n].special ? ' special' : ''} segment${map.units[n].segment}`,
        'data-unit': n,
        'data-side': side,
        tabindex: n === 0 && side === 'query' ? 0 : -1,
        'aria-label': name,
        title: unitTitle(this.store, map.units[n]),
        onmouseenter: () => act.hover(side, n),
        onmouseleave: () => act.hover(side, null),
        onfocus: () => act.hover(side, n),
        onclick: () => act.pin(side, n),
        ondblclick: () => act.mask(n),
        onkeydown: (event) => this.#key(event as KeyboardEvent, side, n),
      },
      map.labels[n],
    );
    return h('div', { role: 'listitem' }, button);
  }

  #key(event: KeyboardEvent, side: 'query' | 'key', n: number): void {
    const moves: Record<string, readonly [string, number]> = {
      ArrowDown: [side, n + 1],
      ArrowUp: [side, n - 1],
      ArrowRight: ['key', n],
      ArrowLeft: ['query', n],
      Home: [side, 0],
      End: [side, (this.#map?.units.length ?? 1) - 1],
    };
    if (event.key === 'm') this.act.mask(n);
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    this.element.querySelector<HTMLElement>(`[data-side="${move[0]}"][data-unit="${move[1]}"]`)?.focus();
  }

  #paint(): void {
    const map = this.#map;
    if (!map || !this.element.isConnected) return;
    const height = Math.min(this.element.clientHeight, Math.max(1, map.units.length * ROW));
    const width = this.#middle.clientWidth;
    const top = this.element.scrollTop;
    this.#canvas.style.top = `${top}px`;
    const context = fitCanvas(this.#canvas, width, height);
    const focus = this.act.focus();
    this.#mark(focus);
    const lines = collect(map, focus, Math.floor(top / ROW), Math.ceil((top + height) / ROW));
    drawLines(context, lines.shown, width, top, map);
    this.caption(
      lines.leftOut ? `${lines.leftOut} weaker lines are not drawn; hover a token to see all of its lines` : '',
    );
  }

  /** Marks what is focused; touches only the labels whose mark changes. */
  #mark(focus: Focus): void {
    const wanted = new Set<Element>();
    const find = (column: HTMLElement, unit: number | null) => {
      const button = unit === null ? undefined : column.children[unit]?.firstElementChild;
      if (button) wanted.add(button);
    };
    find(this.#left, focus.query);
    find(this.#right, focus.key);
    for (const old of this.#marked) if (!wanted.has(old)) old.classList.remove('focused');
    for (const button of wanted) button.classList.add('focused');
    this.#marked = wanted;
    const { selected } = this.store;
    if (selected === this.#selected) return;
    this.#selected = selected;
    for (const column of [this.#left, this.#right]) {
      Array.from(column.children).forEach((row, unit) =>
        row.firstElementChild?.classList.toggle('in-editor', this.act.isSelected(unit)),
      );
    }
  }
}

export interface Focus {
  readonly query: number | null;
  readonly key: number | null;
}

/** What a person can do with a unit; shared by the views. */
export interface UnitActions {
  hover(side: 'query' | 'key', unit: number | null): void;
  pin(side: 'query' | 'key', unit: number): void;
  mask(unit: number): void;
  focus(): Focus;
  isSelected(unit: number): boolean;
}

interface Line {
  readonly query: number;
  readonly key: number;
  readonly weight: number;
  readonly colour: string;
}

/** The lines to draw, weakest first. With a focus, all lines of the focused unit; else the stronger ones in sight. */
function collect(map: DrawnMap, focus: Focus, from: number, to: number): { shown: Line[]; leftOut: number } {
  const size = map.units.length;
  const theme = readTheme();
  const lines: Line[] = [];
  let leftOut = 0;
  const focused = focus.query !== null || focus.key !== null;
  map.maps.forEach((values, n) => {
    const own = map.heads.length ? headColour(map.heads[n]) : undefined;
    for (let query = 0; query < size; query++) {
      if (focus.query !== null && query !== focus.query) continue;
      for (let key = 0; key < size; key++) {
        if (focus.query === null && focus.key !== null && key !== focus.key) continue;
        const weight = values[query * size + key];
        if (weight === 0) continue;
        const seen = (query >= from && query < to) || (key >= from && key < to);
        if (!seen) continue;
        if (!focused && Math.abs(weight) < FAINT) {
          leftOut++;
          continue;
        }
        const colour =
          own ?? css(map.difference ? differenceColour(weight) : weightColour(0.15 + 0.85 * weight, theme.dark));
        lines.push({ query, key, weight, colour });
      }
    }
  });
  lines.sort((a, b) => Math.abs(a.weight) - Math.abs(b.weight));
  const extra = Math.max(0, lines.length - MOST_LINES);
  return { shown: lines.slice(extra), leftOut: leftOut + extra };
}

function drawLines(
  context: CanvasRenderingContext2D,
  lines: readonly Line[],
  width: number,
  top: number,
  map: DrawnMap,
): void {
  const share = map.heads.length > 1 ? 1 / Math.sqrt(map.heads.length) : 1;
  for (const { query, key, weight, colour } of lines) {
    const [y1, y2] = [query * ROW + ROW / 2 - top, key * ROW + ROW / 2 - top];
    context.globalAlpha = Math.min(1, (0.08 + 1.1 * Math.sqrt(Math.abs(weight))) * share);
    context.lineWidth = 0.6 + 3 * Math.abs(weight);
    context.strokeStyle = colour;
    context.beginPath();
    context.moveTo(0, y1);
    context.bezierCurveTo(width * 0.4, y1, width * 0.6, y2, width, y2);
    context.stroke();
  }
  context.globalAlpha = 1;
}
