// The filters as chips below the input, and the menu that begins a new one.

import { chipKinds, chipSigns, type Chip, type LikePassage } from '../../src/protocol/searchView';
import { h } from '../shared/dom';
import { fill } from './format';
import type { ViewWords } from './words';

export interface ChipActions {
  readonly remove: (chip: Chip) => void;
  readonly leaveLike: () => void;
  /** The person wants to write a filter of this kind. */
  readonly begin: (kind: Chip['kind']) => void;
}

export class ChipBar {
  readonly element = h('div', { class: 'chips', role: 'group' });
  readonly #menu: HTMLSelectElement;

  constructor(
    readonly words: ViewWords,
    readonly actions: ChipActions,
  ) {
    this.element.setAttribute('aria-label', words.addFilter);
    const kinds: readonly (readonly [Chip['kind'], string])[] = [
      ['path', words.filterPath],
      ['notPath', words.filterNotPath],
      ['lang', words.filterLang],
      ['notLang', words.filterNotLang],
      ['phrase', words.filterPhrase],
    ];
    this.#menu = h(
      'select',
      { class: 'add', 'aria-label': words.addFilter, title: words.addFilter, onchange: () => this.#begin() },
      h('option', { value: '', selected: true }, `+ ${words.addFilter}`),
      ...kinds.map(([kind, text]) => h('option', { value: kind }, text)),
    );
  }

  show(chips: readonly Chip[], like: LikePassage | undefined): void {
    const { words, actions } = this;
    const chip = (text: string, title: string, remove: () => void, extra = ''): HTMLElement =>
      h(
        'button',
        {
          type: 'button',
          class: `chip ${extra}`,
          title,
          'aria-label': title,
          onclick: remove,
          onkeydown: (event) => {
            const { key } = event as KeyboardEvent;
            if (key === 'Delete' || key === 'Backspace') remove();
          },
        },
        h('span', { class: 'text' }, text),
        h('span', { class: 'remove', 'aria-hidden': 'true' }, '×'),
      );
    const filters = chips.map((each) => {
      const text =
        each.kind === 'phrase' ? `“${each.value}”` : `${chipSigns[each.kind].replace('-', '−')}${each.value}`;
      return chip(text, fill(words.removeFilter, text), () => actions.remove(each));
    });
    const passage = like
      ? [chip(fill(words.likeThisOf, like.label), words.backToWords, actions.leaveLike, 'like')]
      : [];
    const focused = [...this.element.children].findIndex((each) => each === document.activeElement);
    const shown: readonly HTMLElement[] = [...passage, ...filters, this.#menu];
    this.element.replaceChildren(...shown);
    // Who took one away by key goes on with the one that stands there now.
    if (focused >= 0) shown[Math.min(focused, shown.length - 1)].focus();
  }

  #begin(): void {
    const kind = chipKinds.find((each) => each === this.#menu.value);
    this.#menu.value = '';
    if (kind) this.actions.begin(kind);
  }
}
