// The line view: queries on the left, keys on the right, a line for each weight. Labels are real buttons; the lines are
// drawn on one canvas, both for the rows in sight only, so that 512 tokens scroll as smoothly as 12.

import type { ThemeWatch } from '../shared/colour';
import { fitCanvas, h, onFrame } from '../shared/dom';
import type { DrawnMap, Store } from './store';
import { collectStrokes, ROW, StrokePainter, type Focus } from './strokes';
import { t } from '../shared/l10n';
import { UnitColumn, type Side } from './units';
import { unitTitle } from './words';

/** What a person can do with a unit; shared by the views. */
export interface UnitActions {
  hover(side: Side, unit: number | null): void;
  goTo(query: number): void;
  pin(side: Side, unit: number): void;
  mask(unit: number): void;
  focus(): Focus;
  isSelected(unit: number): boolean;
}

export class LineView {
  readonly element = h('div', {
    class: 'lines',
    role: 'group',
    'aria-label': t('Attention from query (left) to key (right)'),
  });
  readonly #canvas = h('canvas', { 'aria-hidden': 'true' });
  readonly #columns = {
    query: new UnitColumn('query', t('Queries')),
    key: new UnitColumn('key', t('Keys')),
  } as const;
  readonly #middle = h('div', { class: 'middle' }, this.#canvas);
  readonly #painter = new StrokePainter();
  readonly #draw = onFrame(() => this.#paint());
  #map: DrawnMap | undefined;
  #shown = '';
  /** The label that has the keyboard focus, also while the window has none. */
  #focused: EventTarget | null = null;
  /** Other labels stand here, and their lines were not drawn yet. */
  #fresh = false;

  constructor(
    readonly store: Store,
    readonly act: UnitActions,
    readonly themes: ThemeWatch,
    readonly caption: (text: string) => void,
  ) {
    this.element.append(this.#columns.query.element, this.#middle, this.#columns.key.element);
    this.element.addEventListener('scroll', this.#draw, { passive: true });
    this.#listen();
    new ResizeObserver(this.#draw).observe(this.element);
  }

  show(map: DrawnMap): void {
    this.#map = map;
    const shown = JSON.stringify([map.labels, this.store.view.masked]);
    if (shown !== this.#shown) this.#build(map);
    this.#shown = shown;
    this.#draw();
  }

  /** Only focus, selection or theme changed. */
  redraw(): void {
    this.#draw();
  }

  #build(map: DrawnMap): void {
    const nameOf = (side: Side, n: number) =>
      side === 'query'
        ? t('Query {0} of {1}: {2}', n + 1, map.units.length, map.labels[n])
        : t('Key {0} of {1}: {2}', n + 1, map.units.length, map.labels[n]);
    for (const side of ['query', 'key'] as const) {
      this.#columns[side].show(map.units.length, (n) => ({
        label: map.labels[n],
        unit: map.units[n],
        title: unitTitle(this.store, map.units[n]),
        name: nameOf(side, n),
      }));
    }
    this.#middle.style.height = `${map.units.length * ROW}px`;
    this.#fresh = true;
  }

  #listen(): void {
    const { element, act } = this;
    const on = <E extends Event>(type: string, then: (side: Side, unit: number, event: E) => void) =>
      element.addEventListener(type, (event) => {
        const found = unitAt(event.target);
        if (found) then(found.side, found.unit, event as E);
      });
    element.addEventListener('mouseover', (event) => {
      const found = unitAt(event.target);
      if (found) act.hover(found.side, found.unit);
      else if (unitAt(event.relatedTarget)) act.hover('query', null);
    });
    element.addEventListener('mouseleave', () => act.hover('query', null));
    on('focusin', (side, unit, { target }) => {
      // The window has the focus back: nobody went to this token, and the pointer may rest on another one.
      if (target === this.#focused) return;
      this.#focused = target;
      if (side === 'query') act.goTo(unit);
      act.hover(side, unit);
    });
    element.addEventListener('focusout', ({ target, relatedTarget }) => {
      // The window lost the focus, not the token.
      if (target === document.activeElement) return;
      this.#focused = null;
      if (!unitAt(relatedTarget)) this.#hoverAtPointer();
    });
    on('click', (side, unit) => act.pin(side, unit));
    on('dblclick', (_, unit) => act.mask(unit));
    on<KeyboardEvent>('keydown', (side, unit, event) => this.#key(event, side, unit));
  }

  /** The pointer may rest where no event tells of it. */
  #hoverAtPointer(): void {
    const found = unitAt(this.element.querySelector('.unit:hover'));
    this.act.hover(found?.side ?? 'query', found?.unit ?? null);
  }

  #key(event: KeyboardEvent, side: Side, n: number): void {
    const last = (this.#map?.units.length ?? 1) - 1;
    const page = Math.max(1, Math.floor(this.element.clientHeight / ROW) - 1);
    const moves: Record<string, readonly [Side, number]> = {
      ArrowDown: [side, n + 1],
      ArrowUp: [side, n - 1],
      PageDown: [side, n + page],
      PageUp: [side, n - page],
      ArrowRight: ['key', n],
      ArrowLeft: ['query', n],
      Home: [side, 0],
      End: [side, last],
    };
    if (event.key === 'm') this.act.mask(n);
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    this.#focus(move[0], Math.max(0, Math.min(last, move[1])));
  }

  /** Scrolls to a row that is out of sight. */
  bring(n: number): void {
    const { element } = this;
    const [top, bottom] = [n * ROW, (n + 1) * ROW];
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
  }

  #focus(side: Side, n: number): void {
    this.bring(n);
    this.#columns[side].focus(n);
  }

  #paint(): void {
    const map = this.#map;
    if (!map || !this.element.isConnected) return;
    const size = map.units.length;
    const height = Math.min(this.element.clientHeight, Math.max(1, size * ROW));
    const width = this.#middle.clientWidth;
    const top = this.element.scrollTop;
    const [from, to] = [Math.floor(top / ROW), Math.ceil((top + height) / ROW)];
    const focus = this.act.focus();
    this.#mark(map, focus, from, to);
    this.#canvas.style.top = `${top}px`;
    const context = fitCanvas(this.#canvas, width, height);
    const strokes = collectStrokes(map, focus, from, to);
    this.#painter.paint({ context, width, top }, map, strokes, focus, this.themes.theme);
    if (this.#fresh) painted();
    this.#fresh = false;
    const { leftOut } = strokes;
    this.caption(leftOut ? notDrawn(leftOut) : '');
  }

  #mark(map: DrawnMap, focus: Focus, from: number, to: number): void {
    const size = map.units.length;
    const selected = (n: number) => this.act.isSelected(n);
    const values = map.strongest;
    const weight = (query: number, key: number) => values[query * size + key];
    const { query, key } = focus;
    for (const column of [this.#columns.query, this.#columns.key]) column.window(from, to);
    this.#columns.query.mark(query, selected, query === null && key !== null ? (n) => weight(n, key) : null);
    this.#columns.key.mark(key, selected, query !== null ? (n) => weight(query, n) : null);
  }
}

/** For developer tools and tests: a browser tells only of frames, not of what stands in them. */
function painted(): void {
  const name = 'attention: lines painted';
  performance.clearMarks(name);
  performance.mark(name);
}

function unitAt(target: EventTarget | null): { readonly side: Side; readonly unit: number } | undefined {
  const button = target instanceof Element ? target.closest<HTMLElement>('.unit') : null;
  if (!button) return undefined;
  return { side: button.dataset.side === 'key' ? 'key' : 'query', unit: Number(button.dataset.unit) };
}

const notDrawn = (lines: number): string =>
  lines === 1
    ? t('One weaker line is not drawn; a token shows all of its own.')
    : t('{0} weaker lines are not drawn; a token shows all of its own.', lines);
