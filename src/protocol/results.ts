// The answers of each request as they arrive at the client: unknown, then checked once.

import { arrayOf, integer, number, object, oneOf, optional, string, boolean, type Parser } from './parse';
import { parseInstallModelParams, parseRange } from './params';
import type {
  AttendResult,
  FillResult,
  InstallPlan,
  PredictResult,
  ProofreadResult,
  StatusResult,
  WireGpuCheck,
  SuggestResult,
  WireCandidate,
  WireError,
  WireFinding,
  WireProgress,
  WireToken,
} from './requests';

const version = integer(Number.MIN_SAFE_INTEGER);
const parseCandidates: Parser<readonly WireCandidate[]> = arrayOf(
  object<WireCandidate>({ text: string, probability: number, score: number }),
);

export const parseSuggestResult: Parser<SuggestResult> = object<SuggestResult>({
  version,
  range: parseRange,
  word: string,
  candidates: parseCandidates,
  model: string,
});

export const parseFillResult: Parser<FillResult> = object<FillResult>({
  version,
  masks: arrayOf(object<FillResult['masks'][number]>({ range: parseRange, candidates: parseCandidates })),
  fillings: arrayOf(object<FillResult['fillings'][number]>({ texts: arrayOf(string), probability: number })),
  model: string,
});

export const parseProofreadResult: Parser<ProofreadResult> = object<ProofreadResult>({
  version,
  findings: arrayOf(
    object<WireFinding>({ range: parseRange, text: string, probability: number, candidates: parseCandidates }),
  ),
  model: string,
});

export const parseInspectResult = object<{ tokens: readonly WireToken[]; model: string }>({
  tokens: arrayOf(
    object<WireToken>({
      text: string,
      id: integer(0),
      segment: integer(0),
      attentionMask: integer(0),
      start: integer(0),
      end: integer(0),
    }),
  ),
  model: string,
});

export const parseAttendResult = object<AttendResult>({
  model: string,
  tokens: arrayOf(
    object<AttendResult['tokens'][number]>({
      text: string,
      id: integer(0),
      segment: integer(0),
      attentionMask: integer(0),
      start: integer(0),
      end: integer(0),
      special: boolean,
      word: integer(-1),
    }),
  ),
  numLayers: integer(1),
  heads: integer(1),
  headSize: integer(1),
  values: string,
  queries: optional(string),
  keys: optional(string),
  leftOutCharacters: integer(0),
  endedAt: number,
});

export const parsePredictResult = object<PredictResult>({
  model: string,
  predictions: arrayOf(
    object<PredictResult['predictions'][number]>({
      token: integer(0),
      candidates: arrayOf(object<{ text: string; probability: number }>({ text: string, probability: number })),
    }),
  ),
});

const parseEncoder = object<NonNullable<StatusResult['encoder']>>({
  id: string,
  name: string,
  device: string,
  dtype: string,
  numLayers: integer(0),
  numHeads: integer(0),
  hiddenSize: integer(0),
  vocabSize: integer(0),
  maxTokens: integer(0),
  languages: arrayOf(string),
  hasMlm: boolean,
  hasNsp: boolean,
  hasAttention: boolean,
  gpuCheck: optional(
    object<WireGpuCheck>({
      passed: boolean,
      similarity: optional(number),
      gpuMs: optional(number),
      processorMs: optional(number),
    }),
  ),
});

export const parseStatusResult: Parser<StatusResult> = object<StatusResult>({
  state: oneOf('unloaded', 'loading', 'ready', 'busy', 'restarting', 'failed'),
  encoder: optional(parseEncoder),
  memoryBytes: object<StatusResult['memoryBytes']>({ server: number, encoders: number }),
  reason: optional(
    object<WireError>({ code: string, subject: optional(string), reason: optional(string), limit: optional(number) }),
  ),
});

export const parsePlanResult: Parser<InstallPlan> = (value, path) =>
  parseInstallModelParams({ plan: value }, path).plan;
export const parseInstallResult = object<{ folder: string }>({ folder: string });
export const parseNothing: Parser<null> = () => null;

/** A progress value; other shapes (the begin and end of work-done progress) give undefined. */
export function parseProgress(value: unknown): WireProgress | undefined {
  try {
    return object<WireProgress>({ fraction: number, message: optional(string) })(value, '');
  } catch {
    return undefined;
  }
}
