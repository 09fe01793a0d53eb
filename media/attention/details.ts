// What stands beside the views and asks the encoder again: what is expected at masked tokens before and after, and how one
// weight comes about. Kept in step with the view; a newer state overtakes an older one.

import { breakdown } from './breakdown';
import { h } from '../shared/dom';
import { t } from '../shared/l10n';
import { Predictions } from './predictions';
import type { Store } from './store';

export class Details {
  readonly element = h('div', { class: 'details' });
  readonly #expected = h('div', {});
  readonly #closer = h('div', {});
  readonly #predictions: Predictions;
  #generation = 0;
  #done = '';
  #texts = '';

  constructor(
    readonly store: Store,
    readonly failed: (error: unknown) => void,
  ) {
    this.#predictions = new Predictions(store);
    this.element.append(this.#expected, this.#closer);
  }

  /** Shows what belongs to the view as it is now; resolves when it stands. */
  async show(): Promise<void> {
    const { document: shown, view, intervened, lastQuery } = this.store;
    const { pinned, masked, silenced, layer, scope, heads } = view;
    const closer = view.breakdown && [layer, scope, heads, lastQuery];
    const texts = JSON.stringify([shown.text, shown.pair, shown.model]);
    const asked = JSON.stringify([texts, pinned, masked, silenced, closer]);
    if (asked === this.#done) return;
    if (!intervened || texts !== this.#texts) this.#predictions.reset();
    this.#texts = texts;
    const generation = ++this.#generation;
    this.#done = asked;
    try {
      await this.#fill(this.#expected, intervened ? () => this.#predictions.build() : undefined, generation);
      await this.#fill(this.#closer, view.breakdown ? () => breakdown(this.store) : undefined, generation);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#done = '';
      this.element.replaceChildren(this.#expected, this.#closer);
      this.failed(error);
    }
  }

  async #fill(place: HTMLElement, make: (() => Promise<HTMLElement>) | undefined, generation: number): Promise<void> {
    if (generation !== this.#generation) return;
    if (!make) {
      place.replaceChildren();
      return;
    }
    if (!place.hasChildNodes()) place.append(h('p', { class: 'hint', role: 'status' }, t('The encoder is at work…')));
    const made = await make();
    if (generation === this.#generation) place.replaceChildren(made);
  }
}
