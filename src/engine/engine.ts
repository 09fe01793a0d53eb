// The engine's front door: one method for each thing that server and command line ask. Loads the encoder when it is
// first needed and cancels older requests of the same key. Features live in their files; restarting a process that ended
// is the adapter's matter.

import { neverCancelled, throwIfCancelled, type CancelSignal, untilCancelled } from '../core/cancel';
import { kept } from '../core/kept';
import { Comparisons } from './comparison/comparisons';
import { calculate, wordTable, type CalculateAnswer, type CalculateRequest, type WordTable } from './calculate';
import { embed } from './embed';
import { Encoder, type Call } from './encoder';
import { fill } from './fill';
import { classify } from './classify/classify';
import { evaluate } from './classify/evaluate';
import { explain } from './classify/explain';
import { FeatureReader } from './classify/features';
import type {
  ClassifyAnswer,
  ClassifyRequest,
  EvaluateAnswer,
  EvaluateRequest,
  ExplainAnswer,
  ExplainRequest,
  OnFraction,
  SimilarAnswer,
  SimilarRequest,
  TrainAnswer,
  TrainedClassifier,
  TrainRequest,
} from './classify/requests';
import { answerIn, entities, type Entity, type QuestionAnswer } from './classify/ready';
import { similarTo } from './classify/similar';
import { train, trainingKey } from './classify/train';
import { attend, inspect, predict } from './inspect';
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
  Lane,
  OnFirst,
  OnProofreadProgress,
  PredictAnswer,
  PredictRequest,
  ProofreadAnswer,
  ProofreadRequest,
  ScoreAnswer,
  ScoreRequest,
  SimilarityAnswer,
  SimilarityRequest,
  SuggestAnswer,
  SuggestRequest,
} from './requests';
import { neighbours, type NeighboursAnswer, type NeighboursRequest } from './neighbours';
import { Scheduler } from './scheduler';
import { proofread } from './proofread';
import { score } from './score';
import { similarity } from './similarity';
import { senses, type SensesAnswer, type SensesRequest } from './senses';
import { suggest } from './suggest';
import {
  VocabularyLayers,
  vocabularyNeighbours,
  type VocabularyAnswer,
  type VocabularyRequest,
} from './vocabularyNeighbours';

export interface EngineOptions {
  readonly clock: Clock;
  /**
   * Loads the model. Called by the first request, and again only after it failed. The signal never fires: a request that
   * is cancelled waits no longer, but the next one would need the model all the same.
   */
  readonly load: (signal: CancelSignal) => Promise<LoadedModel>;
  /** Batches that may run at the same time: how many the encoder takes. Default 1. */
  readonly slots?: number;
  /** Largest rows × longest of a batch. Default 256: the best for one CPU thread (facts of the runtime, batching). */
  readonly budgetTokens?: number;
}

const defaultBudgetTokens = 256;
const keptClassifiers = 4;

/**
 * All methods reject with CancelledError when `signal` fires or a newer request has the same key, with EngineError for
 * what a person can do something about, with RangeError for a programmer's mistake (a span outside the text). The model
 * errors are those of `load`, and encoderCrashed.
 */
export class Engine {
  /** Comparing texts: pairs, matrices, near-duplicates, coherence. */
  readonly comparisons: Comparisons;
  readonly #options: EngineOptions;
  readonly #scheduler: Scheduler;
  readonly #classifiers = new Map<string, Promise<TrainAnswer>>();
  #reader: FeatureReader | undefined;
  #words: Promise<WordTable> | undefined;
  #vocabulary: VocabularyLayers | undefined;
  #loading: Promise<Encoder> | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#scheduler = new Scheduler({ clock: options.clock, slots: options.slots });
    this.comparisons = new Comparisons((...call) => this.#with(...call), options.clock);
  }

  /** Other words for a place. emptyText, noWord, badInput (targets), unsupportedLanguage, outputMissing, model errors. */
  suggest(request: SuggestRequest, signal: CancelSignal, onFirst?: OnFirst<SuggestAnswer>): Promise<SuggestAnswer> {
    return this.#with('interactive', signal, request.key, (encoder, call) => suggest(encoder, request, call, onFirst));
  }

  /** Fills one to three masks. emptyText, noMask, tooManyMasks, maskOutsideWindow, unsupportedLanguage, outputMissing. */
  fill(request: FillRequest, signal: CancelSignal, onFirst?: OnFirst<FillAnswer>): Promise<FillAnswer> {
    return this.#with('interactive', signal, request.key, (encoder, call) => fill(encoder, request, call, onFirst));
  }

