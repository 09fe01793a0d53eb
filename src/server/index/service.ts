// The end of the channel where the index is, a process or a Worker: answers the calls of the server.

import { CancelSource, type CancelSignal } from '../../core/cancel';
import type { IndexEvents, WorkspaceIndex } from '../search/ports';
import {
  parseToIndex,
  toFailureMessage,
  type FromIndex,
  type IndexCall,
  type IndexCalls,
  type ToIndex,
} from './messages';

export type MakeIndex = (options: IndexCalls['open'][0], events: Omit<IndexEvents, 'ended'>) => WorkspaceIndex;

export class IndexChannelService {
  readonly #make: MakeIndex;
  readonly #send: (message: FromIndex) => void;
  readonly #running = new Map<number, CancelSource>();
  readonly #questions = new Map<number, (agreed: boolean) => void>();
  #asked = 0;
  #index: WorkspaceIndex | undefined;

  constructor(make: MakeIndex, send: (message: FromIndex) => void) {
    this.#make = make;
    this.#send = send;
  }

  receive(value: unknown): void {
    const message = parseToIndex(value);
    if (message?.kind === 'call') void this.#call(message);
    else if (message?.kind === 'cancel') this.#running.get(message.id)?.cancel();
    else if (message) this.#answered(message.question, message.agreed);
  }

  async #call({ id, name, argument }: Extract<ToIndex, { kind: 'call' }>): Promise<void> {
    const source = new CancelSource();
    this.#running.set(id, source);
    try {
      const value = await this.#run(name, argument, source.signal);
      this.#send({ kind: 'answer', id, value });
    } catch (error) {
      this.#send({ kind: 'failure', id, failure: toFailureMessage(error) });
    } finally {
      this.#running.delete(id);
    }
  }

  async #run<K extends IndexCall>(name: K, argument: unknown, signal: CancelSignal): Promise<unknown> {
    if (name === 'open') {
      this.#open(argument as IndexCalls['open'][0]);
      return null;
    }
    const index = this.#index;
    if (!index) throw new Error('the index is not open');
    const answers: { readonly [N in IndexCall]: (given: IndexCalls[N][0]) => Promise<IndexCalls[N][1]> | null } = {
      open: () => null,
      facts: () => index.facts(),
      update: (paths) => index.update(paths ?? undefined, signal),
      pause: (isPaused) => nothing(isPaused ? index.pause() : index.resume()),
      search: (request) => index.search(request, signal),
      explain: (path) => index.explain(path),
      vectors: (wanted) => index.vectors(wanted, signal),
      overlay: ({ path, text }) => nothing(index.overlay(path, text ?? undefined)),
      limit: (limits) => nothing(index.limit(limits)),
      clear: () => index.clear().then(nothing),
      dispose: () => index.dispose().then(nothing),
    };
    return answers[name](argument as never);
  }

  #open(options: IndexCalls['open'][0]): void {
    this.#index = this.#make(options, {
      progress: (progress) => this.#send({ kind: 'progress', progress }),
      sharedChanged: () => this.#send({ kind: 'sharedChanged' }),
      changed: () => this.#send({ kind: 'changed' }),
      stale: (paths) => this.#send({ kind: 'stale', paths }),
      confirm: (plan) =>
        new Promise((resolve) => {
          const question = ++this.#asked;
          this.#questions.set(question, resolve);
          this.#send({ kind: 'confirm', question, plan });
        }),
    });
  }

  #answered(question: number, agreed: boolean): void {
    this.#questions.get(question)?.(agreed);
    this.#questions.delete(question);
  }
}

const nothing = (_: void): null => null;
