// What an encoder process (or Worker) and its owner say to each other. Types, and one parser for each direction.

import { EngineError } from '../../engine/errors';
import type {
  AttentionRequest,
  AttentionResult,
  EmbedRequest,
  EmbedResult,
  EncoderInfo,
  GpuCheck,
  HeadResult,
  LayerChoice,
  MlmRequest,
  MlmResult,
} from '../../engine/ports';
import type { Batch } from '../../core/types';
import {
  arrayOf,
  boolean,
  floats,
  FormError,
  int32s,
  number,
  object,
  oneOf,
  optional,
  record,
  string,
  wholeFrom,
  type Parser,
} from '../parse';

export type Device = EncoderInfo['device'];

/** `auto` looks for the fastest device whose numbers are right. */
export type WantedDevice = Device | 'auto';

/** The model file to open, and how. */
export interface OpenRequest {
  /** Path (in a browser: URL) of the ONNX file. */
  readonly model: string;
  /** SHA-256 of that file, hex: names what is cached about it. */
  readonly sha256: string;
  /** Folder for edited graphs and device checks; nothing is cached without one. */
  readonly cacheFolder?: string | undefined;
  /** `encoder` drops the MLM head: for processes that only embed. */
  readonly keep: 'all' | 'encoder';
  /** Take head masks: costs one product a layer. */
  readonly headMask: boolean;
  readonly device: WantedDevice;
  readonly threads: number;
  /** Threads of a session of its own for words, see EncoderService; absent: words are predicted by the common one. */
  readonly wordThreads?: number | undefined;
  /** Folder with the WASM build of the runtime, where it is not found by itself. */
  readonly wasmFolder?: string | undefined;
  /** How the GPU that `auto` chose failed, so that the next start does not begin with it again. In the runtime's words. */
  readonly gpuFault?: string | undefined;
}

export type Job =
  | { readonly op: 'mlm'; readonly request: MlmRequest }
  | { readonly op: 'embed'; readonly request: EmbedRequest }
  | { readonly op: 'nextSentence'; readonly request: Batch }
  | { readonly op: 'attention'; readonly request: AttentionRequest }
  | { readonly op: 'head'; readonly request: Batch };

export type ToEncoder =
  | ({ readonly kind: 'open' } & OpenRequest)
  | { readonly kind: 'run'; readonly id: number; readonly job: Job }
  | { readonly kind: 'memory'; readonly id: number };

/** What the encoder found when it opened the model. */
export interface OpenedFacts {
  readonly device: Device;
  readonly dtype: string;
  readonly numLayers?: number | undefined;
  readonly numHeads?: number | undefined;
  readonly hiddenSize?: number | undefined;
  readonly vocabSize?: number | undefined;
  readonly hasMlm: boolean;
  readonly hasNsp: boolean;
  readonly hasAttention: boolean;
  readonly attentionReason?: string | undefined;
  readonly hasHeadMask: boolean;
  readonly gpuCheck?: GpuCheck | undefined;
  /** Why another device than the one asked for was taken, or why the cache is not used; one sentence each. */
  readonly notices: readonly Notice[];
}

/** Something that works less well than it might. `reason` in the runtime's words. */
export interface Notice {
  readonly code: 'deviceFallback' | 'cacheUnavailable';
  readonly reason: string;
}

/** The engine's errors that an encoder can run into. */
const failureCode = oneOf(
  'modelNotFound',
  'modelCorrupt',
  'modelUnsupported',
  'outputMissing',
  'storage',
  'encoderCrashed',
  'deviceUnavailable',
  'badInput',
);

export interface WireFailure {
  readonly kind: 'engine' | 'range';
  readonly code?: ReturnType<typeof failureCode> | undefined;
  readonly subject?: string | undefined;
  readonly reason?: string | undefined;
  readonly limit?: number | undefined;
}

export type FromEncoder =
  | { readonly kind: 'opened'; readonly facts: OpenedFacts }
  | { readonly kind: 'openFailed'; readonly failure: WireFailure }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: WireFailure };

const parseBatch = object<Batch>({
  batch: wholeFrom(0),
  length: wholeFrom(0),
  inputIds: int32s,
  attentionMask: int32s,
  tokenTypeIds: int32s,
});

const layerNames = oneOf('last', 'secondToLast', 'embeddings', 'sumLast4', 'concatLast4', 'sumAll', 'each');
const parseLayers: Parser<LayerChoice> = (value, place) =>
  typeof value === 'number' ? wholeFrom(0)(value, place) : layerNames(value, place);

const parseJob: Parser<Job> = (value, place) => {
  const { op, request } = record(value, place);
  const at = `${place}.request`;
  switch (oneOf('mlm', 'embed', 'nextSentence', 'attention', 'head')(op, `${place}.op`)) {
    case 'mlm':
      return { op: 'mlm', request: parseMlm(request, at) };
    case 'embed':
      return { op: 'embed', request: parseEmbed(request, at) };
    case 'nextSentence':
      return { op: 'nextSentence', request: parseBatch(request, at) };
    case 'attention':
      return { op: 'attention', request: parseAttention(request, at) };
    case 'head':
      return { op: 'head', request: parseBatch(request, at) };
  }
};

const parseMlm = object<MlmRequest>({
  batch: parseBatch,
  rows: int32s,
  top: wholeFrom(0),
  targets: optional(int32s),
  picked: optional(int32s),
  headMask: optional(floats),
});

const parseEmbed = object<EmbedRequest>({
  batch: parseBatch,
  layers: parseLayers,
  pooling: oneOf('mean', 'cls', 'none'),
});

