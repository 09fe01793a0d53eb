// The uses as a list, group by group, the most typical first: what the map shows, in words.

import { beginningOf, endOf } from '../../src/core/excerpt';
import type { ShownWord } from '../../src/protocol/embeddings';
import { h, refocus } from '../shared/dom';
import { t } from '../shared/l10n';
import type { MapActions } from './senseMap';
import type { SenseLayer } from './sensesModel';
import { groupSign } from './shapes';

const charactersBefore = 36;
const charactersAfter = 60;

export class SenseList {
  readonly element = h('div', { class: 'uses', role: 'group', 'aria-label': t('Uses, group by group') });
  #buttons: HTMLButtonElement[] = [];

  constructor(readonly actions: MapActions) {
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('pointerleave', () => actions.leave());
  }

  show(uses: readonly ShownWord[], layer: SenseLayer): void {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.use : undefined;
    const hadFocus = this.element.contains(document.activeElement);
    this.#buttons = [];
    this.element.replaceChildren(...layer.senses.flatMap((sense) => this.#section(sense, uses, layer)));
    const again = hadFocus ? this.#buttons.find(({ dataset }) => dataset.use === focused) : undefined;
    const first = again ?? this.#buttons[0];
    if (first) first.tabIndex = 0;
    refocus(again);
  }

  light(use: number | undefined): void {
    for (const button of this.#buttons) {
      const on = button.dataset.use === String(use);
      button.classList.toggle('lit', on);
      if (on && !button.matches(':hover, :focus')) this.#bring(button);
    }
  }

  /** Scrolls the list and nothing around it: the pointer may rest on the map. */
  #bring(button: HTMLElement): void {
    const [own, list] = [button.getBoundingClientRect(), this.element.getBoundingClientRect()];
    if (own.top < list.top) this.element.scrollTop -= list.top - own.top;
    else if (own.bottom > list.bottom) this.element.scrollTop += own.bottom - list.bottom;
  }

  #section(sense: SenseLayer['senses'][number], uses: readonly ShownWord[], layer: SenseLayer): HTMLElement[] {
    const { group, size, clues } = sense;
    const inside = uses
      .map((use, n) => ({ use, n }))
      .filter(({ n }) => layer.groups[n] === group)
      .sort((a, b) => layer.typicality[b.n] - layer.typicality[a.n]);
    const name =
      layer.senses.length === 1
        ? t('All uses ({0})', size)
        : t('Sense {0} ({1})', layer.senses.indexOf(sense) + 1, size);
    const heading = h('h3', {}, '', name);
    heading.prepend(groupSign(group));
    if (clues.length) heading.append(h('small', {}, clues.join(', ')));
    return [heading, h('ul', {}, ...inside.map(({ use, n }) => h('li', {}, this.#button(use, n))))];
  }

  #button({ before, form, after, source }: ShownWord, n: number): HTMLButtonElement {
    const [left, right] = [endOf(before, charactersBefore), beginningOf(after, charactersAfter)];
    const button = h(
      'button',
      { type: 'button', class: 'use-item', 'data-use': n, tabindex: -1 },
      h('span', { class: 'text' }, left, h('mark', {}, form), right),
      h('span', { class: 'source' }, source),
    );
    button.addEventListener('pointerenter', () => this.actions.look(n));
    button.addEventListener('focus', () => this.actions.look(n));
    button.addEventListener('click', () => this.actions.show(n, false));
    this.#buttons.push(button);
    return button;
  }

  #key(event: KeyboardEvent): void {
    const at = this.#buttons.findIndex((button) => button === document.activeElement);
    if (at < 0) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      this.actions.show(Number(this.#buttons[at].dataset.use), true);
      return;
    }
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: this.#buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#buttons[at].tabIndex = -1;
    const next = this.#buttons[Math.max(0, Math.min(this.#buttons.length - 1, to))];
    next.tabIndex = 0;
    next.focus();
  }
}
