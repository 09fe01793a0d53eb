// One index of a workspace for several windows, where its store can have only one owner: the window that holds the lock keeps
// it, the others ask that window. When it closes, one of the others takes over, and what was asked meanwhile is asked again.

import { CancelledError, type CancelSignal } from '../../core/cancel';
import type { SearchAnswer, SearchRequest } from '../../engine/index/types';
import type {
  Explanation,
  IndexEvents,
  IndexFacts,
  IndexLimits,
  IndexOptions,
  UpdateResult,
  WantedVectors,
  WorkspaceIndex,
} from '../search/ports';
import { GuestDesk, guestChannel, type WindowsChannel } from './windows';
import { RemoteIndex } from './remoteIndex';

/** The part of navigator.locks that is used. */
export interface OwnerLocks {
  request(
    name: string,
    options: { readonly ifAvailable?: boolean; readonly signal?: AbortSignal },
    work: (lock: unknown) => Promise<void>,
  ): Promise<unknown>;
}

type Events = Omit<IndexEvents, 'ended'>;

export interface OwnedIndexOptions {
  readonly options: IndexOptions;
  readonly events: Events;
  /** Undefined where the browser has none: then this window is taken for the only one. */
  readonly locks: OwnerLocks | undefined;
  /** Reaches the other windows. */
  readonly channel: WindowsChannel;
  /** Opens the index; called once this window is its owner. */
  readonly open: (events: Events) => WorkspaceIndex;
}

export class OwnedIndex implements WorkspaceIndex {
  readonly #given: OwnedIndexOptions;
  readonly #desk: GuestDesk;
  readonly #waiting = new AbortController();
  readonly #tried: Promise<void>;
  readonly #overlays = new Map<string, string>();
  #own: WorkspaceIndex | undefined;
  #guest: RemoteIndex | undefined;
  #endGuest: () => void = () => {};
  #limits: IndexLimits | undefined;
  #release: () => void = () => {};

  constructor(given: OwnedIndexOptions) {
    this.#given = given;
    this.#desk = new GuestDesk(given.channel, () => this.#own);
    given.channel.onOwner(() => this.#endGuest());
    this.#tried = this.#try();
  }

  async facts(): Promise<IndexFacts> {
    const facts = await this.#with((index) => index.facts());
    return this.#own ? facts : { ...facts, elsewhere: true };
  }

  update(paths: readonly string[] | undefined, signal: CancelSignal): Promise<UpdateResult> {
    return this.#with((index) => index.update(paths, signal));
  }

  /** Only the window that keeps the index pauses it. */
  pause(): void {
    this.#own?.pause();
  }

  resume(): void {
    this.#own?.resume();
  }

  search(request: SearchRequest, signal: CancelSignal): Promise<SearchAnswer> {
    return this.#with((index) => index.search(request, signal));
  }

  explain(path: string): Promise<Explanation> {
    return this.#with((index) => index.explain(path));
  }

  vectors(wanted: WantedVectors, signal: CancelSignal): Promise<readonly (Float32Array | undefined)[]> {
    return this.#with((index) => index.vectors(wanted, signal));
  }

  /** Kept until this window owns the index: another one shows its own unsaved texts. */
  overlay(path: string, text: string | undefined): void {
    if (text === undefined) this.#overlays.delete(path);
    else this.#overlays.set(path, text);
    this.#own?.overlay(path, text);
  }

  limit(limits: IndexLimits): void {
    this.#limits = limits;
    this.#own?.limit(limits);
  }

  clear(): Promise<void> {
    return this.#with((index) => index.clear());
  }

  async dispose(): Promise<void> {
    this.#waiting.abort();
    this.#endGuest();
    await this.#tried;
    await this.#own?.dispose();
    this.#release();
    this.#given.channel.close();
  }

  async #try(): Promise<void> {
    const { locks, options } = this.#given;
    if (!locks) return this.#become();
    const name = `semantic-text-index ${options.storageFolder}`;
    await new Promise<void>((resolve) => {
      const hold = (lock: unknown): Promise<void> => {
        if (lock === null) return Promise.resolve(resolve());
        this.#become();
        resolve();
        return new Promise((release) => (this.#release = release));
      };
      // Refused where the page may keep nothing: then no other window has an index either.
      locks.request(name, { ifAvailable: true }, hold).catch(() => {
        this.#become();
        resolve();
      });
    });
    // Rejects when this window is disposed before its turn comes.
    if (!this.#own) {
      locks.request(name, { signal: this.#waiting.signal }, () => this.#takeOver()).catch(() => {});
    }
  }

  #takeOver(): Promise<void> {
    if (this.#waiting.signal.aborted) return Promise.resolve();
    this.#become();
    this.#given.events.changed();
    return new Promise((release) => (this.#release = release));
  }

  #become(): void {
    const { events, open, channel } = this.#given;
    if (this.#own || this.#waiting.signal.aborted) return;
    this.#own = open({
      ...events,
      progress: (progress) => {
        events.progress(progress);
        this.#desk.tell({ kind: 'progress', progress });
      },
      changed: () => {
        events.changed();
        this.#desk.tell({ kind: 'changed' });
      },
    });
    if (this.#limits) this.#own.limit(this.#limits);
    for (const [path, text] of this.#overlays) this.#own.overlay(path, text);
    this.#endGuest();
    channel.say({ kind: 'owner' });
  }

  /** Asks the index where it is; once more when another window became its owner meanwhile. */
  async #with<T>(ask: (index: WorkspaceIndex) => Promise<T>): Promise<T> {
    await this.#tried;
    for (;;) {
      if (this.#waiting.signal.aborted) throw new CancelledError();
      const index = this.#own ?? this.#atOwner();
      try {
        return await ask(index);
      } catch (error) {
        const hasMoved = index !== (this.#own ?? this.#guest);
        if (!hasMoved || error instanceof CancelledError) throw error;
      }
    }
  }

  #atOwner(): RemoteIndex {
    if (this.#guest) return this.#guest;
    const { options, events, channel } = this.#given;
    let end = (): void => {};
    const connect = guestChannel(channel, (ended) => (end = ended));
    const guest = new RemoteIndex(connect, options, { ...events, ended: () => {} }, () => {});
    this.#endGuest = () => {
      this.#guest = undefined;
      this.#endGuest = () => {};
      end();
    };
    return (this.#guest = guest);
  }
}
