// The matrix view: sentences or paragraphs of a text against each other, in the order of the text or by clusters.

import { shortened } from '../../src/core/shortened';
import { quantile } from '../../src/core/similarityScale';
import type { MatrixContent, PanelSegment, Target } from '../../src/protocol/similarityPanel';
import { h, select, toggle } from '../shared/dom';
import { sentenceOf } from '../shared/failure';
import { t } from '../shared/l10n';
import { button, encoderLine, vectorControls } from './controls';
import { HeatMap, legend, type Cell, type HeatMapData } from './heatMap';
import type { Host, View } from './host';
import { bandOfScore, bandTitle, csvCell, similarityText } from './words';

export class MatrixView implements View<MatrixContent> {
  readonly element = h('div', { class: 'matrix' });
  readonly #map = new HeatMap({ look: (cell) => this.#look(cell), open: (cell) => this.#open(cell) });
  readonly #readout = h('div', { class: 'cell', 'aria-live': 'polite' });
  readonly #head = h('div', {});
  readonly #foot = h('div', {});
  #content: MatrixContent | undefined;
  #clustered = false;
  #kept: Cell | undefined;

  constructor(readonly host: Host) {
    this.element.append(this.#head, this.#map.element, this.#readout, this.#foot);
  }

  show(content: MatrixContent): void {
    this.#content = content;
    this.#kept = undefined;
    this.#draw();
  }

  #draw(): void {
    const content = this.#content;
    if (!content) return;
    const { segments, similarities, clusterOrder } = content;
    const [low, high] = limitsOf(similarities, segments.length);
    const order = this.#clustered ? clusterOrder : segments.map((_, n) => n);
    const data: HeatMapData = { labels: segments.map(labelOf), values: similarities, order, low, high };
    this.#head.replaceChildren(h('h2', {}, content.name), this.#controls(content), legend(low, high));
    this.#map.show(data);
    this.#look(undefined);
    this.#foot.replaceChildren(
      leftOutNote(content),
      nearestTable(content, (cell) => this.#open(cell)),
      encoderLine(content.model),
    );
  }

  #controls(content: MatrixContent): HTMLElement {
    const { choice, unit, name } = content;
    const units = [
      ['sentence', t('sentences')],
      ['paragraph', t('paragraphs')],
    ] as const;
    const arrange = (clustered: boolean): void => {
      this.#clustered = clustered;
      this.#draw();
      this.#head.querySelector<HTMLElement>(`[data-order="${clustered ? 'clusters' : 'text'}"]`)?.focus();
    };
    const order = [
      toggle(t('in order of the text'), !this.#clustered, () => arrange(false)),
      toggle(t('by clusters'), this.#clustered, () => arrange(true), t('Similar ones stand together')),
    ];
    order[0].dataset.order = 'text';
    order[1].dataset.order = 'clusters';
    const unitBox = select(t('Unit'), unit, units, (value) => this.host.choose({ ...choice, unit: value }));
    unitBox.dataset.control = 'unit';
    return h(
      'div',
      { class: 'controls' },
      unitBox,
      h('div', { class: 'group', role: 'group', 'aria-label': t('Order') }, ...order),
      vectorControls(choice, { unit }, (chosen) => this.host.choose(chosen)),
      h(
        'div',
        { class: 'group' },
        button(t('Copy as CSV'), 'copy-csv', () => this.host.copy(toCsv(content))),
        button(t('Save as CSV…'), 'save-csv', () => {
          const file = `${name.replace(/[^\p{L}\p{N}.-]+/gu, '-')}.similarity.csv`;
          this.host.save(file, toCsv(content)).catch((error: unknown) => this.host.tell(sentenceOf(error)));
        }),
      ),
    );
  }

  /** The cell that is looked at, in words; the last one that was opened stays when the pointer leaves. */
  #look(cell: Cell | undefined): void {
    const content = this.#content;
    const shown = cell ?? this.#kept;
    if (!content || !shown) {
      this.#readout.replaceChildren(
        h(
          'p',
          { class: 'hint' },
          t('Hover over a cell or walk with the arrow keys. A click or Enter shows both places in the editor.'),
        ),
      );
      return;
    }
    const { segments, similarities, scale } = content;
    const value = similarities[shown.row * segments.length + shown.column];
    const [a, b] = [segments[shown.row], segments[shown.column]];
    const place = (segment: PanelSegment): HTMLElement =>
      h(
        'p',
        {},
        h(
          'button',
          {
            type: 'button',
            class: 'passage',
            title: t('Show in the editor'),
            onclick: () => this.host.reveal(targetOf(segment)),
          },
          h('span', { class: 'caption' }, t('line {0}', segment.line)),
          ' ',
          shortened(segment.text, 280),
        ),
      );
    const isSame = shown.row === shown.column;
    this.#readout.replaceChildren(
      h(
        'p',
        { class: 'figure' },
        h('output', { class: 'number' }, similarityText(value)),
        isSame ? t('the same place') : bandTitle(bandOfScore(value, scale)),
      ),
      place(a),
      isSame ? '' : place(b),
      isSame ? '' : button(t('Compare these two'), 'compare', () => this.host.compare(targetOf(a), targetOf(b))),
    );
  }

  #open(cell: Cell): void {
    const segments = this.#content?.segments;
    if (!segments) return;
    this.#kept = cell;
    this.#look(cell);
    const [a, b] = [segments[cell.row], segments[cell.column]];
    if (cell.row === cell.column) this.host.reveal(targetOf(a));
    else this.host.revealBoth(targetOf(a), targetOf(b));
  }
}