  /** Words that look wrong, in the background lane. A text without prose has no findings. unsupportedLanguage, outputMissing. */
  proofread(
    request: ProofreadRequest,
    signal: CancelSignal,
    onProgress?: OnProofreadProgress,
  ): Promise<ProofreadAnswer> {
    return this.#with('background', signal, request.key, (encoder, call) =>
      proofread(encoder, request, call, onProgress),
    );
  }

  /** How natural a text is. emptyText, outputMissing. */
  score(request: ScoreRequest, signal: CancelSignal, onFraction?: OnFraction): Promise<ScoreAnswer> {
    return this.#with('interactive', signal, undefined, (encoder, call) => score(encoder, request, call, onFraction));
  }

  /** The uses of a word in texts, grouped by sense and laid on a plane. emptyText, noWord, outputMissing (layers). */
  senses(request: SensesRequest, signal: CancelSignal): Promise<SensesAnswer> {
    return this.#with('interactive', signal, undefined, (encoder, call) =>
      senses(encoder, request, call, () => new Promise((resolve) => void this.#options.clock.after(0, resolve))),
    );
  }

  /** What is near uses of a word at each layer. emptyText, noWord (a use that is not there), outputMissing (layers). */
  neighbours(request: NeighboursRequest, signal: CancelSignal): Promise<NeighboursAnswer> {
    return this.#with('interactive', signal, undefined, (encoder, call) => neighbours(encoder, request, call));
  }

  /**
   * What is near a use of a word at each layer among words of the vocabulary. emptyText, noWord, outputMissing (layers). The
   * first call reads some of them: what it read stays, also where it is cancelled.
   */
  vocabularyNeighbours(
    request: VocabularyRequest,
    signal: CancelSignal,
    onFraction?: OnFraction,
  ): Promise<VocabularyAnswer> {
    return this.#with('interactive', signal, undefined, async (encoder, call) => {
      this.#vocabulary ??= new VocabularyLayers(encoder);
      const table = await this.#tableOf(encoder, call);
      return vocabularyNeighbours(encoder, this.#vocabulary, table, request, call, onFraction);
    });
  }

  /** Words near a sum of words, before any context. emptyText, badInput. The first call reads the whole vocabulary. */
  calculate(request: CalculateRequest, signal: CancelSignal): Promise<CalculateAnswer> {
    return this.#with('interactive', signal, undefined, async (encoder, call) =>
      calculate(encoder, await this.#tableOf(encoder, call), request),
    );
  }

  /** Vectors of texts; an empty text gives zeros. */
  embed(request: EmbedTextsRequest, signal: CancelSignal, onFraction?: OnFraction): Promise<EmbedAnswer> {
    return this.#with(request.lane ?? 'interactive', signal, undefined, (encoder, call) =>
      embed(encoder, request, call, onFraction),
    );
  }

  /** No background batch begins while it is held. */
  holdBackground(isHeld: boolean): void {
    this.#scheduler.brake.hold(isHeld);
  }

  /** Share of the time that background batches may take, above 0 to 1. RangeError. */
  setBackgroundShare(share: number): void {
    this.#scheduler.brake.setShare(share);
  }

  /** How alike two texts are, and how well b follows a. emptyText. */
  similarity(request: SimilarityRequest, signal: CancelSignal): Promise<SimilarityAnswer> {
    return this.#with('interactive', signal, undefined, (encoder, call) => similarity(encoder, request, call));
  }

  /** The tokens of a text or a pair, of any length. emptyText. */
  inspect(request: InspectRequest, signal: CancelSignal): Promise<InspectAnswer> {
    return this.#with('interactive', signal, undefined, (encoder) => Promise.resolve(inspect(encoder, request)));
  }

  /** The attention of one layer. emptyText, attentionHidden. RangeError for a layer that the encoder has not. */
  attend(request: AttendRequest, signal: CancelSignal): Promise<AttendAnswer> {
    return this.#with('interactive', signal, undefined, (encoder, call) => attend(encoder, request, call));
  }

  /** What the masked LM expects at tokens of a text, also after an intervention. emptyText, outputMissing. */
  predict(request: PredictRequest, signal: CancelSignal): Promise<PredictAnswer> {
    return this.#with('interactive', signal, undefined, (encoder, call) => predict(encoder, request, call));
  }

  /** A classifier from examples; trained once for the same examples. emptyText, badInput. Deterministic. */
  train(request: TrainRequest, signal: CancelSignal, onFraction?: OnFraction): Promise<TrainAnswer> {
    return this.#with('interactive', signal, undefined, (encoder, call) =>
      this.#trained(encoder, request, call, onFraction),
    );
  }

  /** Classes of texts. emptyText, badInput, otherEncoder for a classifier of another encoder. */
  classify(request: ClassifyRequest, signal: CancelSignal): Promise<ClassifyAnswer> {
    return this.#with(request.lane ?? 'interactive', signal, undefined, async (encoder, call) =>
      classify(this.#readerOf(encoder), request, await this.#classifierOf(encoder, request, call), call),
    );
  }

  /** How well examples can be told apart: k-fold accuracy, F1, confusion matrix, calibration. badInput, emptyText. */
  evaluate(request: EvaluateRequest, signal: CancelSignal, onFraction?: OnFraction): Promise<EvaluateAnswer> {
    return this.#with('interactive', signal, undefined, (encoder, call) =>
      evaluate(this.#readerOf(encoder), request, call, onFraction),
    );
  }

  /** Which parts of a text drove its label. Errors as classify. */
  explain(request: ExplainRequest, signal: CancelSignal): Promise<ExplainAnswer> {
    return this.#with('interactive', signal, undefined, async (encoder, call) =>
      explain(this.#readerOf(encoder), request, await this.#classifierOf(encoder, request, call), call),
    );
  }

  /** How like one text each of some texts is. */
  similarTo(request: SimilarRequest, signal: CancelSignal): Promise<SimilarAnswer> {
    return this.#with('interactive', signal, undefined, (encoder, call) =>
      similarTo(this.#readerOf(encoder), request, call),
    );
  }

  /** Names and the like in a text, by a model fine-tuned to find them. emptyText, outputMissing. */
  entities(text: string, signal: CancelSignal, onFraction?: OnFraction): Promise<readonly Entity[]> {
    return this.#with('interactive', signal, undefined, (encoder, call) => entities(encoder, text, call, onFraction));
  }

  /** Where a text answers a question; undefined: nowhere. emptyText, badInput (question too long), outputMissing. */
  answerIn(
    question: string,
    text: string,
    signal: CancelSignal,
    onFraction?: OnFraction,
  ): Promise<QuestionAnswer | undefined> {
    return this.#with('interactive', signal, undefined, (encoder, call) =>
      answerIn(encoder, question, text, call, onFraction),
    );
  }

  /** Facts about the encoder; loads it. */
  info(signal: CancelSignal): Promise<EncoderInfo> {
    return this.#with('interactive', signal, undefined, (encoder) => Promise.resolve(encoder.info));
  }

  #tableOf(encoder: Encoder, call: Call): Promise<WordTable> {
    this.#words ??= wordTable(encoder, { ...call, signal: neverCancelled }).catch((error: unknown) => {
      this.#words = undefined;
      throw error;
    });
    return untilCancelled(this.#words, call.signal);
  }

  async #classifierOf(
    encoder: Encoder,
    { classifier, examples, multiLabel }: Pick<ClassifyRequest, 'classifier' | 'examples' | 'multiLabel'>,
    call: Call,
  ): Promise<TrainedClassifier | undefined> {
    return classifier ?? (examples && (await this.#trained(encoder, { examples, multiLabel }, call)).classifier);
  }

  /** The classifier of these examples; the last few are kept. A failed training is not. */
  #trained(encoder: Encoder, request: TrainRequest, call: Call, onFraction?: OnFraction): Promise<TrainAnswer> {
    const key = `${encoder.info.id} ${trainingKey(request)}`;
    if (!this.#classifiers.has(key) && this.#classifiers.size >= keptClassifiers) this.#classifiers.clear();
    // Whoever asked first may give up; the others still want the classifier.
    const trained = kept(this.#classifiers, key, () =>
      train(this.#readerOf(encoder), request, { ...call, signal: neverCancelled }, onFraction),
    );
    return untilCancelled(trained, call.signal);
  }

  /** One reader an encoder: vectors of two encoders never mix. */
  #readerOf(encoder: Encoder): FeatureReader {
    if (this.#reader?.encoder !== encoder) this.#reader = new FeatureReader(encoder);
    return this.#reader;
  }

  #with<T>(
    lane: Lane,
    signal: CancelSignal,
    key: string | undefined,
    work: (encoder: Encoder, call: Call) => Promise<T>,
  ): Promise<T> {
    return this.#scheduler.newest(key, signal, async (own) => {
      throwIfCancelled(own);
      const encoder = await untilCancelled(this.#load(), own);
      throwIfCancelled(own);
      return work(encoder, { lane, signal: own });
    });
  }

  #load(): Promise<Encoder> {
    const { load, budgetTokens = defaultBudgetTokens } = this.#options;
    const begin = async (): Promise<Encoder> => {
      const model = await load(neverCancelled);
      try {
        return new Encoder(model, this.#scheduler, budgetTokens);
      } catch (error) {
        // Nobody else knows of it, and the next request loads another one.
        await model.encoder.dispose();
        throw error;
      }
    };
    this.#loading ??= begin().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }
}
