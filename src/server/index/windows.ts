// What the windows of one workspace say to each other about their index, and both ends of it: the guest's, which asks, and the
// desk of the owner, which answers. The messages of the index itself are those of messages.ts.

import type { WorkspaceIndex } from '../search/ports';
import type { FromIndex, ToIndex } from './messages';
import type { ConnectIndex } from './remoteIndex';
import { IndexChannelService } from './service';

/** `owner`: this window keeps the index from now on; `left`: a guest has gone. */
export type WindowsMessage =
  | { readonly kind: 'owner' }
  | { readonly kind: 'ask'; readonly from: string; readonly message: ToIndex }
  | { readonly kind: 'tell'; readonly to: string; readonly message: FromIndex }
  | { readonly kind: 'left'; readonly from: string };

/** Reaches all other windows of the workspace; a BroadcastChannel in a browser. */
export interface Broadcast {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  close(): void;
}

type Heard = Partial<{
  readonly [K in WindowsMessage['kind']]: (message: Extract<WindowsMessage, { kind: K }>) => void;
}>;

export class WindowsChannel {
  readonly #broadcast: Broadcast;
  readonly #listeners = new Set<Heard>();

  constructor(broadcast: Broadcast) {
    this.#broadcast = broadcast;
    broadcast.addEventListener('message', ({ data }) => this.#hear(data));
  }

  say(message: WindowsMessage): void {
    this.#broadcast.postMessage(message);
  }

  listen(heard: Heard): () => void {
    this.#listeners.add(heard);
    return () => this.#listeners.delete(heard);
  }

  onOwner(listener: () => void): void {
    this.listen({ owner: listener });
  }

  close(): void {
    this.#listeners.clear();
    this.#broadcast.close();
  }

  #hear(data: unknown): void {
    const message = parseWindowsMessage(data);
    if (!message) return;
    for (const heard of [...this.#listeners]) {
      if (message.kind === 'owner') heard.owner?.(message);
      else if (message.kind === 'ask') heard.ask?.(message);
      else if (message.kind === 'tell') heard.tell?.(message);
      else heard.left?.(message);
    }
  }
}

/** All windows are of one origin and one version; what the messages carry is checked by who reads them. */
function parseWindowsMessage(value: unknown): WindowsMessage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const kind: unknown = Reflect.get(value, 'kind');
  const known = ['owner', 'ask', 'tell', 'left'].some((each) => each === kind);
  return known ? (value as WindowsMessage) : undefined;
}

/** The way of a guest to whoever owns the index. `onStart` is given what ends it when the owner has changed. */
export function guestChannel(windows: WindowsChannel, onStart: (end: () => void) => void): ConnectIndex {
  return (events) => {
    const from = crypto.randomUUID();
    const forget = windows.listen({ tell: ({ to, message }) => to === from && events.message(message) });
    const leave = (): void => {
      forget();
      windows.say({ kind: 'left', from });
    };
    onStart(() => {
      leave();
      events.ended();
    });
    return {
      send: (message) => windows.say({ kind: 'ask', from, message }),
      end: () => Promise.resolve(leave()),
    };
  };
}

/** Answers the guests of the index that this window owns. */
export class GuestDesk {
  readonly #channel: WindowsChannel;
  readonly #own: () => WorkspaceIndex | undefined;
  readonly #guests = new Map<string, IndexChannelService>();

  /** `own`: undefined while another window owns it; then nothing is answered. */
  constructor(channel: WindowsChannel, own: () => WorkspaceIndex | undefined) {
    this.#channel = channel;
    this.#own = own;
    channel.listen({
      ask: ({ from, message }) => this.#serve(from, message),
      left: ({ from }) => void this.#guests.delete(from),
    });
  }

  /** News of the index, for all guests. */
  tell(message: Extract<FromIndex, { kind: 'progress' | 'changed' }>): void {
    for (const to of this.#guests.keys()) this.#channel.say({ kind: 'tell', to, message });
  }

  #serve(from: string, message: ToIndex): void {
    const own = this.#own();
    if (!own) return;
    let service = this.#guests.get(from);
    if (!service) {
      service = new IndexChannelService(
        () => forGuest(own),
        (answer) => this.#channel.say({ kind: 'tell', to: from, message: answer }),
      );
      this.#guests.set(from, service);
    }
    service.receive(message);
  }
}

/** A guest asks; how the index is kept is the owner's matter. */
function forGuest(own: WorkspaceIndex): WorkspaceIndex {
  const nothing = (): void => {};
  return {
    facts: () => own.facts(),
    update: (paths, signal) => own.update(paths, signal),
    search: (request, signal) => own.search(request, signal),
    explain: (path) => own.explain(path),
    vectors: (wanted, signal) => own.vectors(wanted, signal),
    clear: () => own.clear(),
    pause: nothing,
    resume: nothing,
    overlay: nothing,
    limit: nothing,
    dispose: () => Promise.resolve(),
  };
}
