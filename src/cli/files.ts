// Text that a command names: a file, or stdin as `-`.

import { fstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { EngineError } from '../engine/errors';
import { encodingOf, textOfBytes } from '../runtime/textBytes';

/**
 * EngineError badInput where there is no file, where it cannot be read, or where it is neither UTF-8 text nor UTF-16 text
 * with a byte order mark. The mark is no part of the text.
 */
export async function readTextFile(file: string): Promise<string> {
  return decode(await readBytes(file), file);
}

/** The rest of stdin. */
export async function readStdin(): Promise<string> {
  checkReadable(process.stdin);
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(Buffer.from(part as Buffer));
  return decode(Buffer.concat(parts), '-');
}

/** EngineError badInput for a folder (`semtext … < .`), which Node reads as a stream of nothing. */
export function checkReadable(stream: NodeJS.ReadableStream): void {
  const fd = 'fd' in stream ? stream.fd : undefined;
  if (typeof fd !== 'number' || !isFolder(fd)) return;
  throw new EngineError('badInput', { subject: 'stdin', reason: reasons.EISDIR });
}

function isFolder(fd: number): boolean {
  try {
    return fstatSync(fd).isDirectory();
  } catch {
    return false;
  }
}

async function readBytes(file: string): Promise<Uint8Array> {
  if (file === '-') return Buffer.from(await readStdin());
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new EngineError('badInput', { subject: file, reason: reasons[code] ?? `it cannot be read (${code})` });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'no permission to read it',
};

function decode(bytes: Uint8Array, subject: string): string {
  const read = textOfBytes(bytes);
  if (read === 'binary') throw new EngineError('badInput', { subject, reason: 'it is a binary file' });
  if (read !== 'malformed') return read.text;
  const reason = encodingOf(bytes) === 'utf-8' ? 'it is not UTF-8 text' : 'it is not valid UTF-16 text';
  throw new EngineError('badInput', { subject, reason });
}
