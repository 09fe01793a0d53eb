// What the index of a workspace needs of the platform: encoders, files, a place for the index. Node and browsers bring it.

import type { Grammars } from '../../engine/index/grammars';
import type { FilesPort, Hasher } from '../../engine/index/ports';
import type { LateIndex } from '../../engine/index/lateIndex';
import type { LayeredIndex } from '../../engine/index/layered';
import type { ChunkIndex, IndexSpec } from '../../engine/index/types';
import type { Clock, LoadedModel } from '../../engine/ports';
import type { ModelChoice } from '../runtime';
import type { IndexFolder, IndexOptions } from '../search/ports';

export interface IndexPlatform {
  readonly clock: Clock;
  readonly hash: Hasher;
  readonly grammars: Grammars;
  /** How many batches the encoder of an index works on at once. */
  readonly slots: number;
  /** See IndexerOptions; absent: its default. */
  readonly assumedBytesPerSecond?: number;
  /** Loads the encoder of a choice for an index. Model errors. */
  loadModel(choice: ModelChoice): Promise<LoadedModel>;
  /** The files of a folder; `openText` gives the text of those with unsaved changes. */
  openFiles(folder: IndexFolder, openText: (path: string) => string | undefined): FilesPort;
  /** Where the indexes of a workspace are kept; `directory` is IndexOptions.storageFolder. */
  home(directory: string): IndexHome;
  /** What the indexes of all workspaces may take together; `root` holds their directories, where it is known. */
  room(directory: string, root: string | undefined): IndexRoom;
  /** Tells now and then whether the machine runs on its battery, until the returned function is called. */
  watchPower?(tell: (onBattery: boolean) => void): () => void;
  /** Lays the local index over a shared one; absent where none can be reached. */
  overShared?(
    local: ChunkIndex,
    shared: NonNullable<IndexOptions['shared']>,
  ): { readonly view: LayeredIndex; readonly base: LateIndex };
}

export interface IndexRoom {
  /** Bytes that the indexes of other workspaces take. */
  others(): Promise<number>;
  /** Whether an index of `ownBytes` may still grow, once others made room for it where they can. */
  make(ownBytes: number, mostBytes: number): Promise<boolean>;
}

/** The indexes of one workspace: one for each encoder and chunker, and a note which of them answers. */
export interface IndexHome {
  /** The index of this spec; made where there is none. EngineError storage. */
  open(spec: IndexSpec): Promise<StoredIndex>;
  /** Deletes what is not of this spec, and nobody else has open. EngineError storage. */
  deleteOthers(keep: IndexSpec): Promise<void>;
  /** Deletes all indexes and the note; `own`, which another process may have open, are emptied then. EngineError storage. */
  deleteAll(own: readonly IndexSpec[]): Promise<void>;
  /** Undefined where there is none, or it cannot be read. */
  readNote(): Promise<string | undefined>;
  /** EngineError storage. */
  writeNote(note: string): Promise<void>;
  /** Called at the end, when all indexes are closed. */
  close(): Promise<void>;
}

export interface StoredIndex extends ChunkIndex {
  /** Of those who have the index open this one brings it up to date. The others follow. */
  readonly leads: boolean;
  /** For idle moments: brings what is logged into the file and gives back room. */
  tidy(): Promise<void>;
}
