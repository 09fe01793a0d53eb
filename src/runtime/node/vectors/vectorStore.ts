// Vectors of texts that outlive the server: a folder for each encoder, found by the content of the text, which itself is not
// written. Several processes may read; one at a time writes. Nothing here rejects: what cannot be kept is made again.

import { createHash } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { EncoderInfo, KeptVector, VectorStore } from '../../../engine/ports';
import { ProcessLock } from '../index/processLock';
import { foldersIn, sizeOf } from './keptFolders';
import { keyBytes } from './records';
import { Segments, type SegmentLimits } from './segments';

/** About 40,000 vectors of width 384, and as much again of other encoders. */
const defaultLimits: SegmentLimits = { segmentBytes: 4 << 20, mostBytes: 64 << 20 };

export class FolderVectorStore implements VectorStore {
  readonly #segments: Segments;
  readonly #lock: ProcessLock;
  readonly #root: string;
  /** Added, not yet in a file. */
  readonly #pending = new Map<string, KeptVector>();
  #queue: Promise<void> = Promise.resolve();
  #looked: Promise<void> | undefined;
  #tidied = false;
  /** The disk refused: nothing more is kept until the next start. */
  #stopped = false;

  /** `root` holds a folder for each encoder. Nothing is touched before the first text. */
  constructor(root: string, encoder: Pick<EncoderInfo, 'hash' | 'device'>, limits: SegmentLimits = defaultLimits) {
    this.#root = root;
    const folder = path.join(root, folderName(encoder));
    this.#segments = new Segments(folder, limits);
    this.#lock = new ProcessLock(path.join(folder, 'lock'));
  }

  async read(kind: string, texts: readonly string[]): Promise<readonly (KeptVector | undefined)[]> {
    const keys = texts.map((text) => keyOf(kind, text));
    if (keys.some((key) => !this.#pending.has(key) && !this.#segments.has(key))) await this.#look();
    const waiting = new Map(keys.flatMap((key) => pairOf(key, this.#pending.get(key))));
    const stored = await this.#segments.read(keys.filter((key) => !waiting.has(key))).catch(() => undefined);
    return keys.map((key) => waiting.get(key) ?? stored?.get(key));
  }

  add(kind: string, texts: readonly string[], vectors: readonly KeptVector[]): void {
    if (this.#stopped) return;
    for (const [n, text] of texts.entries()) this.#pending.set(keyOf(kind, text), vectors[n]);
    this.#queue = this.#queue.then(() => this.#write());
  }

  async close(): Promise<void> {
    await this.#queue;
    await this.#lock.dispose().catch(() => undefined);
  }

  /** One look at a time: those who come meanwhile wait for it. */
  async #look(): Promise<void> {
    this.#looked ??= this.#segments.lookAgain().catch(() => undefined);
    const looked = this.#looked;
    await looked;
    if (this.#looked === looked) this.#looked = undefined;
  }

  async #write(): Promise<void> {
    const some = new Map(this.#pending);
    if (!some.size) return;
    try {
      // The lock may be a file of the folder.
      await mkdir(this.#segments.folder, { recursive: true });
      await this.#lock.with(() => this.#segments.append(some));
    } catch {
      this.#stopped = true;
    }
    if (!this.#tidied) await this.#tidy().catch(() => undefined);
    for (const [key, vector] of some) if (this.#pending.get(key) === vector) this.#pending.delete(key);
  }

  /** Vectors of encoders that are used no more go, those that were used longest ago first. */
  async #tidy(): Promise<void> {
    this.#tidied = true;
    const all = await foldersIn(this.#root);
    const folders = await Promise.all(all.map(async (folder) => ({ folder, usedMs: await usedMs(folder) })));
    let total = 0;
    for (const { folder } of folders.sort((a, b) => b.usedMs - a.usedMs)) {
      if (folder === this.#segments.folder) continue;
      total += await sizeOf(folder);
      if (total > this.#segments.limits.mostBytes) await removeUnheld(folder);
    }
  }
}

/** Processor and GPU differ in the last digits, so what they made is kept apart. */
const folderName = ({ hash, device }: Pick<EncoderInfo, 'hash' | 'device'>): string =>
  `${createHash('sha256').update(hash).digest('hex').slice(0, 24)}-${device}`;

function keyOf(kind: string, text: string): string {
  return createHash('sha256').update(`${kind}\n`).update(text).digest().toString('latin1', 0, keyBytes);
}

const pairOf = (key: string, vector: KeptVector | undefined): [string, KeptVector][] => (vector ? [[key, vector]] : []);

async function usedMs(folder: string): Promise<number> {
  return (await stat(folder).catch(() => undefined))?.mtimeMs ?? 0;
}

/** Another process may have it in use. */
async function removeUnheld(folder: string): Promise<void> {
  const lock = new ProcessLock(path.join(folder, 'lock'));
  const isFree = await lock.tryHold();
  await lock.dispose();
  if (isFree) await rm(folder, { recursive: true, force: true });
}
