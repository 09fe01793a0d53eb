// What an Indexer is made of.

import type { Clock } from '../ports';
import type { BackgroundEmbedder, Chunker, FileEntry, FilesPort, Hasher } from './ports';
import type { WorkSize } from './report';
import type { ChunkIndex } from './types';

export interface IndexerOptions {
  readonly index: ChunkIndex;
  readonly files: FilesPort;
  readonly chunker: Chunker;
  readonly embedder: BackgroundEmbedder;
  readonly hash: Hasher;
  readonly clock: Clock;
  /** Share of the time that embedding may take, above 0 to 1. Default 1. */
  readonly cpuShare?: number;
  /** Chunks that are embedded together: more are sorted by length better, fewer are lost by a kill. Default 192. */
  readonly groupChunks?: number;
  /** Of source text, until this machine's rate is known; for `confirm`. Default: that of native encoders on two cores. */
  readonly assumedBytesPerSecond?: number | undefined;
  /**
   * Asked before work that is large, until it was answered with true once: more than 2,000 files or about two minutes.
   * Rejecting or false leaves the index as it is. Absent: never asked.
   */
  readonly confirm?: (size: WorkSize) => Promise<boolean>;
  /** Asked before each commit: where there is no room, files that are not in the index yet are left out. Default: there is. */
  readonly hasRoom?: () => Promise<boolean>;
}

export const sizes = {
  /** Files of one commit. */
  mostFilesOfGroup: 20,
  /** Of source text, before this machine's rate is known: about 150 chunks of 700 bytes. */
  assumedBytesPerSecond: 100_000,
  /** Groups under way: while one is embedded the next one is read and cut. */
  groupsUnderWay: 2,
};

/** A file that is to be looked at. */
export interface Task {
  readonly entry?: FileEntry;
  readonly sizeBytes: number;
}
