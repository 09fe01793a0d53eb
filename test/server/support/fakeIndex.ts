// An index without files or encoder: its passages are set by the test, and it ends its work when the test says so.

import { CancelledError, type CancelSignal } from '../../../src/core/cancel';
import type { Hit, SearchAnswer, SearchRequest } from '../../../src/engine/index/types';
import type {
  Explanation,
  IndexEvents,
  IndexFacts,
  IndexLimits,
  IndexOptions,
  UpdateResult,
  WantedVectors,
  WorkspaceIndex,
} from '../../../src/server/search/ports';
import type { IndexPlan } from '../../../src/protocol/search';

export const passage = (path: string, preview: string, line = 0): Hit => ({
  path,
  language: 'markdown',
  heading: [],
  start: 0,
  end: preview.length,
  startLine: line,
  endLine: line,
  score: 1,
  similarity: 0.5,
  preview,
  best: { start: 0, end: preview.length },
  matches: [],
  duplicates: [],
  moreInFile: 0,
});

/** Finds the passages that hold the query's letters, once it was updated. */
export class FakeIndex implements WorkspaceIndex {
  readonly updates: (readonly string[] | undefined)[] = [];
  readonly searches: SearchRequest[] = [];
  readonly overlays: [string, string | undefined][] = [];
  readonly limits: IndexLimits[] = [];
  readonly asked: WantedVectors[] = [];
  known: (text: string) => Float32Array | undefined = () => undefined;
  plan: IndexPlan | undefined;
  isPaused = false;
  isDisposed = false;
  clears = 0;
  /** While set, updates wait for `finish`. */
  holds = false;
  failUpdate: unknown;
  result: UpdateResult = 'done';
  indexed: readonly Hit[] = [];
  #finish: (() => void) | undefined;

  constructor(
    readonly options: IndexOptions,
    readonly events: IndexEvents,
    public passages: readonly Hit[],
  ) {}

  finish(): void {
    this.holds = false;
    this.#finish?.();
  }

  async facts(): Promise<IndexFacts> {
    const chunks = this.indexed.length;
    return {
      files: new Set(this.indexed.map(({ path }) => path)).size,
      chunks,
      sizeBytes: 100 * chunks,
      embedded: chunks,
      store: 'fake',
    };
  }

  async update(paths: readonly string[] | undefined, signal: CancelSignal): Promise<UpdateResult> {
    this.updates.push(paths);
    if (this.plan && !(await this.events.confirm(this.plan))) return 'declined';
    if (this.failUpdate) throw this.failUpdate;
    if (this.holds) {
      this.events.progress({ state: 'indexing', filesDone: 1, filesTotal: 2, chunksDone: 1, chunksPerSecond: 5 });
      await new Promise<void>((resolve, reject) => {
        this.#finish = resolve;
        signal.onCancel(() => reject(new CancelledError()));
      });
    }
    this.indexed = this.passages;
    return this.result;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  async search(request: SearchRequest): Promise<SearchAnswer> {
    this.searches.push(request);
    const sought = request.like?.text ?? request.query;
    const hits = this.indexed.filter(({ preview }) => request.like !== undefined || preview.includes(sought));
    return {
      model: 'fake@1',
      hits: hits.slice(0, request.limit),
      generation: 1,
      stale: [],
      partial: false,
      withoutPhrases: false,
    };
  }

  async explain(path: string): Promise<Explanation> {
    if (path.endsWith('.lock')) return { state: 'excluded', chunks: 0, exclusion: { rule: 'lockFile' } };
    return { state: this.indexed.some((hit) => hit.path === path) ? 'indexed' : 'waiting', chunks: 1 };
  }

  async vectors({ model, chunker, texts }: WantedVectors): Promise<readonly (Float32Array | undefined)[]> {
    this.asked.push({ model, chunker, texts });
    return texts.map((text) => this.known(text));
  }

  overlay(path: string, text: string | undefined): void {
    this.overlays.push([path, text]);
  }

  limit(limits: IndexLimits): void {
    this.limits.push(limits);
  }

  async clear(): Promise<void> {
    this.clears++;
    this.indexed = [];
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
  }
}