const targetOf = ({ start, end }: PanelSegment): Target => ({ document: 0, start, end });

const labelOf = (segment: PanelSegment): string => `${segment.line}  ${segment.text}`;

/** Ends of the ramp: nearly the least and nearly the greatest similarity of two different segments. */
function limitsOf(values: Float32Array, n: number): readonly [number, number] {
  if (n < 2) return [0, 1];
  const different = values.filter((_, i) => Math.floor(i / n) !== i % n);
  const [low, high] = [quantile(different, 0.02), quantile(different, 0.995)];
  return high - low > 0.05 ? [low, high] : [low - 0.05, high];
}

function leftOutNote({ leftOut, segments }: MatrixContent): HTMLElement | string {
  if (leftOut === 0) return '';
  return h(
    'p',
    { class: 'hint' },
    t(
      'The first {0} are shown; {1} more at the end are not. Select a part of the text, or take paragraphs.',
      segments.length,
      leftOut,
    ),
  );
}

/** Each segment with its nearest other: what the picture says, for a screen reader. Made when it is opened. */
function nearestTable(content: MatrixContent, open: (cell: Cell) => void): HTMLElement {
  const details = h('details', { class: 'as-table' }, h('summary', {}, t('As a table: each with its nearest other')));
  details.addEventListener('toggle', () => {
    if (!details.open || details.childElementCount > 1) return;
    const head = [t('line'), t('text'), t('similarity'), t('line'), t('nearest other')];
    const rows = content.segments.map((segment, row) => {
      const column = nearestOf(content, row);
      const other = content.segments[column];
      if (column < 0) return '';
      const value = content.similarities[row * content.segments.length + column];
      return h(
        'tr',
        {},
        h('td', { class: 'number' }, String(segment.line)),
        h(
          'td',
          {},
          h(
            'button',
            { type: 'button', class: 'passage', onclick: () => open({ row, column }) },
            shortened(segment.text, 120),
          ),
        ),
        h('td', { class: 'number' }, similarityText(value)),
        h('td', { class: 'number' }, String(other.line)),
        h('td', {}, shortened(other.text, 120)),
      );
    });
    const cells = head.map((title) => h('th', { scope: 'col' }, title));
    details.append(h('table', {}, h('thead', {}, h('tr', {}, ...cells)), h('tbody', {}, ...rows)));
  });
  return details;
}

function nearestOf({ segments, similarities }: MatrixContent, row: number): number {
  let best = -1;
  for (let column = 0; column < segments.length; column++) {
    const at = row * segments.length;
    if (column !== row && (best < 0 || similarities[at + column] > similarities[at + best])) best = column;
  }
  return best;
}

/** The whole matrix in the order of the text, each row and column named by line and text. */
function toCsv({ segments, similarities }: MatrixContent): string {
  const head = ['line', 'text', ...segments.map(({ line }) => `line ${line}`)].map(csvCell);
  const rows = segments.map(({ line, text }, row) => {
    const values = similarities.subarray(row * segments.length, (row + 1) * segments.length);
    return [line, csvCell(text), ...Array.from(values, (value) => value.toFixed(4))].join(',');
  });
  return [head.join(','), ...rows].join('\r\n') + '\r\n';
}
