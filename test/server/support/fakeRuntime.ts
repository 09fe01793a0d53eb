// A server runtime without an encoder: every answer is set by the test, time moves when the test says so.

import { CancelledError, type CancelSignal } from '../../../src/core/cancel';
import { wordSpans } from '../../../src/core/text';
import { findMasks } from '../../../src/core/mask';
import { Comparisons } from '../../../src/engine/comparison/comparisons';
import { EngineError } from '../../../src/engine/errors';
import type { Clock, EncoderInfo } from '../../../src/engine/ports';
import type {
  Candidate,
  AttendAnswer,
  AttendRequest,
  FillAnswer,
  FillRequest,
  Finding,
  InspectAnswer,
  InspectRequest,
  PredictAnswer,
  PredictRequest,
  OnFirst,
  OnProofreadProgress,
  ProofreadAnswer,
  ProofreadRequest,
  SuggestAnswer,
  SuggestRequest,
} from '../../../src/engine/requests';
import type {
  ClassifyAnswer,
  ClassifyRequest,
  EvaluateAnswer,
  EvaluateRequest,
  ExplainAnswer,
  ExplainRequest,
  SimilarAnswer,
  SimilarRequest,
  TrainAnswer,
  TrainRequest,
} from '../../../src/engine/classify/requests';
import type { CalculateAnswer, CalculateRequest } from '../../../src/engine/calculate';
import type { NeighboursAnswer, NeighboursRequest } from '../../../src/engine/neighbours';
import type { VocabularyAnswer, VocabularyRequest } from '../../../src/engine/vocabularyNeighbours';
import type { SensesAnswer, SensesRequest } from '../../../src/engine/senses';
import type { Hit } from '../../../src/engine/index/types';
import type { IndexEvents, IndexOptions } from '../../../src/server/search/ports';
import { FakeIndex } from './fakeIndex';
import type { InstallPlan, WireError } from '../../../src/protocol/requests';
import { encoderOver, fakeEngine } from '../../support/fakeEngine';
import { fakeModel } from '../../support/fakeEncoder';
import type { EngineEvents, HubAccess, ModelChoice, OpenedEngine, ServerRuntime } from '../../../src/server/runtime';

export const fakeInfo: EncoderInfo = {
  id: 'fake@0123456789ab',
  name: 'fake',
  hash: '0'.repeat(64),
  modelType: 'bert',
  numLayers: 2,
  numHeads: 3,
  hiddenSize: 12,
  vocabSize: 100,
  maxTokens: 64,
  device: 'cpu',
  dtype: 'int8',
  hasMlm: true,
  hasNsp: true,
  hasAttention: true,
  languages: ['en'],
};

export const candidate = (text: string, probability: number): Candidate => ({ text, probability, score: probability });

const comparedBy = encoderOver(
  fakeModel({
    vocabulary: ['the', 'cat', 'sat', 'dog', 'ran', 'rain', 'fell', '.'],
    nextSentence: (a, b) => (a[0] === b[0] ? 0.9 : 0.1),
  }),
);

/** Moves only by `advance`. */
export class FakeClock implements Clock {
  #now = 0;
  #timers: { at: number; action: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { at: this.#now + delayMs, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  advance(byMs: number): void {
    this.#now += byMs;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { action } of due.sort((a, b) => a.at - b.at)) action();
  }
}

