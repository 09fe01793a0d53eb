// Asks the server for hits, the newest question of a key first, and remembers the list that is shown so that "next" and
// "previous" in the editor can go through it.

import { CancellationTokenSource, commands } from 'vscode';
import type { SearchResult, WireHit } from '../../protocol/search';
import { chipText, queryOf, sameHit, type SearchInput } from '../../protocol/searchView';
import type { Server } from '../server';
import type { IndexStateHolder } from './indexState';

export class Searcher {
  readonly #server: Server;
  readonly #state: IndexStateHolder;
  readonly #running = new Map<string, CancellationTokenSource>();
  #hits: readonly WireHit[] = [];
  #current = -1;

  constructor(server: Server, state: IndexStateHolder) {
    this.#server = server;
    this.#state = state;
  }

  /** Rejects with CancelledError when a newer question has the same key. */
  async search(input: SearchInput, limit: number, key: string): Promise<SearchResult> {
    this.cancel(key);
    const source = new CancellationTokenSource();
    this.#running.set(key, source);
    try {
      const { token } = source;
      const { like, mode, chips } = input;
      const result = like
        ? await this.#server.request(
            'moreLikeThis',
            { text: like.text, origin: like.origin, filters: chips.map(chipText).join(' '), limit, key },
            { token },
          )
        : await this.#server.request('search', { query: queryOf(input), mode, limit, key }, { token });
      this.#state.heard(result.index);
      return result;
    } finally {
      source.dispose();
      if (this.#running.get(key) === source) this.#running.delete(key);
    }
  }

  cancel(key: string): void {
    this.#running.get(key)?.cancel();
    this.#running.delete(key);
  }

  /** These are the hits that a person sees. */
  show(hits: readonly WireHit[]): void {
    this.#hits = hits;
    this.#current = -1;
    void commands.executeCommand('setContext', 'semanticText.hasHits', hits.length > 0);
  }

  /** The person opened this one. */
  opened(hit: WireHit): void {
    this.#current = this.#hits.findIndex((each) => sameHit(each, hit));
  }

  /** The hit after or before the one that was opened last, round and round. */
  step(by: 1 | -1): { readonly hit: WireHit; readonly index: number } | undefined {
    const count = this.#hits.length;
    if (count === 0) return undefined;
    const start = this.#current < 0 && by < 0 ? 0 : this.#current;
    this.#current = (start + by + count) % count;
    return { hit: this.#hits[this.#current], index: this.#current };
  }
}
