// The index of one encoder: its engine, its store, indexer and searcher over them. The store opens without the encoder
// where its spec is known; the encoder is loaded by the first thing that needs a vector.

import path from 'node:path';
import { neverCancelled, type CancelSignal } from '../../../core/cancel';
import { Indexer } from '../../../engine/index/indexer';
import type { WorkSize } from '../../../engine/index/report';
import type { Grammars } from '../../../engine/index/grammars';
import type { Chunker, FilesPort } from '../../../engine/index/ports';
import { Searcher } from '../../../engine/index/search';
import { indexSpecOf } from '../../../engine/index/spec';
import { structureChunker } from '../../../engine/index/structureChunker';
import type { LayeredIndex } from '../../../engine/index/layered';
import type { ChunkIndex, IndexProgress, IndexSpec, SearchAnswer, SearchRequest } from '../../../engine/index/types';
import { Engine } from '../../../engine/engine';
import type { LoadedModel } from '../../../engine/ports';
import { loadPool } from '../../../runtime/encoder/encoderPool';
import { openSqliteIndex, type SqliteIndex } from '../../../runtime/node/index/sqliteIndex';
import { indexingProcesses } from '../../../runtime/node/indexingProcesses';
import type { NodeRuntime } from '../../../runtime/node/nodeRuntime';
import { grammarsIn } from '../../../runtime/node/treeSitterFiles';
import { sha256Half } from '../../../runtime/node/workspace/workspaceFiles';
import type { ModelChoice } from '../../runtime';
import type { IndexOptions, UpdateResult } from '../../search/ports';
import { overShared } from './sharedIndex';
import { modelFolder } from '../models';

export interface EncoderIndexOptions {
  readonly runtime: NodeRuntime;
  readonly distFolder: string;
  readonly choice: ModelChoice;
  /** Holds the indexes of the workspace. */
  readonly directory: string;
  readonly files: FilesPort;
  readonly cpuShare: number;
  readonly shared: IndexOptions['shared'];
  readonly onSharedChanged: () => void;
  readonly onProgress: (progress: IndexProgress) => void;
  readonly confirm: (size: WorkSize) => Promise<boolean>;
  /** Whether the index may still grow. */
  readonly hasRoom: () => Promise<boolean>;
  /** Files that a search found changed. */
  readonly onStale: (paths: readonly string[]) => void;
}

/** The encoder of an index that nobody asks gives its memory back. */
const idleMs = 5 * 60_000;

/** Cores that are left for what a person does. */
const sparedCores = 1;

/** The index on this disk, and what is searched: the same, or with a shared one below it. */
export interface Stores {
  readonly local: SqliteIndex;
  readonly view: ChunkIndex & Partial<Pick<LayeredIndex, 'baseTrouble'>>;
}

interface Working {
  readonly indexer: Indexer;
  readonly searcher: Searcher;
}

export class EncoderIndex {
  readonly #options: EncoderIndexOptions;
  readonly #engine: Engine;
  readonly #grammars: Grammars;
  readonly #processes = indexingProcesses(sparedCores);
  #model: Promise<LoadedModel> | undefined;
  #store: Promise<Stores> | undefined;
  #working: Promise<Working> | undefined;
  #cpuShare: number;
  #isPaused = false;

  constructor(options: EncoderIndexOptions) {
    this.#options = options;
    this.#cpuShare = options.cpuShare;
    this.#grammars = grammarsIn(path.join(options.distFolder, 'grammars'));
    const { runtime } = options;
    this.#engine = new Engine({ clock: runtime.clock, load: () => this.#load(), slots: this.#processes });
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
    const { directory, distFolder, shared, onSharedChanged, runtime } = this.#options;
    const program = path.join(distFolder, 'store.cjs');
    this.#store ??= openSqliteIndex({ directory, spec, program }).then(
      (local) => {
        if (!shared) return { local, view: local };
        const { view, base } = overShared(local, shared, runtime.clock);
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

  /** All files, or these. CancelledError, EngineError. `declined`: by the person; `full`: not all files had room. */
  async update(paths: readonly string[] | undefined, signal: CancelSignal): Promise<UpdateResult> {
    const { indexer } = await this.#work(signal);
    if (!paths) {
      if (!(await indexer.sync(signal)).complete) return 'declined';
    } else {
      const forget = signal.onCancel(() => indexer.cancel());
      try {
        await indexer.update(paths);
      } finally {
        forget();
      }
    }
    return indexer.skipped.some(({ reason }) => reason === 'full') ? 'full' : 'done';
  }

  /** Passages whose vectors were made since this index was opened. */
  async embedded(): Promise<number> {
    return (await this.#working?.catch(() => undefined))?.indexer.embedded ?? 0;
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
    const { runtime, files, onProgress, confirm, hasRoom, onStale } = this.#options;
    const { view: index } = await (this.#store ?? this.open(await this.spec(signal)));
    const shared = { index, files, chunker: await this.#chunker(), embedder: this.#engine, hash: sha256Half };
    const indexer = new Indexer({ ...shared, clock: runtime.clock, cpuShare: this.#cpuShare, confirm, hasRoom });
    indexer.onDidProgress(onProgress);
    if (this.#isPaused) indexer.pause();
    const partial = (): boolean => indexer.progress.state !== 'idle';
    return { indexer, searcher: new Searcher({ ...shared, partial, onStale }) };
  }

  async #chunker(): Promise<Chunker> {
    const { encoder, tokenizer } = await this.#load();
    return structureChunker({ info: encoder.info, tokenizer }, this.#grammars);
  }

  #load(): Promise<LoadedModel> {
    const { runtime, choice, distFolder } = this.#options;
    this.#model ??= modelFolder(runtime, choice, distFolder)
      .then((folder) => {
        const options = { device: choice.device, keep: 'encoder', idleMs } as const;
        return loadPool(() => runtime.loadModel(folder, options, neverCancelled), this.#processes);
      })
      .catch((error: unknown) => {
        this.#model = undefined;
        throw error;
      });
    return this.#model;
  }
}
