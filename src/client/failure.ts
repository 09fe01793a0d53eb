// What went wrong with a request, in one closed set of codes, from whatever the connection threw. Sentences are in
// messages.ts.

import { CancelledError } from '../core/cancel';
import { parseWireError } from '../protocol/params';

/** The codes of EngineError (a test holds this list to them). */
export const engineCodes = [
  'emptyText',
  'noMask',
  'tooManyMasks',
  'maskOutsideWindow',
  'noWord',
  'unsupportedLanguage',
  'modelNotFound',
  'modelCorrupt',
  'modelUnsupported',
  'outputMissing',
  'attentionHidden',
  'downloadFailed',
  'downloadMismatch',
  'storage',
  'encoderCrashed',
  'deviceUnavailable',
  'otherEncoder',
  'badInput',
] as const;

/** What only the client can see: the server ended and ended again, it does not start, no text has a word, a file is gone, or
 * something unforeseen. */
export const clientCodes = ['serverCrashed', 'serverFailed', 'noUse', 'fileGone', 'internal'] as const;

export type FailureCode = (typeof engineCodes)[number] | (typeof clientCodes)[number];

export interface FailureDetails {
  readonly subject?: string;
  readonly reason?: string;
  readonly limit?: number;
  /** Of a download: the model that was wanted, as `owner/name`. */
  readonly model?: string;
}

/** A request failed for good; a person is told with the sentence of its code. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly code: FailureCode,
    readonly details: FailureDetails = {},
  ) {
    super(code);
  }
}

/** The document moved on while the answer was made. The caller asks again. */
export class StaleError extends Error {
  override readonly name = 'StaleError';
  constructor() {
    super('the document changed');
  }
}

/** JSON-RPC codes of LSP: the request was cancelled (by us, by the server), the content changed. */
const requestCancelled = -32800;
const contentModified = -32801;
const serverCancelled = -32802;

/** Whatever a request threw, as one of the three kinds that callers tell apart. */
export function toFailure(error: unknown): CancelledError | StaleError | Failure {
  if (error instanceof CancelledError || error instanceof StaleError || error instanceof Failure) return error;
  const { code, data } = answerOf(error);
  if (code === contentModified) return new StaleError();
  if (code === requestCancelled || code === serverCancelled) return new CancelledError();
  const wire = parseWireError(data);
  if (wire?.code === 'cancelled') return new CancelledError();
  if (wire && isFailureCode(wire.code)) {
    const { subject, reason, limit } = wire;
    return new Failure(wire.code, { subject, reason, limit });
  }
  return new Failure('internal');
}

/** The connection broke, whatever the request was: the codes of JSON-RPC from MessageWriteError to ConnectionInactive. */
export function isConnectionLoss(error: unknown): boolean {
  const { code } = answerOf(error);
  return typeof code === 'number' && code >= -32099 && code <= -32096;
}

export function isFailureCode(code: string): code is FailureCode {
  return [...engineCodes, ...clientCodes].some((each) => each === code);
}

function answerOf(error: unknown): { readonly code: unknown; readonly data: unknown } {
  if (typeof error !== 'object' || error === null) return { code: undefined, data: undefined };
  return { code: Reflect.get(error, 'code'), data: Reflect.get(error, 'data') };
}
