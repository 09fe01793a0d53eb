// What the masked LM expects at tokens, before and after masks and silenced heads.

import { kept } from '../../src/core/kept';
import type { PanelDocument, PanelPrediction } from '../../src/protocol/panel';
import { h } from '../shared/dom';
import { meter } from './inspector';
import { noIntervention, type Store } from './store';
import { t } from '../shared/l10n';

/** Of many masked tokens the first ones are shown: each costs a run of the encoder. */
const MOST_TOKENS = 6;

export class Predictions {
  #stand: number | null = null;
  readonly #before = new Map<string, Promise<PanelPrediction | undefined>>();

  constructor(readonly store: Store) {}

  /**
   * For each masked token what the untouched encoder expects there with this token alone masked, and what it expects with
   * all that was masked and silenced. Where nothing is masked, one token is masked for the comparison.
   */
  async build(): Promise<HTMLElement> {
    const { document: shown, intervention } = this.store;
    const { masked, silenced } = this.store.view;
    const stand = masked.length ? null : this.#standIn();
    const tokens = stand === null ? masked.slice(0, MOST_TOKENS) : [stand];
    if (!tokens.length) return h('p', { class: 'hint' }, t('This text has no token that could be masked.'));
    const after = await this.store.source.predict(shown, tokens, intervention);
    // One mask and nothing else: there is no other state to compare with.
    const alone = masked.length === 1 && !silenced.length;
    const blocks: HTMLElement[] = [];
    for (const [n, token] of tokens.entries()) {
      const before = alone ? undefined : await this.#untouched(shown, token);
      blocks.push(this.#block(token, before, after[n]));
    }
    return h('div', { class: 'predictions' }, ...remarks(this.store, stand), ...blocks);
  }

  /** Nothing is to be compared any more: the next comparison chooses its token anew. */
  reset(): void {
    this.#stand = null;
  }

  /** Where silencing is looked at when nothing is masked: the pinned token, else the one that was chosen before. */
  #standIn(): number | null {
    const { view, document: shown } = this.store;
    const pinned = view.pinned && !shown.tokens[view.pinned.query].special ? view.pinned.query : null;
    this.#stand = pinned ?? this.#stand ?? likelyToken(this.store);
    return this.#stand;
  }

  #untouched(shown: PanelDocument, token: number): Promise<PanelPrediction | undefined> {
    const { text, pair, model } = shown;
    const key = JSON.stringify([text, pair, model, token]);
    if (!this.#before.has(key) && this.#before.size > 64) this.#before.clear();
    return kept(this.#before, key, async () => {
      const [prediction] = await this.store.source.predict(shown, [token], noIntervention);
      return prediction;
    });
  }

  #block(token: number, before: PanelPrediction | undefined, after: PanelPrediction | undefined): HTMLElement {
    const lists = before
      ? [list(t('this token masked'), before), list(t('with all changes'), after, before)]
      : [list(t('with this token masked'), after)];
    return h(
      'section',
      {},
      h('h3', {}, t('Instead of “{0}”', this.store.document.tokens[token].text)),
      h('div', { class: 'compare' }, ...lists),
    );
  }
}

function remarks(store: Store, stand: number | null): HTMLElement[] {
  const { tokens } = store.document;
  const { masked, silenced } = store.view;
  const said: string[] = [];
  const names = silenced.map(({ layer, head }) => t('layer {0}, head {1}', layer + 1, head + 1));
  if (names.length) said.push(t('Silenced: {0}.', names.join('; ')));
  if (stand !== null)
    said.push(
      t('“{0}” is masked for this comparison. Pin or mask another token to compare there.', tokens[stand].text),
    );
  if (masked.length > MOST_TOKENS) said.push(t('The first {0} of {1} masked tokens.', MOST_TOKENS, masked.length));
  return said.map((text) => h('p', { class: 'hint' }, text));
}

/** The token that the keyboard last went to, else the longest one, which is rarely a function word. */
function likelyToken({ lastQuery, document: { tokens } }: Store): number | null {
  if (lastQuery !== null && !tokens[lastQuery].special) return lastQuery;
  let longest: number | null = null;
  tokens.forEach(({ special, text }, n) => {
    if (!special && (longest === null || text.length > tokens[longest].text.length)) longest = n;
  });
  return longest;
}

/** With `before` each row says how far its probability moved, or that it was not among the first. */
function list(title: string, found: PanelPrediction | undefined, before?: PanelPrediction): HTMLElement {
  const rows = (found?.candidates ?? []).map(({ text, probability }) => {
    const old = before?.candidates.find((candidate) => candidate.text === text);
    const moved = old ? points(probability - old.probability) : t('new');
    return h(
      'tr',
      { class: before && !old ? 'fresh' : null },
      h('th', { scope: 'row' }, text),
      h('td', { class: 'number' }, `${(probability * 100).toFixed(1)} %`),
      before ? h('td', { class: 'number moved' }, moved) : null,
      h('td', {}, meter(probability)),
    );
  });
  return h('table', {}, h('caption', {}, title), h('tbody', {}, ...rows));
}

/** A change of a probability in percentage points, with its sign. */
function points(change: number): string {
  const size = Math.abs(change * 100).toFixed(1);
  return Number(size) === 0 ? size : `${change < 0 ? '−' : '+'}${size}`;
}
