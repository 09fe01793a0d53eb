// A typed message channel between the extension host and a webview; the same class serves both ends. A request always
// ends: with its answer, with the other side's error, or with a rejection when the channel closes.

/** What a channel writes to and reads from; messages are structured clones. */
export interface Port {
  post(message: unknown): void;
  /** Calls the listener with every message; returns a function that stops it. */
  listen(listener: (message: unknown) => void): () => void;
}

/** Requests by name: what is sent and what is answered. */
export type Requests = Readonly<Record<string, { readonly params: unknown; readonly result: unknown }>>;
/** Notifications by name. */
export type Notifications = Readonly<Record<string, unknown>>;

/** What answers the requests of a page: nothing of them is known before it is parsed. */
export type UnreadRequests<R extends Requests> = {
  readonly [K in keyof R]: (params: unknown) => Promise<R[K]['result']> | R[K]['result'];
};
/** The same for its notifications. */
export type UnreadNotifications<N extends Notifications> = { readonly [K in keyof N]: (params: unknown) => void };

type Handlers<R extends Requests> = {
  readonly [K in keyof R]?: (params: R[K]['params']) => Promise<R[K]['result']> | R[K]['result'];
};
type Listeners<N extends Notifications> = { readonly [K in keyof N]?: (params: N[K]) => void };

interface Frame {
  readonly kind: 'request' | 'answer' | 'error' | 'notify';
  readonly name: string;
  readonly id: number;
  readonly body: unknown;
}

/** Sent instead of an answer when the other side failed; `message` is a sentence for a person. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
}

/**
 * `Mine` and `Said` are what this side may send; `Theirs` and `Heard` what it answers. Params of incoming messages are
 * `unknown` at run time: handlers parse what they rely on.
 */
export class Channel<
  Mine extends Requests,
  Said extends Notifications,
  Theirs extends Requests,
  Heard extends Notifications,
> {
  readonly #pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  readonly #stop: () => void;
  #nextId = 1;
  #closed = false;

  constructor(
    readonly port: Port,
    readonly handlers: Handlers<Theirs>,
    readonly listeners: Listeners<Heard>,
    /** Turns whatever a handler threw into a sentence for a person. */
    readonly describe: (error: unknown) => string,
  ) {
    this.#stop = port.listen((message) => this.#receive(message));
  }

  request<K extends keyof Mine & string>(name: K, params: Mine[K]['params']): Promise<Mine[K]['result']> {
    if (this.#closed) return Promise.reject(new ChannelError('closed'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#post({ kind: 'request', name, id, body: params });
    });
  }

  notify<K extends keyof Said & string>(name: K, params: Said[K]): void {
    if (!this.#closed) this.#post({ kind: 'notify', name, id: 0, body: params });
  }

  /** Stops listening and rejects what is pending. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stop();
    for (const { reject } of this.#pending.values()) reject(new ChannelError('closed'));
    this.#pending.clear();
  }

  #post(frame: Frame): void {
    this.port.post(frame);
  }

  #receive(message: unknown): void {
    const frame = parseFrame(message);
    if (!frame) return;
    if (frame.kind === 'notify') own(this.listeners, frame.name)?.(frame.body as Heard[string]);
    else if (frame.kind === 'request') void this.#answer(frame);
    else this.#settle(frame);
  }

  #settle({ kind, id, body }: Frame): void {
    const waiting = this.#pending.get(id);
    this.#pending.delete(id);
    if (kind === 'answer') waiting?.resolve(body);
    else waiting?.reject(new ChannelError(String(body)));
  }

  async #answer({ name, id, body }: Frame): Promise<void> {
    try {
      const handler = own(this.handlers, name);
      if (!handler) throw new ChannelError(`no handler for ${name}`);
      const result = await handler(body as Theirs[string]['params']);
      if (!this.#closed) this.#post({ kind: 'answer', name, id, body: result });
    } catch (error) {
      if (!this.#closed) this.#post({ kind: 'error', name, id, body: this.describe(error) });
    }
  }
}

/** What is listed under a name; what every object inherits (`toString`) is not. */
function own<T extends object, K extends keyof T>(all: T, name: K): T[K] | undefined {
  return Object.hasOwn(all, name) ? all[name] : undefined;
}

function parseFrame(message: unknown): Frame | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { kind, name, id, body } = message as Record<string, unknown>;
  const known = kind === 'request' || kind === 'answer' || kind === 'error' || kind === 'notify';
  return known && typeof name === 'string' && typeof id === 'number' ? { kind, name, id, body } : undefined;
}
