// A lock between processes of one machine that the system lets go when its holder dies, even by kill -9. Linux: a socket
// in the abstract namespace, which only one process can listen on. macOS and Windows: opening a file for oneself alone.

import { createHash } from 'node:crypto';
import { closeSync, openSync, constants } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import path from 'node:path';
import { EngineError } from '../../../engine/errors';
import { codeOf, writeError } from '../fileErrors';

const waitMs = 20_000;
const pollMs = 5;
/** Longest wait for the holder to let go before the lock is tried again. */
const lookMs = 250;

interface Held {
  /** Whether somebody else asks for the lock, as far as that can be seen. */
  readonly wanted: () => boolean;
  release(): Promise<void>;
}

/** Keeps the lock while nobody else wants it, so that work in a row costs nothing. */
export class ProcessLock {
  readonly #take: () => Promise<Held | undefined>;
  readonly #wait: () => Promise<void>;
  #held: Held | undefined;
  /** Taken for good by `tryHold`. */
  #kept = false;
  /** Someone who waited was let in; he needs a moment before the lock is taken again. */
  #gaveWay = false;
  #queue: Promise<unknown> = Promise.resolve();

  /** `file` names the lock; it need not exist (on macOS and Windows it is made). */
  constructor(
    readonly file: string,
    platform: NodeJS.Platform = process.platform,
  ) {
    const address = platform === 'linux' ? abstractAddress(file) : undefined;
    this.#take = address === undefined ? () => openAlone(file) : () => listen(address, () => this.#letGoWhenIdle());
    this.#wait = address === undefined ? () => delay(pollMs) : () => waitForHolder(address);
  }

  /** Runs `work` while this process holds the lock. EngineError storage after 20 s of waiting. */
  with<T>(work: () => T): Promise<T> {
    return this.#enqueue(async () => {
      const deadline = performance.now() + waitMs;
      if (this.#gaveWay) await delay(pollMs);
      this.#gaveWay = false;
      while (!(this.#held ??= await this.#take())) {
        if (performance.now() > deadline) {
          throw new EngineError('storage', { subject: this.file, reason: 'another program holds the index' });
        }
        await this.#wait();
      }
      try {
        return work();
      } finally {
        await this.#giveWay();
      }
    });
  }

  /** Takes the lock and keeps it until `dispose`; false when another process has it. */
  tryHold(): Promise<boolean> {
    return this.#enqueue(async () => (this.#kept = (this.#held ??= await this.#take()) !== undefined));
  }

  /** Lets go. The lock may be used again. */
  dispose(): Promise<void> {
    return this.#enqueue(() => this.#letGo());
  }

  #letGoWhenIdle(): void {
    void this.#enqueue(() => this.#giveWay());
  }

  async #giveWay(): Promise<void> {
    if (this.#kept || !this.#held?.wanted()) return;
    await this.#letGo();
    this.#gaveWay = true;
  }

  async #letGo(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    this.#kept = false;
    await held?.release();
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => {});
    return result;
  }
}

/** Names the lock by its file and the user; 108 bytes at most. */
function abstractAddress(file: string): string {
  const digest = createHash('sha256').update(path.resolve(file)).digest('hex').slice(0, 32);
  return `\0semtext-${userInfo().uid}-${digest}`;
}

function listen(address: string, onWanted: () => void): Promise<Held | undefined> {
  return new Promise((resolve, reject) => {
    const waiting = new Set<Socket>();
    const server = createServer((socket) => {
      waiting.add(socket.on('error', () => {}).on('close', () => waiting.delete(socket)));
      socket.unref();
      onWanted();
    });
    server.once('error', (error) =>
      codeOf(error) === 'EADDRINUSE' ? resolve(undefined) : reject(writeError(error, address.slice(1))),
    );
    server.listen(address, () => {
      server.unref();
      resolve({ wanted: () => waiting.size > 0, release: () => closeServer(server, waiting) });
    });
  });
}

function closeServer(server: Server, waiting: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of waiting) socket.destroy();
  });
}

/** Until the holder lets go or dies, which ends the connection to it. */
function waitForHolder(address: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve();
    };
    const timer = setTimeout(end, lookMs);
    socket.on('error', end).on('close', end);
  });
}

/** libuv's flag for opening alone: O_EXLOCK on macOS (made not to wait), no sharing on Windows. */
const openAloneFlags: Partial<Record<NodeJS.Platform, number>> = {
  darwin: 0x20 | constants.O_NONBLOCK,
  win32: 0x10000000,
};

async function openAlone(file: string): Promise<Held | undefined> {
  const flags = openAloneFlags[process.platform];
  if (flags === undefined) throw new EngineError('storage', { subject: file, reason: 'this system has no such lock' });
  try {
    const descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT | flags, 0o600);
    return { wanted: () => true, release: async () => closeSync(descriptor) };
  } catch (error) {
    if (codeOf(error) === 'EAGAIN' || codeOf(error) === 'EBUSY') return undefined;
    throw writeError(error, file);
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
