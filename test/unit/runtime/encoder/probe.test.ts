// Devices that fail, lie or are slow, simulated where the graph is opened.

import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/errors';
import type { GpuCheck } from '../../../../src/engine/ports';
import { GraphRunner } from '../../../../src/runtime/encoder/graphRunner';
import type { FloatTensor, GraphSession } from '../../../../src/runtime/encoder/graphSession';
import type { GraphLayout } from '../../../../src/runtime/encoder/layout';
import type { Device, WantedDevice } from '../../../../src/runtime/encoder/messages';
import { chooseDevice, RuntimeMissing, type ProbeMemory } from '../../../../src/runtime/encoder/probe';
import { plainLayout } from '../../../support/plainLayout';

const vocabSize = 16;
const hidden = 4;
const layout: GraphLayout = {
  ...plainLayout,
  lastHiddenState: 'states',
  logits: 'logits',
};

interface Behaviour {
  readonly opens?: Error;
  readonly runs?: Error;
  readonly values?: (i: number) => number;
  readonly logits?: (i: number) => number;
  readonly releases?: Error;
  readonly ms?: number;
  /** For each token, beside `ms`. */
  readonly msPerToken?: number;
}

type Devices = Partial<Record<Device, Behaviour>>;

/** A bench with a clock that moves by each run's cost. `floats`: how devices are with the float form of the weights. */
function bench(devices: Devices, floats?: Devices) {
  let now = 0;
  const open = new Set<string>();
  const opener =
    (among: Devices, form: string) =>
    (device: Device): Promise<GraphRunner> => {
      const behaviour = among[device] ?? { opens: new Error(`no ${device}`) };
      if (behaviour.opens) return Promise.reject(behaviour.opens);
      open.add(device + form);
      return Promise.resolve(new GraphRunner(session(device + form, behaviour), layout));
    };
  const session = (device: string, behaviour: Behaviour): GraphSession => ({
    run: (feeds, fetches) => {
      if (behaviour.runs) return Promise.reject(behaviour.runs);
      const tokens = feeds.input_ids.data.length;
      now += behaviour.ms ?? 1;
      now += tokens * (behaviour.msPerToken ?? 0);
      const fill = (width: number, value: (i: number) => number): FloatTensor => ({
        dims: [...feeds.input_ids.dims, width],
        data: Float32Array.from({ length: tokens * width }, (_, i) => value(i)),
      });
      const outputs: Record<string, FloatTensor> = {
        states: fill(hidden, behaviour.values ?? ((i) => Math.sin(i))),
        logits: fill(vocabSize, behaviour.logits ?? ((i) => Math.cos(i * i))),
      };
      return Promise.resolve(Object.fromEntries(fetches.map((name) => [name, outputs[name]])));
    },
    release: () => {
      if (behaviour.releases) return Promise.reject(behaviour.releases);
      return Promise.resolve(void open.delete(device));
    },
  });
  return {
    open,
    elapsed: () => now,
    choose: (wanted: WantedDevice, dtype = 'fp32', memory?: ProbeMemory) =>
      chooseDevice({
        memory,
        wanted,
        dtype,
        now: () => now,
        open: opener(devices, ''),
        openFloats: () => Promise.resolve(floats && opener(floats, ' in floats')),
      }),
  };
}

