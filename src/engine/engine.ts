// The engine's front door: one method for each thing that server and command line ask. Loads the encoder when it is
// first needed, cancels older requests of the same key, and tries once more after a crash. Features live in their files.

import type { CancelSignal } from '../core/cancel';
import type { Clock, EncoderInfo, LoadedModel } from './ports';
import type {
  AttendAnswer,
  AttendRequest,
  EmbedAnswer,
  EmbedTextsRequest,
  FillAnswer,
  FillRequest,
  InspectAnswer,
  InspectRequest,
  OnProofreadProgress,
  ProofreadAnswer,
  ProofreadRequest,
  ScoreAnswer,
  ScoreRequest,
  SimilarityAnswer,
  SimilarityRequest,
  SuggestAnswer,
  SuggestRequest,
} from './requests';

export interface EngineOptions {
  readonly clock: Clock;
  /** Loads the model, or returns the one that runs. Called again after its process ended. */
  readonly load: (signal: CancelSignal) => Promise<LoadedModel>;
  /** Batches that may run at the same time: how many the encoder takes. Default 1. */
  readonly slots?: number;
  /** Largest rows × longest of a batch. Default 256: the best for one CPU thread, measured in docs/measurements. */
  readonly budgetTokens?: number;
}

/**
 * All methods reject with CancelledError when `signal` fires or a newer request has the same key, with EngineError for
 * what a person can do something about, with RangeError for a programmer's mistake (a span outside the text).
 */
export class Engine {
  constructor(readonly options: EngineOptions) {}

  /** Other words for a place. emptyText, noWord, unsupportedLanguage, outputMissing, model errors. */
  suggest(_request: SuggestRequest, _signal: CancelSignal): Promise<SuggestAnswer> {
    throw new Error('being written');
  }

  /** Fills one to three masks. emptyText, noMask, tooManyMasks, maskOutsideWindow, unsupportedLanguage, outputMissing. */
  fill(_request: FillRequest, _signal: CancelSignal): Promise<FillAnswer> {
    throw new Error('being written');
  }

  /** Words that look wrong. A text without prose has no findings. unsupportedLanguage, outputMissing. Background lane. */
  proofread(
    _request: ProofreadRequest,
    _signal: CancelSignal,
    _onProgress?: OnProofreadProgress,
  ): Promise<ProofreadAnswer> {
    throw new Error('being written');
  }

  /** How natural a text is. emptyText, outputMissing. */
  score(_request: ScoreRequest, _signal: CancelSignal): Promise<ScoreAnswer> {
    throw new Error('being written');
  }

  /** Vectors of texts. */
  embed(_request: EmbedTextsRequest, _signal: CancelSignal): Promise<EmbedAnswer> {
    throw new Error('being written');
  }

  /** How alike two texts are. emptyText. */
  similarity(_request: SimilarityRequest, _signal: CancelSignal): Promise<SimilarityAnswer> {
    throw new Error('being written');
  }

  /** The tokens of a text or a pair. emptyText. */
  inspect(_request: InspectRequest, _signal: CancelSignal): Promise<InspectAnswer> {
    throw new Error('being written');
  }

  /** The attention of one layer. emptyText, outputMissing. RangeError for a layer that the encoder has not. */
  attend(_request: AttendRequest, _signal: CancelSignal): Promise<AttendAnswer> {
    throw new Error('being written');
  }

  /** Facts about the encoder; loads it. */
  info(_signal: CancelSignal): Promise<EncoderInfo> {
    throw new Error('being written');
  }
}
