// The server's end of the channel to the index process: a WorkspaceIndex whose work is done there. The process starts with
// the first call; when it ends by itself, what waits is rejected and the owner opens another one.

import { fork, type ChildProcess } from 'node:child_process';
import { CancelledError, neverCancelled, type CancelSignal } from '../../../core/cancel';
import { EngineError } from '../../../engine/errors';
import type { SearchAnswer, SearchRequest } from '../../../engine/index/types';
import type {
  Explanation,
  IndexEvents,
  IndexFacts,
  IndexLimits,
  IndexOptions,
  UpdateResult,
  WorkspaceIndex,
} from '../../search/ports';
import { fromFailureMessage, parseFromIndex, type IndexCall, type IndexCalls, type ToIndex } from './messages';

/** How long an orderly end may take before the process is killed; what is committed is safe either way. */
const endLimitMs = 1500;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class RemoteIndex implements WorkspaceIndex {
  readonly #program: string;
  readonly #options: IndexOptions;
  readonly #events: IndexEvents;
  readonly #log: (line: string) => void;
  readonly #pending = new Map<number, Pending>();
  #child: ChildProcess | undefined;
  #isEnded = false;
  #nextId = 1;

  /** `program`: path of dist/index.cjs. Starts nothing yet. */
  constructor(program: string, options: IndexOptions, events: IndexEvents, log: (line: string) => void) {
    this.#program = program;
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
    const child = this.#child;
    if (!child || this.#isEnded) return;
    // Node tells 'close' of a child only when the channel was not ended from this side.
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const timer = setTimeout(() => child.kill('SIGKILL'), endLimitMs);
    await this.#call('dispose', null).catch(() => {});
    this.#isEnded = true;
    if (child.connected) child.disconnect();
    await gone;
    clearTimeout(timer);
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
    const child = (this.#child ??= this.#start());
    const id = this.#nextId++;
    return new Promise<unknown>((resolve, reject) => {
      const forget = signal.onCancel(() => this.#send(child, { kind: 'cancel', id }));
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
      this.#send(child, { kind: 'call', id, name, argument });
    }) as Promise<IndexCalls[K][1]>;
  }

  #start(): ChildProcess {
    const child = fork(this.#program, [], {
      serialization: 'advanced',
      // In VS Code the executable is Electron, which must be told to be Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      // A language server may speak over its own stdout: the child's must not get in between.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (value) => this.#receive(child, value));
    child.once('error', () => this.#ended());
    child.once('close', () => this.#ended());
    this.#send(child, { kind: 'call', id: 0, name: 'open', argument: this.#options });
    return child;
  }

  #send(child: ChildProcess, message: ToIndex): void {
    // A channel that broke is followed by 'close', which rejects what waits.
    if (child.connected) child.send(message, () => {});
  }

  #receive(child: ChildProcess, value: unknown): void {
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
      case 'stale':
        return this.#events.stale(message.paths);
      case 'confirm': {
        const { question, plan } = message;
        const reply = (agreed: boolean): void => this.#send(child, { kind: 'agreed', question, agreed });
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