describe('chooseDevice', () => {
  it('takes the processor also where what failed cannot be closed', async () => {
    const releases = new Error('it does not close');
    const failing = { runs: new Error('it does not run'), releases };
    const known = { recall: () => Promise.resolve<GpuCheck>({ passed: true }), remember: () => Promise.resolve() };
    for (const memory of [undefined, known]) {
      const { device, reason } = await bench({ cpu: {}, webgpu: failing }).choose('auto', 'fp32', memory);
      assert.deepEqual([device, reason], ['cpu', 'webgpu: it does not run']);
    }
    const floats = { cpu: { releases }, webgpu: failing };
    assert.equal((await bench({ cpu: {} }, floats).choose('webgpu', 'int8')).device, 'cpu');
  });

  const rows: readonly {
    readonly name: string;
    readonly devices: Devices;
    readonly wanted: WantedDevice;
    readonly dtype?: string;
    readonly device: Device;
    readonly reason?: RegExp;
  }[] = [
    { name: 'the CPU when asked for', devices: { cpu: {}, webgpu: {} }, wanted: 'cpu', device: 'cpu' },
    { name: 'WASM when asked for', devices: { cpu: {}, wasm: {} }, wanted: 'wasm', device: 'wasm' },
    {
      name: 'a GPU that is right, though slow, when asked for',
      devices: { cpu: {}, webgpu: { ms: 9 } },
      wanted: 'webgpu',
      device: 'webgpu',
    },
    {
      name: 'a GPU that is right and fast',
      devices: { cpu: { ms: 5 }, webgpu: { ms: 1 } },
      wanted: 'auto',
      device: 'webgpu',
    },
    {
      name: 'the CPU where the GPU is slower',
      devices: { cpu: { ms: 5 }, webgpu: { ms: 8 } },
      wanted: 'auto',
      device: 'cpu',
      reason: /slower here, 8 ms against 5 ms/,
    },
    {
      name: 'the CPU for whole numbers',
      devices: { cpu: {}, webgpu: {} },
      wanted: 'auto',
      dtype: 'int8',
      device: 'cpu',
    },
    {
      name: 'the CPU for whole numbers, said plainly when a GPU was asked for',
      devices: { cpu: {}, webgpu: {} },
      wanted: 'webgpu',
      dtype: 'uint8',
      device: 'cpu',
      reason: /uint8 run on the CPU/,
    },
    {
      name: 'the CPU where there is no driver',
      devices: { cpu: {}, webgpu: { opens: new Error('Failed to get a WebGPU adapter') } },
      wanted: 'webgpu',
      device: 'cpu',
      reason: /WebGPU adapter/,
    },
    {
      name: 'the CPU where the GPU fails in its first run',
      devices: { cpu: {}, webgpu: { runs: new Error('requires f16') } },
      wanted: 'webgpu',
      device: 'cpu',
      reason: /requires f16/,
    },
    {
      name: 'the CPU where the GPU gives wrong states',
      devices: { cpu: {}, webgpu: { values: (i) => Math.sin(i * 1.01) } },
      wanted: 'auto',
      device: 'cpu',
      reason: /self-check failed, cosine/,
    },
    {
      name: 'the CPU where the GPU gives no numbers',
      devices: { cpu: {}, webgpu: { values: () => NaN } },
      wanted: 'webgpu',
      device: 'cpu',
      reason: /no numbers/,
    },
    {
      name: 'the CPU where the GPU gives other tokens',
      devices: { cpu: {}, webgpu: { logits: (i) => -Math.cos(i * i) } },
      wanted: 'webgpu',
      device: 'cpu',
      reason: /other best tokens/,
    },
    {
      name: 'WASM where the native runtime is missing',
      devices: { cpu: { opens: new RuntimeMissing('cannot open shared object') }, wasm: {} },
      wanted: 'auto',
      device: 'wasm',
      reason: /shared object/,
    },
  ];
  for (const { name, devices, wanted, dtype, device, reason } of rows) {
    it(`takes ${name}`, async () => {
      const made = bench(devices);
      const chosen = await made.choose(wanted, dtype);
      assert.equal(chosen.device, device);
      if (reason) assert.match(chosen.reason ?? '', reason);
      else assert.equal(chosen.reason, undefined);
      assert.deepEqual([...made.open], [device], 'what is not used is released');
    });
  }

  const inFloats: readonly {
    readonly name: string;
    readonly floats: Devices;
    readonly wanted?: WantedDevice;
    readonly open: string;
    readonly reason?: RegExp;
  }[] = [
    { name: 'the GPU in floats when asked for', floats: { cpu: {}, webgpu: {} }, open: 'webgpu in floats' },
    { name: 'whole numbers on the CPU of itself', floats: { cpu: {}, webgpu: {} }, wanted: 'auto', open: 'cpu' },
    {
      name: 'whole numbers where the GPU is wrong',
      floats: { cpu: {}, webgpu: { values: (i) => Math.sin(i * 1.01) } },
      open: 'cpu',
      reason: /self-check failed, cosine/,
    },
    {
      name: 'whole numbers where the floats do not fit',
      floats: { cpu: { opens: new Error('out of memory') }, webgpu: {} },
      open: 'cpu',
      reason: /^webgpu: out of memory/,
    },
    {
      name: 'whole numbers where there is no driver',
      floats: { cpu: {}, webgpu: { opens: new Error('Failed to get a WebGPU adapter') } },
      open: 'cpu',
      reason: /WebGPU adapter/,
    },
  ];
  for (const { name, floats, wanted = 'webgpu', open, reason } of inFloats) {
    it(`takes, for weights of whole numbers, ${name}`, async () => {
      const made = bench({ cpu: {}, webgpu: {} }, floats);
      const chosen = await made.choose(wanted, 'int8');
      assert.deepEqual([...made.open], [open], 'what is not used is released');
      assert.equal(chosen.device, open.split(' ')[0]);
      if (reason) assert.match(chosen.reason ?? '', reason);
      else assert.equal(chosen.reason, undefined);
      assert.deepEqual((await chosen.runner.measure()).vocabSize, vocabSize, 'it still answers');
    });
  }

  function keeping(kept?: GpuCheck) {
    const held = { check: kept, days: 0 };
    const memory: ProbeMemory = {
      recall: () => Promise.resolve(held.check),
      remember: (check, days) => Promise.resolve(void Object.assign(held, { check, days })),
    };
    return { held, memory };
  }

  it('compares speeds once, unless the GPU is asked for by name', async () => {
    const { held, memory } = keeping();
    const made = bench({ cpu: { ms: 5 }, webgpu: { ms: 8 } });
    await made.choose('auto', 'fp32', memory);
    assert.match(held.check?.reason ?? '', /slower here/);
    assert.deepEqual([held.check?.gpuMs, held.check?.processorMs], [8, 5]);
    const known = await bench({ cpu: {}, webgpu: { opens: new Error('opened again') } }).choose('auto', 'fp32', memory);
    assert.equal(known.reason, held.check?.reason);
    assert.deepEqual(known.check, held.check, 'the figures are still shown');
    assert.equal((await made.choose('webgpu', 'fp32', memory)).device, 'webgpu');
  });

  it('does not wait for a GPU that is a program until the start counts as hung', async () => {
    const { held, memory } = keeping();
    // As measured with SwiftShader on two busy cores: 0.2 s a token.
    const made = bench({ cpu: { ms: 0, msPerToken: 0.5 }, webgpu: { ms: 0, msPerToken: 200 } });
    const chosen = await made.choose('auto', 'fp32', memory);
    assert.equal(chosen.device, 'cpu');
    assert.ok(made.elapsed() < 30_000, `${made.elapsed()} ms`);
    assert.deepEqual([held.check?.gpuMs, held.check?.processorMs], [6400, 16], 'of the same batch');
    assert.match(chosen.reason ?? '', /slower here, 6400 ms against 16 ms/);
  });

  it('gives a GPU that is slow for a few tokens its chance with many', async () => {
    const chosen = await bench({ cpu: { ms: 0, msPerToken: 0.1 }, webgpu: { ms: 18 } }).choose('auto');
    assert.deepEqual([chosen.device, chosen.check?.gpuMs], ['webgpu', 18]);
  });

  it('opens a GPU that passed before at once, with its figures', async () => {
    const { held, memory } = keeping();
    await bench({ cpu: { ms: 5 }, webgpu: { ms: 2 } }).choose('auto', 'fp32', memory);
    assert.equal(held.check?.passed, true);
    assert.ok((held.check?.similarity ?? 0) > 0.9999);
    const made = bench({ cpu: { opens: new Error('not needed') }, webgpu: {} });
    const again = await made.choose('auto', 'fp32', memory);
    assert.deepEqual([again.device, again.check], ['webgpu', held.check]);
  });

  it('takes the processor where a GPU that passed before fails, and looks at it anew', async () => {
    const { memory } = keeping({ passed: true, similarity: 1, gpuMs: 1, processorMs: 2 });
    const made = bench({ cpu: {}, webgpu: { runs: new Error('device removed') } });
    const chosen = await made.choose('auto', 'fp32', memory);
    assert.equal(chosen.device, 'cpu');
    assert.match(chosen.reason ?? '', /device removed/);
    assert.deepEqual([...made.open], ['cpu']);
  });

  it('remembers a GPU that computes wrong, not one that is not there', async () => {
    const wrong = keeping();
    await bench({ cpu: {}, webgpu: { values: (i) => Math.sin(i * 1.01) } }).choose('auto', 'fp32', wrong.memory);
    assert.equal(wrong.held.check?.passed, false);
    const absent = keeping();
    await bench({ cpu: {}, webgpu: { opens: new Error('no adapter') } }).choose('auto', 'fp32', absent.memory);
    assert.equal(absent.held.check, undefined);
  });

  it('names both runtimes when neither can be loaded', async () => {
    const wasm = new EngineError('deviceUnavailable', { subject: 'wasm', reason: 'no such package' });
    const made = bench({ cpu: { opens: new RuntimeMissing('no such library') }, wasm: { opens: wasm } });
    await assert.rejects(made.choose('auto'), /deviceUnavailable: wasm: no such library; no such package/);
  });

  it('rejects with the error of a model that the CPU does not open', async () => {
    await assert.rejects(bench({ cpu: { opens: new Error('damaged') }, wasm: {} }).choose('auto'), /damaged/);
  });
});
