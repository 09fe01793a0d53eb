// What the server needs from the platform it runs on: an engine for a choice of model, the hub, memory figures, a clock.
// The mains give it; tests give a fake one.

import type { CancelSignal } from '../core/cancel';
import type { Engine } from '../engine/engine';
import type { Clock } from '../engine/ports';
import type { InstallPlan, WireError } from '../protocol/requests';
import type { Settings } from '../protocol/settings';
import type { OpenIndex } from './search/ports';

/** The features of the engine that the server maps to requests. */
export type ServerEngine = Pick<
  Engine,
  | 'suggest'
  | 'fill'
  | 'proofread'
  | 'inspect'
  | 'attend'
  | 'predict'
  | 'senses'
  | 'neighbours'
  | 'vocabularyNeighbours'
  | 'calculate'
  | 'info'
  | 'comparisons'
  | 'train'
  | 'classify'
  | 'evaluate'
  | 'explain'
  | 'similarTo'
  | 'entities'
  | 'answerIn'
>;

/** Which encoder, in the words of the settings. An empty folder and id: the bundled one. */
export interface ModelChoice {
  readonly folder: string;
  readonly id: string;
  readonly device: Settings['device'];
  /** Where downloaded encoders are kept; undefined: the platform's own place. */
  readonly storageFolder: string | undefined;
}

/** What happens to an encoder beside the answers of requests. */
export interface EngineEvents {
  /** Its process ended and is started again. */
  restarting(): void;
  restarted(): void;
  /** It ran, ended, and could not be started again; the next request tries once more, and tells of `restarted` then. */
  failed?(reason: WireError): void;
  /** It runs, though not as asked: why another device was taken. */
  degraded(reason: WireError): void;
}

/** An engine whose encoder is loaded by its first request. */
export interface OpenedEngine {
  readonly engine: ServerEngine;
  /** Ends the encoder's processes; what runs is rejected. */
  dispose(): Promise<void>;
}

/** The network as the editor's own settings have it, VS Code's `http.*`. */
export interface NetworkAccess {
  /** The editor's proxy; undefined: that of the environment. */
  readonly proxy: string | undefined;
  /** Hosts that are reached without it, beside those of the environment. */
  readonly noProxy: readonly string[];
  /** What the proxy is told beside what its address says; undefined: nothing. */
  readonly proxyAuthorization: string | undefined;
  /** No proxy at all. */
  readonly direct: boolean;
  /** False takes any certificate. */
  readonly strictTls: boolean;
}

/** How to reach the hub. */
export interface HubAccess extends NetworkAccess {
  readonly host: string;
  /** What the encoder is to run on: a GPU takes another file of it than the processor. */
  readonly device: Settings['device'];
  readonly storageFolder: string | undefined;
}

/** `storageFolder` as in ModelChoice. */
export interface KeptVectorsPlace {
  folder(storageFolder: string | undefined): string;
  sizeBytes(storageFolder: string | undefined): Promise<number>;
  /** EngineError storage. */
  delete(storageFolder: string | undefined): Promise<void>;
}

export interface ServerRuntime {
  readonly clock: Clock;
  /** Semantic search; absent where the platform keeps no index. */
  readonly openIndex?: OpenIndex;
  /** A shared index cannot be reached. */
  readonly isInBrowser?: boolean;
  /** Returns at once; nothing is loaded yet. */
  openEngine(choice: ModelChoice, events: EngineEvents): OpenedEngine;
  planInstall(id: string, access: HubAccess, signal: CancelSignal): Promise<InstallPlan>;
  /** Downloads what the plan lists, resuming what is there. Returns the folder. `fraction` 0…1. */
  installModel(
    plan: InstallPlan,
    access: HubAccess,
    onProgress: (fraction: number, message?: string) => void,
    signal: CancelSignal,
  ): Promise<string>;
  /** Vectors of texts that are kept for the next session; absent where none are. */
  readonly keptVectors?: KeptVectorsPlace;
  /** Resident bytes; 0 where it cannot be told. */
  memoryBytes(): Promise<{ readonly server: number; readonly encoders: number }>;
  /** The message of an error answer, for editors that show it as it is. */
  describe(error: WireError): string;
}
