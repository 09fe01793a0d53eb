// The table of results: drawn in part, so that many thousand rows stay quick; sorted, filtered, exported; by keyboard.

import type { ExportFormat, ResultRow, ResultsHead } from '../../src/protocol/classifyPanel';
import { h, keepingFocus, onFrame, refocus, select } from '../shared/dom';
import { sentenceOf } from '../shared/failure';
import { t } from '../shared/l10n';
import { isUnsure, labelsOf, meterOf, percent, points } from './format';
import type { PageChannel } from './channel';

type Column = 'label' | 'probability' | 'margin' | 'place' | 'text' | 'similarity';

const rowPixels = 26;
/** Rows drawn above and below what is seen. */
const spare = 12;
const unsure = '\u0000unsure';
const all = '\u0000all';

export class ResultsView {
  readonly element = h('section', { class: 'results' });
  readonly #title = h('h2', {}, t('Nothing was classified yet'));
  readonly #status = h('p', { class: 'status', role: 'status' });
  readonly #notes = h('p', { class: 'note' });
  readonly #bar = h('progress', { max: 1, value: 0, hidden: true, 'aria-label': t('Progress') });
  readonly #cancel = h(
    'button',
    { type: 'button', 'data-control': 'cancel', hidden: true, onclick: () => this.channel.notify('cancel', null) },
    t('Cancel'),
  );
  readonly #controls = h('div', { class: 'controls' });
  readonly #header = h('div', { class: 'row header', role: 'row' });
  readonly #body = h('div', { class: 'body', role: 'rowgroup' });
  readonly #scroller = h('div', { class: 'scroller', role: 'grid', tabindex: 0, 'aria-label': t('Results') });
  /** Draws the rows that are to be seen, before the next frame. */
  readonly draw = onFrame(() => this.#drawRows());
  #head: ResultsHead | undefined;
  #rows: ResultRow[] = [];
  #shown: ResultRow[] = [];
  #similarity: readonly number[] | undefined;
  #filter = all;
  #search = '';
  #sort: { column: Column; down: boolean } = { column: 'place', down: false };
  #active = 0;

  constructor(
    readonly channel: PageChannel,
    readonly fail: (message: string) => void,
  ) {
    this.#scroller.append(this.#header, this.#body);
    this.#scroller.addEventListener('scroll', this.draw);
    this.#scroller.addEventListener('keydown', (event) => this.#key(event));
    window.addEventListener('resize', this.draw);
    const head = h('div', { class: 'headline' }, this.#title, this.#status, this.#bar, this.#cancel);
    this.element.append(head, this.#notes, this.#controls, this.#scroller);
    this.#drawHeader();
    this.#empty();
  }

  begin(head: ResultsHead): void {
    this.#rows = [];
    this.#similarity = undefined;
    this.#filter = all;
    this.#search = '';
    this.#sort = { column: 'place', down: false };
    this.#active = 0;
    this.#scroller.scrollTop = 0;
    this.#head = head;
    this.#drawControls();
    this.#drawHeader();
    this.#update();
  }

  add(head: ResultsHead, rows: readonly ResultRow[]): void {
    const known = this.#head?.labels.length ?? 0;
    this.#head = head;
    this.#rows.push(...rows);
    if (head.labels.length !== known || rows.length === 0) this.#drawControls();
    this.#update();
  }

  #empty(): void {
    this.#status.textContent = t('Run “Classify Lines or Files…” on a text or a folder.');
    this.#scroller.hidden = true;
  }

  #update(): void {
    const head = this.#head;
    if (!head) return;
    this.#scroller.hidden = false;
    this.#title.textContent = head.title;
    const [done, running] = [this.#rows.length, head.state === 'running'];
    this.#bar.hidden = this.#cancel.hidden = !running;
    this.#bar.value = head.total ? done / head.total : 0;
    this.#notes.textContent = head.notes.join(' · ');
    this.#shown = this.#arranged();
    const counts = { running: t('{0} of {1} classified', done, head.total), done: t('{0} classified', done), cancelled: t('Stopped after {0} of {1}', done, head.total), failed: t('Failed after {0} of {1}', done, head.total) }; // prettier-ignore
    const filtered = this.#shown.length === done ? '' : ` · ${t('{0} shown', this.#shown.length)}`;
    this.#status.textContent = counts[head.state] + filtered;
    this.element.dataset.state = head.state;
    this.#active = Math.min(this.#active, Math.max(0, this.#shown.length - 1));
    this.draw();
  }

  #arranged(): ResultRow[] {
    const { column, down } = this.#sort;
    const needle = this.#search.toLowerCase();
    const keep = this.#rows.filter(
      (row) =>
        (this.#filter === all || (this.#filter === unsure ? isUnsure(row) : labelsOf(row).includes(this.#filter))) &&
        (!needle || row.text.toLowerCase().includes(needle) || row.place.toLowerCase().includes(needle)),
    );
    const value = (row: ResultRow): string | number =>
      ({
        label: () => labelsOf(row).join(', ') || '\uffff',
        probability: () => row.probability,
        margin: () => row.margin,
        // In the order of the files.
        place: () => row.id,
        text: () => row.text,
        similarity: () => this.#similarity?.[row.id] ?? -1,
      })[column]();
    const sign = down ? -1 : 1;
    return keep.sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      const order = typeof x === 'number' ? x - Number(y) : x.localeCompare(String(y));
      return sign * order || a.id - b.id;
    });
  }

  #drawControls(): void {
    const labels = this.#head?.labels ?? [];
    const count = (test: (row: ResultRow) => boolean) => this.#rows.filter(test).length;
    const options: [string, string][] = [
      [all, t('all')],
      [unsure, `${t('unsure')} (${count(isUnsure)})`],
      ...labels.map((label): [string, string] => [
        label,
        `${label} (${count((row) => labelsOf(row).includes(label))})`,
      ]),
    ];
    const filter = select(t('Show'), this.#filter, options, (value) => {
      this.#filter = value;
      this.#scroller.scrollTop = 0;
      this.#update();
    });
    filter.querySelector('select')?.setAttribute('data-control', 'filter');
    const search = h('input', {
      type: 'search',
      placeholder: t('Filter by text'),
      'aria-label': t('Filter by text'),
      'data-control': 'search',
    });
    search.value = this.#search;
    search.addEventListener('input', () => {
      this.#search = search.value;
      this.#scroller.scrollTop = 0;
      this.#update();
    });
    const save = (format: ExportFormat, name: string) =>
      h(
        'button',
        { type: 'button', 'data-control': `export-${format}`, onclick: () => void this.#export(format) },
        name,
      );
    const review = h(
      'button',
      { type: 'button', 'data-control': 'review', onclick: () => this.channel.notify('startReview', null) },
      t('Review the Uncertain'),
    );
    const similar = h(
      'button',
      {
        type: 'button',
        'data-control': 'similar',
        title: t('Sorts by likeness to the active row (S)'),
        onclick: () => void this.#findSimilar(),
      },
      t('Find Similar'),
    );
    const exports = h(
      'span',
      { class: 'group' },
      h('span', { class: 'caption' }, t('Export')),
      save('csv', 'CSV'),
      save('jsonl', 'JSONL'),
      save('markdown', 'Markdown'),
    );
    keepingFocus(this.#controls, () => this.#controls.replaceChildren(filter, search, similar, review, exports));
  }

  #drawHeader(): void {
    const columns: [Column, string][] = [
      ['label', t('Class')],
      ['probability', t('Probability')],
      ['margin', t('Margin')],
      ['place', t('Place')],
      ['text', t('Text')],
    ];
    if (this.#similarity) columns.splice(3, 0, ['similarity', t('Likeness')]);
    this.#scroller.classList.toggle('with-similarity', this.#similarity !== undefined);
    this.#header.replaceChildren(
      ...columns.map(([column, name]) => {
        const { column: sorted, down } = this.#sort;
        const state = sorted !== column ? 'none' : down ? 'descending' : 'ascending';
        const mark = state === 'none' ? '' : down ? ' ▼' : ' ▲';
        const button = h(
          'button',
          { type: 'button', 'data-sort': column, onclick: () => this.#sortBy(column) },
          name + mark,
        );
        return h('span', { role: 'columnheader', class: column, 'aria-sort': state }, button);
      }),
    );
  }

  #sortBy(column: Column): void {
    const first = column === 'probability' || column === 'similarity';
    this.#sort = { column, down: this.#sort.column === column ? !this.#sort.down : first };
    this.#drawHeader();
    this.#update();
    this.#header.querySelector<HTMLButtonElement>(`[data-sort="${column}"]`)?.focus();
  }

  #drawRows(): void {
    const view = this.#scroller;
    if (view.hidden || this.element.hidden) return;
    const first = Math.max(0, Math.floor(view.scrollTop / rowPixels) - spare);
    const count = Math.ceil(view.clientHeight / rowPixels) + 2 * spare;
    const rows = this.#shown.slice(first, first + count);
    this.#body.style.height = `${this.#shown.length * rowPixels}px`;
    view.setAttribute('aria-rowcount', String(this.#shown.length + 1));
    this.#body.replaceChildren(...rows.map((row, n) => this.#row(row, first + n)));
    view.setAttribute('aria-activedescendant', `row-${this.#shown[this.#active]?.id ?? ''}`);
  }

  #row(row: ResultRow, at: number): HTMLElement {
    const label = labelsOf(row).join(', ');
    const cell = (name: string, text: string, more: Record<string, string> = {}) =>
      h('span', { role: 'gridcell', class: name, ...more }, text);
    const sure = isUnsure(row)
      ? h(
          'span',
          { role: 'gridcell', class: 'label' },
          h('em', {}, t('unsure')),
          h('span', { class: 'guess' }, ` ${row.best}?`),
        )
      : cell('label', label, { title: label });
    const element = h(
      'div',
      {
        class: at === this.#active ? 'row active' : 'row',
        role: 'row',
        id: `row-${row.id}`,
        'aria-rowindex': at + 2,
        'aria-selected': String(at === this.#active),
        'data-id': row.id,
        onclick: () => this.#open(at),
      },
      sure,
      h('span', { role: 'gridcell', class: 'probability number' }, meterOf(row.probability), percent(row.probability)),
      cell('margin number', points(row.margin)),
      this.#similarity ? cell('similarity number', this.#similarity[row.id]?.toFixed(2) ?? '–') : null,
      cell('place', row.place, { title: row.place }),
      cell('text', row.text, { title: row.passages > 1 ? t('Read in {0} passages', row.passages) : row.text }),
    );
    element.style.top = `${at * rowPixels}px`;
    return element;
  }

  #open(at: number): void {
    this.#active = at;
    this.draw();
    const row = this.#shown[at];
    if (row) this.channel.notify('reveal', { id: row.id });
  }

  #key(event: KeyboardEvent): void {
    if (event.target !== this.#scroller) return;
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / rowPixels) - 2);
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }; // prettier-ignore
    if (event.key === 'Enter') this.#open(this.#active);
    else if (event.key === 's' || event.key === 'S') void this.#findSimilar();
    else if (event.key in steps) this.#move(this.#active + steps[event.key]);
    else return;
    event.preventDefault();
  }

  #move(to: number): void {
    this.#active = Math.max(0, Math.min(this.#shown.length - 1, to));
    const top = this.#active * rowPixels;
    const view = this.#scroller;
    // The header covers the first row's height.
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top + 2 * rowPixels > view.scrollTop + view.clientHeight) {
      view.scrollTop = top + 2 * rowPixels - view.clientHeight;
    }
    this.draw();
  }

  async #findSimilar(): Promise<void> {
    const row = this.#shown[this.#active];
    if (!row) return;
    const rows = this.#rows;
    try {
      const similarity = await this.channel.request('similar', { id: row.id });
      // Of a run whose rows are gone.
      if (rows !== this.#rows) return;
      this.#similarity = similarity;
      this.#sort = { column: 'similarity', down: true };
      this.#active = 0;
      this.#scroller.scrollTop = 0;
      this.#drawHeader();
      this.#update();
      refocus(this.#scroller);
    } catch (error) {
      this.fail(sentenceOf(error));
    }
  }

  async #export(format: ExportFormat): Promise<void> {
    try {
      await this.channel.request('export', { format, ids: this.#shown.map(({ id }) => id) });
    } catch (error) {
      this.fail(sentenceOf(error));
    }
  }
}
