// A GPU that fails in the middle of its work: each way, from the session to the answer. The work goes on without it, no request
// is lost, and it is said once.

import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { neverCancelled } from '../../../../src/core/cancel';
import type { FloatTensor, GraphSession } from '../../../../src/runtime/encoder/graphSession';
import type { GraphLayout } from '../../../../src/runtime/encoder/layout';
import {
  parseToEncoder,
  type Device,
  type FromEncoder,
  type WantedDevice,
} from '../../../../src/runtime/encoder/messages';
import { RemoteEncoder } from '../../../../src/runtime/encoder/remoteEncoder';
import type { ProbeMemory } from '../../../../src/runtime/encoder/probe';
import { EncoderService } from '../../../../src/runtime/encoder/service';
import { openEncoder } from '../../../../src/runtime/model/loading';
import { FakeClock } from '../../../support/fakeClock';
import { plainLayout } from '../../../support/plainLayout';

const hidden = 4;
const layout: GraphLayout = {
  ...plainLayout,
  lastHiddenState: 'states',
};
const facts = {
  ...{ id: 'fake@1', name: 'fake', hash: '1', modelType: 'bert', maxTokens: 16, languages: [], vocabSize: 30 },
  ...{ numLayers: 1, numHeads: 1, hiddenSize: hidden, lowercases: true },
};
const ids = Int32Array.of(2, 7, 9, 3);
const batch = { batch: 1, length: 4, inputIds: ids, attentionMask: ids.map(() => 1), tokenTypeIds: ids.map(() => 0) };
const request = { batch, layers: 'last', pooling: 'mean' } as const;

type Run = GraphSession['run'];
const sound: Run = (feeds, fetches) => {
  const { dims } = feeds.input_ids;
  const tokens = dims[0] * dims[1];
  const data = Float32Array.from({ length: tokens * hidden }, (_, i) => Math.sin(i + 1));
  const tensor: FloatTensor = { dims: [...dims, hidden], data };
  return Promise.resolve(Object.fromEntries(fetches.map((name) => [name, tensor])));
};
const answering =
  (value: (i: number) => number): Run =>
  async (feeds, fetches) => {
    const out = await sound(feeds, fetches);
    return Object.fromEntries(
      fetches.map((name) => [name, { ...out[name], data: out[name].data.map((_, i) => value(i)) }]),
    );
  };

/** An encoder whose GPU is sound until `fail` says how its runs go from then on. */
async function openOnGpu({ wanted = 'webgpu', gpu = sound }: { wanted?: WantedDevice; gpu?: Run } = {}) {
  const clock = new FakeClock();
  const notices: string[] = [];
  const opened: Device[] = [];
  let now = 0;
  let crash = (): void => {};
  let isHanging = false;
  const remembered: (readonly [string | undefined, number])[] = [];
  const probeMemory = (): ProbeMemory => ({
    recall: () => Promise.resolve(undefined),
    remember: ({ reason }, days) => Promise.resolve(void remembered.push([reason, days])),
  });
  const encoder = await openEncoder(
    {
      ...{ clock, device: wanted, stallMs: 1000, isDeviceFault: () => false },
      onNotice: ({ reason }) => notices.push(reason),
      start: (on, signal) =>
        RemoteEncoder.open(
          (events) => {
            crash = () => events.ended('exit code 1');
            const service = new EncoderService(
              {
                prepare: () => Promise.resolve({ bytes: new Uint8Array(), layout, notices: [] }),
                open: (_graph, _request, on) => {
                  opened.push(on);
                  const run: Run = (feeds, fetches) => {
                    if (on === 'webgpu') return gpu(feeds, fetches);
                    // The processor is slower.
                    now += 10;
                    return sound(feeds, fetches);
                  };
                  return Promise.resolve({ run, release: () => Promise.resolve() });
                },
                memoryBytes: () => 0,
                now: () => now++,
                probeMemory,
              },
              (message: FromEncoder) => void (isHanging || events.message(message)),
            );
            return {
              send: (message) => void (parseToEncoder(message), service.receive(message)),
              end: () => {
                isHanging = false;
                return Promise.resolve();
              },
            };
          },
          facts,
          { model: 'm', sha256: '1', keep: 'all', headMask: false, threads: 1, ...on },
          signal,
        ),
    },
    neverCancelled,
  );
  return {
    ...{ clock, encoder, notices, opened, remembered },
    crash: () => crash(),
    fail: (run: Run) => void (gpu = run),
    hang: () => {
      isHanging = true;
      gpu = () => new Promise(() => {});
    },
  };
}

