// Neighbours of the chosen word among words of the vocabulary, for the tabs that show them: asks once for each word, and
// shows how far the vocabulary is read, which takes seconds the first time, with a way out.

import type { NearInVocabulary, PanelWord } from '../../src/protocol/embeddings';
import { h } from '../shared/dom';
import { t } from '../shared/l10n';

export interface VocabularyHost {
  nearInVocabulary(word: PanelWord): Promise<NearInVocabulary>;
  stopReading(): void;
}

export class Vocabulary {
  readonly #bar = h('progress', { max: 1, value: 0, 'aria-label': t('Words of the vocabulary that were read') });
  readonly element = h(
    'div',
    { class: 'bar reading', role: 'status', hidden: true },
    h('span', {}, t('Words of the vocabulary are read, once for this encoder…')),
    this.#bar,
    h(
      'button',
      { type: 'button', class: 'small', 'data-control': 'stop-reading', onclick: () => this.#stop() },
      t('Stop'),
    ),
  );
  #key = '';
  #answer: NearInVocabulary | undefined;
  #pending = '';
  /** Counts the questions: one that was stopped may end after the next one began. */
  #asked = 0;

  constructor(
    readonly host: VocabularyHost,
    /** A person stopped the reading. */
    readonly onStopped: () => void,
  ) {}

  /** The answer for this choice, where it is there. */
  answerFor(key: string): NearInVocabulary | undefined {
    return key === this.#key ? this.#answer : undefined;
  }

  /** Resolves once there is an answer, or another word was asked for, or nobody waits any more. Rejects with why not. */
  async ask(key: string, word: PanelWord): Promise<void> {
    if (this.answerFor(key) || key === this.#pending) return;
    const asked = ++this.#asked;
    this.#pending = key;
    try {
      const answer = await this.host.nearInVocabulary(word);
      if (asked === this.#asked) [this.#key, this.#answer] = [key, answer];
    } catch (error) {
      if (asked === this.#asked) throw error;
    } finally {
      if (asked === this.#asked) this.#end();
    }
  }

  /** So much of the vocabulary was read, 0…1. */
  read(fraction: number): void {
    this.#bar.value = fraction;
    this.element.hidden = this.#pending === '' || fraction >= 1;
  }

  #stop(): void {
    this.#asked++;
    this.#end();
    this.host.stopReading();
    this.onStopped();
  }

  #end(): void {
    this.#pending = '';
    this.element.hidden = true;
  }
}
