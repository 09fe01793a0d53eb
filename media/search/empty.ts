// What stands where hits would: what the index wants of a person, why a search failed or found nothing, what to type. It is
// drawn anew only where it says another thing, so that its buttons keep the focus and a screen reader hears it once.

import { someLanguages, unknownLanguages, type SearchInput, type ShownStatus } from '../../src/protocol/searchView';
import { h } from '../shared/dom';
import { fill } from './format';
import { notice } from './status';
import type { ViewWords } from './words';

export interface EmptyActions {
  readonly run: (action: ShownStatus['actions'][number]) => void;
  /** The same search once more. */
  readonly again: () => void;
}

export interface EmptyState {
  readonly hasHits: boolean;
  readonly status: ShownStatus | undefined;
  /** Why the search failed, in a sentence. */
  readonly failure: string | undefined;
  /** There is something to look for. */
  readonly isAsking: boolean;
  /** And the answer is the last word. */
  readonly isAnswered: boolean;
  readonly input: Pick<SearchInput, 'text' | 'chips'>;
}

/** Which of these is said, most urgent first; the words are those of a title and a sentence. */
export type Told =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'index'; readonly status: ShownStatus }
  | { readonly kind: 'failure' | 'noHits' | 'hint'; readonly title: string; readonly text: string };

export function toldOf(state: EmptyState, words: ViewWords): Told {
  const { hasHits, status, failure, isAsking, isAnswered, input } = state;
  if (hasHits) return { kind: 'nothing' };
  if (status?.notice && (status.isTrouble || failure === undefined)) return { kind: 'index', status };
  if (failure !== undefined) return { kind: 'failure', title: words.failed, text: failure };
  if (isAsking) {
    if (!isAnswered) return { kind: 'nothing' };
    const [unknown] = unknownLanguages(input);
    const text = unknown === undefined ? words.noHitsTry : fill(words.noSuchLanguage, unknown, someLanguages);
    return { kind: 'noHits', title: words.noHits, text };
  }
  return { kind: 'hint', title: words.empty, text: input.chips.length > 0 ? words.onlyFilters : words.hint };
}

export class EmptyPlace {
  readonly element = h('div', { class: 'empty', role: 'status' });
  readonly #words: ViewWords;
  readonly #actions: EmptyActions;
  #shown = '';

  constructor(words: ViewWords, actions: EmptyActions) {
    this.#words = words;
    this.#actions = actions;
  }

  show(state: EmptyState): void {
    const told = toldOf(state, this.#words);
    const said = told.kind === 'index' ? { ...told.status.notice, actions: told.status.actions } : told;
    const key = JSON.stringify([told.kind, said]);
    if (key === this.#shown) return;
    this.#shown = key;
    this.element.replaceChildren(...this.#drawn(told));
  }

  #drawn(told: Told): HTMLElement[] {
    const { run, again } = this.#actions;
    if (told.kind === 'nothing') return [];
    if (told.kind === 'index') {
      const drawn = notice(told.status, this.#words, run);
      return drawn ? [drawn] : [];
    }
    const isFailure = told.kind === 'failure';
    const retry = h('button', { type: 'button', class: 'primary', onclick: again }, this.#words.retry);
    return [
      h(
        'div',
        { class: isFailure ? 'notice trouble' : 'notice' },
        h('h2', {}, told.title),
        h('p', {}, told.text),
        isFailure ? h('div', { class: 'buttons' }, retry) : null,
      ),
    ];
  }
}
