// The passages of two texts that are most alike, best first: a click shows their words, a double one their places.

import { shortened } from '../../src/core/shortened';
import type { Span } from '../../src/core/types';
import type { CompareContent } from '../../src/protocol/similarityPanel';
import { h } from '../shared/dom';
import { t } from '../shared/l10n';
import { button } from './controls';
import type { Host } from './host';
import { bandOfScore, bandTitle, similarityText } from './words';

const shownAtFirst = 20;

export class PairList {
  readonly element = h('div', { class: 'pairs' });
  #shown = shownAtFirst;
  #chosen = -1;

  constructor(
    readonly content: CompareContent,
    readonly onChoose: (pair: number) => void,
    readonly host: Host,
  ) {
    this.#draw();
  }

  #draw(): void {
    const { pairs } = this.content.result;
    const rows = pairs.slice(0, this.#shown).map((_, n) => this.#row(n));
    const more = pairs.length - rows.length;
    this.element.replaceChildren(
      h(
        'table',
        { class: 'pair-table' },
        h(
          'thead',
          {},
          h('tr', {}, ...[t('similarity'), 'A', 'B', ''].map((title) => h('th', { scope: 'col' }, title))),
        ),
        h('tbody', {}, ...rows),
      ),
      more > 0
        ? button(more === 1 ? t('Show the other pair') : t('Show the other {0} pairs', more), 'more-pairs', () => {
            this.#shown = Infinity;
            this.#draw();
            // The first of the new ones: the button is gone.
            this.element.querySelector<HTMLElement>(`tr[data-pair="${shownAtFirst}"] button`)?.focus();
          })
        : '',
    );
  }

  #row(n: number): HTMLElement {
    const { a, b, result } = this.content;
    const pair = result.pairs[n];
    const [spanOfA, spanOfB] = [result.passagesOfA[pair.a], result.passagesOfB[pair.b]];
    const cut = (text: string, { start, end }: Span): string => shortened(text.slice(start, end), 160);
    const band = bandTitle(bandOfScore(pair.similarity, result.scale));
    const go = (): void => this.host.revealBoth({ document: 0, ...spanOfA }, { document: 1, ...spanOfB });
    return h(
      'tr',
      { class: n === this.#chosen ? 'chosen' : '', 'data-pair': n },
      h('td', { class: 'number', title: band }, similarityText(pair.similarity)),
      h('td', {}, this.#passage(cut(a.text, spanOfA), n)),
      h('td', {}, this.#passage(cut(b.text, spanOfB), n)),
      h('td', {}, a.canReveal || b.canReveal ? button(t('Go to'), 'go', go, t('Show both places in the editor')) : ''),
    );
  }

  #passage(text: string, n: number): HTMLElement {
    const choose = (): void => {
      this.#chosen = n;
      this.#draw();
      this.element.querySelector<HTMLElement>(`tr[data-pair="${n}"] button`)?.focus();
      this.onChoose(n);
    };
    return h(
      'button',
      { type: 'button', class: 'passage', title: t('Show the words that match'), onclick: choose },
      text,
    );
  }
}
