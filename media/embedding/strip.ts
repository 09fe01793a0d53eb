// The shown text as a strip of words, one of which is chosen: a click or the arrow keys choose another.

import { beginningOf } from '../../src/core/excerpt';
import { h } from '../shared/dom';
import { t } from '../shared/l10n';
import type { Choice } from './choice';

const restCharacters = 200;

export class Strip {
  readonly element = h('div', { class: 'sentence', role: 'group', 'aria-label': t('Word of the text') });
  #buttons: HTMLButtonElement[] = [];
  #shown = '';

  constructor(readonly choice: Choice) {
    this.element.addEventListener('keydown', (event) => this.#key(event));
  }

  show(): void {
    const { choice } = this;
    const text = JSON.stringify([choice.textIn(0), choice.textIn(1)]);
    if (text !== this.#shown) this.#build();
    this.#shown = text;
    const chosen = choice.chosen;
    for (const button of this.#buttons) {
      const on = chosen !== undefined && button.dataset.start === `${chosen.segment}:${chosen.start}`;
      button.setAttribute('aria-pressed', String(on));
      button.tabIndex = on || (!chosen && button === this.#buttons[0]) ? 0 : -1;
    }
    this.#buttons
      .find((button) => button.getAttribute('aria-pressed') === 'true')
      ?.scrollIntoView({ block: 'nearest' });
  }

  #build(): void {
    const { choice } = this;
    this.#buttons = [];
    const children: (Node | string)[] = [];
    const ends = [0, 0];
    /** What of a text the encoder did not read. */
    const rest = (segment: number) => beginningOf(choice.textIn(segment).slice(ends[segment]), restCharacters);
    for (const word of choice.words) {
      const { segment, start, end } = word;
      if (segment === 1 && ends[1] === 0) children.push(rest(0), h('span', { class: 'and' }, ' · '));
      children.push(choice.textIn(segment).slice(ends[segment], start));
      ends[segment] = end;
      if (choice.isWord(word)) children.push(this.#button(word));
      else children.push(choice.textOf(word));
    }
    children.push(rest(ends[1] === 0 ? 0 : 1));
    this.element.replaceChildren(...children);
  }

  #button(word: Parameters<Choice['choose']>[0]): HTMLButtonElement {
    const button = h(
      'button',
      {
        type: 'button',
        class: 'word',
        'data-start': `${word.segment}:${word.start}`,
        onclick: () => this.choice.choose(word),
      },
      this.choice.textOf(word),
    );
    this.#buttons.push(button);
    return button;
  }

  #key(event: KeyboardEvent): void {
    const at = this.#buttons.findIndex((button) => button === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: this.#buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const button = this.#buttons[Math.max(0, Math.min(this.#buttons.length - 1, to))];
    button.focus();
    button.click();
  }
}
