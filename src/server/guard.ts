// The one place where trouble becomes an answer on the wire: engine errors with their code, cancelled, content modified,
// and everything else as an internal error that tells nothing of the person's text.

import { LSPErrorCodes, ResponseError, ErrorCodes } from 'vscode-languageserver-protocol';
import { CancelledError } from '../core/cancel';
import { EngineError } from '../engine/errors';
import { ParseError } from '../protocol/parse';
import { engineErrorCode, type WireError } from '../protocol/requests';

/** The document moved on while the answer was made, or the request was made for an older version. */
export class StaleDocumentError extends Error {
  override readonly name = 'StaleDocumentError';
  constructor() {
    super('the document changed');
  }
}

/** What the guard needs from outside. */
export interface GuardContext {
  /** Takes a line without user text. */
  readonly log: (line: string) => void;
  /** A sentence for people, for editors that show the message of an error answer as it is. */
  readonly describe: (error: WireError) => string;
}

/** Runs the work; whatever it throws leaves as a ResponseError. */
export async function guarded<T>(method: string, context: GuardContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toResponseError(method, context, error);
  }
}

export function toResponseError(method: string, context: GuardContext, error: unknown): ResponseError<WireError> {
  if (error instanceof ResponseError) return error as ResponseError<WireError>;
  if (error instanceof CancelledError) {
    return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled', { code: 'cancelled' });
  }
  if (error instanceof StaleDocumentError) {
    return new ResponseError(LSPErrorCodes.ContentModified, 'content modified', { code: 'cancelled' });
  }
  if (error instanceof ParseError) {
    const data: WireError = { code: 'badInput', subject: error.path, reason: `expected ${error.expected}` };
    return new ResponseError(ErrorCodes.InvalidParams, context.describe(data), data);
  }
  const data = toWireError(error);
  if (data.code === 'internal') context.log(`${method}: ${traceWithoutText(error)}`);
  const code = data.code === 'internal' ? ErrorCodes.InternalError : engineErrorCode;
  return new ResponseError(code, context.describe(data), data);
}

/** An engine error as it crosses the wire; anything else is `internal` and keeps its words to itself. */
export function toWireError(error: unknown): WireError {
  if (!(error instanceof EngineError)) return { code: 'internal' };
  return { code: error.code, ...error.details };
}

/** Where it happened, without the message: a message may quote the text that was worked on. */
export function traceWithoutText(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames].join('\n');
}
