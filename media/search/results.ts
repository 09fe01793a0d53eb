// The hits as a tree of files and passages: drawing, keys, mouse. One element has the focus; the chosen row is named to
// screen readers by aria-activedescendant.

import { excerptAround, piecesOf } from '../../src/core/emphasis';
import type { WireHit, WirePlace } from '../../src/protocol/search';
import type { ViewWords } from './words';
import { h } from '../shared/dom';
import { icon, type Sign } from './icons';
import { fill, nearness, partsOf, placeOf } from './format';
import type { Row, ViewModel } from './state';

export interface ResultActions {
  readonly open: (hit: WireHit, beside: boolean, keepFocus: boolean) => void;
  readonly openPlace: (place: WirePlace) => void;
  readonly like: (hit: WireHit) => void;
  readonly copy: (hit: WireHit) => void;
  /** Up from the first row, or Esc. */
  readonly leave: () => void;
  readonly changed: () => void;
}

/** Four lines are shown of it; in a narrow side bar they hold no more than the second number, so the best sentence stands there. */
const short = [220, 100] as const;
const long = [1200, 1200] as const;

export class ResultTree {
  readonly element: HTMLElement;
  #elements: readonly HTMLElement[] = [];
  /** Which near-duplicate of a hit is opened next. */
  readonly #copies = new WeakMap<WireHit, number>();

  constructor(
    readonly model: ViewModel,
    readonly words: ViewWords,
    readonly actions: ResultActions,
  ) {
    this.element = h('div', {
      class: 'results',
      role: 'tree',
      tabindex: 0,
      'aria-label': words.results,
      onkeydown: (event) => this.#key(event as KeyboardEvent),
      onfocus: () => this.#focused(),
    });
  }

  draw(): void {
    const { rows } = this.model;
    this.#elements = rows.map((row, n) => (row.kind === 'file' ? this.#file(row, n) : this.#hit(row, n)));
    this.element.replaceChildren(...this.#elements);
    this.element.hidden = rows.length === 0;
    this.#mark();
  }

  /** Chooses a row and shows it; the first hit where none was chosen before. */
  enter(): void {
    if (this.model.chosen < 0) this.model.chosen = this.model.rows.findIndex(({ kind }) => kind === 'hit');
    this.element.focus();
    this.#mark();
  }

  /** Chooses a hit by its number through all files. */
  choose(index: number): void {
    const at = this.model.rows.findIndex((row) => row.kind === 'hit' && row.index === index);
    if (at >= 0) this.#to(at);
  }

  #file({ group, isOpen }: Extract<Row, { kind: 'file' }>, n: number): HTMLElement {
    const { name, folder } = partsOf(group.path);
    return h(
      'div',
      {
        id: `row-${n}`,
        class: 'file',
        role: 'treeitem',
        'aria-level': 1,
        'aria-expanded': String(isOpen),
        'aria-label': `${group.path}, ${group.hits.length}`,
        title: group.path,
        onclick: () => this.#toggle(group.path, isOpen),
      },
      h('span', { class: isOpen ? 'twistie open' : 'twistie', 'aria-hidden': 'true' }),
      h('span', { class: 'name' }, name),
      h('span', { class: 'folder' }, folder),
      h('span', { class: 'count', 'aria-hidden': 'true' }, String(group.hits.length)),
    );
  }

  #hit(row: Extract<Row, { kind: 'hit' }>, n: number): HTMLElement {
    const { hit } = row;
    const { words } = this;
    const near = nearness(hit, words);
    const place = placeOf(hit, words);
    const best = hit.preview.slice(hit.best.start, hit.best.end);
    const label = [hit.heading.join(', '), best, place, near.word, ...this.#remarks(hit)];
    return h(
      'div',
      {
        id: `row-${n}`,
        class: 'hit',
        role: 'treeitem',
        'aria-level': 2,
        'aria-label': label.filter(Boolean).join('. '),
        onclick: (event) => this.#clicked(n, hit, event as MouseEvent),
        onauxclick: (event) => (event as MouseEvent).button === 1 && this.actions.open(hit, true, false),
      },
      hit.heading.length > 0 ? h('div', { class: 'trail' }, hit.heading.join(' › ')) : null,
      this.#passage(hit, short, 'short'),
      this.#passage(hit, long, 'long'),
      h(
        'div',
        { class: 'foot' },
        hit.similarity === undefined ? null : meter(near.share, near.word),
        h('span', { class: 'near' }, near.word),
        h('span', { class: 'place' }, place),
        ...this.#extras(hit),
        this.#buttons(hit),
      ),
    );
  }

