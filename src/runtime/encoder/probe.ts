// Chooses the device: asks for the one wanted, checks a GPU's numbers against the CPU's on a fixed batch, and falls back
// with the reason kept. How a device is opened is the caller's business.

import { cosine } from '../../core/vector';
import { EngineError } from '../../engine/errors';
import type { EmbedResult } from '../../engine/ports';
import { sampleBatch, type GraphRunner } from './graphRunner';
import { runtimeReason, type Device, type WantedDevice } from './messages';

export interface Chosen {
  readonly runner: GraphRunner;
  readonly device: Device;
  /** Why it is not the device that was asked for. */
  readonly reason?: string | undefined;
}

export interface ProbeOptions {
  readonly wanted: WantedDevice;
  /** What computes without a GPU here: the native runtime, or in a browser, which has none, WASM. Default `cpu`. */
  readonly processor?: 'cpu' | 'wasm' | undefined;
  /** Of the weights: 8-bit whole numbers stay on the CPU, where they are fast and a GPU has no kernel for them. */
  readonly dtype: string;
  /** Opens the graph on a device; rejects when it cannot. */
  readonly open: (device: Device) => Promise<GraphRunner>;
  /** Milliseconds, for comparing speeds. */
  readonly now: () => number;
  /** What an earlier start found out; nothing is known without one. */
  readonly memory?: ProbeMemory | undefined;
}

/** Keeps why the GPU was turned down for a model: comparing speeds takes seconds where the GPU is slow. */
export interface ProbeMemory {
  recall(): string | undefined;
  remember(reason: string): void;
}

/** Least cosine of two embeddings of the same text on two devices that both compute right. */
const leastCosine = 0.999;

/**
 * The graph open on the best device. `auto` takes a GPU where its numbers are right and it is faster; `webgpu` where its
 * numbers are right; both fall back to the CPU, and the CPU to WASM where the native runtime is missing. The names `auto`
 * and `gpu` never reach the runtime: it has no fallback for them (measured). Rejects when no device opens the graph.
 */
export async function chooseDevice(options: ProbeOptions): Promise<Chosen> {
  const { wanted, processor = 'cpu', dtype, open, memory } = options;
  if (wanted === 'wasm') return { runner: await open('wasm'), device: 'wasm' };
  const whole = dtype.endsWith('int8');
  const chosen = await openProcessor(open, processor);
  if (wanted === 'cpu' || (wanted === 'auto' && whole)) return chosen;
  if (whole) return { ...chosen, reason: `webgpu: weights of type ${dtype} run on the CPU` };
  // A native runtime that is missing has no GPU either.
  if (chosen.device !== processor) return chosen;
  const known = wanted === 'auto' ? memory?.recall() : undefined;
  return known === undefined ? tryGpu(options, chosen) : { ...chosen, reason: known };
}

async function openProcessor(open: ProbeOptions['open'], device: 'cpu' | 'wasm'): Promise<Chosen> {
  try {
    return { runner: await open(device), device };
  } catch (error) {
    if (!(error instanceof RuntimeMissing)) throw error;
    return openWasm(open, error.message);
  }
}

async function openWasm(open: ProbeOptions['open'], reason: string): Promise<Chosen> {
  try {
    return { runner: await open('wasm'), device: 'wasm', reason };
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'deviceUnavailable') throw error;
    throw new EngineError(error.code, { ...error.details, reason: `${reason}; ${error.details.reason}` });
  }
}

/** The native runtime is not there or cannot be loaded on this system. */
export class RuntimeMissing extends Error {
  override readonly name = 'RuntimeMissing';
}

async function tryGpu({ wanted, open, now, memory }: ProbeOptions, cpu: Chosen): Promise<Chosen> {
  let gpu: GraphRunner | undefined;
  try {
    gpu = await open('webgpu');
    await gpu.measure();
    await checkNumbers(gpu, cpu.runner);
    const reason = wanted === 'auto' ? await slower(gpu, cpu.runner, now) : undefined;
    if (reason === undefined) {
      await cpu.runner.session.release();
      return { runner: gpu, device: 'webgpu' };
    }
    memory?.remember(reason);
    await gpu.session.release();
    return { ...cpu, reason };
  } catch (error) {
    await gpu?.session.release();
    return { ...cpu, reason: `webgpu: ${runtimeReason(error)}` };
  }
}

/** Throws an Error that says what is wrong with the numbers of `runner`. */
async function checkNumbers(runner: GraphRunner, reference: GraphRunner): Promise<void> {
  const { vocabSize } = await reference.measure();
  const batch = sampleBatch(2, 16, vocabSize);
  const request = { batch, layers: 'last', pooling: 'mean' } as const;
  const [found, expected] = [await runner.embed(request), await reference.embed(request)];
  for (let row = 0; row < batch.batch; row++) {
    const similarity = cosine(rowOf(found, row), rowOf(expected, row));
    if (!(similarity >= leastCosine)) {
      throw new Error(`self-check failed, cosine ${similarity.toFixed(4)} with the CPU's embedding`);
    }
  }
  if (vocabSize === undefined) return;
  await checkTopTokens(runner, reference, vocabSize);
}

/** The five best tokens of the reference must be among the ten best here: near ties may change places. */
async function checkTopTokens(runner: GraphRunner, reference: GraphRunner, vocabSize: number): Promise<void> {
  const request = { batch: sampleBatch(2, 16, vocabSize), rows: Int32Array.of(3, 20), top: Math.min(10, vocabSize) };
  const [found, expected] = [await runner.mlm(request), await reference.mlm(request)];
  for (const row of request.rows.keys()) {
    const from = row * request.top;
    const known = new Set(found.ids.subarray(from, from + request.top));
    const missing = expected.ids.subarray(from, from + Math.min(5, request.top)).some((id) => !known.has(id));
    if (missing) throw new Error('self-check failed, other best tokens than the CPU');
  }
}

async function slower(gpu: GraphRunner, cpu: GraphRunner, now: () => number): Promise<string | undefined> {
  const [gpuMs, cpuMs] = [await timeOf(gpu, now), await timeOf(cpu, now)];
  return gpuMs < cpuMs ? undefined : `webgpu: slower here, ${gpuMs.toFixed(0)} ms against ${cpuMs.toFixed(0)} ms`;
}

/** Best of three runs of 4 × 48 tokens, ms; of two where they take long. The first makes what the GPU needs for the shape. */
async function timeOf(runner: GraphRunner, now: () => number): Promise<number> {
  const request = { batch: sampleBatch(4, 48), layers: 'last', pooling: 'mean' } as const;
  const times: number[] = [];
  while (times.length < 2 || (times.length < 3 && Math.max(...times) < 1000)) {
    const start = now();
    await runner.embed(request);
    times.push(now() - start);
  }
  return Math.min(...times);
}

function rowOf({ values, width }: EmbedResult, row: number): Float32Array {
  return values.subarray(row * width, (row + 1) * width);
}