/** What the fake engine was asked, and how it answers. */
export class FakeEngine {
  readonly asked: { method: string; request: unknown; signal: CancelSignal }[] = [];
  /** Thrown by the next call of any method. */
  failNext: unknown;
  /** Thrown by every load. */
  failLoad: unknown;
  /** While set, answers wait for `release` (or for their signal). */
  hold = false;
  /** Answers even when its signal has fired. */
  isDeaf = false;
  candidates: readonly Candidate[] = [candidate('great', 0.4), candidate('fine', 0.2)];
  /** Where set: what stands before an answer is complete. */
  firstCandidates: readonly Candidate[] | undefined;
  /** Words that proofreading finds, lower case. */
  wrong: ReadonlySet<string> = new Set(['form']);
  /** A word whose doubles proofreading finds. */
  doubled: string | undefined;
  /** The real ones, over an encoder whose states are its words. */
  readonly comparisons = new Comparisons(
    async (lane, signal, _key, work) => {
      this.#note('comparisons', undefined, signal);
      await this.#wait(signal);
      return work(comparedBy, { lane, signal });
    },
    { now: () => 0, after: (_, action) => (action(), () => {}) },
  );
  loads = 0;
  disposals = 0;
  #waiting: (() => void)[] = [];
  readonly #classifying = fakeEngine({
    vocabulary: ['cat', 'dog', 'car', 'bus', 'animals', 'traffic'],
    state: (tokens, position) => [
      ['cat', 'dog', 'animals'].includes(tokens[position]) ? 1 : 0,
      ['car', 'bus', 'traffic'].includes(tokens[position]) ? 1 : 0,
    ],
  }).engine;

  release(): void {
    this.hold = false;
    for (const go of this.#waiting.splice(0)) go();
  }

  last<T>(method: string): T {
    const found = this.asked.findLast((each) => each.method === method);
    if (!found) throw new Error(`${method} was not asked`);
    return found.request as T;
  }

  count(method: string): number {
    return this.asked.filter((each) => each.method === method).length;
  }

  async info(): Promise<EncoderInfo> {
    this.loads++;
    await this.#wait();
    if (this.failLoad) throw this.failLoad;
    return fakeInfo;
  }

  async suggest(
    request: SuggestRequest,
    signal: CancelSignal,
    onFirst?: OnFirst<SuggestAnswer>,
  ): Promise<SuggestAnswer> {
    this.#note('suggest', request, signal);
    if (this.firstCandidates) onFirst?.(this.#suggested(request, this.firstCandidates));
    await this.#wait(signal);
    return this.#suggested(request, this.candidates);
  }

  #suggested(request: SuggestRequest, candidates: readonly Candidate[]): SuggestAnswer {
    const word = wordSpans(request.text).find(
      ({ start, end }) => start <= request.span.start && request.span.end <= end,
    );
    const span = request.prefix === undefined ? word : request.span;
    if (!span) throw new EngineError('noWord');
    const wanted = candidates.filter(({ text }) => text.startsWith(request.prefix ?? ''));
    return {
      model: fakeInfo.id,
      span,
      word: request.text.slice(span.start, span.end),
      candidates: wanted.slice(0, request.top),
    };
  }

  async fill(request: FillRequest, signal: CancelSignal, onFirst?: OnFirst<FillAnswer>): Promise<FillAnswer> {
    this.#note('fill', request, signal);
    if (this.firstCandidates) onFirst?.(this.#filled(request, this.firstCandidates));
    await this.#wait(signal);
    return this.#filled(request, this.candidates);
  }

  #filled(request: FillRequest, all: readonly Candidate[]): FillAnswer {
    const masks = findMasks(request.text);
    if (masks.length === 0) throw new EngineError('noMask');
    if (masks.length > 3) throw new EngineError('tooManyMasks', { limit: 3 });
    const candidates = all.slice(0, request.top);
    const joint = candidates.map(({ text, probability }) => ({ texts: masks.map(() => text), probability }));
    return {
      model: fakeInfo.id,
      masks: masks.map((mask) => ({ ...mask, candidates })),
      fillings: masks.length > 1 ? joint : [],
    };
  }

  async proofread(
    request: ProofreadRequest,
    signal: CancelSignal,
    onProgress?: OnProofreadProgress,
  ): Promise<ProofreadAnswer> {
    const findings: Finding[] = wordSpans(request.text)
      .filter((word) =>
        (request.spans ?? [{ start: 0, end: Infinity }]).some((s) => s.start <= word.start && word.end <= s.end),
      )
      .map(({ start, end }) => ({ start, end, text: request.text.slice(start, end) }))
      .filter(({ text }) => this.wrong.has(text.toLowerCase()) && !request.ignoredWords.includes(text.toLowerCase()))
      .map((found) => ({ ...found, probability: 0.001, candidates: this.candidates }));
    if (this.doubled) findings.push(...this.#doubles(request, this.doubled));
    this.#note('proofread', request, signal);
    onProgress?.(0.5, findings.slice(0, 1));
    await this.#wait(signal);
    onProgress?.(1, findings.slice(1));
    return { model: fakeInfo.id, findings };
  }

  #doubles({ text, ignoredWords }: ProofreadRequest, word: string): Finding[] {
    if (ignoredWords.includes(`${word} ${word}`)) return [];
    return [...text.matchAll(new RegExp(`${word}(\\s+)${word}`, 'g'))].map(({ 0: both, index }) => ({
      start: index,
      end: index + both.length,
      text: both,
      probability: 0.001,
      candidates: [candidate(word, 0.9)],
      doubled: word,
    }));
  }

  async inspect(request: InspectRequest, signal: CancelSignal): Promise<InspectAnswer> {
    await this.#begin('inspect', request, signal);
    if (request.text === '') throw new EngineError('emptyText');
    const token = { text: request.text, id: 7, segment: 0, special: false, attentionMask: 1 };
    return { model: fakeInfo.id, tokens: [{ ...token, start: 0, end: request.text.length }] };
  }

  async attend(request: AttendRequest, signal: CancelSignal): Promise<AttendAnswer> {
    await this.#begin('attend', request, signal);
    if (request.text === '') throw new EngineError('emptyText');
    const token = { id: 7, segment: 0, special: false, attentionMask: 1 };
    const tokens = [
      { ...token, text: 'a', start: 0, end: 1 },
      { ...token, text: 'b', start: 2, end: 3 },
    ];
    // Two heads of two tokens; each row sums to 1.
    const values = Float32Array.from([1, 0, 0.25, 0.75, 0.5, 0.5, 0, 1]);
    return { model: fakeInfo.id, tokens, words: [0, 1], layer: request.layer, heads: 2, values, endedAt: 0 };
  }

  async predict(request: PredictRequest, signal: CancelSignal): Promise<PredictAnswer> {
    await this.#begin('predict', request, signal);
    const candidates = this.candidates.slice(0, request.top).map(({ text, probability }) => ({ text, probability }));
    return { model: fakeInfo.id, predictions: request.tokens.map((token) => ({ token, candidates })) };
  }

  async senses(request: SensesRequest, signal: CancelSignal): Promise<SensesAnswer> {
    await this.#begin('senses', request, signal);
    const start = request.texts[0].indexOf(request.word);
    const end = start + request.word.length;
    const use = { text: 0, start, end, sentence: { start: 0, end: request.texts[0].length } };
    const uses = [{ ...use, group: 0, x: 0, y: 0, typicality: 1 }];
    const separation = [{ within: NaN, between: NaN }];
    return { model: fakeInfo.id, layer: 1, uses, groups: 1, silhouette: 0, shares: [0, 0], separation, leftOut: 0 };
  }

  async neighbours(request: NeighboursRequest, signal: CancelSignal): Promise<NeighboursAnswer> {
    await this.#begin('neighbours', request, signal);
    const near = { text: 0, start: 0, end: 1, similarity: 0.5 };
    const layer = { similarities: Float32Array.of(1), words: [[near]], sameWord: [[]] };
    return { model: fakeInfo.id, layers: [layer, layer], compared: 2, leftOut: 0 };
  }

  async vocabularyNeighbours(
    request: VocabularyRequest,
    signal: CancelSignal,
    onFraction?: (fraction: number) => void,
  ): Promise<VocabularyAnswer> {
    await this.#begin('vocabularyNeighbours', request, signal);
    onFraction?.(0.5);
    const layer = [{ text: 'river', similarity: 0.5 }];
    return { model: fakeInfo.id, compared: 2, layers: [layer, layer] };
  }

  async calculate(request: CalculateRequest, signal: CancelSignal): Promise<CalculateAnswer> {
    await this.#begin('calculate', request, signal);
    return { model: fakeInfo.id, words: [{ text: request.plus[0], score: 0.5 }] };
  }

  // Classification is that of the real engine over an encoder that only tells animals from traffic.

  async train(request: TrainRequest, signal: CancelSignal): Promise<TrainAnswer> {
    await this.#begin('train', request, signal);
    return this.#classifying.train(request, signal);
  }

  async classify(request: ClassifyRequest, signal: CancelSignal): Promise<ClassifyAnswer> {
    await this.#begin('classify', request, signal);
    return this.#classifying.classify(request, signal);
  }

  async evaluate(request: EvaluateRequest, signal: CancelSignal): Promise<EvaluateAnswer> {
    await this.#begin('evaluate', request, signal);
    return this.#classifying.evaluate(request, signal);
  }

  async explain(request: ExplainRequest, signal: CancelSignal): Promise<ExplainAnswer> {
    await this.#begin('explain', request, signal);
    return this.#classifying.explain(request, signal);
  }

  async similarTo(request: SimilarRequest, signal: CancelSignal): Promise<SimilarAnswer> {
    await this.#begin('similarTo', request, signal);
    return this.#classifying.similarTo(request, signal);
  }

  async entities(text: string, signal: CancelSignal) {
    await this.#begin('entities', text, signal);
    return this.#classifying.entities(text, signal);
  }

  async answerIn(question: string, text: string, signal: CancelSignal) {
    await this.#begin('answerIn', { question, text }, signal);
    return this.#classifying.answerIn(question, text, signal);
  }

  async #begin(method: string, request: unknown, signal: CancelSignal): Promise<void> {
    this.#note(method, request, signal);
    await this.#wait(signal);
  }

  #note(method: string, request: unknown, signal: CancelSignal): void {
    this.asked.push({ method, request, signal });
    const failure = this.failNext;
    this.failNext = undefined;
    if (failure) throw failure;
  }

  #wait(signal?: CancelSignal): Promise<void> {
    if (signal?.cancelled) return Promise.reject(new CancelledError());
    if (!this.hold) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      if (!this.isDeaf) signal?.onCancel(() => reject(new CancelledError()));
    });
  }
}

