// The server as the client sees it: started by the first request, restarted after a crash with a growing delay, asked
// again once for what was pending. Knows no VS Code and no LSP; the mains say how to connect.

import { CancelledError } from '../core/cancel';
import type { StatusResult, WireProgress } from '../protocol/requests';
import { Backoff } from './backoff';
import type { Params, RequestName, Result } from './calls';
import { Failure, isConnectionLoss, toFailure } from './failure';

/** A CancellationToken of VS Code has this shape. */
export interface Token {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: (event: unknown) => unknown): { dispose(): void };
}

export interface RequestOptions<Answer = unknown> {
  readonly token?: Token;
  readonly onProgress?: (progress: WireProgress) => void;
  /** Of requests that are answered in two steps: the first list, before the answer is complete. */
  readonly onFirst?: ((answer: Answer) => void) | undefined;
}

/** One run of the server process. */
export interface Link {
  request<K extends RequestName>(name: K, params: Params<K>, options: RequestOptions<Result<K>>): Promise<Result<K>>;
  /** Settles when the process ended or was stopped; never rejects. */
  readonly closed: Promise<void>;
  stop(): Promise<void>;
}

export type Connect = (onStatus: (status: StatusResult) => void) => Promise<Link>;

/** `off`: not asked for yet, or stopped. `failed`: it does not stay up; the next request tries again. */
export type LinkState = 'off' | 'starting' | 'running' | 'restarting' | 'failed';

export interface ServerOptions {
  readonly connect: Connect;
  /** Runs the action later; the returned function takes it back. */
  readonly after: (delayMs: number, action: () => void) => () => void;
  /** A line without user text. */
  readonly log: (line: string) => void;
  readonly backoff?: Backoff;
}

/** A request is sent again once when the server ended under it: often the second try meets a healthy server. */
const attempts = 2;

/** How long a connection that is known to be broken may take to say that it is closed. */
const closeGraceMs = 2000;

class LinkLost extends Error {
  constructor(readonly code: 'serverCrashed' | 'serverFailed') {
    super(code);
  }
}

export class Server {
  readonly #options: ServerOptions;
  readonly #backoff: Backoff;
  readonly #listeners = new Set<() => void>();
  #state: LinkState = 'off';
  #status: StatusResult | undefined;
  #link: Promise<Link> | undefined;
  #cancelRestart: () => void = () => {};
  /** One for each request that is under way: ends it with an error. */
  readonly #waiting = new Set<(error: Error) => void>();
  /** Counts starts and stops, so that news of an older run is ignored. */
  #run = 0;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? new Backoff();
  }

  get state(): LinkState {
    return this.#state;
  }

  /** What the running server last said of itself; undefined while none runs. */
  get status(): StatusResult | undefined {
    return this.#status;
  }

  /** Called after each change of `state` or `status`. */
  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Starts the server where it does not run. Rejects with Failure('serverFailed'). */
  async start(): Promise<void> {
    try {
      await this.#running();
    } catch (error) {
      throw error instanceof LinkLost ? new Failure(error.code) : error;
    }
  }

  /**
   * Rejects with CancelledError, StaleError or a Failure, nothing else. `serverCrashed`: the server ended while it worked,
   * and again when it was asked once more.
   */
  async request<K extends RequestName>(
    name: K,
    params: Params<K>,
    options: RequestOptions<Result<K>> = {},
  ): Promise<Result<K>> {
    for (let attempt = 1; ; attempt++) {
      try {
        const link = await unlessCancelled(this.#running(), options.token);
        const answer = await this.#whileLinked(link.request(name, params, options));
        this.#backoff.reset();
        return answer;
      } catch (error) {
        if (options.token?.isCancellationRequested) throw new CancelledError();
        if (!(error instanceof LinkLost)) throw this.#answered(error);
        this.#options.log(`${name}: ${error.code} (attempt ${attempt})`);
        if (attempt === attempts) throw new Failure(error.code);
      }
    }
  }

  /** Asks the server for its state; the answer is in `status`. */
  async refreshStatus(): Promise<void> {
    const run = this.#run;
    this.#heard(run, await this.request('status', undefined));
  }

  /** Ends the server. The next request starts it. */
  async stop(): Promise<void> {
    const link = this.#link;
    this.#abandon(new CancelledError());
    this.#change('off');
    await link?.then((each) => each.stop()).catch(() => this.#options.log('the server did not stop cleanly'));
  }

  async restart(): Promise<void> {
    this.#backoff.reset();
    await this.stop();
    await this.start();
  }

  /** The answer; rejects as soon as the server ends or is stopped. */
  #whileLinked<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const lose = (error: Error): void => {
        this.#waiting.delete(lose);
        reject(error);
      };
      this.#waiting.add(lose);
      answer.then(
        (value) => {
          this.#waiting.delete(lose);
          resolve(value);
        },
        (error: Error) => {
          if (!isConnectionLoss(error)) lose(error);
          // The connection broke before the process was seen to end, and a second try needs the new one.
          else this.#options.after(closeGraceMs, () => lose(new LinkLost('serverCrashed')));
        },
      );
    });
  }

  /** An error answer proves a healthy server as well as a good one does. */
  #answered(error: unknown): Error {
    this.#backoff.reset();
    return toFailure(error);
  }

  #running(): Promise<Link> {
    if (this.#link) return this.#link;
    this.#cancelRestart();
    const run = ++this.#run;
    this.#change(this.#state === 'restarting' ? 'restarting' : 'starting');
    this.#link = this.#connect(run);
    return this.#link;
  }

  async #connect(run: number): Promise<Link> {
    let link: Link;
    try {
      link = await this.#options.connect((status) => this.#heard(run, status));
    } catch (error) {
      this.#options.log(`the server did not start: ${error instanceof Error ? error.name : typeof error}`);
      if (run === this.#run) this.#ended();
      throw new LinkLost('serverFailed');
    }
    if (run !== this.#run) {
      await link.stop();
      throw new CancelledError();
    }
    this.#change('running');
    void link.closed.then(() => {
      if (run === this.#run) this.#ended();
    });
    return link;
  }

  /** It ended by itself, or did not come up. */
  #ended(): void {
    this.#abandon(new LinkLost('serverCrashed'));
    const delayMs = this.#backoff.next();
    if (delayMs === undefined) {
      this.#options.log('the server ended too often; it is not restarted by itself');
      this.#change('failed');
      return;
    }
    this.#options.log(`the server ended; restart in ${delayMs} ms`);
    this.#change('restarting');
    // Whoever asks meanwhile does not wait for the delay: see #running.
    this.#cancelRestart = this.#options.after(delayMs, () => {
      this.#running().catch(() => this.#options.log('the restart failed'));
    });
  }

  /** Forgets the running server; what was asked of it ends with this error. */
  #abandon(error: Error): void {
    this.#run++;
    this.#link = undefined;
    this.#status = undefined;
    this.#cancelRestart();
    this.#cancelRestart = () => {};
    for (const lose of [...this.#waiting]) lose(error);
  }

  #heard(run: number, status: StatusResult): void {
    if (run !== this.#run) return;
    this.#status = status;
    this.#notify();
  }

  #change(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#notify();
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The promise, or CancelledError as soon as nobody waits any more; what is behind the promise goes on. */
function unlessCancelled<T>(promise: Promise<T>, token: Token | undefined): Promise<T> {
  if (!token) return promise;
  if (token.isCancellationRequested) return Promise.reject(new CancelledError());
  return new Promise((resolve, reject) => {
    const subscription = token.onCancellationRequested(() => reject(new CancelledError()));
    promise.then(resolve, reject).finally(() => subscription.dispose());
  });
}
