// What an indexing run finds and does, and which failures are a file's own.

import { CancelledError } from '../../core/cancel';
import { EngineError } from '../errors';
import type { Exclusion, IndexStats } from './types';

export interface WorkSize {
  readonly files: number;
  readonly sizeBytes: number;
  /** A guess from the size; the rate of this machine where it is known. */
  readonly seconds: number;
}

export interface SkippedFile {
  readonly path: string;
  readonly reason: Exclusion['rule'] | 'failed';
  /** What the disk, the chunker or the encoder said. */
  readonly detail?: string;
}

/** What a run found and did. `embedded` + `reused` = `chunks`. */
export interface IndexReport {
  /** In the index now. */
  readonly files: number;
  readonly chunks: number;
  /** Chunks whose vector was made in this run. */
  readonly embedded: number;
  readonly reused: number;
  readonly removed: number;
  readonly skipped: readonly SkippedFile[];
  readonly seconds: number;
  /** False where the person was asked and declined. */
  readonly complete: boolean;
}

/** `done`: what this run did; the index holds `stats` now. */
export function reportOf(
  { files, chunks }: Pick<IndexStats, 'files' | 'chunks'>,
  done: Omit<IndexReport, 'files' | 'chunks' | 'reused'>,
): IndexReport {
  return { files, chunks, reused: Math.max(0, chunks - done.embedded), ...done };
}

/** Trouble that another file may not have: what the chunker throws, and an encoder that this text brings down. */
export function isOfTheFile(error: unknown): boolean {
  if (error instanceof CancelledError) return false;
  if (error instanceof EngineError) return error.code === 'encoderCrashed' || error.code === 'badInput';
  return error instanceof RangeError;
}

/** What is told of a failure. */
export function reasonOf(error: unknown): string {
  if (error instanceof EngineError) return error.details.reason ?? error.code;
  return error instanceof Error ? error.message : String(error);
}