  #passage(hit: WireHit, [length, seen]: readonly [number, number], name: string): HTMLElement {
    const part = excerptAround(hit.preview, hit.best, length, seen);
    const pieces = piecesOf(hit.preview, part, hit.best, hit.matches).map(({ text: whole, isBest, isMatch }) => {
      // Of a few lines none is empty.
      const text = seen < length ? whole.replace(/\n\s*\n/g, '\n') : whole;
      const inner = isMatch ? h('b', {}, text) : text;
      return isBest ? h('mark', {}, inner) : inner;
    });
    const before = part.start > 0 ? '… ' : null;
    const after = part.end < hit.preview.length ? ' …' : null;
    return h('div', { class: `passage ${name}` }, before, ...pieces, after);
  }

  #extras(hit: WireHit): HTMLElement[] {
    const { moreInFile, duplicates } = hit;
    const parts: HTMLElement[] = [];
    if (moreInFile > 0) parts.push(h('span', { class: 'extra' }, fill(this.words.moreInFile, moreInFile)));
    if (duplicates.length > 0) {
      const title = duplicates.map(({ path, startLine }) => `${path}:${startLine + 1}`).join('\n');
      const onclick = (event: Event): void => {
        event.stopPropagation();
        this.#openCopy(hit);
      };
      const { oneDuplicate, duplicates: several } = this.words;
      const text = duplicates.length === 1 ? oneDuplicate : fill(several, duplicates.length);
      parts.push(h('button', { type: 'button', class: 'extra link', tabindex: -1, title, onclick }, text));
    }
    return parts;
  }

  /** What a screen reader says of the hits that are left out. */
  #remarks({ moreInFile, duplicates: { length } }: WireHit): string[] {
    const { oneDuplicateKey, duplicatesKey } = this.words;
    const copies = length === 1 ? oneDuplicateKey : fill(duplicatesKey, length);
    return [moreInFile > 0 ? fill(this.words.moreInFile, moreInFile) : '', length > 0 ? copies : ''];
  }

  /** One near-duplicate after the other. */
  #openCopy(hit: WireHit): void {
    const copy = this.#copies.get(hit) ?? 0;
    this.#copies.set(hit, (copy + 1) % hit.duplicates.length);
    this.actions.openPlace(hit.duplicates[copy]);
  }

  #buttons(hit: WireHit): HTMLElement {
    const button = (label: string, key: string, sign: Sign, run: () => void): HTMLElement =>
      h(
        'button',
        {
          type: 'button',
          class: 'tool',
          tabindex: -1,
          title: `${label} (${key.replace('Control', 'Ctrl')})`,
          'aria-label': label,
          'aria-keyshortcuts': key,
          onclick: (event) => {
            event.stopPropagation();
            run();
          },
        },
        icon(sign),
      );
    const { words, actions } = this;
    return h(
      'span',
      { class: 'tools' },
      button(words.likeThis, 'M', 'like', () => actions.like(hit)),
      button(words.copy, 'C', 'copy', () => actions.copy(hit)),
      button(words.openBeside, 'Control+Enter', 'beside', () => actions.open(hit, true, false)),
    );
  }

  #clicked(n: number, hit: WireHit, event: MouseEvent): void {
    this.#to(n);
    // A drag over the text selects it.
    if (document.getSelection()?.isCollapsed === false) return;
    this.actions.open(hit, event.ctrlKey || event.metaKey || event.altKey, event.detail < 2);
  }

  #key(event: KeyboardEvent): void {
    const row = this.model.rows[this.model.chosen];
    const isBeside = event.ctrlKey || event.metaKey;
    const handled = this.#move(event.key) || this.#act(event.key, row, isBeside);
    if (!handled) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #move(key: string): boolean {
    const { rows, chosen } = this.model;
    const page = 5;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: chosen + 1,
      ArrowUp: chosen - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: chosen + page,
      PageUp: chosen - page,
    };
    const wanted = steps[key];
    if (wanted === undefined) return false;
    if (key === 'ArrowUp' && chosen <= 0) this.actions.leave();
    else this.#to(Math.min(rows.length - 1, Math.max(0, wanted)));
    return true;
  }

  #act(key: string, row: Row | undefined, isBeside: boolean): boolean {
    const letter = key.toLowerCase();
    if (key === 'Escape') this.actions.leave();
    else if (!row) return false;
    else if (key === 'ArrowLeft') {
      if (row.kind === 'hit' || row.isOpen) this.#fold(row.group.path, row.kind === 'file');
    } else if (key === 'ArrowRight') {
      if (row.kind === 'file' && !row.isOpen) this.#fold(row.group.path, false, true);
      else if (row.kind === 'file') this.#to(this.model.chosen + 1);
    } else if (row.kind === 'file') {
      if (key !== 'Enter' && key !== ' ') return false;
      this.#toggle(row.group.path, row.isOpen);
    } else if (key === 'Enter') this.actions.open(row.hit, isBeside, false);
    else if (key === ' ') this.actions.open(row.hit, false, true);
    else if (letter === 'd' && !isBeside && row.hit.duplicates.length > 0) this.#openCopy(row.hit);
    else if (letter === 'm' && !isBeside) this.actions.like(row.hit);
    else if (letter === 'c' && document.getSelection()?.isCollapsed !== false) this.actions.copy(row.hit);
    else return false;
    return true;
  }

  #toggle(path: string, isOpen: boolean): void {
    this.#fold(path, isOpen, true);
  }

  /** From a hit the first press goes to its file, the next one folds it. */
  #fold(path: string, closes: boolean, always = closes): void {
    if (always) {
      this.model.fold(path, closes);
      this.draw();
      this.actions.changed();
    } else {
      this.#to(this.model.rows.findIndex((each) => each.kind === 'file' && each.group.path === path));
    }
  }

  #to(n: number): void {
    this.model.chosen = n;
    this.#mark();
  }

  #focused(): void {
    if (this.model.chosen < 0 && this.model.rows.length > 0) this.#to(0);
  }

  #mark(): void {
    const { chosen } = this.model;
    this.#elements.forEach((element, n) => {
      element.classList.toggle('chosen', n === chosen);
      element.setAttribute('aria-selected', String(n === chosen));
    });
    if (chosen >= 0) this.element.setAttribute('aria-activedescendant', `row-${chosen}`);
    else this.element.removeAttribute('aria-activedescendant');
    this.#elements[chosen]?.scrollIntoView({ block: 'nearest' });
  }
}

/** Five steps: finer ones would say more than a cosine does. */
function meter(share: number, title: string): HTMLElement {
  const full = Math.round(share * 5);
  const steps = Array.from({ length: 5 }, (_, n) => h('i', { class: n < full ? 'on' : '' }));
  return h('span', { class: 'meter', title, 'aria-hidden': 'true' }, ...steps);
}
