// An index elsewhere that may not be there yet, or go away: opened by the first question, left alone for a while after it
// failed, so that nobody waits for it again and again, and asked anew afterwards.

import { EngineError } from '../errors';
import type { Clock } from '../ports';
import type { CandidateQuery, ChunkIndex, ContentHash, FileRow, IndexSpec, IndexStats } from './types';
import type { CancelSignal } from '../../core/cancel';

export interface LateIndexOptions {
  readonly spec: IndexSpec;
  readonly kind: string;
  readonly open: () => Promise<ChunkIndex>;
  readonly clock: Clock;
  /** How long it is not asked after it failed; 30 s when absent. */
  readonly restMs?: number;
}

/** Statistics are taken as they were for so long: the status asks several times a second. */
const statsMs = 5000;

/** Only for reading. All questions fail with EngineError while it cannot be reached. */
export class LateIndex implements ChunkIndex {
  readonly spec: IndexSpec;
  readonly kind: string;
  readonly writable = false;
  readonly #options: LateIndexOptions;
  readonly #listeners = new Set<(generation: number) => void>();
  #index: Promise<ChunkIndex> | undefined;
  #rest: { readonly untilMs: number; readonly trouble: EngineError } | undefined;
  #stats: { readonly atMs: number; readonly stats: IndexStats } | undefined;

  constructor(options: LateIndexOptions) {
    this.spec = options.spec;
    this.kind = options.kind;
    this.#options = options;
  }

  files() {
    return this.#ask((index) => index.files());
  }

  replaceFiles(_files: readonly FileRow[]): Promise<never> {
    return Promise.reject(new RangeError('This index is only read.'));
  }

  removeFiles(_paths: readonly string[]): Promise<never> {
    return Promise.reject(new RangeError('This index is only read.'));
  }

  vectorsByHash(hashes: readonly ContentHash[]) {
    return this.#ask((index) => index.vectorsByHash(hashes));
  }

  candidates(query: CandidateQuery, cancel?: CancelSignal) {
    return this.#ask((index) => index.candidates(query, cancel));
  }

  /** Called with each commit of others, and when it is reached again. */
  onDidChange(listener: (generation: number) => void) {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  async stats(): Promise<IndexStats> {
    const { clock } = this.#options;
    const isKnown = this.#stats && !this.#rest && clock.now() - this.#stats.atMs < statsMs;
    if (this.#stats && isKnown) return this.#stats.stats;
    const stats = await this.#ask((index) => index.stats());
    this.#stats = { atMs: clock.now(), stats };
    return stats;
  }

  verify() {
    return this.#ask((index) => index.verify());
  }

  async close(): Promise<void> {
    const index = await this.#index?.catch(() => undefined);
    await index?.close();
  }

  async #ask<T>(question: (index: ChunkIndex) => Promise<T>): Promise<T> {
    const { clock, restMs = 30_000 } = this.#options;
    if (this.#rest && clock.now() < this.#rest.untilMs) throw this.#rest.trouble;
    try {
      const answer = await question(await (this.#index ??= this.#open()));
      const isBack = this.#rest !== undefined;
      this.#rest = undefined;
      if (isBack) this.#tell(0);
      return answer;
    } catch (error) {
      if (error instanceof EngineError) this.#rest = { untilMs: clock.now() + restMs, trouble: error };
      throw error;
    }
  }

  #tell(generation: number): void {
    for (const listener of [...this.#listeners]) listener(generation);
  }

  async #open(): Promise<ChunkIndex> {
    try {
      const index = await this.#options.open();
      index.onDidChange((generation) => {
        this.#stats = undefined;
        this.#tell(generation);
      });
      return index;
    } catch (error) {
      this.#index = undefined;
      throw error;
    }
  }
}
