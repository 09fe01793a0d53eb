// What the server and the index process say to each other: calls with answers, and news of the index. Both ends are ours and
// of one version; a message is checked for its form, and its payload is what the other end typed.

import { CancelledError } from '../../core/cancel';
import { EngineError, type EngineErrorCode, type EngineErrorDetails } from '../../engine/errors';
import type { IndexProgress, SearchAnswer, SearchRequest } from '../../engine/index/types';
import type { IndexPlan } from '../../protocol/search';
import type { Explanation, IndexFacts, IndexLimits, IndexOptions, UpdateResult, WantedVectors } from '../search/ports';

/** Calls of the server by name: argument and answer. */
export interface IndexCalls {
  readonly open: readonly [IndexOptions, null];
  readonly facts: readonly [null, IndexFacts];
  readonly update: readonly [readonly string[] | null, UpdateResult];
  readonly pause: readonly [boolean, null];
  readonly search: readonly [SearchRequest, SearchAnswer];
  readonly explain: readonly [string, Explanation];
  readonly vectors: readonly [WantedVectors, readonly (Float32Array | undefined)[]];
  readonly overlay: readonly [{ readonly path: string; readonly text: string | null }, null];
  readonly limit: readonly [IndexLimits, null];
  readonly clear: readonly [null, null];
  readonly dispose: readonly [null, null];
}
export type IndexCall = keyof IndexCalls;

const callNames: readonly IndexCall[] = [
  'open',
  'facts',
  'update',
  'pause',
  'search',
  'explain',
  'vectors',
  'overlay',
  'limit',
  'clear',
  'dispose',
];

export type ToIndex =
  | { readonly kind: 'call'; readonly id: number; readonly name: IndexCall; readonly argument: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'agreed'; readonly question: number; readonly agreed: boolean };

export type IndexFailureMessage =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'engine'; readonly code: EngineErrorCode; readonly details: EngineErrorDetails }
  /** The name of an error and where it happened; never its message, which may quote a text. */
  | { readonly kind: 'internal'; readonly trace: string };

export type FromIndex =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: IndexFailureMessage }
  | { readonly kind: 'progress'; readonly progress: IndexProgress }
  | { readonly kind: 'sharedChanged' }
  | { readonly kind: 'changed' }
  | { readonly kind: 'stale'; readonly paths: readonly string[] }
  | { readonly kind: 'confirm'; readonly question: number; readonly plan: IndexPlan };

export function parseToIndex(value: unknown): ToIndex | undefined {
  const message = asRecord(value);
  const { kind, id, name, question, agreed } = message;
  if (kind === 'call' && typeof id === 'number' && callNames.some((each) => each === name)) {
    return { kind, id, name: name as IndexCall, argument: message.argument };
  }
  if (kind === 'cancel' && typeof id === 'number') return { kind, id };
  if (kind === 'agreed' && typeof question === 'number') return { kind, question, agreed: agreed === true };
  return undefined;
}

export function parseFromIndex(value: unknown): FromIndex | undefined {
  const { kind } = asRecord(value);
  const known = ['answer', 'failure', 'progress', 'changed', 'sharedChanged', 'stale', 'confirm'].some(
    (each) => each === kind,
  );
  return known ? (value as FromIndex) : undefined;
}

export function toFailureMessage(error: unknown): IndexFailureMessage {
  if (error instanceof CancelledError) return { kind: 'cancelled' };
  if (error instanceof EngineError) return { kind: 'engine', code: error.code, details: error.details };
  if (!(error instanceof Error)) return { kind: 'internal', trace: `a thrown ${typeof error}` };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { kind: 'internal', trace: [error.name, ...frames].join('\n') };
}

export function fromFailureMessage(failure: IndexFailureMessage): Error {
  if (failure.kind === 'cancelled') return new CancelledError();
  if (failure.kind === 'engine') return new EngineError(failure.code, failure.details);
  const error = new Error('the index process failed');
  error.stack = failure.trace;
  return error;
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