const parseAttention = object<AttentionRequest>({
  batch: parseBatch,
  layer: wholeFrom(0),
  queriesAndKeys: optional(boolean),
  headMask: optional(floats),
});

const parseOpen = object<OpenRequest>({
  model: string,
  sha256: string,
  cacheFolder: optional(string),
  keep: oneOf('all', 'encoder'),
  headMask: boolean,
  device: oneOf('auto', 'cpu', 'webgpu', 'wasm'),
  threads: wholeFrom(1),
  wordThreads: optional(wholeFrom(1)),
  wasmFolder: optional(string),
  gpuFault: optional(string),
});

/** What the owner said, parsed; FormError for anything else. */
export function parseToEncoder(value: unknown): ToEncoder {
  const message = record(value, 'message');
  switch (message.kind) {
    case 'open':
      return { kind: 'open', ...parseOpen(message, 'open') };
    case 'run':
      return { kind: 'run', id: wholeFrom(0)(message.id, 'run.id'), job: parseJob(message.job, 'run.job') };
    case 'memory':
      return { kind: 'memory', id: wholeFrom(0)(message.id, 'memory.id') };
    default:
      throw new FormError('message.kind', 'open, run or memory');
  }
}

export const parseGpuCheck = object<GpuCheck>({
  passed: boolean,
  reason: optional(string),
  similarity: optional(number),
  gpuMs: optional(number),
  processorMs: optional(number),
});

const parseFacts = object<OpenedFacts>({
  device: oneOf('cpu', 'webgpu', 'wasm'),
  dtype: string,
  numLayers: optional(wholeFrom(0)),
  numHeads: optional(wholeFrom(0)),
  hiddenSize: optional(wholeFrom(0)),
  vocabSize: optional(wholeFrom(0)),
  hasMlm: boolean,
  hasNsp: boolean,
  hasAttention: boolean,
  attentionReason: optional(string),
  hasHeadMask: boolean,
  gpuCheck: optional(parseGpuCheck),
  notices: arrayOf(object<Notice>({ code: oneOf('deviceFallback', 'cacheUnavailable'), reason: string })),
});

const parseFailure = object<WireFailure>({
  kind: oneOf('engine', 'range'),
  code: optional(failureCode),
  subject: optional(string),
  reason: optional(string),
  limit: optional(number),
});

/** What the encoder said, parsed; FormError for anything else. */
export function parseFromEncoder(value: unknown): FromEncoder {
  const message = record(value, 'message');
  switch (message.kind) {
    case 'opened':
      return { kind: 'opened', facts: parseFacts(message.facts, 'opened.facts') };
    case 'openFailed':
      return { kind: 'openFailed', failure: parseFailure(message.failure, 'openFailed.failure') };
    case 'answer':
      return { kind: 'answer', id: wholeFrom(0)(message.id, 'answer.id'), value: message.value };
    case 'failure':
      return {
        kind: 'failure',
        id: wholeFrom(0)(message.id, 'failure.id'),
        failure: parseFailure(message.failure, 'failure.failure'),
      };
    default:
      throw new FormError('message.kind', 'opened, openFailed, answer or failure');
  }
}

export const parseMlmResult = object<MlmResult>({
  ids: int32s,
  logProbabilities: floats,
  targets: floats,
  picked: floats,
});
export const parseEmbedResult = object<EmbedResult>({ width: wholeFrom(0), values: floats });
export const parseHeadResult = object<HeadResult>({
  width: wholeFrom(0),
  logits: floats,
  endLogits: optional(floats),
});
export const parseAttentionResult = object<AttentionResult>({
  heads: wholeFrom(0),
  endedAt: wholeFrom(0),
  values: floats,
  queries: optional(floats),
  keys: optional(floats),
});

/**
 * Memory ran out, or the WASM runtime stopped in the middle of its work: the process or Worker is of no use any more. A
 * browser reports want of memory as a RangeError.
 */
export const isEndOfRuntime = (reason: string): boolean =>
  /alloc|out of memory|memory access out of bounds|unreachable|\baborted\b/i.test(reason);

/** An error as it travels. An error of the runtime in a run means that it cannot run this graph, unless the runtime ended. */
export function failureOf(error: unknown): WireFailure {
  if (error instanceof EngineError) {
    const { subject, reason, limit } = error.details;
    return { kind: 'engine', code: failureCode(error.code, 'code'), subject, reason, limit };
  }
  const reason = runtimeReason(error);
  if (isEndOfRuntime(reason)) return { kind: 'engine', code: 'encoderCrashed', reason };
  if (error instanceof RangeError) return { kind: 'range', reason: error.message };
  return { kind: 'engine', code: 'modelUnsupported', reason };
}

/** The error that a failure stands for. `subject` names the model where the failure does not. */
export function errorOf(failure: WireFailure, subject: string): Error {
  const { reason, limit } = failure;
  if (failure.kind === 'range') return new RangeError(reason);
  return new EngineError(failure.code ?? 'encoderCrashed', { subject: failure.subject ?? subject, reason, limit });
}

/** The runtime's own sentence: one line, without the place in its sources that it puts in front. */
export function runtimeReason(error: unknown): string {
  if (error instanceof EngineError && error.details.reason) return error.details.reason;
  const text = error instanceof Error ? error.message : String(error);
  const [line] = text.replace(/^.* was false\. /, '').split('\n', 1);
  return line.replace(/^\S*onnxruntime\S*:\d+ /, '').slice(0, 300);
}
