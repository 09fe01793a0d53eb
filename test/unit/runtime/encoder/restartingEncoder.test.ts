// Crashes, hangs, idle times and cancellation, with processes that are objects and a clock that the test moves.

import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { CancelledError, CancelSource, neverCancelled, type CancelSignal } from '../../../../src/core/cancel';
import type { Batch } from '../../../../src/core/types';
import { EngineError, type EngineErrorCode } from '../../../../src/engine/errors';
import type { EncoderInfo } from '../../../../src/engine/ports';
import type { RunningEncoder } from '../../../../src/runtime/encoder/remoteEncoder';
import {
  RestartingEncoder,
  type EncoderState,
  type RestartOptions,
} from '../../../../src/runtime/encoder/restartingEncoder';
import { FakeClock } from '../../../support/fakeClock';

const info: EncoderInfo = {
  id: 'fake@1',
  name: 'fake',
  hash: '1',
  modelType: 'bert',
  numLayers: 1,
  numHeads: 1,
  hiddenSize: 1,
  vocabSize: 10,
  maxTokens: 16,
  device: 'cpu',
  dtype: 'fp32',
  hasMlm: true,
  hasNsp: true,
  hasAttention: true,
  languages: [],
};
const crash = (reason = 'signal SIGKILL'): EngineError => new EngineError('encoderCrashed', { reason });
const batchOf = (value: number): Batch => {
  const one = Int32Array.of(value);
  return { batch: 1, length: 1, inputIds: one, attentionMask: one, tokenTypeIds: one };
};

