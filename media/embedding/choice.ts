// Which word of the shown text the tabs about embeddings are about: that of the token that was pinned or of the caret,
// whichever came last. Choosing a word pins its token, so that the attention tab looks at the same one.

import { joinWords, type TokenWord } from '../../src/core/attention';
import type { Store } from '../attention/store';

export class Choice {
  readonly #listeners = new Set<() => void>();
  #store: Store | undefined;
  #caret: number | null = null;
  #caretCameLast = false;
  #pinned: number | null = null;
  #text = '';
  #last = '';

  /** The text and what is pinned in it. */
  connect(store: Store): void {
    this.#store = store;
    this.#text = JSON.stringify([store.document.text, store.document.pair]);
    store.subscribe(() => this.#followPin(store));
    this.#followPin(store);
  }

  /** Of the editor, as an offset into the first text; null where it is elsewhere. */
  set caret(offset: number | null) {
    this.#caretCameLast = offset !== null && offset !== this.#caret;
    this.#caret = offset;
    this.#changed();
  }

  /** Whether the caret chose the word, not a person who pinned it. */
  get byCaret(): boolean {
    return this.#caretCameLast;
  }

  /** Calls the listener when another word is chosen or another text shown. */
  subscribe(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** What tells one choice from another. */
  get key(): string {
    const { document } = this.#store ?? {};
    const word = this.chosen;
    return JSON.stringify([document?.text, document?.pair, document?.model, word?.segment, word?.start]);
  }

  get words(): readonly TokenWord[] {
    const tokens = this.#store?.document.tokens ?? [];
    return joinWords(
      tokens,
      tokens.map(({ word }) => word),
    ).filter(({ special }) => !special);
  }

  /** Words, not signs. */
  isWord(word: TokenWord): boolean {
    return /\p{L}/u.test(this.textOf(word));
  }

  get chosen(): TokenWord | undefined {
    const { words } = this;
    const caret = this.#caret ?? -1;
    const atCaret = words.find(({ segment, start, end }) => segment === 0 && start <= caret && caret <= end);
    const atPin = words.find(({ tokens }) => this.#pinned !== null && tokens.includes(this.#pinned));
    const found = this.#caretCameLast ? (atCaret ?? atPin) : (atPin ?? atCaret);
    return found && this.isWord(found) ? found : undefined;
  }

  choose(word: TokenWord): void {
    this.#caretCameLast = false;
    this.#store?.update({ pinned: { query: word.tokens[0], key: null } });
  }

  /** As its text spells it. */
  textOf({ segment, start, end }: TokenWord): string {
    return this.textIn(segment).slice(start, end);
  }

  textIn(segment: number): string {
    const { text = '', pair = null } = this.#store?.document ?? {};
    return segment === 1 ? (pair ?? '') : text;
  }

  #followPin({ document, view }: Store): void {
    const text = JSON.stringify([document.text, document.pair]);
    // The same text may come twice, at the start; the caret is told once.
    if (text !== this.#text) this.#caret = null;
    this.#text = text;
    const query = view.pinned?.query ?? null;
    if (query !== this.#pinned && query !== null) this.#caretCameLast = false;
    this.#pinned = query;
    this.#changed();
  }

  #changed(): void {
    const { key } = this;
    if (key === this.#last) return;
    this.#last = key;
    for (const listener of this.#listeners) listener();
  }
}
