// Errors of the file system as engine errors: what is not there, and what cannot be read or written.

import { EngineError } from '../../engine/errors';

/** Codes after which there is no such file. */
const missing: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no room on the disk',
  EDQUOT: 'the quota is used up',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the disk is read-only',
  EISDIR: 'it is a folder',
};

/** EngineError modelNotFound or storage for an error of node:fs; an EngineError stays as it is. */
export function storageError(error: unknown, subject: string): EngineError {
  if (error instanceof EngineError) return error;
  const code = codeOf(error) ?? '';
  if (missing.has(code)) return new EngineError('modelNotFound', { subject, reason: 'it does not exist' });
  return writeError(error, subject);
}

/** EngineError storage for a file or folder that could not be written; an EngineError stays as it is. */
export function writeError(error: unknown, subject: string): EngineError {
  if (error instanceof EngineError) return error;
  const words = error instanceof Error ? error.message : 'unknown error';
  return new EngineError('storage', { subject, reason: reasons[codeOf(error) ?? ''] ?? words });
}

/** `ENOENT` and the like; undefined for an error without a code. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
