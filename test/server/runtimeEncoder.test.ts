// Encoder processes as they are: parity with PyTorch, devices, crashes, idle times, memory. Needs dist/encoder.cjs.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { CancelledError, CancelSource, neverCancelled } from '../../src/core/cancel';
import { cosine } from '../../src/core/vector';
import { EngineError, type EngineErrorCode } from '../../src/engine/errors';
import type { EmbedRequest, LayerChoice } from '../../src/engine/ports';
import { sampleBatch } from '../../src/runtime/encoder/graphRunner';
import type { Notice } from '../../src/runtime/encoder/messages';
import type { EncoderState } from '../../src/runtime/encoder/restartingEncoder';
import { nodeClock } from '../../src/runtime/node/clock';
import { loadModel, type LoadContext, type LoadOptions, type NodeModel } from '../../src/runtime/node/loadModel';
import { createNodeRuntime } from '../../src/runtime/node/nodeRuntime';
import { withFolder } from '../support/temporaryFolder';
import { distances, encoderProgram, farthest, reference, referenceBatch, tinyBertFolder } from '../support/tinyBert';

const fp32 = 'onnx/model.onnx';
const int8 = 'onnx/model_quantized.onnx';
/** Makes an encoder process load a file of test/support before its program. */
const preload = (name: string): { NODE_OPTIONS: string } => ({
  NODE_OPTIONS: `--import ${pathToFileURL(path.resolve('test/support', name)).href}`,
});
const fails = (code: EngineErrorCode) => (error: unknown) => error instanceof EngineError && error.code === code;

async function withModel<T>(
  options: LoadOptions,
  work: (model: NodeModel, notices: readonly Notice[]) => Promise<T>,
  context: Partial<LoadContext> = {},
): Promise<T> {
  const notices: Notice[] = [];
  const onNotice = (notice: Notice): void => void notices.push(notice);
  const whole = { program: encoderProgram, clock: nodeClock, ...context };
  const model = await loadModel(whole, tinyBertFolder, { ...options, onNotice }, neverCancelled);
  try {
    return await work(model, notices);
  } finally {
    await model.encoder.dispose();
  }
}

