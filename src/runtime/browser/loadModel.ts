// From a model folder that the editor can read to a running encoder in a Worker, with its tokenizer.

import { throwIfCancelled, type CancelSignal } from '../../core/cancel';
import { hexOf } from '../../core/hex';
import { EngineError } from '../../engine/errors';
import type { LoadedModel } from '../../engine/ports';
import type { Notice, OpenRequest, WantedDevice } from '../encoder/messages';
import { RemoteEncoder } from '../encoder/remoteEncoder';
import type { EncoderState, RestartingEncoder } from '../encoder/restartingEncoder';
import { factsOf, hashedText, openEncoder, tokenizerOf } from '../model/loading';
import { readModelFolder, weightFilesOf, type FolderPort } from '../model/modelFolder';
import { builds, type AssetName } from './assetMessages';
import { browserClock } from './clock';
import { connectWorker } from './encoderWorker';
import type { FilePort } from './files';

export interface LoadContext {
  readonly files: FilePort;
  /** Folder of the encoder's script and of ONNX Runtime's files. */
  readonly programs: string;
}

export interface LoadOptions {
  readonly device: WantedDevice;
  /** An ONNX file of the folder, instead of the one that fits the device best. */
  readonly file?: string;
  /** Idle time after which the Worker is ended; it is started again when it is needed. Default never. */
  readonly idleMs?: number;
  readonly onState?: (state: EncoderState, error?: EngineError) => void;
  readonly onNotice?: (notice: Notice) => void;
}

export interface BrowserModel extends LoadedModel {
  readonly encoder: RestartingEncoder;
}

type Bytes = Uint8Array<ArrayBuffer>;

const earlyFiles = [`${builds.wasm}.mjs`, `${builds.wasm}.wasm`];

/** Errors as loadModel of runtime/node. */
export async function loadModel(
  context: LoadContext,
  port: FolderPort,
  options: LoadOptions,
  signal: CancelSignal,
): Promise<BrowserModel> {
  const { device, idleMs, onState, onNotice } = options;
  const { files } = context;
  // Read while the model is read and hashed: what a Worker needs in any case.
  const programs = new Programs(context);
  const model = await readModelFolder(port, { device, file: options.file });
  throwIfCancelled(signal);
  const tokenizer = tokenizerOf(model, port.placeOf('tokenizer.json'));
  const source = new ModelSource(files, port.placeOf(model.onnxFile));
  const sha256 = await source.digest();
  const beside = weightFilesOf(model.onnxFile, await port.list(model.onnxFile.split('/').slice(0, -1).join('/')));
  const digests = await Promise.all(beside.map(async (name) => digestOf(await source.read(name))));
  throwIfCancelled(signal);
  const facts = factsOf(model, await digestOf(new TextEncoder().encode(hashedText(model, [sha256, ...digests]))));
  const request: Omit<OpenRequest, 'device'> = {
    model: port.placeOf(model.onnxFile),
    sha256,
    keep: 'all',
    headMask: true,
    threads: Math.max(1, Math.min(4, Math.floor(navigator.hardwareConcurrency / 2))),
  };
  const asset = (name: AssetName): Promise<Bytes> => {
    const file = name.slice(name.indexOf(':') + 1);
    return name.startsWith('model:') ? source.read(file) : programs.read(file);
  };
  const url = await programs.script;
  const encoder = await openEncoder(
    {
      ...{ clock: browserClock, device, idleMs, onState, onNotice },
      start: (on, signal) =>
        RemoteEncoder.open(
          (events) => connectWorker({ script: url, asset }, events),
          facts,
          { ...request, ...on },
          signal,
        ),
      // A browser takes no Worker down for a faulty driver: the device says that it is lost.
      isDeviceFault: () => false,
    },
    signal,
  );
  const { truecase, fragments, thesaurus } = model;
  return { encoder, tokenizer, truecase, fragments, thesaurus };
}

/** The model file and what lies beside it. The bytes that were hashed are given away once, so that nothing is read twice. */
class ModelSource {
  readonly #name: string;
  readonly #folder: string;
  #hashed: Bytes | undefined;

  constructor(
    readonly files: FilePort,
    readonly place: string,
  ) {
    const cut = place.lastIndexOf('/');
    this.#folder = place.slice(0, cut);
    this.#name = place.slice(cut + 1);
  }

  async digest(): Promise<string> {
    this.#hashed = await this.files.read(this.place);
    return digestOf(this.#hashed);
  }

  async read(name: string): Promise<Bytes> {
    const hashed = this.#hashed;
    if (name === this.#name && hashed) {
      this.#hashed = undefined;
      return hashed;
    }
    if (name.split('/').includes('..')) {
      throw new EngineError('modelCorrupt', { subject: this.place, reason: `weights outside of its folder: ${name}` });
    }
    return this.files.read(`${this.#folder}/${name}`);
  }
}

/** The encoder's script and ONNX Runtime's files. */
class Programs {
  /** Address of the script; it lives as long as this Worker, since a restart needs it again. */
  readonly script: Promise<string>;
  readonly #folder: string;
  /** Begun before anybody asked; given away once. */
  readonly #early = new Map<string, Promise<Bytes>>();

  constructor(readonly context: LoadContext) {
    this.#folder = context.programs;
    for (const name of earlyFiles) this.#early.set(name, this.read(name));
    this.script = this.read('encoder.js').then((code) =>
      URL.createObjectURL(new Blob([code], { type: 'text/javascript' })),
    );
    // Who needs them meets the error.
    for (const each of [this.script, ...this.#early.values()]) each.catch(() => {});
  }

  read(name: string): Promise<Bytes> {
    const early = this.#early.get(name);
    this.#early.delete(name);
    return early ?? this.context.files.read(`${this.#folder}/${name}`);
  }
}

async function digestOf(data: Bytes): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', data)));
}
