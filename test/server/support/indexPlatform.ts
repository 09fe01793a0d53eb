// The platform of an index of a workspace without disk and processes: files, stores and the note in memory, encoders that
// the test makes. What is kept outlives the index, so that a test can open it again.

import { memoryIndex } from '../../../src/engine/index/memoryIndex';
import type { CandidateQuery, ChunkIndex } from '../../../src/engine/index/types';
import type { Clock, LoadedModel } from '../../../src/engine/ports';
import type { IndexEvents, IndexOptions } from '../../../src/server/search/ports';
import type { IndexHome, IndexPlatform } from '../../../src/server/index/platform';
import { LocalWorkspaceIndex } from '../../../src/server/index/workspaceIndex';
import { FakeClock } from '../../support/fakeClock';
import { FakeFiles, hash } from '../../support/fakeWorkspace';

export interface FakePlatformOptions extends Partial<Pick<IndexPlatform, 'watchPower' | 'assumedBytesPerSecond'>> {
  readonly clock?: Clock;
}

export class FakePlatform {
  readonly files = new FakeFiles();
  /** By model id. */
  readonly stores = new Map<string, ChunkIndex>();
  /** What stores were asked for, with the model of each. */
  readonly queries: { readonly model: string; readonly query: CandidateQuery }[] = [];
  note: string | undefined;
  /** Whether who opens the index is the one that brings it in step. */
  leads = true;
  /** Rejects where a model cannot be had. */
  load: (id: string) => Promise<LoadedModel>;
  readonly #options: FakePlatformOptions;

  constructor(load: (id: string) => Promise<LoadedModel>, options: FakePlatformOptions = {}) {
    this.load = load;
    this.#options = options;
  }

  open(options: Partial<IndexOptions> = {}, events: Partial<IndexEvents> = {}): LocalWorkspaceIndex {
    const { clock = new FakeClock(), ...more } = this.#options;
    const platform: IndexPlatform = {
      clock,
      hash,
      grammars: { parse: () => Promise.resolve(undefined) },
      slots: 1,
      loadModel: ({ id }) => this.load(id),
      openFiles: () => this.files,
      room: () => ({ others: () => Promise.resolve(0), make: () => Promise.resolve(true) }),
      ...more,
      home: () => this.#home(),
    };
    return new LocalWorkspaceIndex(
      platform,
      {
        ...{ storageFolder: 'x', folders: [{ id: '', uri: 'file:///work', exclude: [] }] },
        ...{ model: { folder: '', id: '', device: 'cpu' as const, storageFolder: 'x' }, maximumSizeBytes: 1e9 },
        ...{ cpuShare: 100, cpuShareOnBattery: 25 },
        ...options,
      },
      {
        ...{ progress: () => {}, stale: () => {}, changed: () => {}, sharedChanged: () => {} },
        confirm: () => Promise.resolve(true),
        ...events,
      },
    );
  }

  #home(): IndexHome {
    return {
      open: (spec) => {
        const store = this.stores.get(spec.model) ?? this.#watched(memoryIndex(spec));
        this.stores.set(spec.model, store);
        return Promise.resolve({ ...store, leads: this.leads, tidy: () => Promise.resolve() });
      },
      deleteOthers: ({ model }) => Promise.resolve(this.#forget((other) => other !== model)),
      deleteAll: () => {
        this.note = undefined;
        return Promise.resolve(this.#forget(() => true));
      },
      readNote: () => Promise.resolve(this.note),
      writeNote: (note) => Promise.resolve(void (this.note = note)),
      close: () => Promise.resolve(),
    };
  }

  #watched(store: ChunkIndex): ChunkIndex {
    return {
      ...store,
      candidates: (query, cancel) => {
        this.queries.push({ model: store.spec.model, query });
        return store.candidates(query, cancel);
      },
    };
  }

  #forget(isGone: (model: string) => boolean): void {
    for (const model of [...this.stores.keys()]) if (isGone(model)) this.stores.delete(model);
  }
}
