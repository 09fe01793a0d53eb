// Chooses the device: asks for the one wanted, checks a GPU's numbers against the CPU's on a fixed batch, and falls back
// with the reason kept. How a device is opened is the caller's business.

import type { Batch } from '../../core/types';
import { cosine } from '../../core/vector';
import { EngineError } from '../../engine/errors';
import type { EmbedResult, GpuCheck } from '../../engine/ports';
import { sampleBatch, type GraphRunner } from './graphRunner';
import { runtimeReason, type Device, type WantedDevice } from './messages';

export interface Chosen {
  readonly runner: GraphRunner;
  readonly device: Device;
  /** Why it is not the device that was asked for. */
  readonly reason?: string | undefined;
  /** How the GPU did, now or at an earlier start. */
  readonly check?: GpuCheck | undefined;
}

type Open = (device: Device) => Promise<GraphRunner>;

export interface ProbeOptions {
  readonly wanted: WantedDevice;
  /** What computes without a GPU here: the native runtime, or in a browser, which has none, WASM. Default `cpu`. */
  readonly processor?: 'cpu' | 'wasm' | undefined;
  /** Of the weights: 8-bit whole numbers stay on the CPU, where they are fast and a GPU has no kernel for them. */
  readonly dtype: string;
  /** Opens the graph on a device; rejects when it cannot. */
  readonly open: Open;
  /**
   * How to open the graph with weights of floats instead, for a GPU that was asked for by name where the weights are whole
   * numbers; undefined where there is no such form. Rejects when it cannot be made.
   */
  readonly openFloats?: (() => Promise<Open | undefined>) | undefined;
  /** Milliseconds, for comparing speeds. */
  readonly now: () => number;
  /** What an earlier start found out; nothing is known without one. */
  readonly memory?: ProbeMemory | undefined;
}

/**
 * Keeps how the GPU did for a model: comparing speeds takes seconds where the GPU is slow. Known of another GPU, driver or
 * runtime is nothing.
 */
export interface ProbeMemory {
  recall(): Promise<GpuCheck | undefined>;
  /** Holds for so many days. Never rejects: what cannot be kept is measured again. */
  remember(check: GpuCheck, days: number): Promise<void>;
}

/** How long a measurement holds: not every new driver shows. */
const measuredDays = 30;
/** How long a GPU that failed in the middle of its work is left alone. */
const faultDays = 1;

/** Least cosine of two embeddings of the same text on two devices that both compute right. */
const leastCosine = 0.999;

/**
 * The graph open on the best device. `auto` takes a GPU where its numbers are right and it is faster, and leaves 8-bit weights
 * on the CPU; `webgpu` takes it where its numbers are right, such weights as floats; both fall back to the CPU, and the CPU to WASM where the native runtime is missing. The names `auto`
 * and `gpu` never reach the runtime: it has no fallback for them (measured). Rejects when no device opens the graph.
 */
export async function chooseDevice(options: ProbeOptions): Promise<Chosen> {
  const { wanted, processor = 'cpu', dtype, open, memory } = options;
  if (wanted === 'wasm') return { runner: await open('wasm'), device: 'wasm' };
  const whole = dtype.endsWith('int8');
  // Asked for by name, the GPU gets its chance at every start.
  const known = wanted === 'auto' && !whole ? await memory?.recall() : undefined;
  const trusted = known?.passed ? await reopenGpu(open, known) : undefined;
  if (trusted) return trusted;
  const chosen = await openProcessor(open, processor);
  if (wanted === 'cpu' || (wanted === 'auto' && whole)) return chosen;
  // A native runtime that is missing has no GPU either.
  if (chosen.device !== processor) return chosen;
  if (whole) return tryFloats(options, chosen);
  if (known && !known.passed) return { ...chosen, reason: known.reason, check: known };
  return tryGpu(options, chosen);
}

async function openProcessor(open: Open, device: 'cpu' | 'wasm'): Promise<Chosen> {
  try {
    return { runner: await open(device), device };
  } catch (error) {
    if (!(error instanceof RuntimeMissing)) throw error;
    return openWasm(open, error.message);
  }
}

