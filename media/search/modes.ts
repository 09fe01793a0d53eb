// Meaning, words or both: one of three, as radio buttons are walked.

import type { WireSearchMode } from '../../src/protocol/search';
import { h } from '../shared/dom';
import type { ViewWords } from './words';

export class ModeSwitch {
  readonly element: HTMLElement;
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #choose: (mode: WireSearchMode) => void;

  constructor(words: ViewWords, choose: (mode: WireSearchMode) => void) {
    this.#choose = choose;
    const modes: readonly (readonly [WireSearchMode, string, string])[] = [
      ['hybrid', words.modeHybrid, words.modeHybridTitle],
      ['vector', words.modeVector, words.modeVectorTitle],
      ['lexical', words.modeLexical, words.modeLexicalTitle],
    ];
    this.#buttons = modes.map(([mode, text, title], n) => {
      const onkeydown = (event: Event): void => this.#key(event as KeyboardEvent, n);
      const attributes = {
        type: 'button',
        role: 'radio',
        title,
        'data-mode': mode,
        onclick: () => choose(mode),
        onkeydown,
      };
      return h('button', attributes, text);
    });
    this.element = h('div', { class: 'modes', role: 'radiogroup', 'aria-label': words.modes }, ...this.#buttons);
  }

  show(mode: WireSearchMode): void {
    for (const button of this.#buttons) {
      const isOn = button.dataset.mode === mode;
      button.setAttribute('aria-checked', String(isOn));
      button.tabIndex = isOn ? 0 : -1;
    }
  }

  #key(event: KeyboardEvent, n: number): void {
    const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const count = this.#buttons.length;
    const next = this.#buttons[(n + step + count) % count];
    const mode = (['hybrid', 'vector', 'lexical'] as const).find((each) => each === next.dataset.mode);
    if (mode) this.#choose(mode);
    next.focus();
  }
}
