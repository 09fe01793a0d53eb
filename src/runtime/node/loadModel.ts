// From a model folder to a running encoder with its tokenizer: reads the files, names them by their hash, and starts the
// encoder process on a device that works.

import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { throwIfCancelled, type CancelSignal } from '../../core/cancel';
import { EngineError } from '../../engine/errors';
import type { Clock, LoadedModel } from '../../engine/ports';
import type { Notice, OpenRequest, WantedDevice } from '../encoder/messages';
import { RemoteEncoder } from '../encoder/remoteEncoder';
import type { EncoderState, RestartingEncoder } from '../encoder/restartingEncoder';
import { factsOf, hashedText, openEncoder, tokenizerOf } from '../model/loading';
import { weightFilesOf } from '../model/modelFolder';
import { encoderProcesses, isNativeFault, type ProcessOptions } from './encoderProcess';
import { HashCache } from './fileHash';
import { readModelFolder, type ModelOnDisk } from './modelFolder';

/** A person waits for words, so they get a second core for these few milliseconds; more bring little at their length. */
const mostWordThreads = 2;

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
  /** `encoder` drops the MLM head, the attention and head masks: for processes that only embed. Default `all`. */
  readonly keep?: 'all' | 'encoder';
  /** Threads of one run. Default 1: two processes of one thread beat one of two on a busy machine (measured). */
  readonly threads?: number;
  /** Threads of one run for words alone. Default 2, where there are as many cores. */
  readonly wordThreads?: number;
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
  const processes = encoderProcesses(context, device);
  try {
    const model = await readModelFolder(path.resolve(folder), { device, file: options.file });
    const hashes = new HashCache(context.cacheFolder && path.join(context.cacheFolder, 'hashes'));
    const sha256 = await hashes.hash(model.onnxFile, signal);
    checkManifest(model, sha256);
    const tokenizer = tokenizerOf(model, path.join(model.folder, 'tokenizer.json'));
    const facts = factsOf(model, await hashModel(model, sha256, hashes, signal));
    const request = requestOf(context, options, { model: model.onnxFile, sha256, device });
    const { idleMs, stallMs, onState, onNotice } = options;
    const encoder = await openEncoder(
      {
        ...{ clock: context.clock, device, idleMs, stallMs, onState, onNotice },
        start: (on, signal) => RemoteEncoder.open(processes.connect(on.device), facts, { ...request, ...on }, signal),
        isDeviceFault: isNativeFault,
      },
      signal,
    );
    const { truecase, fragments, thesaurus } = model;
    return { encoder, tokenizer, truecase, fragments, thesaurus };
  } finally {
    await processes.end();
  }
}

function requestOf(
  { cacheFolder, wasmFolder }: LoadContext,
  { keep = 'all', threads = 1, wordThreads = Math.min(mostWordThreads, availableParallelism()) }: LoadOptions,
  file: Pick<OpenRequest, 'model' | 'sha256' | 'device'>,
): OpenRequest {
  return { ...file, cacheFolder, wasmFolder, keep, headMask: keep !== 'encoder', threads, wordThreads };
}

/** An installed model must still be what was downloaded: damaged weights open without a word and give wrong numbers. */
function checkManifest({ manifest, folder, onnxFile }: ModelOnDisk, sha256: string): void {
  const known = manifest?.files.find((file) => path.join(folder, file.path) === onnxFile);
  if (known && known.sha256 !== sha256) {
    throw new EngineError('modelCorrupt', { subject: onnxFile, reason: 'it is no longer the file that was installed' });
  }
}

/** SHA-256 over the digests of the ONNX file, of weights beside it and of the tokenizer. */
async function hashModel(model: ModelOnDisk, sha256: string, hashes: HashCache, signal: CancelSignal): Promise<string> {
  const folder = path.dirname(model.onnxFile);
  const digests = [sha256];
  for (const name of weightFilesOf(model.onnxFile, await readdir(folder))) {
    digests.push(await hashes.hash(path.join(folder, name), signal));
  }
  return createHash('sha256').update(hashedText(model, digests)).digest('hex');
}