async function openWasm(open: Open, reason: string): Promise<Chosen> {
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

/** What does not close is left: the device that works is more than that. */
async function close(runner: GraphRunner | undefined): Promise<void> {
  await runner?.session.release().catch(() => {});
}

/** A GPU that passed at an earlier start; undefined where it does not open or run any more. */
async function reopenGpu(open: Open, check: GpuCheck): Promise<Chosen | undefined> {
  let runner: GraphRunner | undefined;
  try {
    runner = await open('webgpu');
    await runner.measure();
    return { runner, device: 'webgpu', check };
  } catch {
    await close(runner);
    return undefined;
  }
}

/** The GPU on floats, checked against the same floats on the processor; the whole numbers where it fails. */
async function tryFloats(options: ProbeOptions, processor: Chosen): Promise<Chosen> {
  let open: Open | undefined;
  let floats: Chosen;
  try {
    open = await options.openFloats?.();
    if (!open) return { ...processor, reason: `webgpu: weights of type ${options.dtype} run on the CPU` };
    floats = { ...processor, runner: await open(processor.device) };
  } catch (error) {
    return { ...processor, reason: `webgpu: ${runtimeReason(error)}` };
  }
  const chosen = await tryGpu({ ...options, open }, floats);
  if (chosen.device === 'webgpu') {
    await close(processor.runner);
    return chosen;
  }
  await close(floats.runner);
  return { ...chosen, runner: processor.runner };
}

async function tryGpu(options: ProbeOptions, processor: Chosen): Promise<Chosen> {
  let gpu: GraphRunner | undefined;
  let check: GpuCheck | undefined;
  try {
    gpu = await options.open('webgpu');
    await gpu.measure();
    check = await compare(gpu, processor.runner, options);
    if (options.wanted === 'auto') await options.memory?.remember(check, measuredDays);
    if (check.passed) {
      await close(processor.runner);
      return { runner: gpu, device: 'webgpu', check };
    }
    await close(gpu);
    return { ...processor, reason: check.reason, check };
  } catch (error) {
    await close(gpu);
    return { ...processor, reason: `webgpu: ${runtimeReason(error)}`, check };
  }
}

/** A GPU that passed and then failed, hung or took its process down: `auto` does not begin with it again at the next start. */
export async function rememberFault(memory: ProbeMemory | undefined, reason: string): Promise<void> {
  await memory?.remember({ passed: false, reason: `webgpu: ${reason}` }, faultDays);
}

/** Numbers first, and speed where the choice is free. Rejects when the GPU fails. */
async function compare(gpu: GraphRunner, processor: GraphRunner, { wanted, now }: ProbeOptions): Promise<GpuCheck> {
  const { vocabSize } = await processor.measure();
  const similarity = await leastSimilarity(gpu, processor, vocabSize);
  // Not a number fails too.
  if (!(similarity >= leastCosine)) {
    const reason = `webgpu: self-check failed, cosine ${similarity.toFixed(4)} with the CPU's embedding`;
    return { passed: false, reason, similarity };
  }
  if (vocabSize !== undefined && !(await sharesTopTokens(gpu, processor, vocabSize))) {
    return { passed: false, reason: 'webgpu: self-check failed, other best tokens than the CPU', similarity };
  }
  if (wanted !== 'auto') return { passed: true, similarity };
  const { gpuMs, processorMs } = await compareSpeed(gpu, processor, now);
  if (gpuMs < processorMs) return { passed: true, similarity, gpuMs, processorMs };
  const reason = `webgpu: slower here, ${gpuMs.toFixed(0)} ms against ${processorMs.toFixed(0)} ms`;
  return { passed: false, reason, similarity, gpuMs, processorMs };
}

interface Speeds {
  readonly gpuMs: number;
  readonly processorMs: number;
}

/**
 * Times of 4 × 48 tokens; of the small batch of the self-check, for which the GPU has all it needs, where it takes longer for
 * that than the processor for the large one: a GPU that is a program would compute for minutes.
 */
async function compareSpeed(gpu: GraphRunner, processor: GraphRunner, now: () => number): Promise<Speeds> {
  const processorMs = await bestOf(processor, sampleBatch(4, 48), now);
  const small = sampleBatch(2, 16);
  const smallMs = await timeOf(gpu, small, now);
  if (smallMs > clearlySlower * processorMs)
    return { gpuMs: smallMs, processorMs: await bestOf(processor, small, now) };
  return { gpuMs: await bestOf(gpu, sampleBatch(4, 48), now), processorMs };
}

/** One run may be disturbed; not so much. */
const clearlySlower = 3;

/** Least cosine of the two devices' embeddings of two texts, one of them padded. */
async function leastSimilarity(
  runner: GraphRunner,
  reference: GraphRunner,
  vocabSize: number | undefined,
): Promise<number> {
  const batch = sampleBatch(2, 16, vocabSize);
  const request = { batch, layers: 'last', pooling: 'mean' } as const;
  const [found, expected] = [await runner.embed(request), await reference.embed(request)];
  const each = Array.from({ length: batch.batch }, (_, row) => cosine(rowOf(found, row), rowOf(expected, row)));
  return Math.min(...each);
}

/** The five best tokens of the reference must be among the ten best here: near ties may change places. */
async function sharesTopTokens(runner: GraphRunner, reference: GraphRunner, vocabSize: number): Promise<boolean> {
  const request = { batch: sampleBatch(2, 16, vocabSize), rows: Int32Array.of(3, 20), top: Math.min(10, vocabSize) };
  const [found, expected] = [await runner.mlm(request), await reference.mlm(request)];
  return [...request.rows.keys()].every((row) => {
    const from = row * request.top;
    const known = new Set(found.ids.subarray(from, from + request.top));
    return expected.ids.subarray(from, from + Math.min(5, request.top)).every((id) => known.has(id));
  });
}

/** Best of three runs, ms; of two where they take long. The first makes what the GPU needs for the shape. */
async function bestOf(runner: GraphRunner, batch: Batch, now: () => number): Promise<number> {
  const times: number[] = [];
  while (times.length < 2 || (times.length < 3 && Math.max(...times) < 1000)) {
    times.push(await timeOf(runner, batch, now));
  }
  return Math.min(...times);
}

async function timeOf(runner: GraphRunner, batch: Batch, now: () => number): Promise<number> {
  const start = now();
  await runner.embed({ batch, layers: 'last', pooling: 'mean' });
  return now() - start;
}

function rowOf({ values, width }: EmbedResult, row: number): Float32Array {
  return values.subarray(row * width, (row + 1) * width);
}
