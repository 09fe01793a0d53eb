// What the server needs of the platform for semantic search: one index for the folders of a workspace, kept in step by
// whoever keeps it. The mains bring it; tests bring a fake one.

import type { CancelSignal } from '../../core/cancel';
import type { IndexedBy } from '../../engine/comparison/indexedPassages';
import type { Exclusion, IndexProgress, SearchAnswer, SearchRequest } from '../../engine/index/types';
import type { IndexPlan } from '../../protocol/search';
import type { ModelChoice } from '../runtime';
import type { SharedChoice } from './shared';

/** A glob on the path in a folder, and the setting that it stands in. */
export interface ExcludeGlob {
  readonly pattern: string;
  readonly source: string;
}

export interface IndexFolder {
  /** First part of the paths of its files; empty where there is only one folder. */
  readonly id: string;
  /** Address, without a slash at the end; on Node one that is not `file:` is read through the client. */
  readonly uri: string;
  /** Globs of files that are left out: those of the editor and our own. */
  readonly exclude: readonly ExcludeGlob[];
}

export interface IndexLimits {
  /** 1…100: how much of the time the encoder works while it indexes. */
  readonly cpuShare: number;
  /** The same while the machine runs on its battery, where that can be told. */
  readonly cpuShareOnBattery: number;
  /** What the indexes of all workspaces may take together. */
  readonly maximumSizeBytes: number;
}

export interface IndexOptions extends IndexLimits {
  /** Where the index is kept: a folder, or in a browser the name of the place. */
  readonly storageFolder: string;
  /** Holds the indexes of all workspaces, this one among them; absent: only this one's size counts. */
  readonly storageRoot?: string | undefined;
  readonly folders: readonly IndexFolder[];
  readonly model: ModelChoice;
  /** A shared index below the local one, with its password where the editor keeps one. */
  readonly shared?: (SharedChoice & { readonly password?: string | undefined }) | undefined;
}

export interface IndexEvents {
  readonly progress: (progress: IndexProgress) => void;
  /** Asked before work that is large; false leaves the index as it is. */
  readonly confirm: (plan: IndexPlan) => Promise<boolean>;
  /** A search found that these files changed since they were indexed. */
  readonly stale: (paths: readonly string[]) => void;
  /** The shared index changed or was reached: what is on this disk is compared with it anew. */
  readonly sharedChanged: () => void;
  /** What facts() says is another thing now, without an update. */
  readonly changed: () => void;
  /** It ended by itself; the next call opens it anew. */
  readonly ended: () => void;
}

export interface IndexFacts {
  readonly files: number;
  readonly chunks: number;
  readonly sizeBytes: number;
  /** What the indexes of other workspaces take. */
  readonly otherBytes?: number;
  /** Passages whose vectors were made since it was opened; all others were known. */
  readonly embedded: number;
  /** Files for which there was no room. */
  readonly leftOut?: number;
  /** Of the encoder whose vectors answer. */
  readonly model?: string;
  /** Of the encoder whose index is being built beside it. */
  readonly nextModel?: string;
  /** Only words are searched for: the encoder of what answers is gone, and that of another one compares nothing. */
  readonly byWords?: boolean;
  readonly store: string;
  /** Why the shared index took no part in the last answer. */
  readonly sharedTrouble?: string | undefined;
  /** Another window keeps it, and this one asks there, or waits until that one has brought it in step. */
  readonly elsewhere?: boolean | undefined;
  /** Ids of folders that could not be read when all were looked at last. */
  readonly unreadFolders?: readonly string[];
}

export interface Explanation {
  readonly state: 'indexed' | 'changed' | 'waiting' | 'excluded';
  readonly chunks: number;
  readonly exclusion?: Exclusion;
}

export interface WantedVectors extends IndexedBy {
  /** As the chunker gives them to the encoder. */
  readonly texts: readonly string[];
}

/** `declined`: it was asked and left as it is; `full`: the index has reached its size, and files that it did not hold are left out. */
export type UpdateResult = 'done' | 'declined' | 'full';

/**
 * The index of one workspace. Calls reject with CancelledError, with EngineError (model errors, storage, encoderCrashed)
 * and with nothing else.
 */
export interface WorkspaceIndex {
  /** What is searchable now. Loads no encoder. */
  facts(): Promise<IndexFacts>;
  /** Brings the index in step with the folders, or with these paths (folder id and path) of them. One at a time. */
  update(paths: readonly string[] | undefined, signal: CancelSignal): Promise<UpdateResult>;
  pause(): void;
  resume(): void;
  search(request: SearchRequest, signal: CancelSignal): Promise<SearchAnswer>;
  explain(path: string): Promise<Explanation>;
  /** Vectors of passages, in their order; undefined for those that no index of this encoder and chunker holds. Loads no encoder. */
  vectors(wanted: WantedVectors, signal: CancelSignal): Promise<readonly (Float32Array | undefined)[]>;
  /** The text of a file that is open with unsaved changes, for previews; undefined: that of the disk again. */
  overlay(path: string, text: string | undefined): void;
  limit(limits: IndexLimits): void;
  /** Forgets everything, on disk too. */
  clear(): Promise<void>;
  /** Ends its processes. */
  dispose(): Promise<void>;
}

/** Part of the server's runtime: how to open an index. Returns at once; nothing is loaded yet. */
export type OpenIndex = (options: IndexOptions, events: IndexEvents, log: (line: string) => void) => WorkspaceIndex;
