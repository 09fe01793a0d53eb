// The index of one encoder: its engine, its store, indexer and searcher over them. The store opens without the encoder
// where its spec is known; the encoder is loaded by the first thing that needs a vector.

import type { CancelSignal } from '../../core/cancel';
import { Indexer } from '../../engine/index/indexer';
import type { WorkSize } from '../../engine/index/report';
import type { Chunker, FilesPort } from '../../engine/index/ports';
import { Searcher } from '../../engine/index/search';
import { indexSpecOf, isMadeBy } from '../../engine/index/spec';
import { structureChunker } from '../../engine/index/structureChunker';
import type { LayeredIndex } from '../../engine/index/layered';
import type { ChunkIndex, IndexProgress, IndexSpec, SearchAnswer, SearchRequest } from '../../engine/index/types';
import { Engine } from '../../engine/engine';
import { Pace } from '../../engine/pace';
import type { LoadedModel } from '../../engine/ports';
import type { ModelChoice } from '../runtime';
import type { IndexOptions, UpdateResult } from '../search/ports';
import type { IndexHome, IndexPlatform, StoredIndex } from './platform';

export interface EncoderIndexOptions {
  readonly platform: IndexPlatform;
  readonly choice: ModelChoice;
  /** Holds the indexes of the workspace. */
  readonly home: IndexHome;
  readonly files: FilesPort;
  readonly cpuShare: number;
  readonly shared: IndexOptions['shared'];
  readonly onSharedChanged: () => void;
  readonly onProgress: (progress: IndexProgress) => void;
  readonly confirm: (size: WorkSize) => Promise<boolean>;
  /** Whether the index may still grow. */
  readonly hasRoom: () => Promise<boolean>;
  /** Somebody has written to the local store, perhaps another window. */
  readonly onStoreChanged: () => void;
  /** Files that a search found changed. */
  readonly onStale: (paths: readonly string[]) => void;
}

/** The index on this disk, and what is searched: the same, or with a shared one below it. */
export interface Stores {
  readonly local: StoredIndex;
  readonly view: ChunkIndex & Partial<Pick<LayeredIndex, 'baseTrouble'>>;
}

interface Working {
  readonly indexer: Indexer;
  readonly searcher: Searcher;
  readonly byWords: boolean;
}

export class EncoderIndex {
  readonly #options: EncoderIndexOptions;
  readonly #engine: Engine;
  #model: Promise<LoadedModel> | undefined;
  #store: Promise<Stores> | undefined;
  #working: Promise<Working> | undefined;
  #former: { readonly index: ChunkIndex; readonly searcher: Searcher } | undefined;
  #cpuShare: number;
  #isPaused = false;

  constructor(options: EncoderIndexOptions) {
    this.#options = options;
    this.#cpuShare = options.cpuShare;
    const { clock, slots } = options.platform;
    this.#engine = new Engine({ clock, load: () => this.#load(), slots });
  }

  get choice(): ModelChoice {
    return this.#options.choice;
  }

  /** What the index is made for; loads the encoder. Model errors. */
  async spec(signal: CancelSignal): Promise<IndexSpec> {
    const info = await this.#engine.info(signal);
    return indexSpecOf(info, this.#engine, await this.#chunker(), signal);
  }

  /** The stores of this spec; the local one is made where there is none. EngineError storage. */
  open(spec: IndexSpec): Promise<Stores> {
    const { home, shared, onSharedChanged, onStoreChanged, platform } = this.#options;
    this.#store ??= home.open(spec).then(
      (local) => {
        local.onDidChange(onStoreChanged);
        if (!shared || !platform.overShared) return { local, view: local };
        const { view, base } = platform.overShared(local, shared);
        base.onDidChange(onSharedChanged);
        return { local, view };
      },
      (error: unknown) => {
        this.#store = undefined;
        throw error;
      },
    );
    return this.#store;
  }

