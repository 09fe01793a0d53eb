// The review: one text at a time, the least certain first, decided with a key.

import { currentItem, type ReviewItem } from '../../src/core/reviewQueue';
import { shortened } from '../../src/core/shortened';
import type { ReviewShown } from '../../src/protocol/classifyPanel';
import { h, refocus } from '../shared/dom';
import { t } from '../shared/l10n';
import { percent, points } from './format';
import type { PageChannel } from './channel';

/** Labels that have a digit as their key. */
const numbered = 9;

export class ReviewView {
  readonly element = h('section', { class: 'review', tabindex: -1 });
  #shown: ReviewShown | undefined;

  constructor(readonly channel: PageChannel) {
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.#empty();
  }

  show(shown: ReviewShown): void {
    this.#shown = shown;
    const { state } = shown;
    const item = currentItem(state);
    const done = state.decisions.length;
    const head = h(
      'div',
      { class: 'headline' },
      h('h2', {}, t('Review')),
      h('p', { class: 'status', role: 'status' }, t('{0} of {1} looked at', done, state.items.length)),
      h('progress', { max: Math.max(1, state.items.length), value: done, 'aria-label': t('Progress') }),
    );
    const keys = t(
      'Keys: Enter accepts, 1 to 9 choose a class, C asks for another, S skips, U undoes, F finds similar, O opens the place.',
    );
    this.element.replaceChildren(
      head,
      item ? this.#card(item) : this.#end(),
      h('p', { class: 'note' }, keys),
      this.#history(),
    );
    this.focus();
  }

  focus(): void {
    if (!this.element.hidden && !this.element.contains(document.activeElement)) refocus(this.element);
  }

  #empty(): void {
    this.element.replaceChildren(
      h('p', { class: 'status' }, t('Classify some lines or files, then “Review the Uncertain”.')),
    );
  }

  #card(item: ReviewItem): HTMLElement {
    const labels = this.#shown?.labels ?? [];
    const button = (control: string, label: string, key: string, act: () => void, main = false) =>
      h(
        'button',
        { type: 'button', 'data-control': control, class: main ? 'main' : null, onclick: act },
        `${label} `,
        h('kbd', {}, key),
      );
    return h(
      'article',
      { class: 'card', 'data-id': item.id },
      h('p', { class: 'note' }, item.place),
      h('blockquote', { 'data-part': 'text' }, item.text),
      h(
        'p',
        { 'data-part': 'guess' },
        t(
          'Probably {0}, {1}; {2} points before the second',
          item.label,
          percent(item.probability),
          points(item.margin),
        ),
      ),
      h(
        'div',
        { class: 'controls' },
        button('accept', t('Accept'), '⏎', () => this.#decide(item.label), true),
        button('skip', t('Skip'), 'S', () => this.#decide(null)),
        button('other', t('Another Class…'), 'C', () => this.channel.notify('decideOther', null)),
        button('undo', t('Undo'), 'U', () => this.channel.notify('undo', null)),
        button('similar', t('Find Similar'), 'F', () => this.channel.notify('findSimilar', { id: item.id })),
        button('open', t('Open Place'), 'O', () => this.channel.notify('revealReviewed', { id: item.id })),
      ),
      h(
        'div',
        { class: 'controls', role: 'group', 'aria-label': t('Classes') },
        ...labels.map((label, n) =>
          n < numbered
            ? button('label', label, String(n + 1), () => this.#decide(label))
            : h('button', { type: 'button', 'data-control': 'label', onclick: () => this.#decide(label) }, label),
        ),
      ),
    );
  }

  #end(): HTMLElement {
    return h(
      'div',
      { class: 'card', 'data-part': 'end' },
      h(
        'p',
        {},
        t('That was the last one. What you accepted or changed is among the examples; train again to use it.'),
      ),
      h(
        'button',
        { type: 'button', 'data-control': 'undo', onclick: () => this.channel.notify('undo', null) },
        t('Undo'),
      ),
    );
  }

  #history(): HTMLElement {
    const { state } = this.#shown ?? { state: { items: [], decisions: [] } };
    const words = { accepted: t('accepted'), changed: t('changed'), skipped: t('skipped') };
    const last = state.decisions.slice(-8).reverse();
    const items = last.map(({ id, kind, label }) => {
      const text = state.items.find((item) => item.id === id)?.text ?? '';
      return h('li', {}, h('strong', {}, label ? `${words[kind]}: ${label}` : words[kind]), ` ${shortened(text, 80)}`);
    });
    return h('ol', { class: 'history', reversed: true, 'aria-label': t('Last decisions') }, ...items);
  }

  #decide(label: string | null): void {
    this.channel.notify('decide', { label });
  }

  #key(event: KeyboardEvent): void {
    const item = this.#shown && currentItem(this.#shown.state);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    // Enter on a button is the button's own.
    const onButton = event.target instanceof HTMLButtonElement;
    if (key === 'u') this.channel.notify('undo', null);
    else if (!item || !this.#shown) return;
    else if (key === 'enter' && !onButton) this.#decide(item.label);
    else if (key === 'a') this.#decide(item.label);
    else if (key === 's') this.#decide(null);
    else if (key === 'c') this.channel.notify('decideOther', null);
    else if (key === 'f') this.channel.notify('findSimilar', { id: item.id });
    else if (key === 'o') this.channel.notify('revealReviewed', { id: item.id });
    else if (/^[1-9]$/.test(key) && this.#shown.labels[Number(key) - 1]) {
      this.#decide(this.#shown.labels[Number(key) - 1]);
    } else return;
    event.preventDefault();
  }
}
