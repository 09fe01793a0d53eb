// The tab of layers: what is nearest to the chosen word, from the embedding table, which knows no context, through every
// layer, to the words that could stand in its place.

import type { NearInVocabulary, NearWord } from '../../src/protocol/embeddings';
import { h } from '../shared/dom';
import { sentenceOf } from '../shared/failure';
import { t } from '../shared/l10n';
import type { Choice } from './choice';
import type { EmbeddingHost } from './faces';
import { columnsOf, type Column, type Compared } from './columns';
import { LayerTable } from './layerTable';
import { settledFrom } from './ranks';
import { Strip } from './strip';
import { Vocabulary } from './vocabulary';

/** In the order of their buttons. */
const kinds = ['vocabulary', 'words', 'uses'] as const satisfies readonly Compared[];

export class LayersFace {
  readonly #strip: Strip;
  readonly #table: LayerTable;
  readonly #summary = h('p', { class: 'summary', role: 'status' });
  readonly #message = h('p', { class: 'message', role: 'alert', hidden: true });
  readonly #kinds: readonly HTMLButtonElement[];
  readonly #body = h('div', { class: 'layers' });
  readonly element: HTMLElement;
  readonly vocabulary: Vocabulary;
  #compared: Compared = 'vocabulary';
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
    this.vocabulary = new Vocabulary(host, () => this.#compare('words'));
    this.#kinds = kinds.map((kind) => this.#kind(kind));
    const choices = { class: 'segmented', role: 'group', 'aria-label': t('What is compared') } as const;
    this.#body.append(this.#summary, this.#table.element);
    this.element = h(
      'div',
      { class: 'face' },
      this.#strip.element,
      h('div', { class: 'bar' }, h('div', choices, ...this.#kinds)),
      this.vocabulary.element,
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
      await this.#readVocabulary(key);
    } catch (error) {
      if (key !== this.#asked) return;
      // The next time the tab is shown it is asked again.
      this.#asked = '';
      this.#say(sentenceOf(error));
    } finally {
      if (key === this.#asked || this.#asked === '') this.#body.setAttribute('aria-busy', 'false');
    }
  }

  /** Where the vocabulary is what is compared: asks for it, and draws it once it is there. */
  async #readVocabulary(key: string): Promise<void> {
    const { chosen } = this.choice;
    if (this.#compared !== 'vocabulary' || !chosen || key !== this.choice.key) return;
    await this.vocabulary.ask(key, { segment: chosen.segment, start: chosen.start, end: chosen.end });
    if (key === this.#asked) this.#draw();
  }

  #compare(kind: Compared): void {
    this.#compared = kind;
    this.#draw();
    this.#readVocabulary(this.#asked).catch((error: unknown) => this.#say(sentenceOf(error)));
  }

  #kind(kind: Compared): HTMLButtonElement {
    const names = {
      vocabulary: t('Words of the vocabulary'),
      words: t('Words of the texts'),
      uses: t('Other uses of the word'),
    };
    return h(
      'button',
      {
        type: 'button',
        class: 'toggle',
        'data-control': `near-${kind}`,
        onclick: () => this.#compare(kind),
      },
      names[kind],
    );
  }

  #draw(): void {
    for (const [n, button] of this.#kinds.entries())
      button.setAttribute('aria-pressed', String(kinds[n] === this.#compared));
    const answer = this.#answer;
    if (!answer) return;
    this.#say('');
    const vocabulary = this.vocabulary.answerFor(this.#asked);
    const columns = columnsOf(answer, this.#compared, vocabulary);
    this.#table.show(answer.word, columns);
    this.#summary.textContent = summary(answer, columns, this.#compared, vocabulary);
    this.#body.setAttribute('aria-busy', String(this.#compared === 'vocabulary' && !vocabulary));
  }

  #say(message: string): void {
    this.#message.textContent = message;
    this.#message.hidden = message === '';
    this.#body.hidden = message !== '';
  }
}

/** What is compared, and from where on it stays. */
function summary(
  answer: NearWord,
  columns: readonly Column[],
  compared: Compared,
  vocabulary: NearInVocabulary | undefined,
): string {
  const { word } = answer;
  const inLayers = columns.filter(({ kind }) => kind === 'layer');
  if (compared === 'vocabulary' && !vocabulary) return '';
  const parts = vocabulary && compared === 'vocabulary' ? [ofVocabulary(word, vocabulary)] : ofTexts(answer);
  const settled = settledFrom(inLayers.map(({ entries }) => entries));
  if (compared === 'uses' && !inLayers[0]?.entries.length) return t('“{0}” stands only once in these texts.', word);
  if (settled !== undefined)
    parts.push(t('From layer {0} on at least half of the last layer’s neighbours are there.', settled));
  return parts.join(' ');
}

const ofVocabulary = (word: string, { compared }: NearInVocabulary): string =>
  t(
    '“{0}” among {1} words of the vocabulary: “{0}” as it is in this sentence at each layer, each of them as it is alone.',
    word,
    compared,
  );

function ofTexts({ word, documents, compared, leftOut }: NearWord): string[] {
  const among =
    documents === 1
      ? amongWords(word, compared)
      : t('“{0}” among {1} words of {2} open documents.', word, compared, documents);
  if (!leftOut) return [among];
  const further =
    leftOut === 1 ? t('One further word was not compared.') : t('{0} further words were not compared.', leftOut);
  return [among, further];
}

const amongWords = (word: string, compared: number): string =>
  compared === 1
    ? t('“{0}” and the only other word of this text.', word)
    : t('“{0}” among {1} words of this text.', word, compared);
