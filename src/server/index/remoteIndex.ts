// The server's end of the channel to the index: a WorkspaceIndex whose work is done in a process or a Worker of its own. It
// starts with the first call; when it ends by itself, what waits is rejected and the owner opens another one.

import { CancelledError, neverCancelled, type CancelSignal } from '../../core/cancel';
import { EngineError } from '../../engine/errors';
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
import { fromFailureMessage, parseFromIndex, type IndexCall, type IndexCalls, type ToIndex } from './messages';

/** How long an orderly end may take before it is ended; what is committed is safe either way. */
const endLimitMs = 1500;

/** The way to the process or Worker in which the index is. */
export interface IndexChannel {
  /** What is sent to one that has gone is lost; `ended` follows. */
  send(message: ToIndex): void;
  /** Ends it; resolves when it has gone. */
  end(): Promise<void>;
}

export interface IndexChannelEvents {
  readonly message: (value: unknown) => void;
  /** It has gone, by itself or because it was ended. */
  readonly ended: () => void;
}

/** Starts what the index is in. The events come later, never while it is called. */
export type ConnectIndex = (events: IndexChannelEvents) => IndexChannel;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class RemoteIndex implements WorkspaceIndex {
  readonly #connect: ConnectIndex;
  readonly #options: IndexOptions;
  readonly #events: IndexEvents;
  readonly #log: (line: string) => void;
  readonly #pending = new Map<number, Pending>();
  #channel: IndexChannel | undefined;
  #isEnded = false;
  #nextId = 1;

  /** Starts nothing yet. */
  constructor(connect: ConnectIndex, options: IndexOptions, events: IndexEvents, log: (line: string) => void) {
    this.#connect = connect;
    this.#options = options;
    this.#events = events;
    this.#log = log;
  }

  facts(): Promise<IndexFacts> {
    return this.#call('facts', null);
  }

  update(paths: readonly string[] | undefined, signal: CancelSignal): Promise<UpdateResult> {
    return this.#call('update', paths ?? null, signal);
  }

  pause(): void {
    this.#tell('pause', true);
  }

  resume(): void {
    this.#tell('pause', false);
  }

  search(request: SearchRequest, signal: CancelSignal): Promise<SearchAnswer> {
    return this.#call('search', request, signal);
  }

  explain(path: string): Promise<Explanation> {
    return this.#call('explain', path);
  }

  vectors(wanted: WantedVectors, signal: CancelSignal): Promise<readonly (Float32Array | undefined)[]> {
    return this.#call('vectors', wanted, signal);
  }

  overlay(path: string, text: string | undefined): void {
    this.#tell('overlay', { path, text: text ?? null });
  }

  limit(limits: IndexLimits): void {
    this.#tell('limit', limits);
  }

  async clear(): Promise<void> {
    await this.#call('clear', null);
  }

  async dispose(): Promise<void> {
    const channel = this.#channel;
    if (!channel || this.#isEnded) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, endLimitMs)));
    await Promise.race([this.#call('dispose', null).catch(() => {}), late]);
    clearTimeout(timer);
    this.#isEnded = true;
    await channel.end();
    this.#ended();
  }

  /** News for which nobody waits. */
  #tell<K extends IndexCall>(name: K, argument: IndexCalls[K][0]): void {
    this.#call(name, argument).catch(() => this.#log(`index: ${name} was not heard`));
  }

  #call<K extends IndexCall>(
    name: K,
    argument: IndexCalls[K][0],
    signal: CancelSignal = neverCancelled,
  ): Promise<IndexCalls[K][1]> {
    if (signal.cancelled || this.#isEnded) return Promise.reject(new CancelledError());
    const channel = (this.#channel ??= this.#start());
    const id = this.#nextId++;
    return new Promise<unknown>((resolve, reject) => {
      const forget = signal.onCancel(() => channel.send({ kind: 'cancel', id }));
      const settle = (): void => {
        forget();
        this.#pending.delete(id);
      };
      this.#pending.set(id, {
        resolve: (value) => {
          settle();
          resolve(value);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      channel.send({ kind: 'call', id, name, argument });
    }) as Promise<IndexCalls[K][1]>;
  }

  #start(): IndexChannel {
    const channel = this.#connect({
      message: (value) => this.#receive(channel, value),
      ended: () => this.#ended(),
    });
    channel.send({ kind: 'call', id: 0, name: 'open', argument: this.#options });
    return channel;
  }

  #receive(channel: IndexChannel, value: unknown): void {
    const message = parseFromIndex(value);
    switch (message?.kind) {
      case 'answer':
        return this.#pending.get(message.id)?.resolve(message.value);
      case 'failure': {
        const { failure, id } = message;
        if (failure.kind === 'internal') this.#log(`index: ${failure.trace}`);
        return this.#pending.get(id)?.reject(fromFailureMessage(failure));
      }
      case 'progress':
        return this.#events.progress(message.progress);
      case 'sharedChanged':
        return this.#events.sharedChanged();
      case 'changed':
        return this.#events.changed();
      case 'stale':
        return this.#events.stale(message.paths);
      case 'confirm': {
        const { question, plan } = message;
        const reply = (agreed: boolean): void => channel.send({ kind: 'agreed', question, agreed });
        this.#events.confirm(plan).then(reply, () => reply(false));
        return;
      }
      case undefined:
        return;
    }
  }

  #ended(): void {
    const wasEnded = this.#isEnded;
    this.#isEnded = true;
    const error = wasEnded ? new CancelledError() : new EngineError('encoderCrashed', { subject: 'index' });
    for (const { reject } of [...this.#pending.values()]) reject(error);
    if (!wasEnded) this.#events.ended();
  }
}
