// The thread's side of an index: takes calls one after the other, leaves out those that were cancelled while they waited,
// and tells of commits of other processes.

import { CancelledError, CancelSource, type CancelSignal } from '../../../core/cancel';
import { openStore } from './openStore';
import { fileIdentity } from './damage';
import { leaseOf } from './folders';
import type { ProcessLock } from './processLock';
import type { SqliteStore } from '../../index/sqlite/sqliteStore';
import {
  failureOf,
  parseStoreRequest,
  parseToStore,
  storeArguments,
  type FromStore,
  type StoreOp,
  type StoreOps,
  type StoreRequest,
  type ToStore,
} from './storeMessages';

export interface StorePort {
  send(message: FromStore): void;
}

type Handlers = {
  readonly [Op in StoreOp]: (argument: StoreOps[Op][0], cancel: CancelSignal) => Promise<StoreOps[Op][1]>;
};

export class StoreService {
  readonly #waiting = new Map<number, CancelSource>();
  readonly #handlers: Handlers;
  readonly #lease: ProcessLock;
  /** Which file was opened: one that is deleted, or put aside, stays open for those who have it, but nobody else sees it. */
  #identity: string | undefined;
  #queue: Promise<void> = Promise.resolve();
  #told: number;
  #leads = false;
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    readonly port: StorePort,
    readonly request: StoreRequest,
    private store: SqliteStore,
  ) {
    this.#told = store.generation;
    this.#identity = fileIdentity(store.driver.file);
    this.#lease = leaseOf(store.driver.file);
    this.#handlers = {
      files: () => this.store.files(),
      replaceFiles: (files) => this.store.replaceFiles(files),
      removeFiles: (paths) => this.store.removeFiles(paths),
      vectorsByHash: (hashes) => this.store.vectorsByHash(hashes),
      candidates: (query, cancel) => this.store.candidates(query, cancel),
      stats: () => this.store.stats(),
      verify: () => this.store.verify(),
      empty: async () => void (await this.store.empty()),
      tidy: async () => void (await this.store.tidy()),
      close: async () => void (await this.#close()),
    };
    this.#timer = setInterval(() => this.#enqueue(() => this.#look()), request.pollMs);
  }

  /** Says `opened`, or `failed` with id −1. */
  static async start(port: StorePort, workerData: unknown): Promise<StoreService | undefined> {
    try {
      const request = parseStoreRequest(workerData);
      const { store, broken } = await openStore(request);
      const service = new StoreService(port, request, store);
      await service.#lead();
      port.send({ kind: 'opened', storeKind: store.driver.kind, file: store.driver.file, broken });
      return service;
    } catch (error) {
      port.send({ kind: 'failed', id: -1, error: failureOf(error) });
      return undefined;
    }
  }

  receive(value: unknown): void {
    const message = parseToStore(value);
    if (message.kind === 'cancel') {
      this.#waiting.get(message.id)?.cancel();
      return;
    }
    const source = new CancelSource();
    this.#waiting.set(message.id, source);
    this.#enqueue(() => this.#answer(message, source.signal));
  }

  #enqueue(work: () => Promise<void>): void {
    // Messages that came meanwhile, cancellations among them, are read first.
    this.#queue = this.#queue.then(() => new Promise<void>((resolve) => setImmediate(resolve))).then(work);
  }

  async #answer(message: Extract<ToStore, { kind: 'call' }>, cancel: CancelSignal): Promise<void> {
    const { id, op } = message;
    try {
      if (cancel.cancelled) throw new CancelledError();
      const value = await this.#call(op, message.argument, cancel);
      this.port.send({ kind: 'result', id, value });
      this.#tell(this.store.generation);
    } catch (error) {
      this.port.send({ kind: 'failed', id, error: failureOf(error) });
    } finally {
      this.#waiting.delete(id);
    }
  }

  async #call<Op extends StoreOp>(op: Op, argument: unknown, cancel: CancelSignal): Promise<StoreOps[Op][1]> {
    const handler: Handlers[Op] = this.#handlers[op];
    const given = storeArguments[op](argument, op);
    if (op === 'close') return handler(given, cancel);
    await this.#follow();
    const value = await handler(given, cancel);
    // What was written to a file that somebody deleted meanwhile is written once more.
    return (await this.#follow()) ? handler(given, cancel) : value;
  }

  /**
   * Where another process has deleted the index, what it held is forgotten and what comes is kept in a new file. Returns
   * whether that was so.
   */
  async #follow(): Promise<boolean> {
    if (fileIdentity(this.store.driver.file) === this.#identity) return false;
    const { store } = await openStore(this.request);
    const former = this.store;
    this.store = store;
    this.#identity = fileIdentity(store.driver.file);
    // SQLite leaves a file alone that is no longer the one that it opened.
    await former.close();
    this.#told = -1;
    return true;
  }

  async #look(): Promise<void> {
    if (!this.#timer) return;
    try {
      await this.#follow();
      this.#tell(await this.store.refresh());
      await this.#lead();
    } catch {
      // The next call meets the same trouble and tells who asked.
    }
  }

  #tell(generation: number): void {
    if (generation === this.#told) return;
    this.#told = generation;
    this.port.send({ kind: 'changed', generation });
  }

  /** Of the processes that have the index open, one leads: it indexes what is new, the others follow. */
  async #lead(): Promise<void> {
    if (this.#leads) return;
    this.#leads = await this.#lease.tryHold();
    if (this.#leads) this.port.send({ kind: 'leads', leads: true });
  }

  async #close(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#lease.dispose();
    await this.store.close();
  }
}
