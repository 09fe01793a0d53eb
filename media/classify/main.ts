// Starts the classification view: three tabs over one channel. What a tab draws is in a file of its own.

import { Channel } from '../../src/protocol/channel';
import type {
  ClassifyHeard,
  ClassifyRequests,
  ClassifySaid,
  ClassifyTab,
  ClassifyTheirs,
} from '../../src/protocol/classifyPanel';
import { h } from '../shared/dom';
import { sentenceOf } from '../shared/failure';
import { t } from '../shared/l10n';
import { portOf, type WebviewApi } from '../shared/port';
import type { PageChannel } from './channel';
import { EvaluationView } from './evaluation';
import { ResultsView } from './results';
import { ReviewView } from './review';
import './style.css';

declare const acquireVsCodeApi: () => WebviewApi;

const tabs: readonly (readonly [ClassifyTab, string])[] = [
  ['results', t('Results')],
  ['evaluation', t('Evaluation')],
  ['review', t('Review')],
];

class Page {
  readonly #channel: PageChannel;
  readonly #results: ResultsView;
  readonly #evaluation: EvaluationView;
  readonly #review: ReviewView;
  readonly #buttons = new Map<ClassifyTab, HTMLButtonElement>();
  readonly #panels = new Map<ClassifyTab, HTMLElement>();
  readonly #message = h('p', { class: 'message', role: 'alert', hidden: true });

  constructor(root: HTMLElement) {
    this.#channel = new Channel<ClassifyRequests, ClassifySaid, ClassifyTheirs, ClassifyHeard>(
      portOf(acquireVsCodeApi()),
      {},
      {
        tab: ({ tab }) => this.#show(tab),
        head: (head) => this.#results.begin(head),
        rows: ({ head, rows }) => this.#results.add(head, rows),
        evaluation: (shown) => this.#evaluation.show(shown),
        review: (shown) => this.#review.show(shown),
        failed: ({ message }) => this.#fail(message),
      },
      sentenceOf,
    );
    const fail = (message: string) => this.#fail(message);
    this.#results = new ResultsView(this.#channel, fail);
    this.#evaluation = new EvaluationView(this.#channel);
    this.#review = new ReviewView(this.#channel);
    this.#panels.set('results', this.#results.element);
    this.#panels.set('evaluation', this.#evaluation.element);
    this.#panels.set('review', this.#review.element);
    root.append(this.#bar(), this.#message, ...this.#panels.values());
    this.#show('results');
    // The page may be shown before it has the focus, which the review's keys need.
    window.addEventListener('focus', () => {
      if (document.activeElement === document.body) this.#review.focus();
    });
  }

  /** Asks for what there is. Never rejects: a person is told. */
  async start(): Promise<void> {
    try {
      await this.#begin();
    } catch (error) {
      this.#fail(sentenceOf(error));
    }
  }

  async #begin(): Promise<void> {
    const { tab, head, rows, evaluation, review } = await this.#channel.request('ready', null);
    if (head) {
      this.#results.begin(head);
      this.#results.add(head, rows);
    }
    if (evaluation) this.#evaluation.show(evaluation);
    if (review) this.#review.show(review);
    this.#show(tab);
  }

  #bar(): HTMLElement {
    const bar = h('div', { role: 'tablist', class: 'tabs', 'aria-label': t('Views') });
    for (const [tab, label] of tabs) {
      const button = h(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${tab}`,
          'aria-controls': `panel-${tab}`,
          'data-tab': tab,
          onclick: () => this.#choose(tab),
        },
        label,
      );
      this.#buttons.set(tab, button);
      bar.append(button);
    }
    bar.addEventListener('keydown', (event) => {
      const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      if (!step) return;
      const now = tabs.findIndex(([tab]) => this.#buttons.get(tab) === document.activeElement);
      const [next] = tabs[(now + step + tabs.length) % tabs.length];
      this.#choose(next);
      this.#buttons.get(next)?.focus();
    });
    return bar;
  }

  #choose(tab: ClassifyTab): void {
    this.#channel.notify('showTab', { tab });
    this.#show(tab);
  }

  #show(tab: ClassifyTab): void {
    for (const [name, button] of this.#buttons) {
      button.setAttribute('aria-selected', String(name === tab));
      button.tabIndex = name === tab ? 0 : -1;
    }
    for (const [name, panel] of this.#panels) {
      panel.hidden = name !== tab;
      panel.id = `panel-${name}`;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', `tab-${name}`);
    }
    this.#message.hidden = true;
    if (tab === 'results') this.#results.draw();
    if (tab === 'review') this.#review.focus();
  }

  #fail(message: string): void {
    this.#message.textContent = message;
    this.#message.hidden = false;
  }
}

const page = new Page(document.getElementById('app') ?? document.body);
void page.start();
