// What every handler of the server is given. Built once by startServer.

import type { CancellationToken, Connection } from 'vscode-languageserver';
import { CancelSource, type CancelSignal } from '../core/cancel';
import type { Candidate } from '../engine/requests';
import type { ClientOptions, WireCandidate } from '../protocol/requests';
import type { Configuration } from './configuration';
import type { Documents } from './documents';
import type { EngineSlot } from './engineSlot';
import type { Prose } from './prose';
import type { ReadySlots } from './readySlots';
import type { ServerRuntime } from './runtime';
import type { Titles } from './titles';

export interface ServerContext {
  readonly connection: Connection;
  readonly runtime: ServerRuntime;
  readonly documents: Documents;
  readonly configuration: Configuration;
  readonly slot: EngineSlot;
  /** Models fine-tuned for a task. */
  readonly ready: ReadySlots;
  readonly prose: Prose;
  /** What the client said of itself; defaults until initialize. */
  client(): ClientOptions;
  titles(): Titles;
  /** Takes a line without user text. */
  log(line: string): void;
}

/** LSP's token as the engine's signal. */
export function signalOf(token: CancellationToken): CancelSignal {
  const source = new CancelSource();
  if (token.isCancellationRequested) source.cancel();
  else token.onCancellationRequested(() => source.cancel());
  return source.signal;
}

export function toWireCandidates(candidates: readonly Candidate[]): WireCandidate[] {
  return candidates.map(({ text, probability, score }) => ({ text, probability, score }));
}
