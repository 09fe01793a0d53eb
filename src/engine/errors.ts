// The closed set of things that can go wrong in the engine. Sentences for people are written in client and cli.

/** What kind of trouble it is; client and cli have one sentence for each. */
export type EngineErrorCode =
  /** The text is empty or holds nothing to work on. */
  | 'emptyText'
  /** Fill-mask was asked, and the text has no mask. */
  | 'noMask'
  /** More masks in one text than joint filling takes. */
  | 'tooManyMasks'
  /** A mask lies outside the window that fits the encoder. */
  | 'maskOutsideWindow'
  /** The span given does not hold a word. */
  | 'noWord'
  /** The text is not in a language that the encoder was trained on. */
  | 'unsupportedLanguage'
  /** No model folder at this place, or files are missing from it. */
  | 'modelNotFound'
  /** A model file is damaged, truncated or not what its name says. */
  | 'modelCorrupt'
  /** The model is of a family or shape that the engine cannot run. */
  | 'modelUnsupported'
  /** The encoder lacks the output that the request needs (masked LM, next sentence). */
  | 'outputMissing'
  /** The encoder's graph shows no attention and cannot be edited to show it, mostly since an optimiser fused it. */
  | 'attentionHidden'
  /** A download could not be done; what has arrived is kept. */
  | 'downloadFailed'
  /** What was downloaded is not what the hub describes (checksum, length); nothing of it is kept. */
  | 'downloadMismatch'
  /** A file could not be read or written: no room, no permission. */
  | 'storage'
  /** The encoder process ended while it worked, and again when it was tried once more. */
  | 'encoderCrashed'
  /** The device that was asked for is not there or failed its self-check. */
  | 'deviceUnavailable'
  /** What was trained with one encoder (subject: its id) cannot be used with the one that runs. */
  | 'otherEncoder'
  /** A request, a file or a line of input does not have the form it must have. */
  | 'badInput';

/** Details that help a person: on what it failed, and what the runtime said. Never holds the user's text. */
export interface EngineErrorDetails {
  /** The file, folder, model or URL it failed on. */
  readonly subject?: string;
  /** The reason in the runtime's words. */
  readonly reason?: string;
  /** A number that the sentence may name (a limit, a size). */
  readonly limit?: number;
}

export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(
    readonly code: EngineErrorCode,
    readonly details: EngineErrorDetails = {},
  ) {
    super([code, details.subject, details.reason].filter(Boolean).join(': '));
  }
}
