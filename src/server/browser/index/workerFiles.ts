// Files in the index Worker: each is asked of the server, which asks the client.

import { EngineError } from '../../../engine/errors';
import { parseBytes, parseEntries, parseFacts, parseNames } from '../../../protocol/files';
import type { EditorPort } from '../../../runtime/browser/workspaceFiles';
import type { FileCall, FileWish, ToIndexWorker } from './workerMessages';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class WorkerFiles implements EditorPort {
  readonly #ask: (wish: FileWish) => void;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;

  constructor(ask: (wish: FileWish) => void) {
    this.#ask = ask;
  }

  read = async (place: string) => parseBytes(await this.#want('read', place), 'file');
  list = async (place: string) => parseNames(await this.#want('list', place), 'folder');
  entries = async (place: string) => parseEntries(await this.#want('entries', place), 'folder');
  look = async (place: string) => parseFacts(await this.#want('look', place), 'place');

  receive({ id, value, failure }: Extract<ToIndexWorker, { kind: 'file' }>): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!failure) return waiting?.resolve(value);
    const code = failure.code === 'modelNotFound' ? 'modelNotFound' : 'storage';
    waiting?.reject(new EngineError(code, { subject: failure.subject, reason: failure.reason }));
  }

  #want(call: FileCall, place: string): Promise<unknown> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#ask({ kind: 'want', id, call, place });
    });
  }
}
