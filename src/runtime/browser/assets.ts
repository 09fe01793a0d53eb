// The encoder Worker's side of its files: asks the owner for each once at a time and waits for the bytes.

import { EngineError } from '../../engine/errors';
import type { AssetName, ToWorker } from './assetMessages';

type Bytes = Uint8Array;

interface Waiting {
  readonly promise: Promise<Bytes>;
  readonly resolve: (data: Bytes) => void;
  readonly reject: (error: Error) => void;
}

export class Assets {
  readonly #waiting = new Map<string, Waiting>();

  constructor(readonly ask: (name: AssetName) => void) {}

  /** EngineError modelNotFound for a file beside the model, deviceUnavailable for one of the runtime. */
  get(name: AssetName): Promise<Bytes> {
    const known = this.#waiting.get(name);
    if (known) return known.promise;
    let [resolve, reject]: [Waiting['resolve'], Waiting['reject']] = [() => {}, () => {}];
    const promise = new Promise<Bytes>((res, rej) => ([resolve, reject] = [res, rej]));
    this.#waiting.set(name, { promise, resolve, reject });
    this.ask(name);
    return promise;
  }

  receive({ name, data, reason }: Extract<ToWorker, { kind: 'asset' }>): void {
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    if (data) waiting?.resolve(data);
    else waiting?.reject(missing(name, reason));
  }
}

function missing(name: string, reason: string | undefined): EngineError {
  const subject = name.slice(name.indexOf(':') + 1);
  return name.startsWith('model:')
    ? new EngineError('modelNotFound', { subject, reason })
    : new EngineError('deviceUnavailable', { subject: 'wasm', reason });
}
