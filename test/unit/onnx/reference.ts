// Reference values that PyTorch computed (training/fixtures/onnx_fixtures.py), and runs of edited graphs beside them.

import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as ort from 'onnxruntime-node';
import type { PrepareOptions, PreparedGraph } from '../../../src/onnx/prepare';
import { prepareGraph } from '../../../src/onnx/prepare';
import { memorySource } from '../../../src/onnx/source';

export const fixtureFolder = path.resolve('test/unit/fixtures/onnx');

export interface Packed {
  readonly dims: number[];
  readonly f32: string;
}

export interface Reference {
  readonly model: string;
  readonly numLayers: number;
  readonly numHeads: number;
  readonly hiddenSize: number;
  readonly inputs: Record<string, { dims: number[]; values: number[] }>;
  readonly outputs: Record<string, Packed>;
  readonly attentions: Packed[];
  readonly hiddenStates: Packed[];
  readonly queries: Packed[];
  readonly keys: Packed[];
  readonly headMask: number[][];
  readonly silenced: Record<string, Packed>;
  readonly mlmRows: [number, number][];
}

export const everything: PrepareOptions = { attention: true, hiddenStates: true, queriesAndKeys: true };

/** Bytes of a fixture by its name without `.onnx.gz`. */
export function graphBytes(name: string): Uint8Array {
  return gunzipSync(readFileSync(path.join(fixtureFolder, `${name}.onnx.gz`)));
}

export function graphNames(): string[] {
  return readdirSync(fixtureFolder)
    .filter((file) => file.endsWith('.onnx.gz'))
    .map((file) => file.slice(0, -'.onnx.gz'.length));
}

export function readReference(model: string): Reference {
  return JSON.parse(readFileSync(path.join(fixtureFolder, `${model}.json`), 'utf8')) as Reference;
}

export function prepare(name: string, options: PrepareOptions): PreparedGraph {
  return prepareBytes(graphBytes(name), options);
}

export function unpack(packed: Packed): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(packed.f32, 'base64'));
  return new Float32Array(bytes.buffer);
}

/** The reference's inputs as the graph declares them. */
export function feedsFor(reference: Reference, inputs: PreparedGraph['inputs']): Record<string, ort.Tensor> {
  const feeds: Record<string, ort.Tensor> = {};
  for (const { name, elementType } of inputs) {
    const given = reference.inputs[name];
    if (!given) continue;
    feeds[name] =
      elementType === 'int32'
        ? new ort.Tensor('int32', Int32Array.from(given.values), given.dims)
        : new ort.Tensor('int64', BigInt64Array.from(given.values.map(BigInt)), given.dims);
  }
  return feeds;
}

export function rowsTensor(rows: readonly (readonly [number, number])[]): ort.Tensor {
  return new ort.Tensor('int64', BigInt64Array.from(rows.flat().map(BigInt)), [rows.length, 2]);
}

/** The probabilities of quantised graphs, by the graph's name. */
export function readSoftmax(): Record<string, Packed[]> {
  return JSON.parse(readFileSync(path.join(fixtureFolder, 'softmax.json'), 'utf8')) as Record<string, Packed[]>;
}

export interface Values {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

export interface RunOptions {
  readonly feeds?: Record<string, ort.Tensor>;
  readonly session?: ort.InferenceSession.SessionOptions;
}

/** Runs an edited graph on the reference's inputs. */
export async function run(
  graph: PreparedGraph,
  reference: Reference,
  options: RunOptions = {},
): Promise<Record<string, Values>> {
  return runBytes(graph.bytes, { ...feedsFor(reference, graph.inputs), ...options.feeds }, options.session);
}

export async function runBytes(
  bytes: Uint8Array,
  feeds: Record<string, ort.Tensor>,
  session: ort.InferenceSession.SessionOptions = {},
): Promise<Record<string, Values>> {
  const running = await ort.InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    ...session,
  });
  const results = await running.run(feeds);
  await running.release();
  const out: Record<string, Values> = {};
  for (const [name, tensor] of Object.entries(results)) {
    out[name] = { dims: tensor.dims, data: Float32Array.from(tensor.data as Float32Array) };
  }
  return out;
}

export function cosineOf(a: Float32Array, b: Float32Array): number {
  let [dot, x, y] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    x += a[i] * a[i];
    y += b[i] * b[i];
  }
  return dot / Math.sqrt(x * y);
}

/** All names in a list of outputs. */
export function outputNames(outputs: PreparedGraph['outputs']): string[] {
  return Object.values(outputs)
    .flat()
    .filter((name): name is string => typeof name === 'string');
}

export function prepareBytes(bytes: Uint8Array, options: PrepareOptions): PreparedGraph {
  return prepareGraph(memorySource(bytes), options);
}

/** Largest difference of two tensors, Infinity when their lengths differ or one is not finite. */
export function maxError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let max = 0;
  for (let i = 0; i < actual.length; i++) {
    const error = Math.abs(actual[i] - expected[i]);
    if (!(error <= max)) max = Number.isNaN(error) ? Infinity : error;
  }
  return max;
}
