// The parameters of each request as they arrive: unknown, then checked once. Limits here are those of the contract.

import { arrayOf, integer, number, object, oneOf, optional, record, string, type Parser } from './parse';
import type {
  AttendParams,
  ClientOptions,
  CommandTarget,
  FillParams,
  InspectParams,
  InstallPlan,
  Position,
  PredictParams,
  ProofreadParams,
  Range,
  SuggestParams,
  TextDocumentIdentifier,
  WireError,
  WireIntervention,
} from './requests';

/** Most candidates that one request may ask for. */
export const maxTop = 500;
/** Most words that one request may give to be ranked. */
export const maxTargets = 500;

const line = integer(0, 2 ** 31 - 1);

export const parsePosition: Parser<Position> = object<Position>({ line, character: line });
export const parseRange: Parser<Range> = object<Range>({ start: parsePosition, end: parsePosition });
const textDocument = object<TextDocumentIdentifier>({ uri: string });
const versioned = object<TextDocumentIdentifier & { version: number }>({
  uri: string,
  version: integer(Number.MIN_SAFE_INTEGER),
});
const top = integer(1, maxTop);

const targets: Parser<readonly string[]> = (value, path) => {
  const words = arrayOf(string)(value, path);
  integer(1, maxTargets)(words.length, `${path}.length`);
  return words;
};

export const parseSuggestParams: Parser<SuggestParams> = object<SuggestParams>({
  textDocument: versioned,
  position: parsePosition,
  range: optional(parseRange),
  mode: oneOf('fits', 'meaning'),
  top,
  targets: optional(targets),
  prefix: optional(string),
});

export const parseFillParams: Parser<FillParams> = object<FillParams>({
  textDocument: versioned,
  position: parsePosition,
  top,
  targets: optional(targets),
});

export const parseProofreadParams: Parser<ProofreadParams> = object<ProofreadParams>({
  textDocument: versioned,
  range: optional(parseRange),
  ignoredWords: arrayOf(string),
});

export const parseClearFindingsParams = object<{ textDocument?: TextDocumentIdentifier }>({
  textDocument: optional(textDocument),
});

export const parseInspectParams: Parser<InspectParams> = object<InspectParams>({
  text: string,
  pair: optional(string),
});

const parseIntervention = object<WireIntervention>({
  masked: arrayOf(integer(0)),
  silenced: arrayOf(object<{ layer: number; head: number }>({ layer: integer(0), head: integer(0) })),
});

export const parseAttendParams: Parser<AttendParams> = object<AttendParams>({
  text: string,
  pair: optional(string),
  layer: integer(0),
  intervention: optional(parseIntervention),
  queriesAndKeysOf: optional(integer(0)),
});

export const parsePredictParams: Parser<PredictParams> = object<PredictParams>({
  text: string,
  pair: optional(string),
  tokens: arrayOf(integer(0)),
  top: integer(1, 100),
  intervention: optional(parseIntervention),
});

export const parsePlanInstallParams = object<{ id: string }>({ id: string });

const installFile = object<InstallPlan['files'][number]>({
  path: string,
  sizeBytes: integer(0),
  sha256: optional(string),
});

export const parseInstallModelParams = object<{ plan: InstallPlan }>({
  plan: object<InstallPlan>({
    id: string,
    revision: string,
    host: string,
    licence: optional(string),
    files: arrayOf(installFile),
    sizeBytes: integer(0),
    folder: string,
    presentBytes: integer(0),
  }),
});

export const parseCommandTarget: Parser<CommandTarget> = object<CommandTarget>({
  uri: string,
  range: parseRange,
  word: optional(string),
});

/** initializationOptions of any client; what is absent or strange counts as not said. */
export function parseClientOptions(value: unknown): ClientOptions {
  const source = recordOrNothing(value);
  return {
    hasCommands: source.hasCommands === true,
    storageFolder: typeof source.storageFolder === 'string' ? source.storageFolder : undefined,
    indexFolder: typeof source.indexFolder === 'string' ? source.indexFolder : undefined,
    indexRoot: typeof source.indexRoot === 'string' ? source.indexRoot : undefined,
    canReadFiles: source.canReadFiles === true,
    isIndexStopped: source.isIndexStopped === true,
    settings: source.settings,
  };
}

/** The token of `workDoneToken`, if the parameters carry one. */
export function parseWorkDoneToken(value: unknown): string | number | undefined {
  return parseToken(recordOrNothing(value).workDoneToken);
}

/** The token of `partialResultToken`, if the parameters carry one. */
export function parsePartialResultToken(value: unknown): string | number | undefined {
  return parseToken(recordOrNothing(value).partialResultToken);
}

function parseToken(token: unknown): string | number | undefined {
  return typeof token === 'string' || typeof token === 'number' ? token : undefined;
}

function recordOrNothing(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? record(value, '') : {};
}

/** `data` of an error answer, as the client reads it; undefined where it is not ours. */
export function parseWireError(value: unknown): WireError | undefined {
  try {
    return object<WireError>({
      code: string,
      subject: optional(string),
      reason: optional(string),
      limit: optional(number),
    })(value, '');
  } catch {
    return undefined;
  }
}
