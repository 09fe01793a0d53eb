import assert from 'node:assert/strict';
import { CancelledError, CancelSource, neverCancelled } from '../../../src/core/cancel';
import type { Lane } from '../../../src/engine/requests';
import { Scheduler } from '../../../src/engine/scheduler';
import { FakeClock } from '../../support/fakeClock';

/** A scheduler whose work ends when the test says so. */
function bench(options: { slots?: number; patienceMs?: number } = {}) {
  const clock = new FakeClock();
  const scheduler = new Scheduler({ clock, ...options });
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const submit = (name: string, lane: Lane, signal = neverCancelled): Promise<string> =>
    scheduler.run(lane, signal, () => {
      started.push(name);
      return new Promise((resolve) => ends.set(name, () => resolve(name)));
    });
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, scheduler, started, submit, end };
}

describe('Scheduler', () => {
  it('runs one batch at a time, interactive before background, first in first out', async () => {
    const { started, submit, end } = bench();
    const all = ['a', 'b'].map((name) => submit(name, 'background'));
    all.push(...['c', 'd'].map((name) => submit(name, 'interactive')));
    assert.deepEqual(started, ['a']);
    for (const name of ['a', 'c', 'd', 'b']) await end(name);
    assert.deepEqual(started, ['a', 'c', 'd', 'b']);
    assert.deepEqual(await Promise.all(all), ['a', 'b', 'c', 'd']);
  });

  it('runs as many at once as it has slots', async () => {
    const { started, submit, end } = bench({ slots: 2 });
    const all = ['a', 'b', 'c'].map((name) => submit(name, 'interactive'));
    assert.deepEqual(started, ['a', 'b']);
    await end('b');
    assert.deepEqual(started, ['a', 'b', 'c']);
    await end('a');
    await end('c');
    await Promise.all(all);
  });

  it('lets a background batch through when it waited too long, and only one in that time', async () => {
    const { clock, started, submit, end } = bench({ patienceMs: 100 });
    const names = ['i1', 'i2', 'i3', 'i4', 'i5'];
    void submit('i0', 'interactive');
    void submit('b1', 'background');
    void submit('b2', 'background');
    for (const name of names) void submit(name, 'interactive');
    clock.advance(99);
    await end('i0');
    assert.deepEqual(started, ['i0', 'i1'], 'not before its time');
    clock.advance(1);
    await end('i1');
    assert.deepEqual(started, ['i0', 'i1', 'b1']);
    clock.advance(99);
    await end('b1');
    await end('i2');
    assert.deepEqual(started, ['i0', 'i1', 'b1', 'i2', 'i3'], 'the next one waits its time again');
    clock.advance(1);
    await end('i3');
    assert.deepEqual(started.at(-1), 'b2');
  });

  it('never starts what was cancelled while it waited', async () => {
    const { started, submit, end, scheduler } = bench();
    const source = new CancelSource();
    const first = submit('a', 'interactive');
    const second = submit('b', 'interactive', source.signal);
    source.cancel();
    await assert.rejects(second, CancelledError);
    assert.equal(scheduler.load, 1);
    await end('a');
    await first;
    assert.deepEqual(started, ['a']);
    assert.equal(scheduler.load, 0);
  });

  it('answers a cancelled caller at once, and keeps the slot until the run ends', async () => {
    const { started, submit, end } = bench();
    const source = new CancelSource();
    const first = submit('a', 'interactive', source.signal);
    void submit('b', 'interactive');
    source.cancel();
    await assert.rejects(first, CancelledError);
    assert.deepEqual(started, ['a'], 'the encoder still works on a');
    await end('a');
    assert.deepEqual(started, ['a', 'b']);
  });

  it('rejects at once with a signal that has fired', async () => {
    const { started, submit } = bench();
    const source = new CancelSource();
    source.cancel();
    await assert.rejects(submit('a', 'interactive', source.signal), CancelledError);
    assert.deepEqual(started, []);
  });

  it('goes on after work that fails, be it by a throw or a rejection', async () => {
    const { scheduler } = bench();
    const failing = [
      () => Promise.reject(new Error('rejected')),
      () => {
        throw new Error('thrown');
      },
    ];
    for (const work of failing) await assert.rejects(scheduler.run('interactive', neverCancelled, work), Error);
    assert.equal(await scheduler.run('background', neverCancelled, () => Promise.resolve(5)), 5);
    assert.equal(scheduler.load, 0);
  });
});

