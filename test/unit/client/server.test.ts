// The lifetime of the server as the client sees it, against connections that are made, broken and refused by hand.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { CancelledError } from '../../../src/core/cancel';
import { Backoff } from '../../../src/client/backoff';
import type { Params, RequestName, Result } from '../../../src/client/calls';
import { Failure, StaleError } from '../../../src/client/failure';
import { Server, type Link, type LinkState, type Token } from '../../../src/client/server';
import type { StatusResult } from '../../../src/protocol/requests';

const answer: Result<'status'> = { state: 'ready', memoryBytes: { server: 1, encoders: 2 } };

/** A connection whose answers are given by the test. */
class FakeLink implements Link {
  readonly asked: RequestName[] = [];
  stopped = false;
  readonly closed: Promise<void>;
  #close: () => void = () => {};
  #pending: { resolve: (value: never) => void; reject: (error: unknown) => void }[] = [];

  constructor() {
    this.closed = new Promise((resolve) => (this.#close = resolve));
  }

  request<K extends RequestName>(name: K, _params: Params<K>): Promise<Result<K>> {
    this.asked.push(name);
    return new Promise((resolve, reject) => this.#pending.push({ resolve: resolve as (value: never) => void, reject }));
  }

  answer(value: unknown = answer): void {
    this.#pending.shift()?.resolve(value as never);
  }

  refuse(error: unknown): void {
    this.#pending.shift()?.reject(error);
  }

  crash(): void {
    this.#close();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.#close();
  }
}

interface Rig {
  readonly server: Server;
  readonly links: FakeLink[];
  readonly states: LinkState[];
  readonly delays: number[];
  /** Lets time pass: runs what waits for it. */
  elapse(): void;
  status(value: StatusResult): void;
}

function rig(options: { delaysMs?: readonly number[]; refused?: number } = {}): Rig {
  const links: FakeLink[] = [];
  const states: LinkState[] = [];
  const delays: number[] = [];
  const timers = new Set<() => void>();
  let refused = options.refused ?? 0;
  let publish: (status: StatusResult) => void = () => {};
  const server = new Server({
    connect: async (onStatus) => {
      if (refused-- > 0) throw new Error('no such file');
      publish = onStatus;
      const link = new FakeLink();
      links.push(link);
      return link;
    },
    after: (delayMs, action) => {
      delays.push(delayMs);
      timers.add(action);
      return () => timers.delete(action);
    },
    log: () => {},
    backoff: new Backoff(options.delaysMs),
  });
  server.onDidChange(() => {
    if (states.at(-1) !== server.state) states.push(server.state);
  });
  return {
    server,
    links,
    states,
    delays,
    elapse: () => {
      const due = [...timers];
      timers.clear();
      for (const action of due) action();
    },
    status: (value) => publish(value),
  };
}

/** Long enough for every promise that can settle to settle. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const failsWith =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof Failure && error.code === code;

describe('Server', () => {
  it('starts nothing until it is asked, and one process for all who ask at once', async () => {
    const { server, links } = rig();
    assert.equal(server.state, 'off');
    assert.equal(links.length, 0);
    const both = [server.request('status', undefined), server.request('status', undefined)];
    await settled();
    assert.equal(links.length, 1);
    links[0].answer();
    links[0].answer();
    assert.deepEqual(await Promise.all(both), [answer, answer]);
    assert.equal(server.state, 'running');
  });

  it('asks once more when the process ends under a request', async () => {
    const { server, links, states } = rig();
    const asked = server.request('status', undefined);
    await settled();
    links[0].crash();
    await settled();
    assert.equal(links.length, 2);
    assert.deepEqual(links[1].asked, ['status']);
    links[1].answer();
    assert.deepEqual(await asked, answer);
    assert.deepEqual(states, ['starting', 'running', 'restarting', 'running']);
  });

  it('gives up a request with one failure when the process ends under it twice', async () => {
    const { server, links } = rig();
    const asked = server.request('status', undefined);
    const seen = assert.rejects(asked, failsWith('serverCrashed'));
    await settled();
    links[0].crash();
    await settled();
    links[1].crash();
    await seen;
  });

  it('works again after twenty crashes in the middle of requests', async () => {
    const { server, links } = rig();
    for (let n = 0; n < 20; n++) {
      const asked = server.request('status', undefined);
      await settled();
      links[links.length - 1].crash();
      await settled();
      links[links.length - 1].answer();
      assert.deepEqual(await asked, answer, `round ${n}`);
    }
  });

  it('restarts by itself after growing delays, then waits for a person', async () => {
    const { server, links, delays, elapse } = rig({ delaysMs: [1, 2] });
    await server.start();
    for (let n = 0; n < 2; n++) {
      links[links.length - 1].crash();
      await settled();
      assert.equal(server.state, 'restarting');
      elapse();
      await settled();
      assert.equal(server.state, 'running');
    }
    links[links.length - 1].crash();
    await settled();
    assert.deepEqual(delays, [1, 2]);
    assert.equal(server.state, 'failed');
    elapse();
    await settled();
    assert.equal(links.length, 3);

    const asked = server.request('status', undefined);
    await settled();
    links[3].answer();
    assert.deepEqual(await asked, answer);
    assert.equal(server.state, 'running');
  });

  it('counts anew once something was answered', async () => {
    const { server, links, delays, elapse } = rig({ delaysMs: [1, 2] });
    await server.start();
    links[0].crash();
    await settled();
    elapse();
    await settled();
    const asked = server.request('status', undefined);
    await settled();
    links[1].answer();
    await asked;
    links[1].crash();
    await settled();
    assert.deepEqual(delays, [1, 1]);
  });

  it('says serverFailed when it does not start, and starts on a later request', async () => {
    const { server, links } = rig({ refused: 2 });
    await assert.rejects(server.request('status', undefined), failsWith('serverFailed'));
    const asked = server.request('status', undefined);
    await settled();
    links[0].answer();
    assert.deepEqual(await asked, answer);
  });

  it('takes a broken connection for a crash, whatever the error says', async () => {
    const { server, links } = rig();
    const asked = server.request('status', undefined);
    await settled();
    links[0].refuse({ code: -32097, message: 'Pending response rejected since connection got disposed' });
    await settled();
    links[0].crash();
    await settled();
    links[1].answer();
    assert.deepEqual(await asked, answer);
  });

  it('does not hang when a broken connection is never seen to close', async () => {
    const { server, links, elapse } = rig();
    const asked = server.request('status', undefined);
    const seen = assert.rejects(asked, failsWith('serverCrashed'));
    for (let n = 0; n < 2; n++) {
      await settled();
      links[0].refuse({ code: -32099, message: 'write failed' });
      await settled();
      elapse();
    }
    await seen;
  });

  it('passes the answers of the engine on as failures, without asking again', async () => {
    const { server, links } = rig();
    const asked = server.request('status', undefined);
    await settled();
    links[0].refuse({ code: -32001, message: '', data: { code: 'noWord' } });
    await assert.rejects(asked, failsWith('noWord'));
    assert.equal(links.length, 1);
    const stale = server.request('status', undefined);
    await settled();
    links[0].refuse({ code: -32801, message: '' });
    await assert.rejects(stale, StaleError);
  });

  it('stops waiting for the start when the caller cancels', async () => {
    const listeners: ((event: unknown) => unknown)[] = [];
    const state = { cancelled: false };
    const token: Token = {
      get isCancellationRequested() {
        return state.cancelled;
      },
      onCancellationRequested: (listener) => {
        listeners.push(listener);
        return { dispose: () => {} };
      },
    };
    const server = new Server({ connect: () => new Promise(() => {}), after: () => () => {}, log: () => {} });
    const asked = server.request('status', undefined, { token });
    const seen = assert.rejects(asked, CancelledError);
    await settled();
    state.cancelled = true;
    for (const listener of listeners) listener(undefined);
    await seen;
  });

  it('ends what is pending when it is stopped, and starts nothing for it', async () => {
    const { server, links, states } = rig();
    const asked = server.request('status', undefined);
    const seen = assert.rejects(asked, CancelledError);
    await settled();
    await server.stop();
    await seen;
    assert.equal(links[0].stopped, true);
    await settled();
    assert.equal(links.length, 1);
    assert.deepEqual(states, ['starting', 'running', 'off']);
  });

  it('stops a process that comes up after it was given up', async () => {
    let connected: (link: Link) => void = () => {};
    const server = new Server({
      connect: () => new Promise((resolve) => (connected = resolve)),
      after: () => () => {},
      log: () => {},
    });
    const starting = assert.rejects(server.start(), CancelledError);
    const stopping = server.stop();
    const late = new FakeLink();
    connected(late);
    await Promise.all([starting, stopping]);
    assert.equal(late.stopped, true);
    assert.equal(server.state, 'off');
  });

  it('keeps the state that the running server tells, and no other', async () => {
    const { server, links, status } = rig();
    await server.start();
    status({ state: 'busy', memoryBytes: { server: 0, encoders: 0 } });
    assert.equal(server.status?.state, 'busy');
    links[0].crash();
    await settled();
    assert.equal(server.status, undefined);
    status({ state: 'ready', memoryBytes: { server: 0, encoders: 0 } });
    assert.equal(server.status, undefined);
  });
});