type Opened = Awaited<ReturnType<typeof openOnGpu>>;

describe('work on a GPU', () => {
  const failures: readonly { readonly name: string; readonly run: Run; readonly reason: RegExp }[] = [
    {
      name: 'is lost',
      run: () => Promise.reject(new Error('Device was lost')),
      reason: /^webgpu: Device was lost$/,
    },
    {
      name: 'has no memory left',
      run: () => Promise.reject(new Error('Failed to allocate 800 MB: out of memory')),
      reason: /^webgpu: .*out of memory$/,
    },
    {
      name: 'answers with what is no number',
      run: answering((i) => (i === 5 ? NaN : 1)),
      reason: /^webgpu: it answered with values that are no numbers$/,
    },
    {
      name: 'answers with memory that nobody wrote',
      run: answering(() => 0),
      reason: /^webgpu: it answered with zeros only$/,
    },
  ];
  for (const { name, run, reason } of failures) {
    it(`goes on without it when it ${name}`, async () => {
      const { encoder, notices, fail } = await openOnGpu();
      assert.equal(encoder.info.device, 'webgpu');
      const expected = await encoder.embed(request, neverCancelled);
      fail(run);
      const answers = await Promise.all([1, 2, 3].map(() => encoder.embed(request, neverCancelled)));
      for (const { values } of answers) assert.deepEqual(values, expected.values);
      assert.equal(encoder.info.device, 'cpu');
      assert.equal(notices.length, 1, notices.join());
      assert.match(notices[0], reason);
      await encoder.dispose();
    });
  }

  it('goes on without it when it never answers', async () => {
    const { clock, encoder, notices, hang } = await openOnGpu();
    const expected = await encoder.embed(request, neverCancelled);
    hang();
    const answer = encoder.embed(request, neverCancelled);
    for (let n = 0; n < 20; n++) await setImmediate();
    clock.advance(1000);
    assert.deepEqual((await answer).values, expected.values);
    assert.equal(encoder.info.device, 'cpu');
    assert.deepEqual(notices, ['webgpu: no answer for 1000 ms']);
    await encoder.dispose();
  });

  for (const [how, fail] of [
    ['lost', ({ fail }) => fail(() => Promise.reject(new Error('Device was lost')))],
    ['never answering', ({ hang }) => hang()],
  ] as const satisfies readonly (readonly [string, (opened: Opened) => void])[]) {
    it(`is not begun on a GPU that auto chose and that ended ${how}, for a day`, async () => {
      const opened = await openOnGpu({ wanted: 'auto' });
      const { clock, encoder, notices, remembered } = opened;
      assert.equal(encoder.info.device, 'webgpu');
      assert.deepEqual(remembered, [[undefined, 30]], 'it passed');
      fail(opened);
      const answer = encoder.embed(request, neverCancelled);
      for (let n = 0; n < 20; n++) await setImmediate();
      clock.advance(1000);
      await answer;
      assert.equal(encoder.info.device, 'cpu');
      assert.deepEqual(remembered.slice(1), [[notices[0].replace(/^auto: /, 'webgpu: '), 1]]);
      await encoder.dispose();
    });
  }

  it('is not begun on one whose numbers are wrong, which is said once, restarts or not', async () => {
    const { encoder, notices, opened, crash } = await openOnGpu({ gpu: answering((i) => Math.cos(3 * i) - 1) });
    assert.equal(encoder.info.device, 'cpu');
    const expected = await encoder.embed(request, neverCancelled);
    crash();
    assert.deepEqual((await encoder.embed(request, neverCancelled)).values, expected.values);
    assert.deepEqual(opened, ['cpu', 'webgpu', 'cpu', 'webgpu'], 'it was started again, and checked again');
    assert.equal(notices.length, 1, notices.join());
    assert.match(notices[0], /^webgpu: self-check failed, cosine -?[\d.]+ with the CPU's embedding$/);
    await encoder.dispose();
  });
});
