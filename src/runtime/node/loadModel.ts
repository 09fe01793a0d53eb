// From a model folder to a running encoder with its tokenizer: reads the files, names them by their hash, and starts the
// encoder process on a device that works.

import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { throwIfCancelled, type CancelSignal } from '../../core/cancel';
import { EngineError } from '../../engine/errors';
import type { Clock, LoadedModel, TokenizerPort } from '../../engine/ports';
import type { Notice, OpenRequest, WantedDevice } from '../encoder/messages';
import type { ModelFacts } from '../encoder/remoteEncoder';
import { RestartingEncoder, type EncoderState } from '../encoder/restartingEncoder';
import { loadTokenizer } from '../tokenizer/loadTokenizer';
import { isNativeFault, startEncoderProcess, type ProcessOptions } from './encoderProcess';
import { HashCache } from './fileHash';
import { readModelFolder, type ModelFolder } from './modelFolder';

/** What stays the same for all models. */
export interface LoadContext extends ProcessOptions {
  readonly clock: Clock;
  /** For edited graphs and hashes; nothing is kept without one. */
  readonly cacheFolder?: string | undefined;
  /** Folder with the WASM build of the runtime, where it does not lie in node_modules. */
  readonly wasmFolder?: string | undefined;
}

export interface LoadOptions {
  /** Default `auto`. */
  readonly device?: WantedDevice;
  /** An ONNX file of the folder, instead of the one that fits the device best. */
  readonly file?: string;
  /** `encoder` drops the MLM head and the attention: for processes that only embed. Default `all`. */
  readonly keep?: 'all' | 'encoder';
  /** Take head masks. Default false. */
  readonly headMask?: boolean;
  /** Threads of one run. Default 1: two processes of one thread beat one of two on a busy machine (measured). */
  readonly threads?: number;
  /** Idle time after which the process is ended; 0, the default: never. */
  readonly idleMs?: number;
  readonly stallMs?: number;
  readonly onState?: (state: EncoderState, error?: EngineError) => void;
  /** Told what works less well than asked: another device, no cache. */
  readonly onNotice?: (notice: Notice) => void;
}

/** A loaded model whose encoder can also be asked for its memory, and unloaded. */
export interface NodeModel extends LoadedModel {
  readonly encoder: RestartingEncoder;
}

/**
 * EngineError modelNotFound, storage, modelCorrupt or modelUnsupported with the file as subject; encoderCrashed when the
 * process ends while it opens the model; CancelledError.
 */
export async function loadModel(
  context: LoadContext,
  folder: string,
  options: LoadOptions,
  signal: CancelSignal,
): Promise<NodeModel> {
  throwIfCancelled(signal);
  const device = options.device ?? 'auto';
  const model = await readModelFolder(path.resolve(folder), { device, file: options.file });
  const hashes = new HashCache(context.cacheFolder && path.join(context.cacheFolder, 'hashes'));
  const sha256 = await hashes.hash(model.onnxFile, signal);
  checkManifest(model, sha256);
  const tokenizer = tokenizerOf(model);
  const hash = await hashModel(model, sha256, hashes, signal);
  const request: OpenRequest = {
    model: model.onnxFile,
    sha256,
    cacheFolder: context.cacheFolder,
    keep: options.keep ?? 'all',
    headMask: options.headMask ?? false,
    device,
    threads: options.threads ?? 1,
    wasmFolder: context.wasmFolder,
  };
  const encoder = await openEncoder(context, factsOf(model, hash), request, options, signal);
  return { encoder, tokenizer, truecase: model.truecase, fragments: model.fragments };
}

function openEncoder(
  context: LoadContext,
  facts: ModelFacts,
  request: OpenRequest,
  options: LoadOptions,
  signal: CancelSignal,
): Promise<RestartingEncoder> {
  const { clock } = context;
  const { idleMs, stallMs, onState, onNotice } = options;
  let device = request.device;
  const told = new Set<string>();
  const tell = (notice: Notice): void => {
    // A restart meets the same things again.
    if (told.has(notice.reason)) return;
    told.add(notice.reason);
    onNotice?.(notice);
  };
  return RestartingEncoder.open(
    {
      clock,
      idleMs,
      stallMs,
      onState,
      start: async (signal) => {
        const running = await startEncoderProcess(context, facts, { ...request, device }, signal);
        running.notices.forEach(tell);
        return running;
      },
      demote: (error, during) => {
        const simpler = simplerDevice(device, error, during);
        if (simpler === undefined) return false;
        tell({ code: 'deviceFallback', reason: `${device}: ${error.details.reason ?? error.code}` });
        device = simpler;
        return true;
      },
    },
    signal,
  );
}

/** The device to go on with after a failure; undefined where the present one is not to blame, or is the last. */
function simplerDevice(
  device: WantedDevice,
  error: EngineError,
  during: { readonly starting: boolean; readonly device?: string | undefined },
): WantedDevice | undefined {
  // The last device was tried already.
  if (error.details.subject === 'wasm') return undefined;
  const fault = error.code === 'encoderCrashed' && isNativeFault(error.details.reason);
  const mayBeGpu = during.starting ? device === 'auto' || device === 'webgpu' : during.device === 'webgpu';
  if (mayBeGpu) return fault || error.code === 'deviceUnavailable' ? 'cpu' : undefined;
  // A native library that brings its process down when it opens a model: too old a processor or C library.
  return during.starting && device === 'cpu' && fault ? 'wasm' : undefined;
}

function factsOf({ config, name }: ModelFolder, hash: string): ModelFacts {
  return { id: `${name}@${hash.slice(0, 12)}`, name, hash, ...config };
}

/** An installed model must still be what was downloaded: damaged weights open without a word and give wrong numbers. */
function checkManifest({ manifest, folder, onnxFile }: ModelFolder, sha256: string): void {
  const known = manifest?.files.find((file) => path.join(folder, file.path) === onnxFile);
  if (known && known.sha256 !== sha256) {
    throw new EngineError('modelCorrupt', { subject: onnxFile, reason: 'it is no longer the file that was installed' });
  }
}

function tokenizerOf(model: ModelFolder): TokenizerPort {
  const subject = path.join(model.folder, 'tokenizer.json');
  const known = model.config.vocabSize;
  try {
    const tokenizer = loadTokenizer(model.tokenizerJson, model.tokenizerConfig);
    if (tokenizer.vocabSize <= known) return tokenizer;
    const reason = `it has ${tokenizer.vocabSize} pieces, the model knows ${known}`;
    throw new EngineError('modelCorrupt', { reason });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new EngineError(error.code, { ...error.details, subject });
  }
}

/** SHA-256 over the digests of the ONNX file, of weights beside it and of the tokenizer. */
async function hashModel(model: ModelFolder, sha256: string, hashes: HashCache, signal: CancelSignal): Promise<string> {
  const hash = createHash('sha256').update(sha256);
  for (const file of await weightFiles(model.onnxFile)) hash.update(await hashes.hash(file, signal));
  hash.update(JSON.stringify([model.tokenizerJson, model.tokenizerConfig]));
  return hash.digest('hex');
}

/** Files that hold weights of an ONNX file, by the names that exporters give them: `model.onnx_data`, `model.onnx.data`. */
async function weightFiles(onnxFile: string): Promise<string[]> {
  const { dir, base } = path.parse(onnxFile);
  const names = await readdir(dir);
  const belongs = (name: string): boolean => name.startsWith(`${base}_data`) || name.startsWith(`${base}.data`);
  return names
    .filter(belongs)
    .sort()
    .map((name) => path.join(dir, name));
}
