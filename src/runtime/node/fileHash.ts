// SHA-256 of files, remembered while size and times stay the same: a model of 400 MB is read once, not at every start.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { throwIfCancelled, type CancelSignal } from '../../core/cancel';
import { number, object, string } from '../parse';
import { storageError } from './fileErrors';
import { writeWhole } from './wholeFile';

interface KnownHash {
  readonly file: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly changedMs: number;
  readonly sha256: string;
}

const parseKnown = object<KnownHash>({
  file: string,
  sizeBytes: number,
  modifiedMs: number,
  changedMs: number,
  sha256: string,
});

/** Hex digest of a file's bytes. EngineError modelNotFound or storage; CancelledError. */
export async function hashFile(file: string, signal: CancelSignal, algorithm = 'sha256'): Promise<string> {
  const hash = createHash(algorithm);
  try {
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        throwIfCancelled(signal);
        hash.update(chunk);
      }
    });
  } catch (error) {
    throwIfCancelled(signal);
    throw storageError(error, file);
  }
  return hash.digest('hex');
}

export class HashCache {
  /** `folder` undefined: nothing is remembered. */
  constructor(readonly folder: string | undefined) {}

  /** SHA-256 of the file, hex. Errors as hashFile; a cache that cannot be read or written is done without. */
  async hash(file: string, signal: CancelSignal): Promise<string> {
    const now = await statOf(file);
    const known = await this.#read(file);
    const same =
      known?.file === file &&
      known.sizeBytes === now.sizeBytes &&
      known.modifiedMs === now.modifiedMs &&
      known.changedMs === now.changedMs;
    if (same) return known.sha256;
    const sha256 = await hashFile(file, signal);
    await this.#write({ file, ...now, sha256 });
    return sha256;
  }

  #entry(file: string): string | undefined {
    if (this.folder === undefined) return undefined;
    return path.join(this.folder, `${createHash('sha256').update(file).digest('hex').slice(0, 32)}.json`);
  }

  async #read(file: string): Promise<KnownHash | undefined> {
    const entry = this.#entry(file);
    if (entry === undefined) return undefined;
    try {
      return parseKnown(JSON.parse(await readFile(entry, 'utf8')), 'known hash');
    } catch {
      return undefined;
    }
  }

  async #write(known: KnownHash): Promise<void> {
    const entry = this.#entry(known.file);
    // Where it cannot be kept, the next start reads the file again.
    if (entry !== undefined) await writeWhole(entry, JSON.stringify(known)).catch(() => {});
  }
}

async function statOf(file: string): Promise<Omit<KnownHash, 'file' | 'sha256'>> {
  try {
    const { size, mtimeMs, ctimeMs } = await stat(file);
    return { sizeBytes: size, modifiedMs: mtimeMs, changedMs: ctimeMs };
  } catch (error) {
    throw storageError(error, file);
  }
}
