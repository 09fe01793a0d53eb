// One index for several windows: who keeps it, who asks, and what happens when the owner goes. The windows are objects; their
// channel and locks are as a browser has them.

import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { CancelledError, neverCancelled } from '../../../../src/core/cancel';
import type { IndexOptions, WorkspaceIndex } from '../../../../src/server/search/ports';
import { OwnedIndex, type OwnerLocks } from '../../../../src/server/index/ownedIndex';
import { WindowsChannel, type Broadcast } from '../../../../src/server/index/windows';

type Listener = (event: { readonly data: unknown }) => void;

/** Messages come later, never to who sends them, and as copies. */
class Air {
  readonly #ends = new Map<object, Listener>();

  channel(): WindowsChannel {
    const end = {};
    const broadcast: Broadcast = {
      postMessage: (message) => {
        const others = [...this.#ends].filter(([other]) => other !== end);
        const copy: unknown = structuredClone(message);
        for (const [other, listener] of others) {
          queueMicrotask(() => void (this.#ends.has(other) && listener({ data: copy })));
        }
      },
      addEventListener: (_type, listener) => void this.#ends.set(end, listener),
      close: () => void this.#ends.delete(end),
    };
    return new WindowsChannel(broadcast);
  }
}

/** navigator.locks with one lock of each name. */
function lockManager(): OwnerLocks {
  const held = new Map<string, Promise<unknown>>();
  return {
    request: async (name, { ifAvailable, signal }, work) => {
      if (ifAvailable && held.has(name)) return work(null);
      while (held.has(name)) {
        await held.get(name);
        if (signal?.aborted) throw new Error('AbortError');
      }
      const working = work({ name });
      held.set(name, working);
      await working;
      held.delete(name);
    },
  };
}

const options: IndexOptions = {
  storageFolder: 'place',
  folders: [],
  model: { folder: 'm', id: 'm', device: 'auto' },
  maximumBytes: 1,
} as unknown as IndexOptions;
const settle = async (): Promise<void> => {
  for (let n = 0; n < 10; n++) await setImmediate();
};

function setUp() {
  const air = new Air();
  const locks = lockManager();
  const calls: string[] = [];
  const open = (name: string, withLocks: OwnerLocks | 'none' = locks) => {
    const changes: string[] = [];
    let hold: Promise<void> = Promise.resolve();
    let opened = 0;
    let change = (): void => {};
    const events = {
      progress: () => {},
      confirm: () => Promise.resolve(true),
      stale: () => {},
      sharedChanged: () => {},
      changed: () => void changes.push('changed'),
    };
    const own: WorkspaceIndex = {
      facts: () => Promise.resolve({ files: 1, chunks: 2, sizeBytes: 3, embedded: 0, store: name }),
      update: () => Promise.resolve('done'),
      pause: () => void calls.push(`${name} pause`),
      resume: () => void calls.push(`${name} resume`),
      search: () => Promise.reject(new RangeError('unused')),
      explain: async (path) => {
        await hold;
        calls.push(`${name} explain ${path}`);
        return { state: 'indexed', chunks: 2 };
      },
      vectors: (wanted) => Promise.resolve(wanted.texts.map(() => undefined)),
      overlay: (path, text) => void calls.push(`${name} overlay ${path} ${text}`),
      limit: () => void calls.push(`${name} limit`),
      clear: () => Promise.resolve(),
      dispose: () => Promise.resolve(void calls.push(`${name} dispose`)),
    };
    const index = new OwnedIndex({
      ...{ options, events, locks: withLocks === 'none' ? undefined : withLocks, channel: air.channel() },
      open: (given) => {
        opened++;
        change = given.changed;
        return own;
      },
    });
    return {
      changes,
      index,
      opened: () => opened,
      change: () => change(),
      hold: (until: Promise<void>) => void (hold = until),
    };
  };
  return { calls, open };
}

describe('an index that windows share', () => {
  it('is kept by the first window, and asked there by the others', async () => {
    const { calls, open } = setUp();
    const [one, two] = [open('one'), open('two')];
    await settle();
    assert.deepEqual([one.opened(), two.opened()], [1, 0]);
    assert.equal((await one.index.facts()).elsewhere, undefined);
    const { store, elsewhere } = await two.index.facts();
    assert.deepEqual([store, elsewhere], ['one', true]);
    await two.index.explain('a.md');
    assert.deepEqual(calls, ['one explain a.md']);
  });

  it('tells all windows when it becomes another one', async () => {
    const { open } = setUp();
    const [one, two] = [open('one'), open('two')];
    await settle();
    await two.index.facts();
    one.change();
    await settle();
    assert.deepEqual([one.changes, two.changes], [['changed'], ['changed']]);
  });

  it('is paused, limited and shown unsaved texts by its owner alone', async () => {
    const { calls, open } = setUp();
    const [, two] = [open('one'), open('two')];
    await settle();
    two.index.pause();
    two.index.overlay('a.md', 'typed');
    two.index.limit({} as IndexOptions);
    await settle();
    assert.deepEqual(calls, []);
  });

  it('is taken over by another window when its owner closes, with that one’s unsaved texts and limits', async () => {
    const { calls, open } = setUp();
    const [one, two] = [open('one'), open('two')];
    await settle();
    await two.index.facts();
    two.index.overlay('a.md', 'typed');
    two.index.overlay('b.md', 'typed');
    two.index.overlay('b.md', undefined);
    two.index.limit({} as IndexOptions);
    await one.index.dispose();
    await settle();
    assert.equal(two.opened(), 1);
    assert.deepEqual(two.changes, ['changed']);
    assert.deepEqual(calls, ['one dispose', 'two limit', 'two overlay a.md typed']);
    const { store, elsewhere } = await two.index.facts();
    assert.deepEqual([store, elsewhere], ['two', undefined]);
  });

  it('answers what was asked of an owner that closed meanwhile', async () => {
    const { calls, open } = setUp();
    const [one, two] = [open('one'), open('two')];
    await settle();
    one.hold(new Promise(() => {}));
    const answer = two.index.explain('a.md');
    await settle();
    assert.deepEqual(calls, []);
    await one.index.dispose();
    assert.deepEqual(await answer, { state: 'indexed', chunks: 2 });
    assert.deepEqual(calls.slice(-1), ['two explain a.md']);
  });

  it('goes from one guest to the other, which asks the new owner', async () => {
    const { open } = setUp();
    const [one, two, three] = [open('one'), open('two'), open('three')];
    await settle();
    await three.index.facts();
    await one.index.dispose();
    await settle();
    const owners = [two, three].filter((each) => each.opened() === 1);
    assert.equal(owners.length, 1);
    assert.equal((await two.index.facts()).store, (await three.index.facts()).store);
  });

  it('is not opened by a window that closed while it waited', async () => {
    const { open } = setUp();
    const [one, two] = [open('one'), open('two')];
    await settle();
    await two.index.dispose();
    await one.index.dispose();
    await settle();
    assert.equal(two.opened(), 0);
    await assert.rejects(two.index.facts(), CancelledError);
  });

  it('is each window’s own where the browser has no locks, or refuses them', async () => {
    const { open } = setUp();
    const without = open('one', 'none');
    const second = open('three', 'none');
    const refused = open('two', { request: () => Promise.reject(new Error('SecurityError')) });
    await settle();
    assert.deepEqual([without.opened(), second.opened(), refused.opened()], [1, 1, 1]);
    assert.equal(await refused.index.update(undefined, neverCancelled), 'done');
  });
});