export class FakeRuntime implements ServerRuntime {
  readonly clock = new FakeClock();
  readonly engine = new FakeEngine();
  readonly opened: ModelChoice[] = [];
  readonly hub: { access: HubAccess; id: string }[] = [];
  failHub: unknown;
  events: EngineEvents | undefined;

  readonly indexes: FakeIndex[] = [];
  passages: readonly Hit[] = [];
  /** Called with each index before it is used. */
  onOpenIndex: (index: FakeIndex) => void = () => {};

  openIndex(options: IndexOptions, events: IndexEvents): FakeIndex {
    const index = new FakeIndex(options, events, this.passages);
    this.indexes.push(index);
    this.onOpenIndex(index);
    return index;
  }

  openEngine(choice: ModelChoice, events: EngineEvents): OpenedEngine {
    this.opened.push(choice);
    this.events = events;
    return { engine: this.engine, dispose: async () => void this.engine.disposals++ };
  }

  async planInstall(id: string, access: HubAccess): Promise<InstallPlan> {
    this.hub.push({ access, id });
    if (this.failHub) throw this.failHub;
    return {
      id,
      revision: 'main',
      host: access.host,
      licence: undefined,
      files: [{ path: 'config.json', sizeBytes: 3, sha256: undefined }],
      sizeBytes: 3,
      folder: '/models/x',
      presentBytes: 0,
    };
  }

  async installModel(
    plan: InstallPlan,
    access: HubAccess,
    onProgress: (fraction: number, message?: string) => void,
  ): Promise<string> {
    this.hub.push({ access, id: plan.id });
    if (this.failHub) throw this.failHub;
    onProgress(0.5, 'half');
    return plan.folder;
  }

  async memoryBytes(): Promise<{ server: number; encoders: number }> {
    return { server: 1, encoders: 2 };
  }

  describe({ code }: WireError): string {
    return `sentence for ${code}`;
  }
}
