// The tab of layers: what is nearest to the chosen word, from the embedding table, which knows no context, through every
// layer, to the words that could stand in its place.

import type { NearWord } from '../../src/protocol/embeddings';
import { h } from '../shared/dom';
import { t } from '../shared/l10n';
import type { Choice } from './choice';
import type { EmbeddingHost } from './faces';
import { columnsOf, type Column, type Compared } from './columns';
import { LayerTable } from './layerTable';
import { settledFrom } from './ranks';
import { Strip } from './strip';

export class LayersFace {
  readonly #strip: Strip;
  readonly #table: LayerTable;
  readonly #summary = h('p', { class: 'summary', role: 'status' });
  readonly #message = h('p', { class: 'message', role: 'alert', hidden: true });
  readonly #kinds: readonly HTMLButtonElement[];
  readonly #body = h('div', { class: 'layers' });
  readonly element: HTMLElement;
  #compared: Compared = 'words';
  #answer: NearWord | undefined;
  #asked = '';

  constructor(
    readonly choice: Choice,
    readonly host: EmbeddingHost,
  ) {
    this.#strip = new Strip(choice);
    this.#table = new LayerTable((place, enter) => {
      if (this.#answer) host.reveal({ answer: this.#answer.answer, ...place, enter });
    });
    this.#kinds = (['words', 'uses'] as const).map((kind) => this.#kind(kind));
    const kinds = h('div', { class: 'segmented', role: 'group', 'aria-label': t('What is compared') }, ...this.#kinds);
    this.#body.append(this.#summary, this.#table.element);
    this.element = h(
      'div',
      { class: 'face' },
      this.#strip.element,
      h('div', { class: 'bar' }, kinds),
      this.#message,
      this.#body,
    );
    choice.subscribe(() => this.#isShown && this.show());
  }

  /** Asks for the chosen word, unless its answer is there. */
  show(): void {
    this.#strip.show();
    const { choice } = this;
    const { chosen, key } = choice;
    if (!chosen) {
      this.#asked = '';
      this.#say(
        choice.words.length
          ? t('Choose a word of the sentence to see what is near it at each layer.')
          : t('Put the cursor into a sentence to see what is near its words at each layer.'),
      );
      return;
    }
    if (key === this.#asked) return;
    this.#asked = key;
    void this.#ask(key, { segment: chosen.segment, start: chosen.start, end: chosen.end });
  }

  get #isShown(): boolean {
    return !this.element.hidden;
  }

  async #ask(key: string, word: Parameters<EmbeddingHost['nearWord']>[0]): Promise<void> {
    this.#body.setAttribute('aria-busy', 'true');
    try {
      const answer = await this.host.nearWord(word);
      if (key !== this.#asked) return;
      this.#answer = answer;
      this.#draw();
    } catch (error) {
      if (key !== this.#asked) return;
      // The next time the tab is shown it is asked again.
      this.#asked = '';
      this.#say(error instanceof Error ? error.message : String(error));
    } finally {
      if (key === this.#asked || this.#asked === '') this.#body.setAttribute('aria-busy', 'false');
    }
  }

  #kind(kind: Compared): HTMLButtonElement {
    const name = kind === 'words' ? t('Other words') : t('Other uses of the word');
    return h(
      'button',
      {
        type: 'button',
        class: 'toggle',
        'data-control': `near-${kind}`,
        onclick: () => {
          this.#compared = kind;
          this.#draw();
        },
      },
      name,
    );
  }

  #draw(): void {
    for (const [n, button] of this.#kinds.entries())
      button.setAttribute('aria-pressed', String((n === 0) === (this.#compared === 'words')));
    const answer = this.#answer;
    if (!answer) return;
    this.#say('');
    const columns = columnsOf(answer, this.#compared);
    this.#table.show(answer.word, columns);
    this.#summary.textContent = summary(answer, columns, this.#compared);
  }

  #say(message: string): void {
    this.#message.textContent = message;
    this.#message.hidden = message === '';
    this.#body.hidden = message !== '';
  }
}

function summary(answer: NearWord, columns: readonly Column[], compared: Compared): string {
  const { word, documents, leftOut } = answer;
  const inLayers = columns.filter(({ kind }) => kind === 'layer');
  const parts = [
    documents === 1
      ? t('“{0}” among {1} words of this text.', word, answer.compared)
      : t('“{0}” among {1} words of {2} open documents.', word, answer.compared, documents),
  ];
  if (leftOut) parts.push(t('{0} further words were not compared.', leftOut));
  const settled = settledFrom(inLayers.map(({ entries }) => entries));
  if (compared === 'uses' && !inLayers[0]?.entries.length) return t('“{0}” stands only once in these texts.', word);
  if (settled !== undefined)
    parts.push(t('From layer {0} on at least half of the last layer’s neighbours are there.', settled));
  return parts.join(' ');
}
