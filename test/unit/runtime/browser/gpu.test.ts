// A GPU that fails in a run, as the engine sees it.

import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { EngineError } from '../../../../src/engine/errors';
import { onDevice, watchDevice } from '../../../../src/runtime/browser/gpu';
import type { GraphSession } from '../../../../src/runtime/encoder/graphSession';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const never = new Promise<never>(() => {});
const session = (run: () => Promise<never>): GraphSession => ({ run, release: () => Promise.resolve() });
const lostBecause = (reason: string) => (error: unknown) =>
  error instanceof EngineError && error.code === 'deviceUnavailable' && error.details.reason === reason;

describe('a session on a GPU', () => {
  it('ends a run that never answers when the device is lost', async () => {
    const gpu = onDevice(
      session(() => never),
      Promise.resolve('the driver was reset'),
    );
    await assert.rejects(gpu.run({}, []), lostBecause('the driver was reset'));
  });

  it('blames the device when memory runs out', async () => {
    const full = new RangeError('createBuffer failed: out of memory');
    const gpu = onDevice(
      session(() => Promise.reject(full)),
      never,
    );
    await assert.rejects(gpu.run({}, []), lostBecause(full.message));
  });

  it('keeps nothing of the runs that went well', async () => {
    let last: WeakRef<object> | undefined;
    const run: GraphSession['run'] = () => {
      const outputs = {};
      last = new WeakRef(outputs);
      return Promise.resolve(outputs);
    };
    const gpu = onDevice({ run, release: () => Promise.resolve() }, never);
    await gpu.run({}, []);
    await new Promise((resolve) => setTimeout(resolve, 1));
    collect();
    assert.equal(last?.deref(), undefined);
    await assert.doesNotReject(gpu.run({}, []));
  });

  it('leaves the engine its own errors', async () => {
    const own = new EngineError('modelUnsupported', { reason: 'an output of another type' });
    const gpu = onDevice(
      session(() => Promise.reject(own)),
      never,
    );
    await assert.rejects(gpu.run({}, []), own);
  });
});

describe('watchDevice', () => {
  it('tells why the device was lost', async () => {
    const device = { lost: Promise.resolve({ message: 'destroyed' }) };
    const { lost } = await watchDevice({ webgpu: { device: Promise.resolve(device) } });
    assert.equal(await lost, 'destroyed');
  });

  it('tells of an error that the runtime did not wait for', async () => {
    const device = Object.assign(new EventTarget(), { lost: never });
    const { lost } = await watchDevice({ webgpu: { device } });
    const error = { message: 'Not enough memory left' };
    device.dispatchEvent(Object.assign(new Event('uncapturederror'), { error }));
    assert.equal(await lost, 'Not enough memory left');
  });

  it('does without a runtime that does not show its device', async () => {
    const { lost } = await watchDevice({});
    const first = await Promise.race([lost, Promise.resolve('nothing')]);
    assert.equal(first, 'nothing');
  });
});