describe('an encoder process against PyTorch', () => {
  for (const device of ['cpu', 'wasm'] as const) {
    it(`gives the same numbers on ${device} in fp32`, () =>
      withModel({ file: fp32, device }, async ({ encoder }) => {
        assert.equal(encoder.info.device, device);
        assert.equal(encoder.info.dtype, 'fp32');
        for (const [what, distance] of Object.entries(await distances(encoder))) {
          assert.ok(distance <= 1e-5, `${what}: ${distance}`);
        }
      }));

    it(`stays close on ${device} in int8`, () =>
      withModel({ file: int8, device }, async ({ encoder }) => {
        assert.equal(encoder.info.dtype, 'int8');
        const { values } = await encoder.embed(
          { batch: referenceBatch, layers: 'last', pooling: 'mean' },
          neverCancelled,
        );
        const { hiddenSize, batch } = reference;
        for (let row = 0; row < batch; row++) {
          const [from, to] = [row * hiddenSize, (row + 1) * hiddenSize];
          const similarity = cosine(values.subarray(from, to), reference.meanOfLayer[4].slice(from, to));
          assert.ok(similarity >= 0.98, `cosine ${similarity}`);
        }
      }));
  }

  it('gives on WASM what the native runtime gives in int8', async () => {
    const request: EmbedRequest = { batch: referenceBatch, layers: 'last', pooling: 'none' };
    const [native, wasm] = await Promise.all(
      (['cpu', 'wasm'] as const).map((device) =>
        withModel({ file: int8, device }, ({ encoder }) => encoder.embed(request, neverCancelled)),
      ),
    );
    assert.ok(farthest(wasm.values, native.values) < 1e-3);
  });

  it('gives queries and keys', () =>
    withModel({ file: fp32 }, async ({ encoder }) => {
      const request = { batch: referenceBatch, layer: 1, queriesAndKeys: true };
      const { heads, queries, keys } = await encoder.attention(request, neverCancelled);
      assert.equal(heads, reference.numHeads);
      assert.ok(farthest(queries ?? [], reference.queriesOfLayer1) <= 1e-5);
      assert.ok(farthest(keys ?? [], reference.keysOfLayer1) <= 1e-5);
    }));

  it('joins layers as the feature-based table of the BERT paper does', () =>
    withModel({ file: fp32 }, async ({ encoder }) => {
      const { meanOfLayer: means, hiddenSize } = reference;
      const sum = (layers: readonly number[]): number[] =>
        means[0].map((_, i) => layers.reduce((total, layer) => total + means[layer][i], 0));
      const row = (layer: number, text: number): readonly number[] =>
        means[layer].slice(text * hiddenSize, (text + 1) * hiddenSize);
      const expected: readonly [LayerChoice, readonly number[]][] = [
        ['last', means[4]],
        ['secondToLast', means[3]],
        ['embeddings', means[0]],
        ['sumLast4', sum([1, 2, 3, 4])],
        ['sumAll', sum([1, 2, 3, 4])],
        ['concatLast4', [0, 1, 2].flatMap((text) => [4, 3, 2, 1].flatMap((layer) => row(layer, text)))],
      ];
      for (const [layers, values] of expected) {
        const found = await encoder.embed({ batch: referenceBatch, layers, pooling: 'mean' }, neverCancelled);
        assert.equal(found.values.length, found.width * reference.batch);
        assert.ok(farthest(found.values, values) <= 1e-5, layers.toString());
      }
    }));

  it('gives the same best tokens as the whole distribution', () =>
    withModel({ file: fp32 }, async ({ encoder }) => {
      const { rows, vocabSize, logProbabilities } = reference;
      const picked = Int32Array.from(rows, (_, row) => row + 5);
      const request = { batch: referenceBatch, rows: Int32Array.from(rows), top: 7, picked };
      const found = await encoder.mlm(request, neverCancelled);
      rows.forEach((_, row) => {
        const all = logProbabilities.slice(row * vocabSize, (row + 1) * vocabSize);
        const best = all.map((_, id) => id).sort((a, b) => all[b] - all[a]);
        assert.deepEqual([...found.ids.subarray(row * 7, row * 7 + 7)], best.slice(0, 7));
        assert.ok(Math.abs(found.picked[row] - all[row + 5]) <= 1e-5);
      });
    }));

  it('silences heads', () =>
    withModel({ file: fp32 }, async ({ encoder }) => {
      assert.equal(encoder.info.hasHeadMask, true);
      const { numLayers, numHeads, rows } = reference;
      const request = {
        batch: referenceBatch,
        rows: Int32Array.from(rows),
        top: 0,
        picked: Int32Array.from(rows, () => 7),
      };
      const whole = await encoder.mlm(request, neverCancelled);
      const all = new Float32Array(numLayers * numHeads).fill(1);
      const same = await encoder.mlm({ ...request, headMask: all }, neverCancelled);
      assert.ok(farthest(same.picked, whole.picked) <= 1e-5);
      const headMask = all.with(numHeads, 0);
      const other = await encoder.mlm({ ...request, headMask }, neverCancelled);
      assert.ok(farthest(other.picked, whole.picked) > 1e-3);
      const shown = await encoder.attention({ batch: referenceBatch, layer: 1, headMask }, neverCancelled);
      assert.ok(farthest(shown.values, reference.attentionOfLayer[1]) <= 1e-5, 'shown as before it was silenced');
    }));

  it('drops the MLM head for a process that only embeds', () =>
    withModel({ file: fp32, keep: 'encoder' }, async ({ encoder }) => {
      assert.equal(encoder.info.hasMlm, false);
      const request: EmbedRequest = { batch: referenceBatch, layers: 'secondToLast', pooling: 'mean' };
      const { values } = await encoder.embed(request, neverCancelled);
      assert.ok(farthest(values, reference.meanOfLayer[3]) <= 1e-5);
      const mlm = encoder.mlm({ batch: referenceBatch, rows: Int32Array.of(1), top: 1 }, neverCancelled);
      await assert.rejects(mlm, fails('outputMissing'));
      await assert.rejects(
        encoder.attention({ batch: referenceBatch, layer: 0 }, neverCancelled),
        fails('outputMissing'),
      );
    }));
});

