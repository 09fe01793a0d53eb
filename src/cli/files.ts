// Text that a command names: a file, or stdin as `-`.

import { readFile } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { EngineError } from '../engine/errors';

/**
 * EngineError badInput where there is no file, where it cannot be read, or where it is neither UTF-8 text nor UTF-16 text
 * with a byte order mark. The mark is no part of the text.
 */
export async function readTextFile(file: string): Promise<string> {
  return decode(await readBytes(file), file);
}

/** The rest of stdin. */
export async function readStdin(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(Buffer.from(part as Buffer));
  return decode(Buffer.concat(parts), '-');
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
  const encoding = encodingOf(bytes);
  // In UTF-16 a NUL byte is half of most letters; a NUL character is in no text of either.
  if (encoding === 'utf-8' && bytes.includes(0)) throw binary(subject);
  const text = decodeAs(encoding, bytes, subject);
  if (text.includes('\0')) throw binary(subject);
  return text;
}

function decodeAs(encoding: Encoding, bytes: Uint8Array, subject: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    const reason = encoding === 'utf-8' ? 'it is not UTF-8 text' : 'it is not valid UTF-16 text';
    throw new EngineError('badInput', { subject, reason });
  }
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** By the byte order mark; UTF-8 without one. */
function encodingOf([first, second]: Uint8Array): Encoding {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

const binary = (subject: string): EngineError =>
  new EngineError('badInput', { subject, reason: 'it is a binary file' });
