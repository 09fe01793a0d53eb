// What context does to a word, for the calculator: the words that could stand in its place, or those nearest to it at one
// layer, where it is no longer what it is in the embedding table.

import type { NearInVocabulary, PanelWord, WordList } from '../../src/protocol/embeddings';
import { h, select } from '../shared/dom';
import { t } from '../shared/l10n';
import { Vocabulary, type VocabularyHost } from './vocabulary';

export type ContextKind = 'place' | 'near';

const kinds = ['place', 'near'] as const satisfies readonly ContextKind[];

export class InContext {
  readonly vocabulary: Vocabulary;
  readonly element: HTMLElement;
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #layers = h('span', { hidden: true });
  #kind: ContextKind = 'place';
  /** Chosen by a person; else the layer that tells senses apart best as a rule, the last but one. */
  #layer: number | undefined;
  #shown = 0;

  constructor(
    host: VocabularyHost,
    /** Another kind or layer is wanted. */
    readonly onChange: () => void,
  ) {
    this.vocabulary = new Vocabulary(host, () => this.#choose('place'));
    const names = { place: t('Could stand here'), near: t('Nearest at a layer') };
    this.#buttons = kinds.map((kind) =>
      h(
        'button',
        { type: 'button', class: 'toggle', 'data-control': `context-${kind}`, onclick: () => this.#choose(kind) },
        names[kind],
      ),
    );
    const group = { class: 'segmented', role: 'group', 'aria-label': t('What context does') } as const;
    this.element = h(
      'div',
      {},
      h('div', { class: 'bar' }, h('div', group, ...this.#buttons), this.#layers),
      this.vocabulary.element,
    );
    this.#press();
  }

  get kind(): ContextKind {
    return this.#kind;
  }

  /** Asks for the neighbours of a word; resolves once they are there, or nobody waits any more. */
  ask(key: string, word: PanelWord): Promise<void> {
    return this.vocabulary.ask(key, word);
  }

  /** The nearest words at the layer; undefined while they are not there. */
  listFor(key: string): WordList | undefined {
    const answer = this.vocabulary.answerFor(key);
    if (!answer) return undefined;
    this.#offer(answer.layers.length);
    return { words: answer.layers[this.#layerOf(answer)], missing: '' };
  }

  /** What the numbers of the list are. */
  hintFor(key: string): string {
    const answer = this.vocabulary.answerFor(key);
    if (this.#kind === 'place' || !answer)
      return t('Ordered by sense and fit together; the number says how likely the word is there.');
    return t(
      'Of {0} words of the vocabulary, each as it is alone at layer {1}, the nearest to “{2}” as it is in this sentence.',
      answer.compared,
      this.#layerOf(answer),
      answer.word,
    );
  }

  #layerOf({ layers }: NearInVocabulary): number {
    return Math.min(this.#layer ?? layers.length - 2, layers.length - 1);
  }

  #choose(kind: ContextKind): void {
    this.#kind = kind;
    this.#press();
    this.onChange();
  }

  #press(): void {
    for (const [n, button] of this.#buttons.entries())
      button.setAttribute('aria-pressed', String(kinds[n] === this.#kind));
    this.#layers.hidden = this.#kind === 'place';
  }

  /** The choice of layers, made once for each encoder. */
  #offer(count: number): void {
    if (count === this.#shown) return;
    this.#shown = count;
    const options = Array.from({ length: count }, (_, n) => [String(n), t('Layer {0}', n)] as const);
    const box = select('', String(this.#layer ?? count - 2), options, (layer) => {
      this.#layer = Number(layer);
      this.onChange();
    });
    const list = box.querySelector('select');
    list?.setAttribute('data-control', 'context-layer');
    list?.setAttribute('aria-label', t('Layer'));
    this.#layers.replaceChildren(box);
  }
}
