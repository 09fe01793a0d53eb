// The local index as the engine sees it: a ChunkIndex whose work is done in a thread of its own.

import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { CancelledError, type CancelSignal } from '../../../core/cancel';
import { EngineError } from '../../../engine/errors';
import type { CandidateQuery, ChunkIndex, FileRow, IndexSpec } from '../../../engine/index/types';
import { indexName } from './folders';
import {
  parseFromStore,
  storeResults,
  type FromStore,
  type OpenedStore,
  type StoreFailure,
  type StoreOp,
  type StoreOps,
  type StoreRequest,
  type ToStore,
} from './storeMessages';

export interface SqliteIndexOptions {
  /** Holds the indexes of a workspace, one folder for each spec. */
  readonly directory: string;
  readonly spec: IndexSpec;
  /** Path of dist/store.cjs. */
  readonly program: string;
  /** Use the WASM build of SQLite even where Node has one. */
  readonly wasm?: boolean;
  /** How often to look for commits of other processes; 1000 when absent. */
  readonly pollMs?: number;
}

/** A local index, and what only a local one knows. */
export interface SqliteIndex extends ChunkIndex {
  readonly kind: 'sqlite' | 'sqlite-wasm';
  /** The database file. */
  readonly file: string;
  /** Where a damaged index was put aside when this one was opened; it is empty then. Worth telling once. */
  readonly broken?: string;
  /** This process is the one of those with the index open that should bring it up to date. The others follow. */
  readonly leads: boolean;
  /** Called when this process becomes the leader, because the one before went away. */
  onDidLead(listener: () => void): { dispose(): void };
  /** Forgets all files, for those too that have the index open. */
  empty(): Promise<void>;
  /** For idle moments: brings the log into the file and gives back room. */
  tidy(): Promise<void>;
}

/**
 * Opens or makes the index of this spec. EngineError storage where the disk refuses (full, read-only, held by another
 * program, too little memory), with the file as subject.
 */
export async function openSqliteIndex(options: SqliteIndexOptions): Promise<SqliteIndex> {
  const { directory, spec, program, wasm = false, pollMs = 1000 } = options;
  const request: StoreRequest = { folder: path.join(directory, indexName(spec)), spec, wasm, pollMs };
  const thread = new StoreThread(program, request);
  return new ThreadIndex(spec, thread, await thread.opened);
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The thread and the calls that wait for it. */
class StoreThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly changed = new Set<(generation: number) => void>();
  readonly led = new Set<() => void>();
  readonly opened: Promise<OpenedStore>;
  leads = false;
  #next = 0;
  #ended: Error | undefined;
  #settleOpened!: { resolve(opened: OpenedStore): void; reject(error: Error): void };

  constructor(
    program: string,
    readonly request: StoreRequest,
  ) {
    this.opened = new Promise((resolve, reject) => (this.#settleOpened = { resolve, reject }));
    this.#worker = new Worker(program, { workerData: request, execArgv: [], env: process.env });
    this.#worker.on('message', (value) => this.#receive(parseFromStore(value)));
    this.#worker.on('error', (error) => this.#end(error.message));
    this.#worker.on('exit', () => this.#end('its thread ended'));
    // An index that is open keeps no program alive; opening it and a call that waits do.
    const rest = () => void (this.#pending.size || this.#worker.unref());
    this.opened.then(rest, rest);
  }

  async call<Op extends StoreOp>(op: Op, argument: StoreOps[Op][0], cancel?: CancelSignal): Promise<StoreOps[Op][1]> {
    if (this.#ended) throw this.#ended;
    if (cancel?.cancelled) throw new CancelledError();
    const id = this.#next++;
    const answer = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.#worker.ref();
    this.#send({ kind: 'call', id, op, argument });
    const forget = cancel?.onCancel(() => {
      this.#send({ kind: 'cancel', id });
      this.#settle(id)?.reject(new CancelledError());
    });
    try {
      return storeResults[op](await answer, op);
    } finally {
      forget?.();
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #send(message: ToStore): void {
    this.#worker.postMessage(message);
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#worker.unref();
    return pending;
  }

  #receive(message: FromStore): void {
    switch (message.kind) {
      case 'opened':
        return this.#settleOpened.resolve(message);
      case 'result':
        return this.#settle(message.id)?.resolve(message.value);
      case 'failed':
        if (message.id < 0) return this.#settleOpened.reject(this.#errorOf(message.error));
        return this.#settle(message.id)?.reject(this.#errorOf(message.error));
      case 'changed':
        for (const listener of [...this.changed]) listener(message.generation);
        return;
      case 'leads':
        this.leads = message.leads;
        for (const listener of [...this.led]) listener();
    }
  }

  #errorOf({ code, message, subject, reason }: StoreFailure): Error {
    if (code === 'cancelled') return new CancelledError();
    if (code === 'range') return new RangeError(message);
    if (code === 'unknown') return new EngineError('storage', { subject: this.request.folder, reason: message });
    return new EngineError(code, { subject, reason });
  }

  #end(reason: string): void {
    this.#ended ??= new EngineError('storage', { subject: this.request.folder, reason });
    this.#settleOpened.reject(this.#ended);
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }
}

class ThreadIndex implements SqliteIndex {
  readonly writable = true;
  readonly kind: 'sqlite' | 'sqlite-wasm';
  readonly file: string;
  readonly broken?: string;
  readonly #thread: StoreThread;
  #closed: Promise<void> | undefined;

  constructor(
    readonly spec: IndexSpec,
    thread: StoreThread,
    { storeKind, file, broken }: OpenedStore,
  ) {
    this.#thread = thread;
    this.kind = storeKind;
    this.file = file;
    this.broken = broken;
  }

  get leads(): boolean {
    return this.#thread.leads;
  }

  files() {
    return this.#thread.call('files', undefined);
  }

  replaceFiles(files: readonly FileRow[]) {
    return this.#thread.call('replaceFiles', files);
  }

  removeFiles(paths: readonly string[]) {
    return this.#thread.call('removeFiles', paths);
  }

  vectorsByHash(hashes: readonly string[]) {
    return this.#thread.call('vectorsByHash', hashes);
  }

  candidates(query: CandidateQuery, cancel?: CancelSignal) {
    return this.#thread.call('candidates', query, cancel);
  }

  onDidChange(listener: (generation: number) => void) {
    this.#thread.changed.add(listener);
    return { dispose: () => void this.#thread.changed.delete(listener) };
  }

  onDidLead(listener: () => void) {
    this.#thread.led.add(listener);
    return { dispose: () => void this.#thread.led.delete(listener) };
  }

  stats() {
    return this.#thread.call('stats', undefined);
  }

  verify() {
    return this.#thread.call('verify', undefined);
  }

  async empty(): Promise<void> {
    await this.#thread.call('empty', undefined);
  }

  async tidy(): Promise<void> {
    await this.#thread.call('tidy', undefined);
  }

  close(): Promise<void> {
    this.#closed ??= this.#thread
      .call('close', undefined)
      .then(() => {})
      .finally(() => this.#thread.end());
    return this.#closed;
  }
}
