// The line below the list: what the index does, how far it is, what can be done; and the notice in an empty view.

import type { ShownStatus } from '../../src/protocol/searchView';
import { h } from '../shared/dom';
import type { ViewWords } from './words';

type Action = ShownStatus['actions'][number];

export class StatusLine {
  readonly element = h('footer', { class: 'status' });
  readonly #text = h('span', { class: 'sentence', role: 'status' });
  readonly #bar = h('div', { class: 'bar', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100 });
  readonly #fill = h('div', { class: 'fill' });
  readonly #buttons = h('span', { class: 'buttons' });

  constructor(
    readonly words: ViewWords,
    readonly run: (action: Action) => void,
  ) {
    this.#bar.append(this.#fill);
    this.element.append(this.#bar, h('div', { class: 'line' }, this.#text, this.#buttons));
  }

  show(status: ShownStatus): void {
    const { text, fraction, isTrouble } = status;
    // A notice has the buttons itself.
    const actions = status.notice ? [] : status.actions;
    // While it counts, a screen reader has the progress bar; each number read out would leave no peace for the hits.
    this.#text.setAttribute('aria-live', fraction === undefined ? 'polite' : 'off');
    if (this.#text.textContent !== text) this.#text.textContent = text;
    this.#text.title = text;
    this.element.classList.toggle('trouble', isTrouble);
    this.#bar.hidden = fraction === undefined;
    this.#bar.classList.toggle('unknown', fraction === -1);
    const percent = Math.round(100 * Math.max(0, fraction ?? 0));
    this.#fill.style.setProperty('--done', `${percent}%`);
    this.#bar.setAttribute('aria-label', text);
    if (fraction === -1) this.#bar.removeAttribute('aria-valuenow');
    else this.#bar.setAttribute('aria-valuenow', String(percent));
    // Buttons that are the same stay, so that one with the focus keeps it.
    const wanted = actions.join();
    if (this.#buttons.dataset.actions === wanted) return;
    this.#buttons.dataset.actions = wanted;
    this.#buttons.replaceChildren(...actions.map((action) => actionButton(action, status, this.words, this.run)));
  }
}

/** A title, a sentence, and the buttons that go with them. */
export function notice(status: ShownStatus, words: ViewWords, run: (action: Action) => void): HTMLElement | null {
  if (!status.notice) return null;
  const { title, text } = status.notice;
  return h(
    'div',
    { class: status.isTrouble ? 'notice trouble' : 'notice' },
    h('h2', {}, title),
    h('p', {}, text),
    h('div', { class: 'buttons' }, ...status.actions.map((action) => actionButton(action, status, words, run, true))),
  );
}

function actionButton(
  action: Action,
  status: ShownStatus,
  words: ViewWords,
  run: (action: Action) => void,
  isLarge = false,
): HTMLElement {
  const labels: Readonly<Record<Action, string>> = {
    start: status.isTrouble ? words.retry : words.start,
    decline: words.notNow,
    pause: words.pause,
    resume: words.resume,
    cancel: words.cancel,
    details: words.details,
    raiseLimit: words.raiseLimit,
  };
  const kind = isLarge && (action === 'start' || action === 'resume') ? 'primary' : isLarge ? 'secondary' : 'link';
  const attributes = { type: 'button', class: kind, 'data-action': action, onclick: () => run(action) };
  return h('button', attributes, labels[action]);
}
