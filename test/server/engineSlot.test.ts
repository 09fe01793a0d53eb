// The life of the encoder as a client sees it: loaded once and late, told of, let go when idle or when the settings choose
// another, tried again after a failure.

import assert from 'node:assert/strict';
import { EngineError } from '../../src/engine/errors';
import type { StatusResult } from '../../src/protocol/requests';
import { eventually, failure, settled, TestClient } from './support/client';
import { fakeInfo, FakeRuntime } from './support/fakeRuntime';

const minuteMs = 60_000;

describe('server encoder', () => {
  let runtime: FakeRuntime;
  let client: TestClient;
  const states = (): string[] => client.states.map(({ state }) => state);
  const inspect = (): Promise<unknown> => client.request('semanticText/inspect', { text: 'word' });
  /** A loaded engine that was asked and does not answer yet; `old`: what it will answer. */
  const atWork = async (): Promise<{ readonly old: Promise<unknown> }> => {
    await client.request('semanticText/warmUp');
    runtime.engine.hold = true;
    const old = inspect();
    await eventually(() => runtime.engine.count('inspect') === 1, 'the engine was asked');
    return { old };
  };
  const start = async (settings: Record<string, unknown> = {}, options = {}): Promise<void> => {
    client = await TestClient.start(runtime, { settings: { semanticText: settings }, ...options });
  };
  beforeEach(() => (runtime = new FakeRuntime()));
  afterEach(() => client.stop());

  it('is loaded once by requests that come together, and told of as it happens', async () => {
    await start();
    runtime.engine.hold = true;
    const answers = Promise.all([inspect(), inspect(), client.request('semanticText/warmUp')]);
    await eventually(() => states().includes('loading'), 'loading is told');
    assert.equal((await client.request<StatusResult>('semanticText/status')).state, 'loading');
    runtime.engine.release();
    await answers;
    assert.equal(runtime.engine.loads, 1);
    await eventually(() => states().length === 2, 'the state after loading');
    assert.deepEqual([states()[0], ['busy', 'ready'].includes(states()[1])], ['loading', true]);
    assert.equal(client.states[1].encoder?.id, fakeInfo.id);
  });

  it('a request that is cancelled while the encoder loads waits no longer; the load goes on', async () => {
    await start();
    runtime.engine.hold = true;
    const { CancellationTokenSource } = await import('vscode-languageserver/node');
    const source = new CancellationTokenSource();
    const answer = failure(client.connection.sendRequest('semanticText/inspect', { text: 'word' }, source.token));
    await eventually(() => states().includes('loading'), 'loading is told');
    source.cancel();
    assert.equal((await answer).code, -32800);
    runtime.engine.release();
    await inspect();
    assert.deepEqual([runtime.engine.loads, runtime.engine.count('inspect')], [1, 1]);
  });

  it('short work is not told, long work is', async () => {
    await start();
    await client.request('semanticText/warmUp');
    await settled(client);
    runtime.clock.advance(200);
    await settled(client);
    const before = states().length;
    await inspect();
    await inspect();
    await settled(client);
    runtime.clock.advance(200);
    await settled(client);
    assert.equal(states().length, before);
    runtime.engine.hold = true;
    const answer = inspect();
    await eventually(() => runtime.engine.count('inspect') === 3, 'the engine was asked');
    runtime.clock.advance(200);
    await eventually(() => states().at(-1) === 'busy', 'busy is told');
    runtime.engine.release();
    await answer;
    await settled(client);
    runtime.clock.advance(200);
    await eventually(() => states().at(-1) === 'ready', 'ready is told');
  });

  it('a failed load is told with its reason, and the next request tries again', async () => {
    await start();
    runtime.engine.failLoad = new EngineError('modelCorrupt', { subject: 'model.onnx' });
    const data = { code: 'modelCorrupt', subject: 'model.onnx' };
    assert.deepEqual((await failure(inspect())).data, data);
    await eventually(() => states().at(-1) === 'failed', 'failed is told');
    assert.deepEqual(client.states.at(-1)?.reason, data);
    runtime.engine.failLoad = undefined;
    await inspect();
    assert.equal((await client.request<StatusResult>('semanticText/status')).reason, undefined);
  });

  for (const [minutes, letGo] of [
    [15, true],
    [1, true],
    [0, false],
  ] as const) {
    it(`idle for ${minutes} minutes: ${letGo ? 'let go, and loaded again when needed' : 'kept'}`, async () => {
      await start({ model: { idleUnloadMinutes: minutes } });
      await inspect();
      await settled(client);
      runtime.clock.advance(minutes * minuteMs - 1);
      assert.equal(runtime.engine.disposals, 0);
      runtime.clock.advance(letGo ? 1 : 1000 * minuteMs);
      assert.equal(runtime.engine.disposals, letGo ? 1 : 0);
      await settled(client);
      assert.equal(states().at(-1) === 'unloaded', letGo);
      await inspect();
      assert.equal(runtime.engine.loads, letGo ? 2 : 1);
    });
  }

  it('is not let go while it works, nor soon after', async () => {
    await start({ model: { idleUnloadMinutes: 1 } });
    await inspect();
    runtime.engine.hold = true;
    const answer = inspect();
    await eventually(() => runtime.engine.count('inspect') === 2, 'the engine was asked');
    runtime.clock.advance(5 * minuteMs);
    runtime.engine.release();
    await answer;
    runtime.clock.advance(minuteMs / 2);
    assert.equal(runtime.engine.disposals, 0);
  });

  it('is opened as the settings say, in the storage folder of the client', async () => {
    const settings = { model: { path: '/m', id: 'a/b' }, device: 'cpu' };
    await start(settings, { initializationOptions: { storageFolder: '/s' } });
    await inspect();
    assert.deepEqual(runtime.opened, [{ folder: '/m', id: 'a/b', device: 'cpu', storageFolder: '/s' }]);
  });

  it('gives way to another choice, after what runs has ended', async () => {
    await start();
    const { old } = await atWork();
    await client.changeSettings({ semanticText: { model: { path: '/other' } } });
    await settled(client);
    assert.equal(runtime.engine.disposals, 0);
    runtime.engine.release();
    await old;
    await settled(client);
    assert.equal(runtime.engine.disposals, 1);
    await inspect();
    assert.deepEqual(
      runtime.opened.map(({ folder }) => folder),
      ['', '/other'],
    );
  });

  it('is let go when idle, also where one that gave way to it ended meanwhile', async () => {
    await start({ model: { idleUnloadMinutes: 1 } });
    const { old } = await atWork();
    await client.changeSettings({ semanticText: { model: { path: '/other', idleUnloadMinutes: 1 } } });
    await settled(client);
    runtime.engine.hold = false;
    await client.request('semanticText/warmUp');
    runtime.engine.release();
    await old;
    await settled(client);
    assert.equal(runtime.engine.disposals, 1);
    runtime.clock.advance(minuteMs);
    await settled(client);
    assert.equal(runtime.engine.disposals, 2);
  });

  it('a restart ends those too that gave way but still work', async () => {
    await start();
    const { old } = await atWork();
    await client.changeSettings({ semanticText: { model: { path: '/other' } } });
    await settled(client);
    await client.request('semanticText/restart');
    assert.equal(runtime.engine.disposals, 1);
    runtime.engine.release();
    await old;
    await settled(client);
    assert.equal(runtime.engine.disposals, 1);
  });

  it('stays when other settings change', async () => {
    await start();
    await inspect();
    await client.changeSettings({ semanticText: { suggest: { count: 20 } } });
    await settled(client);
    await inspect();
    assert.deepEqual([runtime.opened.length, runtime.engine.disposals], [1, 0]);
  });

  it('tells of a restart and of another device', async () => {
    await start();
    await inspect();
    await settled(client);
    runtime.events?.restarting();
    await eventually(() => states().at(-1) === 'restarting', 'restarting is told');
    const reason = { code: 'deviceUnavailable', subject: 'webgpu', reason: 'no adapter' };
    runtime.events?.degraded(reason);
    runtime.events?.restarted();
    await eventually(() => states().at(-1) === 'ready', 'ready is told');
    assert.deepEqual((await client.request<StatusResult>('semanticText/status')).reason, reason);
  });

  it('tells of a restart that failed, until one succeeds', async () => {
    await start();
    await inspect();
    await settled(client);
    const reason = { code: 'modelNotFound', subject: '/models/gone' };
    runtime.events?.restarting();
    runtime.events?.failed?.(reason);
    await eventually(() => states().at(-1) === 'failed', 'the failure is told');
    assert.deepEqual((await client.request<StatusResult>('semanticText/status')).reason, reason);
    runtime.events?.restarted();
    await eventually(() => states().at(-1) === 'ready', 'ready is told');
    assert.equal((await client.request<StatusResult>('semanticText/status')).reason, undefined);
  });

  it('ends with shutdown, once', async () => {
    await start();
    await inspect();
    await client.request('shutdown');
    assert.equal(runtime.engine.disposals, 1);
    assert.equal((await failure(inspect())).code, -32800);
    assert.equal(runtime.opened.length, 1);
  });

  describe('settings', () => {
    it('of a client that cannot be asked: from its options, then as it pushes them', async () => {
      const settings = { model: { path: '/first' } };
      client = await TestClient.start(runtime, { configuration: false, initializationOptions: { settings } });
      await inspect();
      await client.changeSettings({ semanticText: { model: { path: '/second' } } });
      await settled(client);
      await inspect();
      assert.deepEqual(
        runtime.opened.map(({ folder }) => folder),
        ['/first', '/second'],
      );
    });

    it('of a client that refuses to answer: the defaults', async () => {
      client = await TestClient.start(runtime);
      client.connection.onRequest('workspace/configuration', () => Promise.reject(new Error('no')));
      await inspect();
      assert.deepEqual(runtime.opened, [{ folder: '', id: '', device: 'auto', storageFolder: undefined }]);
    });

    it('of a client that answers only the second time: the defaults, then its own', async () => {
      client = await TestClient.start(runtime);
      let asked = 0;
      client.connection.onRequest('workspace/configuration', () => {
        if (asked++ === 0) throw new Error('not yet');
        return [{ model: { path: '/own' } }];
      });
      await inspect();
      await inspect();
      assert.deepEqual(
        runtime.opened.map(({ folder }) => folder),
        ['', '/own'],
      );
    });
  });
});