  async search(request: SearchRequest, signal: CancelSignal): Promise<SearchAnswer> {
    return (await this.#work(signal)).searcher.search(request, signal);
  }

  /** Passages of an index that another encoder made, by words alone: vectors of two encoders cannot be compared. */
  async searchByWords(index: ChunkIndex, request: SearchRequest, signal: CancelSignal): Promise<SearchAnswer> {
    if (this.#former?.index !== index) this.#former = { index, searcher: await this.#searcherOf(index, true) };
    return this.#former.searcher.search(request, signal);
  }

  /** Searches go by words alone: the encoder that was found is not the one that made the index. */
  async isByWords(): Promise<boolean> {
    return (await this.#working?.catch(() => undefined))?.byWords ?? false;
  }

  /** All files, or these. CancelledError, EngineError. `declined`: by the person; `full`: not all files had room. */
  async update(paths: readonly string[] | undefined, signal: CancelSignal): Promise<UpdateResult> {
    const { indexer } = await this.#work(signal);
    const complete = paths ? await this.#updatePaths(indexer, paths, signal) : (await indexer.sync(signal)).complete;
    if (!complete) return 'declined';
    return indexer.skipped.some(({ reason }) => reason === 'full') ? 'full' : 'done';
  }

  async #updatePaths(indexer: Indexer, paths: readonly string[], signal: CancelSignal): Promise<boolean> {
    const forget = signal.onCancel(() => indexer.cancel());
    try {
      return await indexer.update(paths);
    } finally {
      forget();
    }
  }

  /** Passages whose vectors were made since this index was opened. */
  async embedded(): Promise<number> {
    return (await this.#working?.catch(() => undefined))?.indexer.embedded ?? 0;
  }

  /** How many files had no room in the index. */
  async leftOut(): Promise<number> {
    const working = await this.#working?.catch(() => undefined);
    return working?.indexer.skipped.filter(({ reason }) => reason === 'full').length ?? 0;
  }

  /** A file that had no room in the index. */
  async isLeftOut(path: string): Promise<boolean> {
    const working = await this.#working?.catch(() => undefined);
    return working?.indexer.skipped.some((file) => file.path === path && file.reason === 'full') ?? false;
  }

  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#steer(({ indexer }) => (isPaused ? indexer.pause() : indexer.resume()));
  }

  setCpuShare(share: number): void {
    if (this.#cpuShare === share) return;
    this.#cpuShare = share;
    this.#steer(({ indexer }) => indexer.setCpuShare(share));
  }

  /** Ends the encoder and closes the store. */
  async dispose(): Promise<void> {
    const store = await this.#store?.catch(() => undefined);
    const model = await this.#model?.catch(() => undefined);
    await Promise.all([store?.view.close(), model?.encoder.dispose()]);
  }

  #steer(work: (working: Working) => void): void {
    // Work that failed has been told to whoever asked for it.
    this.#working?.then(work, () => {});
  }

  #work(signal: CancelSignal): Promise<Working> {
    this.#working ??= this.#begin(signal).catch((error: unknown) => {
      this.#working = undefined;
      throw error;
    });
    return this.#working;
  }

  async #begin(signal: CancelSignal): Promise<Working> {
    const { platform, files, onProgress, confirm, hasRoom } = this.#options;
    const { clock, hash, assumedBytesPerSecond } = platform;
    const { view: index } = await (this.#store ?? this.open(await this.spec(signal)));
    const indexer = new Indexer({
      ...{ index, files, chunker: await this.#chunker(), embedder: this.#engine, hash },
      ...{ clock, cpuShare: this.#cpuShare, confirm, hasRoom, assumedBytesPerSecond },
    });
    indexer.onDidProgress(onProgress);
    if (this.#isPaused) indexer.pause();
    const byWords = !isMadeBy(index.spec, (await this.#load()).encoder.info);
    const searcher = await this.#searcherOf(index, byWords, () => indexer.progress.state !== 'idle');
    return { indexer, searcher, byWords };
  }

  async #searcherOf(index: ChunkIndex, byWords: boolean, partial?: () => boolean): Promise<Searcher> {
    const { platform, files, onStale } = this.#options;
    const parts = { index, files, chunker: await this.#chunker(), embedder: this.#engine, hash: platform.hash };
    return new Searcher({ ...parts, byWords, partial, onStale });
  }

  async #chunker(): Promise<Chunker> {
    const { encoder, tokenizer } = await this.#load();
    const { grammars, clock } = this.#options.platform;
    return structureChunker({ info: encoder.info, tokenizer }, grammars, new Pace(clock));
  }

  #load(): Promise<LoadedModel> {
    const { platform, choice } = this.#options;
    this.#model ??= platform.loadModel(choice).catch((error: unknown) => {
      this.#model = undefined;
      throw error;
    });
    return this.#model;
  }
}