describe('requests to an encoder process', () => {
  it('are refused when their shape or an id is wrong', () =>
    withModel({}, async ({ encoder }) => {
      const wrong = { ...referenceBatch, inputIds: referenceBatch.inputIds.with(3, -1) };
      const long = sampleBatch(1, 49, 80);
      const request = { layers: 'last', pooling: 'mean' } as const;
      await assert.rejects(encoder.embed({ batch: wrong, ...request }, neverCancelled), RangeError);
      await assert.rejects(encoder.embed({ batch: long, ...request }, neverCancelled), RangeError);
      await assert.rejects(encoder.attention({ batch: referenceBatch, layer: 4 }, neverCancelled), RangeError);
      const mlm = { batch: referenceBatch, rows: Int32Array.of(36), top: 1 };
      await assert.rejects(encoder.mlm(mlm, neverCancelled), RangeError);
      await assert.rejects(encoder.mlm({ ...mlm, rows: Int32Array.of(1), top: 83 }, neverCancelled), RangeError);
      const layer = { batch: referenceBatch, layers: 5, pooling: 'mean' } as const;
      await assert.rejects(encoder.embed(layer, neverCancelled), RangeError);
      assert.equal((await encoder.nextSentence(referenceBatch, neverCancelled)).length, 3, 'it still works');
    }));

  it('without rows or texts have empty answers', () =>
    withModel({}, async ({ encoder }) => {
      const none = await encoder.mlm({ batch: referenceBatch, rows: new Int32Array(0), top: 3 }, neverCancelled);
      assert.equal(none.ids.length, 0);
      const empty = sampleBatch(0, 4, 80);
      const { values } = await encoder.embed({ batch: empty, layers: 'last', pooling: 'mean' }, neverCancelled);
      assert.equal(values.length, 0);
    }));

  it('are cancelled at once', () =>
    withModel({}, async ({ encoder }) => {
      const source = new CancelSource();
      const pending = encoder.nextSentence(sampleBatch(64, 48, 82), source.signal);
      source.cancel();
      await assert.rejects(pending, CancelledError);
      assert.equal((await encoder.nextSentence(referenceBatch, neverCancelled)).length, 3);
    }));
});

describe('devices', () => {
  it('falls back from a GPU that is not there, and says why', () =>
    withModel({ file: fp32, device: 'webgpu' }, ({ encoder }, notices) => {
      // A machine with a driver would take it, after its numbers were checked.
      if (encoder.info.device === 'webgpu') return Promise.resolve();
      assert.equal(encoder.info.device, 'cpu');
      assert.equal(notices.length, 1);
      assert.match(notices[0].reason, /^webgpu: /);
      return Promise.resolve();
    }));

  it('keeps whole numbers on the CPU without a word', () =>
    withModel({ file: int8, device: 'auto' }, ({ encoder }, notices) => {
      assert.equal(encoder.info.device, 'cpu');
      assert.deepEqual(notices, []);
      return Promise.resolve();
    }));

  it('takes WASM where the native runtime cannot be loaded, with the same numbers', () =>
    withModel(
      { file: fp32, device: 'auto' },
      async ({ encoder }, notices) => {
        assert.equal(encoder.info.device, 'wasm');
        assert.match(notices[0]?.reason ?? '', /native runtime cannot be loaded: libonnxruntime\.so\.1/);
        for (const [what, distance] of Object.entries(await distances(encoder))) {
          assert.ok(distance <= 1e-5, `${what}: ${distance}`);
        }
      },
      { env: preload('withoutNative.mjs') },
    ));
});

describe('the WASM build of the runtime', () => {
  const glue = 'ort-wasm-simd-threaded.mjs';
  const binary = 'ort-wasm-simd-threaded.wasm';
  const built = path.resolve('node_modules/onnxruntime-web/dist');
  for (const [what, put, reason] of [
    ['is not there', () => Promise.resolve(), /Cannot find module/],
    ['has no binary', (folder) => copyFile(path.join(built, glue), path.join(folder, glue)), /no such file/],
    [
      'is damaged',
      async (folder) => {
        await copyFile(path.join(built, glue), path.join(folder, glue));
        await writeFile(path.join(folder, binary), (await readFile(path.join(built, binary))).subarray(0, 100_000));
      },
      /CompileError/,
    ],
  ] as const satisfies readonly (readonly [string, (folder: string) => Promise<void>, RegExp])[]) {
    it(`is blamed, not the model, where it ${what}`, () =>
      withFolder(async (wasmFolder) => {
        await put(wasmFolder);
        await assert.rejects(
          withModel({ file: fp32, device: 'wasm' }, () => Promise.resolve(), { wasmFolder }),
          (error: unknown) =>
            fails('deviceUnavailable')(error) &&
            (error as EngineError).details.subject === 'wasm' &&
            reason.test((error as EngineError).details.reason ?? ''),
        );
      }));
  }

  it('is named beside the native one where both cannot be loaded', () =>
    withFolder((wasmFolder) =>
      assert.rejects(
        withModel({ file: fp32 }, () => Promise.resolve(), { wasmFolder, env: preload('withoutNative.mjs') }),
        /deviceUnavailable: wasm: .*native runtime cannot be loaded.*; .*Cannot find module/,
      ),
    ));
});

describe('a native library that brings its process down', () => {
  it('is given up for WASM', () =>
    withModel(
      { file: fp32, device: 'cpu' },
      ({ encoder }, notices) => {
        assert.equal(encoder.info.device, 'wasm');
        assert.match(notices[0]?.reason ?? '', /^cpu: signal SIGSEGV/);
        return Promise.resolve();
      },
      { env: preload('crashingNative.mjs') },
    ));
});

