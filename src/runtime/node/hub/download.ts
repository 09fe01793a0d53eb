// Fetches one file: goes on where an earlier attempt stopped, tries again after a broken connection, and lets only bytes
// with the right checksum through.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Response } from 'undici';
import { EngineError } from '../../../engine/errors';
import type { Clock } from '../../../engine/ports';
import { writeError } from '../fileErrors';
import { statusReason, type HubFile } from './hubApi';
import { networkReason, type HttpClient } from './httpClient';

/** Where downloaded bytes go; `open` of node:fs/promises. */
export type OpenFile = (file: string, flags: string) => Promise<PartFile>;
export interface PartFile {
  write(bytes: Uint8Array): Promise<{ readonly bytesWritten: number }>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface DownloadContext {
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly openFile?: OpenFile;
  readonly signal: AbortSignal;
}

export interface DownloadTask {
  readonly url: string;
  readonly file: HubFile;
  /** Where it ends up. Until it is complete and checked, its bytes lie beside it with `.part` at the end. */
  readonly target: string;
  /** Told how many bytes of the file are there. */
  readonly onBytes: (presentBytes: number) => void;
}

/** Broken connections in a row, without a byte between them, after which it is given up. */
const mostAttempts = 4;
const firstDelayMs = 500;

/**
 * Resolves when the file is at its target, checked and on the disk. EngineError downloadFailed (status, network) and
 * downloadMismatch (checksum, length) with the URL as subject, storage when it cannot be written. The signal's reason when
 * it is aborted. What is there stays for the next attempt, except after a mismatch.
 */
export async function download(context: DownloadContext, task: DownloadTask): Promise<void> {
  if (await isComplete(task)) return task.onBytes(task.file.sizeBytes);
  await makeFolder(path.dirname(task.target));
  const part = `${task.target}.part`;
  const resumed = (await sizeOf(part)) > 0;
  try {
    await fetchAll(context, task, part);
    if (!(await matches(part, task.file))) throw mismatch(task, 'its checksum is wrong');
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'downloadMismatch') throw error;
    await rm(part, { force: true });
    // What an earlier attempt left may be damaged; what came just now is wrong at its source.
    if (!resumed) throw error;
    return download(context, task);
  }
  try {
    await rename(part, task.target);
  } catch (error) {
    throw writeError(error, task.target);
  }
}

/** Fetches what `part` lacks, over as many connections as it takes. */
async function fetchAll(context: DownloadContext, task: DownloadTask, part: string): Promise<void> {
  const { sizeBytes } = task.file;
  let have = await sizeOf(part);
  let attempts = 0;
  if (have === 0) await createEmpty(context, part);
  while (have !== sizeBytes) {
    context.signal.throwIfAborted();
    if (have > sizeBytes) await rm(part, { force: true });
    const before = have > sizeBytes ? 0 : have;
    const trouble = await fetchOnce(context, task, part, before);
    context.signal.throwIfAborted();
    have = await sizeOf(part);
    if (have === sizeBytes) return;
    attempts = have > before ? 1 : attempts + 1;
    if (attempts >= mostAttempts) throw failed(task, trouble ?? 'the connection broke off');
    await pause(context, firstDelayMs * 2 ** (attempts - 1));
  }
}

/** One connection. Returns what went wrong where it is worth another try; throws EngineErrors where it is not. */
async function fetchOnce(
  context: DownloadContext,
  task: DownloadTask,
  part: string,
  have: number,
): Promise<string | undefined> {
  let response: Response;
  try {
    const range: Record<string, string> = have > 0 ? { range: `bytes=${have}-` } : {};
    response = await context.client.get(task.url, { 'accept-encoding': 'identity', ...range }, context.signal);
  } catch (error) {
    return networkReason(error);
  }
  if (response.status === 416) {
    await response.body?.cancel();
    await rm(part, { force: true });
    return statusReason(response);
  }
  if (!response.ok) {
    await response.body?.cancel();
    if (response.status === 429 || response.status >= 500) return statusReason(response);
    throw failed(task, statusReason(response));
  }
  if (response.status === 206 && startOf(response) !== have) {
    await response.body?.cancel();
    await rm(part, { force: true });
    return 'the host sent another part of the file';
  }
  // A host that knows no ranges sends the whole file.
  return save(context, task, part, response, response.status === 206 ? have : 0);
}

/** Writes the body behind the first `from` bytes of `part`. Returns why the body broke off. */
async function save(
  context: DownloadContext,
  task: DownloadTask,
  part: string,
  response: Response,
  from: number,
): Promise<string | undefined> {
  const { openFile = open } = context;
  let file: PartFile | undefined;
  let present = from;
  try {
    file = await openFile(part, from > 0 ? 'a' : 'w');
    for await (const chunk of chunksOf(response)) {
      present += chunk.length;
      if (present > task.file.sizeBytes) throw mismatch(task, 'it is longer than the hub said');
      await writeAll(file, chunk);
      task.onBytes(present);
    }
    await file.sync();
    return undefined;
  } catch (error) {
    if (error instanceof BodyBroken) return error.message;
    if (error instanceof EngineError) throw error;
    throw writeError(error, part);
  } finally {
    await closeQuietly(file);
  }
}

/** The connection broke while the body came. */
class BodyBroken extends Error {}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  if (!response.body) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw new BodyBroken(networkReason(error));
      });
      if (done) return;
      if (value instanceof Uint8Array) yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

async function writeAll(file: PartFile, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length;) done += (await file.write(chunk.subarray(done))).bytesWritten;
}

async function closeQuietly(file: PartFile | undefined): Promise<void> {
  try {
    await file?.close();
  } catch {
    // The failure before is the one to tell.
  }
}

/** A file of no bytes is never fetched, yet must be there. */
async function createEmpty({ openFile = open }: DownloadContext, part: string): Promise<void> {
  try {
    await (await openFile(part, 'w')).close();
  } catch (error) {
    throw writeError(error, part);
  }
}

function startOf(response: Response): number | undefined {
  const found = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '');
  return found ? Number(found[1]) : undefined;
}

async function isComplete({ target, file }: DownloadTask): Promise<boolean> {
  return (await sizeOf(target, -1)) === file.sizeBytes && (await matches(target, file));
}

/** Size of a file; `absent` where there is none. */
async function sizeOf(file: string, absent = 0): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => absent,
  );
}

async function matches(file: string, expected: HubFile): Promise<boolean> {
  const git = expected.sha256 === undefined;
  const hash = createHash(git ? 'sha1' : 'sha256');
  // Git hashes a header with the length before the content.
  if (git) hash.update(`blob ${expected.sizeBytes}\0`);
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  } catch (error) {
    throw writeError(error, file);
  }
  return hash.digest('hex') === (expected.sha256 ?? expected.gitSha1);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw writeError(error, folder);
  }
}

function pause({ clock, signal }: DownloadContext, delayMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(delayMs, () => {
      signal.removeEventListener('abort', aborted);
      resolve();
    });
    const aborted = (): void => {
      stop();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', aborted, { once: true });
  });
}

function failed({ url }: DownloadTask, reason: string): EngineError {
  return new EngineError('downloadFailed', { subject: url, reason });
}

function mismatch({ url }: DownloadTask, reason: string): EngineError {
  return new EngineError('downloadMismatch', { subject: url, reason });
}