describe('Scheduler.brake', () => {
  it('begins no background batch while it is held, and lets interactive ones through', async () => {
    const { started, submit, end, scheduler } = bench({ slots: 2 });
    void submit('b1', 'background');
    scheduler.brake.hold(true);
    void submit('b2', 'background');
    void submit('i1', 'interactive');
    assert.deepEqual(started, ['b1', 'i1']);
    await end('b1');
    await end('i1');
    const source = new CancelSource();
    const given = submit('b3', 'background', source.signal);
    source.cancel();
    await assert.rejects(given, CancelledError, 'who waits may give up');
    assert.deepEqual(started, ['b1', 'i1']);
    scheduler.brake.hold(false);
    assert.deepEqual(started, ['b1', 'i1', 'b2']);
  });

  it('rests so long after background batches that they keep their share', async () => {
    const { clock, started, submit, end, scheduler } = bench();
    scheduler.brake.setShare(0.25);
    void submit('b1', 'background');
    void submit('b2', 'background');
    clock.advance(100);
    await end('b1');
    void submit('i1', 'interactive');
    assert.deepEqual(started, ['b1', 'i1'], 'an interactive batch waits for no rest');
    await end('i1');
    clock.advance(299);
    assert.deepEqual(started, ['b1', 'i1']);
    clock.advance(1);
    assert.deepEqual(started, ['b1', 'i1', 'b2']);
    clock.advance(100);
    await end('b2');
    void submit('b3', 'background');
    assert.equal(started.length, 3);
    scheduler.brake.setShare(1);
    assert.deepEqual(started.slice(3), ['b3'], 'a larger share holds at once');
    for (const share of [0, -1, 1.1, NaN]) assert.throws(() => scheduler.brake.setShare(share), RangeError);
  });

  it('takes batches that run side by side for one stretch of time', async () => {
    const { clock, started, submit, end, scheduler } = bench({ slots: 2 });
    scheduler.brake.setShare(0.5);
    for (const name of ['b1', 'b2', 'b3']) void submit(name, 'background');
    clock.advance(100);
    await end('b1');
    await end('b2');
    clock.advance(99);
    assert.deepEqual(started, ['b1', 'b2']);
    clock.advance(1);
    assert.deepEqual(started, ['b1', 'b2', 'b3']);
  });
});

describe('Scheduler.newest', () => {
  const forever = (signal: { onCancel(listener: () => void): unknown }): Promise<string> =>
    new Promise((_, reject) => signal.onCancel(() => reject(new CancelledError())));

  it('cancels the older request with the same key and no other', async () => {
    const { scheduler } = bench();
    const old = scheduler.newest('caret', neverCancelled, forever);
    const source = new CancelSource();
    const other = scheduler.newest('other', source.signal, forever);
    const fresh = scheduler.newest('caret', neverCancelled, () => Promise.resolve('fresh'));
    await assert.rejects(old, CancelledError);
    assert.equal(await fresh, 'fresh');
    source.cancel();
    await assert.rejects(other, CancelledError, 'cancelled by its own caller');
  });

  it('forgets a key when its request is done', async () => {
    const { scheduler } = bench();
    assert.equal(await scheduler.newest('k', neverCancelled, () => Promise.resolve(1)), 1);
    assert.equal(await scheduler.newest('k', neverCancelled, () => Promise.resolve(2)), 2);
  });

  it('an old request that ends late does not take the key from the newer one', async () => {
    const { scheduler } = bench();
    let endOld = (): void => {};
    const old = scheduler.newest('k', neverCancelled, () => new Promise<void>((resolve) => (endOld = resolve)));
    const middle = scheduler.newest('k', neverCancelled, forever);
    endOld();
    await old;
    const last = scheduler.newest('k', neverCancelled, () => Promise.resolve('last'));
    await assert.rejects(middle, CancelledError, 'still known, so still cancelled');
    assert.equal(await last, 'last');
  });

  it('without a key hands on the signal of the caller', async () => {
    const { scheduler } = bench();
    await scheduler.newest(undefined, neverCancelled, (signal) => {
      assert.equal(signal, neverCancelled);
      return Promise.resolve();
    });
  });
});