/** Runs `work` with a model and a function that gives the number of its present process. */
async function withPids(
  options: LoadOptions,
  work: (model: NodeModel, pid: () => Promise<number>) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const file = path.join(folder, 'pids');
    const pid = async (): Promise<number> => Number((await readFile(file, 'utf8')).trim().split('\n').at(-1));
    const env = { ...preload('tellPid.mjs'), PID_FILE: file };
    await withModel(options, (model) => work(model, pid), { env });
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<boolean> {
  for (let n = 0; n < 100 && isAlive(pid); n++) await sleep(50);
  return !isAlive(pid);
}

describe('a process that ends', () => {
  const signals = ['SIGKILL', 'SIGSEGV', 'SIGABRT', 'SIGTERM'] as const;

  it('leaves no request without an answer or one clear error, twenty times', function () {
    this.timeout(120_000);
    return withPids({ device: 'cpu' }, async ({ encoder }, pid) => {
      const batch = sampleBatch(16, 48, 82);
      const expected = await encoder.nextSentence(batch, neverCancelled);
      let answers = 0;
      for (let round = 0; round < 20; round++) {
        const requests = Array.from({ length: 6 }, () => encoder.nextSentence(batch, neverCancelled));
        const settled = Promise.allSettled(requests);
        // In some rounds before the first answer, in others after a few.
        if (round % 3 > 0) await requests[round % 5];
        process.kill(await pid(), signals[round % signals.length]);
        for (const result of await settled) {
          if (result.status === 'fulfilled') {
            assert.ok(farthest(result.value, expected) <= 1e-5);
            answers++;
          } else assert.ok(fails('encoderCrashed')(result.reason), String(result.reason));
        }
        assert.ok(farthest(await encoder.nextSentence(batch, neverCancelled), expected) <= 1e-5, 'the next one works');
      }
      assert.ok(answers >= 100, `only ${answers} of 120 were answered in the end`);
      assert.equal(encoder.info.device, 'cpu');
    });
  });

  it('names the signal when it ends again and again', () =>
    withPids({}, async ({ encoder }, pid) => {
      let going = true;
      const killing = (async () => {
        while (going) {
          const present = await pid();
          if (isAlive(present)) process.kill(present, 'SIGKILL');
          await sleep(1);
        }
      })();
      await assert.rejects(
        encoder.nextSentence(sampleBatch(64, 48, 82), neverCancelled),
        (error: unknown) => fails('encoderCrashed')(error) && /signal SIGKILL/.test(String(error)),
      );
      going = false;
      await killing;
      assert.equal((await encoder.nextSentence(referenceBatch, neverCancelled)).length, 3);
    }));

  it('is ended with its owner', async () => {
    await withFolder(async (folder) => {
      const file = path.join(folder, 'pids');
      const env = { ...process.env, ...preload('tellPid.mjs'), PID_FILE: file };
      const owner = spawn(process.execPath, ['dist-test/test/support/encoderOwner.main.cjs'], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const first = await Promise.race([once(owner.stdout, 'data'), once(owner, 'exit')]);
      assert.equal(String(first[0]), 'ready\n');
      const pids = (await readFile(file, 'utf8')).trim().split('\n').map(Number);
      assert.equal(pids.length, 2, 'owner and encoder');
      owner.kill('SIGKILL');
      assert.ok(await gone(pids[1]));
    });
  });

  it('is gone after dispose', () =>
    withPids({}, async ({ encoder }, pid) => {
      const present = await pid();
      assert.ok(isAlive(present));
      await encoder.dispose();
      assert.ok(await gone(present));
    }));
});

describe('idle time and memory', () => {
  it('unloads, tells no memory then, and starts again with the next request', () => {
    const states: EncoderState[] = [];
    return withPids({ idleMs: 200, onState: (state) => void states.push(state) }, async ({ encoder }, pid) => {
      const first = await pid();
      assert.ok((await encoder.memoryBytes()) > 10e6);
      assert.ok(await gone(first));
      assert.equal(await encoder.memoryBytes(), 0);
      assert.equal(states.at(-1), 'unloaded');
      assert.equal((await encoder.nextSentence(referenceBatch, neverCancelled)).length, 3);
      assert.notEqual(await pid(), first);
    });
  });

  it('sums up the memory of the encoders of a runtime', () =>
    withFolder(async (folder) => {
      const runtime = createNodeRuntime({ encoderProgram, storageFolder: folder });
      assert.equal((await runtime.memoryBytes()).encoders, 0);
      const model = await runtime.loadModel(tinyBertFolder, {}, neverCancelled);
      const { server, encoders } = await runtime.memoryBytes();
      assert.ok(server > 10e6 && encoders > 10e6);
      await model.encoder.dispose();
      assert.equal((await runtime.memoryBytes()).encoders, 0);
    }));
});
