// The review of what was classified: keeps its state over restarts and lets every decision become an example, or be one no
// longer.

import type { Memento } from 'vscode';
import {
  bringForward,
  currentItem,
  decide,
  parseReview,
  startReview,
  undoDecision,
  type ReviewItem,
  type ReviewState,
} from '../../core/reviewQueue';
import type { Server } from '../server';
import type { ExampleStore } from './exampleStore';

const key = 'semanticText.review';
/** More than a person goes through; the least certain are kept. */
const mostItems = 2000;

export class Review {
  #state: ReviewState | undefined;

  constructor(
    readonly memento: Memento,
    readonly store: ExampleStore,
    readonly server: Server,
  ) {
    this.#state = parseReview(memento.get(key));
  }

  get state(): ReviewState | undefined {
    return this.#state;
  }

  async start(items: readonly ReviewItem[]): Promise<void> {
    const all = startReview(items);
    await this.#keep({ ...all, items: all.items.slice(0, mostItems) });
  }

  /** Gives the current item a label, which makes it an example; null skips it. */
  async decide(label: string | null): Promise<void> {
    const item = this.#state && currentItem(this.#state);
    if (!this.#state || !item) return;
    const after = decide(this.#state, label);
    if (label !== null) await this.store.add([{ text: item.text, label }]);
    await this.#keep(after);
  }

  async undo(): Promise<void> {
    const found = this.#state && undoDecision(this.#state);
    if (!found) return;
    const { state, undone } = found;
    const item = state.items.find(({ id }) => id === undone.id);
    if (item && undone.label) await this.store.remove({ text: item.text, label: undone.label });
    await this.#keep(state);
  }

  /** The items that are like this one come next. */
  async findSimilar(id: number): Promise<void> {
    if (!this.#state) return;
    const { items } = this.#state;
    const item = items.find((each) => each.id === id);
    if (!item) return;
    const texts = items.map(({ text }) => text);
    const { similarities } = await this.server.request('similarTexts', { text: item.text, texts });
    await this.#keep(bringForward(this.#state, new Map(items.map((each, n) => [each.id, similarities[n]]))));
  }

  async #keep(state: ReviewState): Promise<void> {
    this.#state = state;
    await this.memento.update(key, state);
  }
}
