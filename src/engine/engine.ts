// The engine's front door: one method for each thing that server and command line ask. Loads the encoder when it is
// first needed and cancels older requests of the same key. Features live in their files; restarting a process that ended
// is the adapter's matter.

import { CancelledError, neverCancelled, throwIfCancelled, type CancelSignal } from '../core/cancel';
import { embed } from './embed';
import { Encoder, type Call } from './encoder';
import { fill } from './fill';
import { classify, evaluate, examplesKey, train, type TrainedClassifier } from './classify';
import { attend, inspect, predict } from './inspect';
import type { Clock, EncoderInfo, LoadedModel } from './ports';
import type {
  AttendAnswer,
  AttendRequest,
  ClassifyAnswer,
  ClassifyRequest,
  EmbedAnswer,
  EmbedTextsRequest,
  EvaluateAnswer,
  EvaluateRequest,
  FillAnswer,
  FillRequest,
  InspectAnswer,
  InspectRequest,
  LabelledText,
  Lane,
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
import { Scheduler } from './scheduler';
import { proofread } from './proofread';
import { score } from './score';
import { similarity } from './similarity';
import { suggest } from './suggest';

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
  readonly #options: EngineOptions;
  readonly #scheduler: Scheduler;
  readonly #classifiers = new Map<string, Promise<TrainedClassifier>>();
  #loading: Promise<Encoder> | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#scheduler = new Scheduler({ clock: options.clock, slots: options.slots });
  }

  /** Other words for a place. emptyText, noWord, badInput (targets), unsupportedLanguage, outputMissing, model errors. */
  suggest(request: SuggestRequest, signal: CancelSignal): Promise<SuggestAnswer> {
    return this.#with('interactive', signal, request.key, (encoder, call) => suggest(encoder, request, call));
  }

  /** Fills one to three masks. emptyText, noMask, tooManyMasks, maskOutsideWindow, unsupportedLanguage, outputMissing. */
  fill(request: FillRequest, signal: CancelSignal): Promise<FillAnswer> {
    return this.#with('interactive', signal, request.key, (encoder, call) => fill(encoder, request, call));
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
  score(request: ScoreRequest, signal: CancelSignal): Promise<ScoreAnswer> {
    return this.#with('interactive', signal, undefined, (encoder, call) => score(encoder, request, call));
  }

  /** Vectors of texts; an empty text gives zeros. */
  embed(request: EmbedTextsRequest, signal: CancelSignal): Promise<EmbedAnswer> {
    return this.#with(request.lane ?? 'interactive', signal, undefined, (encoder, call) =>
      embed(encoder, request, call),
    );
  }

  /** How alike two texts are, and how well b follows a. emptyText. */
  similarity(request: SimilarityRequest, signal: CancelSignal): Promise<SimilarityAnswer> {
    return this.#with('interactive', signal, undefined, (encoder, call) => similarity(encoder, request, call));
  }

  /** The tokens of a text or a pair, of any length. emptyText. */
  inspect(request: InspectRequest, signal: CancelSignal): Promise<InspectAnswer> {
    return this.#with('interactive', signal, undefined, (encoder) => Promise.resolve(inspect(encoder, request)));
  }

  /** The attention of one layer. emptyText, outputMissing. RangeError for a layer that the encoder has not. */
  attend(request: AttendRequest, signal: CancelSignal): Promise<AttendAnswer> {
    return this.#with('interactive', signal, undefined, (encoder, call) => attend(encoder, request, call));
  }

  /** What the masked LM expects at tokens of a text, also after an intervention. emptyText, outputMissing. */
  predict(request: PredictRequest, signal: CancelSignal): Promise<PredictAnswer> {
    return this.#with('interactive', signal, undefined, (encoder, call) => predict(encoder, request, call));
  }

  /** Classes of texts; a classifier is trained once for the same examples. emptyText, badInput. */
  classify(request: ClassifyRequest, signal: CancelSignal): Promise<ClassifyAnswer> {
    return this.#with('interactive', signal, undefined, async (encoder, call) => {
      const trained = request.examples && (await this.#trained(encoder, request.examples, call));
      return classify(encoder, request, trained, call);
    });
  }

  /** How well examples can be told apart: k-fold accuracy, F1 and confusion matrix. badInput. */
  evaluate(request: EvaluateRequest, signal: CancelSignal): Promise<EvaluateAnswer> {
    return this.#with('interactive', signal, undefined, (encoder, call) => evaluate(encoder, request, call));
  }

  /** Facts about the encoder; loads it. */
  info(signal: CancelSignal): Promise<EncoderInfo> {
    return this.#with('interactive', signal, undefined, (encoder) => Promise.resolve(encoder.info));
  }

  /** The classifier of these examples; the last few are kept. A failed training is not. */
  #trained(encoder: Encoder, examples: readonly LabelledText[], call: Call): Promise<TrainedClassifier> {
    const key = `${encoder.info.id} ${examplesKey(examples)}`;
    let trained = this.#classifiers.get(key);
    if (!trained) {
      // Whoever asked first may give up; the others still want the classifier.
      trained = train(encoder, examples, { ...call, signal: neverCancelled });
      trained.catch(() => this.#classifiers.delete(key));
      if (this.#classifiers.size >= keptClassifiers) this.#classifiers.clear();
      this.#classifiers.set(key, trained);
    }
    return untilCancelled(trained, call.signal);
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
    this.#loading ??= load(neverCancelled).then(
      (model) => new Encoder(model, this.#scheduler, budgetTokens),
      (error: unknown) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }
}

/** The promise, or CancelledError as soon as the signal fires. */
function untilCancelled<T>(promise: Promise<T>, signal: CancelSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const forget = signal.onCancel(() => reject(new CancelledError()));
    promise.then(resolve, reject).finally(forget);
  });
}
