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
  readonly failure: WireError | undefined;
}

export function statusOf(parts: StatusParts): IndexStatus {
  const { state, facts, progress, plan, isFull, virtualFolders, shared, failure } = parts;
  const { files, chunks, sizeBytes, otherBytes, embedded, model, nextModel, store } = facts;
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
    store: store || undefined,
    full: isFull || undefined,
    shared: shared && sharedStatus(shared, facts),
    virtualFolders: virtualFolders || undefined,
    reason: failure,
  };
}

function sharedStatus(shared: SharedSetting, { sharedTrouble: trouble }: IndexFacts): IndexStatus['shared'] {
  return 'status' in shared ? shared.status : { place: shared.place, trouble };
}
