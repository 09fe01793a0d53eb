import assert from 'node:assert/strict';
import { Channel, ChannelError, type Port } from '../../../src/protocol/channel';

type Sums = { add: { params: { a: number; b: number }; result: number } };
type Nothing = Record<never, never>;

/** Two ports joined; messages arrive in a later turn, as between processes. */
function pair(): [Port, Port] {
  const listeners: [Set<(m: unknown) => void>, Set<(m: unknown) => void>] = [new Set(), new Set()];
  const port = (mine: 0 | 1): Port => ({
    post: (message) => setImmediate(() => listeners[1 - mine].forEach((l) => l(structuredClone(message)))),
    listen: (listener) => {
      listeners[mine].add(listener);
      return () => listeners[mine].delete(listener);
    },
  });
  return [port(0), port(1)];
}

const describeError = (error: unknown) => (error instanceof Error ? error.message : String(error));

function joined(add: (params: { a: number; b: number }) => number | Promise<number>) {
  const [left, right] = pair();
  const asker = new Channel<Sums, { note: string }, Nothing, Nothing>(left, {}, {}, describeError);
  const notes: string[] = [];
  const answerer = new Channel<Nothing, Nothing, Sums, { note: string }>(
    right,
    { add },
    { note: (text) => notes.push(text) },
    describeError,
  );
  return { asker, answerer, notes, right };
}

describe('channel', () => {
  it('answers requests, in whatever order they end', async () => {
    const { asker } = joined(async ({ a, b }) => {
      await new Promise((resolve) => setTimeout(resolve, a === 1 ? 20 : 1));
      return a + b;
    });
    assert.deepEqual(
      await Promise.all([asker.request('add', { a: 1, b: 2 }), asker.request('add', { a: 3, b: 4 })]),
      [3, 7],
    );
  });

  it('hands the other side’s failure over as a sentence', async () => {
    const { asker } = joined(() => {
      throw new Error('no sum today');
    });
    await assert.rejects(
      asker.request('add', { a: 1, b: 2 }),
      (error) => error instanceof ChannelError && error.message === 'no sum today',
    );
  });

  it('rejects what is pending when it closes, and what comes later', async () => {
    const { asker } = joined(() => new Promise<number>(() => {}));
    const waiting = asker.request('add', { a: 1, b: 2 });
    asker.close();
    await assert.rejects(waiting, ChannelError);
    await assert.rejects(asker.request('add', { a: 1, b: 2 }), ChannelError);
  });

  it('notifies, and passes over what is no frame', async () => {
    const { asker, notes, right } = joined(() => 0);
    for (const junk of [null, 7, 'x', {}, { kind: 'request' }, { kind: 'answer', name: 'add', id: 99, body: 1 }])
      right.post(junk);
    asker.notify('note', 'hello');
    assert.equal(await asker.request('add', { a: 0, b: 0 }), 0);
    assert.deepEqual(notes, ['hello']);
  });

  for (const name of ['toString', 'constructor', '__proto__', 'hasOwnProperty']) {
    it(`knows no ${name}, which every object inherits`, async () => {
      const { asker, notes, right } = joined(() => 0);
      const anything = asker as unknown as Channel<
        Record<string, { params: unknown; result: unknown }>,
        Nothing,
        Nothing,
        Nothing
      >;
      await assert.rejects(anything.request(name, { a: 1, b: 1 }), { message: `no handler for ${name}` });
      right.post({ kind: 'notify', name, id: 0, body: 'x' });
      assert.equal(await asker.request('add', { a: 0, b: 0 }), 0);
      assert.deepEqual(notes, []);
    });
  }

  it('says so when nobody handles a request', async () => {
    const [left, right] = pair();
    const asker = new Channel<Sums, Nothing, Nothing, Nothing>(left, {}, {}, describeError);
    new Channel<Nothing, Nothing, Sums, Nothing>(right, {}, {}, describeError);
    await assert.rejects(asker.request('add', { a: 1, b: 1 }), /no handler for add/);
  });
});
