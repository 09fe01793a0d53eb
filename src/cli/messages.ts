// Every sentence that the command line writes for people when something fails, and which exit status it means.

import { EngineError, type EngineErrorCode, type EngineErrorDetails } from '../engine/errors';
import { ParseError } from '../protocol/parse';

/** 2: the input or the way of asking is wrong; 1: anything else. */
export type ExitStatus = 1 | 2;

export interface Failure {
  readonly code: EngineErrorCode | 'internal';
  readonly message: string;
  readonly status: ExitStatus;
}

type Sentence = (details: EngineErrorDetails) => string;

const because = ({ reason }: EngineErrorDetails): string => (reason ? `: ${reason}` : '');
const about = ({ subject }: EngineErrorDetails): string => (subject ? ` ${subject}` : '');

const sentences: Readonly<Record<EngineErrorCode, readonly [ExitStatus, Sentence]>> = {
  emptyText: [2, () => 'The text is empty or holds nothing to work on.'],
  noMask: [2, () => 'The text has no blank; write [MASK], ___ or …? where a word is wanted.'],
  tooManyMasks: [2, ({ limit = 3 }) => `The text has too many blanks; at most ${limit} can be filled together.`],
  maskOutsideWindow: [
    2,
    ({ limit }) =>
      `The blanks are too far apart to be read together${limit ? ` (the encoder reads ${limit} tokens at once)` : ''}.`,
  ],
  noWord: [2, () => 'There is no word at that place.'],
  unsupportedLanguage: [
    2,
    ({ subject }) =>
      `The text does not seem to be in a language that the encoder knows${subject ? ` (${subject})` : ''}; name another encoder with --model.`,
  ],
  modelNotFound: [2, (details) => `There is no model${about(details)}${because(details)}.`],
  modelCorrupt: [1, (details) => `The model file${about(details)} is damaged${because(details)}.`],
  modelUnsupported: [1, (details) => `The model${about(details)} cannot be run${because(details)}.`],
  outputMissing: [
    1,
    (details) =>
      `The encoder lacks what this needs${details.subject ? `, ${details.subject}` : ''}${because(details)}.`,
  ],
  attentionHidden: [
    1,
    (details) =>
      `The attention of${about(details)} cannot be read${because(details)}; take an encoder that was exported without fusing its attention (onnx/model.onnx or onnx/model_quantized.onnx rather than model_O2 to model_O4), or the bundled one.`,
  ],
  downloadFailed: [1, (details) => `The download${about(details)} failed${because(details)}.`],
  downloadMismatch: [1, (details) => `The download${about(details)} is not what the hub describes${because(details)}.`],
  storage: [1, (details) => `The disk refused${about(details)}${because(details)}.`],
  encoderCrashed: [
    1,
    (details) =>
      details.subject === 'index'
        ? `The process that holds the search index ended${because(details)}; run the command again.`
        : `The encoder process ended while it worked, twice${because(details)}.`,
  ],
  deviceUnavailable: [1, (details) => `The device${about(details)} cannot be used${because(details)}.`],
  otherEncoder: [
    2,
    ({ subject }) => `It was made with another encoder${subject ? `, ${subject}` : ''}; make it again with this one.`,
  ],
  badInput: [
    2,
    ({ subject, reason }) => `${['The input is not as it must be', subject, reason].filter(Boolean).join(': ')}.`,
  ],
};

/** The failure of a run or of a line. What is not foreseen is `internal` and tells nothing of the text. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof EngineError) return describeError(error.code, error.details);
  if (error instanceof ParseError) {
    const message = `${error.path || 'The input'} must be ${error.expected}.`;
    return { code: 'badInput', message, status: 2 };
  }
  return { code: 'internal', message: 'Something failed inside semtext; this is a bug.', status: 1 };
}

export function describeError(code: string, details: EngineErrorDetails): Failure {
  const known = (Object.keys(sentences) as EngineErrorCode[]).find((each) => each === code);
  if (!known) return describeFailure(undefined);
  const [status, sentence] = sentences[known];
  return { code: known, message: sentence(details), status };
}