/** Answers next-sentence requests with the batch's id, when and how the test says. */
class FakeProcess implements RunningEncoder {
  head = () => Promise.reject(new Error('no head'));
  readonly info: EncoderInfo;
  disposed = false;
  #end: () => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(
    readonly answer: (id: number) => Promise<number>,
    device: EncoderInfo['device'] = 'cpu',
  ) {
    this.info = { ...info, device };
  }

  async nextSentence(batch: Batch): Promise<Float32Array> {
    const ended = new Promise<never>((_, reject) => (this.#reject = reject));
    return Float32Array.of(await Promise.race([this.answer(batch.inputIds[0]), ended]));
  }

  /** The process ends by itself. */
  die(): void {
    this.#reject(crash());
    this.#end();
  }

  mlm = (): Promise<never> => Promise.reject(new Error('unused'));
  embed = this.mlm;
  attention = this.mlm;
  memoryBytes = (): Promise<number> => Promise.resolve(42);
  onEnd(listener: () => void): void {
    this.#end = listener;
  }
  dispose(): Promise<void> {
    this.disposed = true;
    this.#reject(crash('it was shut down'));
    return Promise.resolve();
  }
}

interface Bench {
  readonly clock: FakeClock;
  readonly processes: FakeProcess[];
  readonly states: EncoderState[];
  readonly encoder: RestartingEncoder;
  ask(id: number, signal?: CancelSignal): Promise<number>;
}

async function bench(
  make: (nth: number) => FakeProcess | Promise<FakeProcess>,
  options: Partial<RestartOptions> = {},
): Promise<Bench> {
  const clock = new FakeClock();
  const processes: FakeProcess[] = [];
  const states: EncoderState[] = [];
  let started = 0;
  const encoder = await RestartingEncoder.open(
    {
      clock,
      start: async () => {
        const made = await make(started++);
        processes.push(made);
        return made;
      },
      onState: (state) => states.at(-1) !== state && states.push(state),
      ...options,
    },
    neverCancelled,
  );
  const ask = async (id: number, signal = neverCancelled): Promise<number> =>
    (await encoder.nextSentence(batchOf(id), signal))[0];
  return { clock, processes, states, encoder, ask };
}

const echo = (id: number): Promise<number> => Promise.resolve(id);
const never = (): Promise<number> => new Promise(() => {});
const fails = (code: EngineErrorCode) => (error: unknown) => error instanceof EngineError && error.code === code;
/** Lets everything that is ready run. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await setImmediate();
};

describe('RestartingEncoder', () => {
  it('answers in order, one at a time', async () => {
    let running = 0;
    let most = 0;
    const { ask, states } = await bench(
      () =>
        new FakeProcess(async (id) => {
          most = Math.max(most, ++running);
          await setImmediate();
          running--;
          return id;
        }),
    );
    assert.deepEqual(await Promise.all([1, 2, 3].map((id) => ask(id))), [1, 2, 3]);
    assert.equal(most, 1);
    assert.deepEqual(states, ['loading', 'ready', 'busy', 'ready']);
  });

  it('tries a request once more when its process ends', async () => {
    const { ask, processes, states } = await bench((nth) => new FakeProcess(nth === 0 ? never : echo));
    const answers = Promise.all([ask(1), ask(2)]);
    await settle();
    processes[0].die();
    assert.deepEqual(await answers, [1, 2]);
    assert.equal(processes.length, 2);
    assert.ok(states.includes('restarting'));
  });

  it('rejects a request that ends two processes, and serves the others', async () => {
    const poison = (id: number): Promise<number> => (id === 13 ? Promise.reject(crash()) : echo(id));
    const { ask, clock, processes } = await bench(() => new FakeProcess(poison));
    const bad = ask(13);
    const good = ask(2);
    await assert.rejects(bad, fails('encoderCrashed'));
    await settle();
    clock.advance(250);
    assert.equal(await good, 2);
    assert.equal(processes.length, 3);
    assert.equal(await ask(3), 3);
    assert.equal(processes.length, 3);
  });

  it('does not seem to restart when it gave a request up: it failed, until the next one is answered', async () => {
    const poison = (id: number): Promise<number> => (id === 13 ? Promise.reject(crash()) : echo(id));
    const { ask, clock, states } = await bench(() => new FakeProcess(poison));
    await assert.rejects(ask(13), fails('encoderCrashed'));
    await settle();
    assert.deepEqual(states.slice(-2), ['restarting', 'failed']);
    const next = ask(1);
    await settle();
    assert.equal(states.at(-1), 'restarting');
    clock.advance(250);
    assert.equal(await next, 1);
    await settle();
    assert.equal(states.at(-1), 'ready');
  });

  it('waits longer after each crash, and not at all after an answer', async () => {
    const { ask, clock, processes } = await bench(
      () => new FakeProcess((id) => (id === 13 ? Promise.reject(crash()) : echo(id))),
    );
    const startsAfter = async (waitMs: number): Promise<number> => {
      clock.advance(waitMs);
      await settle();
      return processes.length;
    };
    const first = ask(13);
    await assert.rejects(first, fails('encoderCrashed'));
    const second = assert.rejects(ask(13), fails('encoderCrashed'));
    await settle();
    assert.equal(await startsAfter(249), 2);
    assert.equal(await startsAfter(1), 3);
    assert.equal(await startsAfter(499), 3);
    assert.equal(await startsAfter(1), 4);
    await second;
    const third = ask(1);
    await settle();
    clock.advance(1000);
    assert.equal(await third, 1);
    await assert.rejects(ask(13), fails('encoderCrashed'));
  });

  it('passes on the errors of a sound process and keeps it', async () => {
    const wrong = new EngineError('outputMissing');
    const { ask, processes } = await bench(
      () => new FakeProcess((id) => (id === 1 ? Promise.reject(wrong) : echo(id))),
    );
    await assert.rejects(ask(1), wrong);
    assert.equal(await ask(2), 2);
    assert.equal(processes.length, 1);
  });

  it('rejects what waits when it cannot start again, and tries again for the next', async () => {
    const gone = new EngineError('modelNotFound');
    let there = true;
    const { ask, processes, states } = await bench((nth) => {
      if (!there) throw gone;
      return new FakeProcess(nth ? echo : never);
    });
    there = false;
    const answers = [ask(1), ask(2)].map((answer) => assert.rejects(answer, gone));
    await settle();
    processes[0].die();
    await Promise.all(answers);
    assert.equal(states.at(-1), 'failed');
    there = true;
    assert.equal(await ask(3), 3);
  });

  it('rejects at once when it cannot be opened', async () => {
    const damaged = new EngineError('modelCorrupt');
    await assert.rejects(
      bench(() => Promise.reject(damaged)),
      damaged,
    );
  });

  it('unloads after the idle time, and loads again when asked', async () => {
    const { ask, clock, encoder, processes, states } = await bench(() => new FakeProcess(echo), { idleMs: 1000 });
    assert.equal(await ask(1), 1);
    clock.advance(999);
    assert.equal(await encoder.memoryBytes(), 42);
    assert.equal(await ask(2), 2);
    await settle();
    clock.advance(999);
    assert.equal(processes[0].disposed, false, 'the second request began the time anew');
    clock.advance(1);
    assert.equal(processes[0].disposed, true);
    assert.equal(states.at(-1), 'unloaded');
    assert.equal(await encoder.memoryBytes(), 0);
    assert.equal(await ask(3), 3);
    assert.equal(processes.length, 2);
  });

  it('does not unload in the middle of a long run', async () => {
    let answer: (id: number) => void = () => {};
    const { ask, clock, processes } = await bench(
      () => new FakeProcess(() => new Promise((resolve) => (answer = resolve))),
      { idleMs: 1000 },
    );
    const pending = ask(1);
    await settle();
    clock.advance(5000);
    answer(7);
    assert.equal(await pending, 7);
    assert.equal(processes[0].disposed, false);
  });

  it('notices a process that ended while nothing was asked', async () => {
    const { ask, processes, states } = await bench(() => new FakeProcess(echo));
    processes[0].die();
    assert.equal(states.at(-1), 'unloaded');
    assert.equal(await ask(1), 1);
    assert.equal(processes.length, 2);
  });

  it('ends a process that hangs, and says so when it hangs again', async () => {
    const { ask, clock, processes } = await bench(() => new FakeProcess(never), { stallMs: 1000 });
    const pending = assert.rejects(ask(1), /no answer for 1000 ms/);
    await settle();
    clock.advance(1000);
    await settle();
    clock.advance(1000);
    await pending;
    assert.deepEqual(
      processes.map((each) => each.disposed),
      [true, true],
    );
  });

  it('ends a start that hangs', async () => {
    const clock = new FakeClock();
    const start = (signal: CancelSignal): Promise<RunningEncoder> =>
      new Promise((_, reject) => signal.onCancel(() => reject(new CancelledError())));
    const opening = assert.rejects(
      RestartingEncoder.open({ clock, start, stallMs: 1000 }, neverCancelled),
      fails('encoderCrashed'),
    );
    clock.advance(1000);
    await opening;
  });

  it('rejects a cancelled request at once, and keeps its place taken until the process is free', async () => {
    const seen: number[] = [];
    let answer: (id: number) => void = () => {};
    const { ask } = await bench(
      () =>
        new FakeProcess((id) => {
          seen.push(id);
          return new Promise((resolve) => (answer = resolve));
        }),
    );
    const [first, second] = [new CancelSource(), new CancelSource()];
    const [one, two, three] = [ask(1, first.signal), ask(2, second.signal), ask(3)];
    await settle();
    first.cancel();
    second.cancel();
    await assert.rejects(one, CancelledError);
    await assert.rejects(two, CancelledError);
    assert.deepEqual(seen, [1]);
    answer(1);
    await settle();
    assert.deepEqual(seen, [1, 3], 'the request that was cancelled while it waited never ran');
    answer(3);
    assert.equal(await three, 3);
    await assert.rejects(ask(4, first.signal), CancelledError);
  });

  it('takes a simpler device when the present one is lost in a run', async () => {
    const devices: EncoderInfo['device'][] = ['webgpu', 'cpu'];
    const lost = (): Promise<number> => Promise.reject(new EngineError('deviceUnavailable', { reason: 'lost' }));
    const demoted: unknown[] = [];
    const { ask, encoder } = await bench((nth) => new FakeProcess(nth === 0 ? lost : echo, devices[nth]), {
      demote: (error, during) => {
        demoted.push([error.code, during]);
        return true;
      },
    });
    assert.equal(encoder.info.device, 'webgpu');
    assert.equal(await ask(5), 5);
    assert.equal(encoder.info.device, 'cpu');
    assert.deepEqual(demoted, [['deviceUnavailable', { starting: false, hung: false, device: 'webgpu' }]]);
  });

  it('loses no request where the first process crashes and the device is lost at the second try', async () => {
    const ends = [crash('exit code 1'), new EngineError('deviceUnavailable', { reason: 'lost' })];
    const { ask, processes } = await bench(
      (nth) => new FakeProcess(nth < 2 ? () => Promise.reject(ends[nth]) : echo, nth < 2 ? 'webgpu' : 'cpu'),
      { demote: ({ code }) => code === 'deviceUnavailable' },
    );
    assert.equal(await ask(5), 5);
    assert.equal(processes.length, 3);
  });

  it('starts on a simpler device when the first brings its process down', async () => {
    let simple = false;
    const { encoder, ask } = await bench(
      () => {
        if (!simple) throw crash('signal SIGSEGV');
        return new FakeProcess(echo, 'wasm');
      },
      { demote: (_, { starting }) => (simple = starting) },
    );
    assert.equal(encoder.info.device, 'wasm');
    assert.equal(await ask(1), 1);
  });

  it('rejects what waits when it is disposed, twice without harm', async () => {
    const { ask, encoder, processes } = await bench(() => new FakeProcess(never));
    let told = 0;
    encoder.onDispose(() => told++);
    const answers = [ask(1), ask(2)].map((answer) => assert.rejects(answer, /shut down/));
    await settle();
    await encoder.dispose();
    await encoder.dispose();
    await Promise.all(answers);
    assert.equal(processes[0].disposed, true);
    assert.equal(told, 1);
    await assert.rejects(ask(3), fails('encoderCrashed'));
    assert.equal(processes.length, 1);
  });

  it('ends a process whose start came through all the same while it is disposed', async () => {
    let come = (_process: FakeProcess): void => {};
    const late = new FakeProcess(echo);
    const { ask, encoder, processes } = await bench((nth) =>
      nth === 0 ? new FakeProcess(echo) : new Promise((resolve) => (come = resolve)),
    );
    processes[0].die();
    const answer = assert.rejects(ask(1), /shut down/);
    await settle();
    const gone = encoder.dispose();
    come(late);
    await Promise.all([answer, gone]);
    assert.equal(late.disposed, true);
  });

  it('is disposed in the middle of a back-off and of a start', async () => {
    const clock = new FakeClock();
    let started = 0;
    let cancelled = 0;
    const encoder = await RestartingEncoder.open(
      {
        clock,
        start: (signal) => {
          if (started++ === 0) return Promise.resolve(new FakeProcess(() => Promise.reject(crash())));
          return new Promise((_, reject) => {
            signal.onCancel(() => {
              cancelled++;
              reject(new CancelledError());
            });
          });
        },
      },
      neverCancelled,
    );
    const pending = assert.rejects(encoder.nextSentence(batchOf(1), neverCancelled), /shut down/);
    await settle();
    assert.equal(started, 2);
    await encoder.dispose();
    await pending;
    assert.equal(cancelled, 1);
  });
});
