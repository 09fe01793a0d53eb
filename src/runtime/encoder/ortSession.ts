// Opens a prepared graph with ONNX Runtime (native or WASM build, given by the caller) and runs it.

import type * as Ort from 'onnxruntime-common';
import { EngineError } from '../../engine/errors';
import type { FeedTensor, FloatTensor, GraphSession } from './graphSession';
import type { GraphLayout } from './layout';
import { isEndOfRuntime, runtimeReason, type Device } from './messages';

/** What both builds of the runtime have. */
export type OrtModule = Pick<typeof Ort, 'InferenceSession' | 'Tensor' | 'env'>;

/** Where the weights of a graph lie: a folder for the native build to map, or their bytes. */
export type Weights =
  { readonly folder: string } | { readonly files: readonly { readonly path: string; readonly data: Uint8Array }[] };

export interface SessionRequest {
  readonly graph: Uint8Array;
  readonly weights: Weights;
  readonly device: Device;
  readonly threads: number;
  /** Where each thread beside the caller's runs, as `session.intra_op_thread_affinities` says it; absent: anywhere. */
  readonly processors?: string | undefined;
  /** Take the slower kernel for products of bytes that never clips; see saturation.ts. */
  readonly exactProducts?: boolean;
}

/** Rejects with what the runtime says when the graph cannot be opened on the device. */
export async function openSession(ort: OrtModule, layout: GraphLayout, request: SessionRequest): Promise<GraphSession> {
  const session = await ort.InferenceSession.create(request.graph, sessionOptions(request));
  const types = new Map(layout.inputs.map(({ name, elementType }) => [name, elementType]));
  return {
    async run(feeds, fetches) {
      const tensors = Object.entries(feeds).map(([name, feed]) => [name, tensorOf(ort, feed, types.get(name))]);
      const out = await session.run(Object.fromEntries(tensors), [...fetches]);
      return Object.fromEntries(fetches.map((name) => [name, floatsOf(out[name], name)]));
    },
    release: () => session.release(),
  };
}

/** The engine's error for a graph that the runtime refuses; EngineErrors stay as they are. */
export function openFailure(error: unknown, subject: string): EngineError {
  if (error instanceof EngineError) return error;
  const reason = runtimeReason(error);
  const [, missing] = noWasm.exec(reason) ?? [];
  if (missing !== undefined) return new EngineError('deviceUnavailable', { subject: 'wasm', reason: missing });
  if (isEndOfRuntime(reason)) return new EngineError('encoderCrashed', { subject, reason });
  const unsupported = /not implemented|no op registered|opset|could not find an implementation/i.test(reason);
  return new EngineError(unsupported ? 'modelUnsupported' : 'modelCorrupt', { subject, reason });
}

/** What the runtime says where its own WASM files are missing, damaged or not allowed to run: the model is not to blame. */
const noWasm = /^no available backend found\. ERR: \[wasm\] (.*)$/;

function sessionOptions(request: SessionRequest): Ort.InferenceSession.SessionOptions {
  const { weights, threads, processors, exactProducts } = request;
  const folder = 'folder' in weights && { model_external_initializers_file_folder_path: weights.folder };
  const places = processors !== undefined &&
    threads > 1 && {
      intra_op_thread_affinities: Array<string>(threads - 1)
        .fill(processors)
        .join(';'),
    };
  return {
    executionProviders: [request.device],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    ...('files' in weights && { externalData: weights.files }),
    // The CPU kernel of SkipLayerNormalization is scalar: the Add and LayerNormalization that it would replace are
    // 9 to 12 % faster in int8 (measured, 1.30).
    extra: {
      optimization: { disable_specified_optimizers: 'SkipLayerNormFusion' },
      session: { intra_op: waitingOf(threads), ...places, ...folder, ...(exactProducts && { x64quantprecision: '1' }) },
    },
  };
}

/**
 * How threads wait for work. Threads that spin for long halve the speed when another program holds a core, and threads that
 * sleep between two operators gain nothing over one: they spin for as long as the pauses inside a run last (measured).
 */
function waitingOf(threads: number): Record<string, string> {
  return threads === 1 ? { allow_spinning: '0' } : { allow_spinning: '1', spin_duration_us: '100' };
}

function tensorOf(ort: OrtModule, { data, dims }: FeedTensor, elementType: string | undefined): Ort.Tensor {
  if (data instanceof Float32Array) return new ort.Tensor('float32', data, dims);
  if (elementType === 'int64') return new ort.Tensor('int64', widen(data), dims);
  if (elementType === 'int32') return new ort.Tensor('int32', data, dims);
  throw new EngineError('modelUnsupported', { reason: `the graph has an input of type ${elementType}` });
}

/** Ids and masks are never negative, so the upper halves stay zero: a quarter of the cost of BigInt conversion (measured). */
function widen(values: Int32Array): BigInt64Array {
  const wide = new BigInt64Array(values.length);
  const halves = new Int32Array(wide.buffer);
  for (let i = 0; i < values.length; i++) halves[2 * i] = values[i];
  return wide;
}

function floatsOf(tensor: Ort.Tensor, name: string): FloatTensor {
  if (!(tensor.data instanceof Float32Array)) {
    throw new EngineError('modelUnsupported', { reason: `the output ${name} is of type ${tensor.type}` });
  }
  return { data: tensor.data, dims: tensor.dims };
}
