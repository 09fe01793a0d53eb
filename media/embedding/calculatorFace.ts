// The tab of the calculator: which words are near a word, or a sum of words, in the embedding table, which knows no context;
// and beside it what could replace the chosen word where it stands.

import { summandsOf, type AnalogyMethod } from '../../src/core/analogy';
import type { WordList } from '../../src/protocol/embeddings';
import { h, select } from '../shared/dom';
import { sentenceOf } from '../shared/failure';
import { t } from '../shared/l10n';
import type { Choice } from './choice';
import type { EmbeddingHost } from './faces';
import { InContext } from './inContext';
import { percent, similarityText } from './numbers';
import { Strip } from './strip';

const examples = ['king − man + woman', 'paris − france + italy', 'better − good + bad'] as const;

export class CalculatorFace {
  readonly #input = h('input', {
    ...{ type: 'text', class: 'sum', 'data-control': 'sum', spellcheck: 'false' },
    ...{ 'aria-label': t('Words to add and take away'), placeholder: examples[0] },
  });
  readonly #terms = h('p', { class: 'terms', role: 'status' });
  readonly #table = h('div', { class: 'word-list', 'data-list': 'table' });
  readonly #inPlace = h('div', { class: 'word-list', 'data-list': 'place' });
  readonly #how = h('p', { class: 'hint' });
  readonly #bold = h('p', { class: 'hint', hidden: true }, t('Words in bold stand in both lists.'));
  readonly #strip: Strip;
  readonly inContext: InContext;
  readonly element: HTMLElement;
  #method: AnalogyMethod = 'add';
  #calculated: WordList | undefined;
  #substitutes: WordList | undefined;
  #asked = '';
  #place = '';

  constructor(
    readonly choice: Choice,
    readonly host: EmbeddingHost,
  ) {
    this.#strip = new Strip(choice);
    this.inContext = new InContext(host, () => this.#showPlace());
    this.element = h(
      'div',
      { class: 'face' },
      this.#form(),
      h(
        'div',
        { class: 'calculator' },
        h('section', {}, h('h2', {}, t('In the vocabulary, without context')), this.#terms, this.#table),
        h(
          'section',
          {},
          h('h2', {}, t('In this sentence')),
          this.#strip.element,
          this.inContext.element,
          this.#inPlace,
          this.#how,
          this.#bold,
        ),
      ),
    );
    choice.subscribe(() => !this.element.hidden && this.#showPlace());
  }

  /** `word`: what the tab was opened for; else the chosen word where nothing is written yet. */
  show(word?: string): void {
    const { chosen } = this.choice;
    const wanted = word ?? (this.#input.value === '' && chosen ? this.choice.textOf(chosen) : '');
    if (wanted !== '') this.#input.value = wanted.toLowerCase();
    this.#calculate();
    this.#showPlace();
  }

  #form(): HTMLElement {
    const methods = [
      ['add', t('by adding (3CosAdd)')],
      ['multiply', t('by multiplying (3CosMul)')],
    ] as const;
    const method = select('', this.#method, methods, (chosen) => {
      this.#method = chosen;
      this.#calculate();
    });
    const list = method.querySelector('select');
    list?.setAttribute('data-control', 'method');
    list?.setAttribute('aria-label', t('How words are added'));
    const form = h('form', { class: 'bar' }, this.#input, h('button', { type: 'submit' }, t('Calculate')), method);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#calculate();
    });
    const tries = examples.map((text) =>
      h('button', { type: 'button', class: 'link', onclick: () => this.#use(text) }, text),
    );
    return h(
      'div',
      { class: 'controls' },
      form,
      h('div', { class: 'bar tries' }, h('span', { class: 'caption' }, t('Try')), ...tries),
    );
  }

  #use(text: string): void {
    this.#input.value = text;
    this.#calculate();
  }

  #calculate(): void {
    const { plus, minus } = summandsOf(this.#input.value);
    const key = JSON.stringify([plus, minus, this.#method]);
    if (key === this.#asked) return;
    this.#asked = key;
    this.#terms.replaceChildren(...chips(plus, minus));
    if (!plus.length) {
      const missing = minus.length
        ? t('Begin with a word that is added.')
        : t('Write a word, or words with + and − between them.');
      this.#setTable({ words: [], missing });
      return;
    }
    this.#table.setAttribute('aria-busy', 'true');
    this.host.calculate({ plus, minus, method: this.#method }).then(
      (found) => key === this.#asked && this.#setTable(found),
      (error: unknown) => key === this.#asked && this.#setTable(failed(error)),
    );
  }

  #showPlace(): void {
    this.#strip.show();
    const { chosen, key } = this.choice;
    if (!chosen) {
      this.#place = '';
      this.#setPlace({ words: [], missing: t('Choose a word of the sentence to see what could stand in its place.') });
      return;
    }
    const wanted = `${this.inContext.kind} ${key}`;
    if (wanted === this.#place) return this.#draw();
    this.#place = wanted;
    this.#substitutes = undefined;
    this.#inPlace.setAttribute('aria-busy', 'true');
    const { segment, start, end } = chosen;
    const word = { segment, start, end };
    const found =
      this.inContext.kind === 'place'
        ? this.host.substitutes(word)
        : this.inContext.ask(key, word).then(() => undefined);
    found.then(
      (list) => wanted === this.#place && this.#setPlace(list),
      (error: unknown) => wanted === this.#place && this.#setPlace(failed(error)),
    );
  }

  #setTable(found: WordList): void {
    this.#calculated = found;
    this.#draw();
  }

  /** undefined: the list is that of the layer. */
  #setPlace(found: WordList | undefined): void {
    this.#substitutes = found;
    this.#draw();
  }

  /** Both lists: what stands in both is marked. */
  #draw(): void {
    const { key } = this.choice;
    const isNear = this.inContext.kind === 'near';
    const table = this.#calculated;
    const place = this.#substitutes ?? (isNear ? this.inContext.listFor(key) : undefined);
    const both = new Set(shared(table, place));
    if (table) this.#fill(this.#table, table, both, similarityText);
    this.#how.textContent = this.inContext.hintFor(key);
    this.#how.hidden = !place?.words.length;
    this.#bold.hidden = both.size === 0;
    if (place) this.#fill(this.#inPlace, place, both, isNear ? similarityText : percent);
  }

  #fill(
    element: HTMLElement,
    { words, missing }: WordList,
    both: ReadonlySet<string>,
    write: (value: number) => string,
  ): void {
    element.setAttribute('aria-busy', 'false');
    if (!words.length) {
      element.replaceChildren(h('p', { class: 'hint', role: 'status' }, missing || t('No word was found.')));
      return;
    }
    const most = words.reduce((best, { value }) => Math.max(best, value), 1e-9);
    const rows = words.map(({ text, value }) => {
      const inBoth = both.has(text.toLowerCase());
      const name = h(
        'button',
        {
          type: 'button',
          class: 'link',
          title: t('Show what is near “{0}”', text),
          onclick: () => this.#use(text.toLowerCase()),
        },
        text,
      );
      const bar = h('i', {});
      bar.style.width = `${Math.max(0, (value / most) * 100)}%`;
      return h(
        'tr',
        { class: inBoth ? 'both' : null },
        h('th', { scope: 'row' }, name, inBoth ? h('span', { class: 'unseen' }, t('in both')) : null),
        h('td', { class: 'number' }, write(value)),
        h('td', {}, h('span', { class: 'meter', 'aria-hidden': 'true' }, bar)),
      );
    });
    element.replaceChildren(h('table', {}, h('tbody', {}, ...rows)));
  }
}

const failed = (error: unknown): WordList => ({
  words: [],
  missing: sentenceOf(error),
});

/** Words that stand in both lists. */
function shared(one: WordList | undefined, other: WordList | undefined): string[] {
  const words = new Set(other?.words.map(({ text }) => text.toLowerCase()));
  return (one?.words ?? []).map(({ text }) => text.toLowerCase()).filter((word) => words.has(word));
}

/** What was understood of the sum. */
function chips(plus: readonly string[], minus: readonly string[]): HTMLElement[] {
  const chip = (sign: string, kind: string, word: string) => h('span', { class: `chip ${kind}` }, `${sign}${word}`);
  return [
    ...plus.map((word, n) => chip(n ? '+ ' : '', 'plus', word)),
    ...minus.map((word) => chip('− ', 'minus', word)),
  ];
}
