// The state of the index as it crosses the wire.

import type { IndexProgress } from '../../engine/index/types';
import type { WireError } from '../../protocol/requests';
import type { IndexPlan, IndexState, IndexStatus } from '../../protocol/search';
import type { IndexFacts } from './ports';
import type { SharedSetting } from './shared';

export interface StatusParts {
  readonly state: IndexState;
  readonly facts: IndexFacts;
  /** Of the work that goes on. */
  readonly progress: IndexProgress | undefined;
  readonly plan: IndexPlan | undefined;
  readonly isFull: boolean;
  readonly virtualFolders: number;
  readonly shared: SharedSetting | undefined;
  /** Folders that are read through the editor. */
  readonly editorFolders: number;
  readonly failure: WireError | undefined;
}

/** Of an index that is not there. */
export const noFacts: IndexFacts = { files: 0, chunks: 0, sizeBytes: 0, embedded: 0, store: '' };

export function statusOf(parts: StatusParts): IndexStatus {
  const { state, facts, progress, plan, isFull, virtualFolders, editorFolders, shared, failure } = parts;
  const { files, chunks, sizeBytes, otherBytes, embedded, model, nextModel, byWords, store, elsewhere } = facts;
  const { unreadFolders = [] } = facts;
  return {
    state,
    files,
    chunks,
    sizeBytes,
    otherBytes: otherBytes || undefined,
    embedded,
    filesDone: progress?.filesDone ?? 0,
    filesTotal: progress?.filesTotal ?? 0,
    chunksPerSecond: progress?.chunksPerSecond ?? 0,
    secondsLeft: progress?.secondsLeft,
    plan,
    model,
    nextModel,
    byWords,
    store: store || undefined,
    full: isFull || undefined,
    leftOut: (isFull && facts.leftOut) || undefined,
    shared: shared && sharedStatus(shared, facts),
    elsewhere,
    virtualFolders: virtualFolders || undefined,
    editorFolders: editorFolders || undefined,
    unreadFolders: unreadFolders.length > 0 ? unreadFolders : undefined,
    reason: failure,
  };
}

function sharedStatus(shared: SharedSetting, { sharedTrouble: trouble }: IndexFacts): IndexStatus['shared'] {
  return 'status' in shared ? shared.status : { place: shared.place, trouble };
}
