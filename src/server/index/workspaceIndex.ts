// The index of a workspace: the one that answers, and beside it the one of a newly chosen encoder while it is being built.
// Runs in a process or a Worker of its own; the server speaks to it through RemoteIndex.

import { neverCancelled, throwIfCancelled, type CancelSignal, untilCancelled } from '../../core/cancel';
import { EngineError } from '../../engine/errors';
import { chunkHash } from '../../engine/index/hashes';
import type { WorkSize } from '../../engine/index/report';
import type { SearchAnswer, SearchRequest } from '../../engine/index/types';
import type {
  Explanation,
  IndexEvents,
  IndexFacts,
  IndexLimits,
  IndexOptions,
  UpdateResult,
  WantedVectors,
  WorkspaceIndex,
} from '../search/ports';
import { EncoderIndex } from './encoderIndex';
import { FolderFiles } from './folderFiles';
import type { IndexHome, IndexPlatform, IndexRoom, StoredIndex } from './platform';
import { parseServing, sameSpec, type Serving } from './serving';
import { sideOf, type Side } from './side';

/** A window that indexes commits something in this time. */
const followMs = 5000;

export class LocalWorkspaceIndex implements WorkspaceIndex {
  readonly #platform: IndexPlatform;
  readonly #home: IndexHome;
  readonly #options: IndexOptions;
  readonly #events: Omit<IndexEvents, 'ended'>;
  readonly #files: FolderFiles;
  readonly #room: IndexRoom;
  #limits: IndexLimits;
  #isPaused = false;
  #isOnBattery = false;
  /** Answers searches; undefined while nothing is indexed. */
  #serving: Side | undefined;
  /** What the settings ask for; the same as `serving` once it is complete. */
  #wanted: Side | undefined;
  /** Its encoder cannot be had any more. */
  #gone: Side | undefined;
  /** Another window brings the index in step, and this one waits for it. */
  #isFollowing = false;
  /** The person agreed to long work once. */
  #isAgreed = false;
  /** Under way: what changes meanwhile is told otherwise. */
  #updates = 0;
  #opening: Promise<void> | undefined;
  #choosing: Promise<Side> | undefined;

  constructor(platform: IndexPlatform, options: IndexOptions, events: Omit<IndexEvents, 'ended'>) {
    this.#platform = platform;
    this.#home = platform.home(options.storageFolder);
    this.#options = options;
    this.#events = events;
    this.#limits = options;
    this.#files = new FolderFiles(options.folders, (folder, openText) => platform.openFiles(folder, openText));
    this.#room = platform.room(options.storageFolder, options.storageRoot);
  }

  async facts(): Promise<IndexFacts> {
    await this.#open();
    const [serving, wanted] = [this.#serving, this.#wanted];
    const stats = await Promise.all(this.#sides().map(({ view }) => view.stats()));
    const first = stats[0];
    return {
      files: first?.files ?? 0,
      chunks: first?.chunks ?? 0,
      sizeBytes: stats.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      otherBytes: await this.#room.others(),
      embedded: (await this.#wanted?.index.embedded()) ?? 0,
      leftOut: (await this.#wanted?.index.leftOut()) ?? 0,
      model: (serving ?? wanted)?.store.spec.model,
      nextModel: serving && wanted && serving !== wanted ? wanted.store.spec.model : undefined,
      byWords: serving && (serving === this.#gone || (await serving.index.isByWords())) ? true : undefined,
      store: (serving ?? wanted)?.view.kind ?? '',
      elsewhere: this.#isFollowing || undefined,
      sharedTrouble: (serving ?? wanted)?.view.baseTrouble,
      unreadFolders: this.#files.unread,
    };
  }

  update(paths: readonly string[] | undefined, signal: CancelSignal): Promise<UpdateResult> {
    this.#updates++;
    return this.#update(paths, signal).finally(() => this.#updates--);
  }

  async #update(paths: readonly string[] | undefined, signal: CancelSignal): Promise<UpdateResult> {
    const side = await this.#wantedSide(signal);
    if (!side.store.leads) await this.#follow(side.store, signal);
    // What another window left behind, or a limit that was lowered.
    await this.#hasRoom();
    const stopWatching = this.#platform.watchPower?.((onBattery) => this.#share(onBattery));
    const result = await side.index.update(paths, signal).finally(stopWatching);
    if (result === 'declined') return result;
    await this.#complete(side);
    await side.store.tidy();
    return result;
  }

  pause(): void {
    this.#steer(true);
  }

  resume(): void {
    this.#steer(false);
  }

  #steer(isPaused: boolean): void {
    this.#isPaused = isPaused;
    for (const side of this.#sides()) side.index.pause(isPaused);
  }

  async search(request: SearchRequest, signal: CancelSignal): Promise<SearchAnswer> {
    await this.#open();
    const side = this.#serving ?? (await this.#wantedSide(signal));
    try {
      return await side.index.search(request, signal);
    } catch (error) {
      if (side !== this.#serving || !(error instanceof EngineError) || error.code === 'storage') throw error;
      // The settings may ask for another encoder by now, and the former one be deleted.
      const wanted = await this.#wantedSide(signal);
      if (wanted === side) throw error;
      this.#gone = side;
      return wanted.index.searchByWords(side.view, request, signal);
    }
  }

  async explain(path: string): Promise<Explanation> {
    await this.#open();
    const view = (this.#wanted ?? this.#serving)?.view;
    const known = (await view?.files())?.find((file) => file.path === path);
    const reading = await this.#files.read(path).catch(() => ({ excluded: { rule: 'missing' as const } }));
    const chunks = known?.chunkCount ?? 0;
    if ('excluded' in reading) return { state: 'excluded', chunks, exclusion: reading.excluded };
    if (!known && (await this.#wanted?.index.isLeftOut(path))) {
      return { state: 'excluded', chunks, exclusion: { rule: 'full' } };
    }
    if (!known) return { state: 'waiting', chunks };
    return { state: known.hash === reading.file.hash ? 'indexed' : 'changed', chunks };
  }

  async vectors({ model, chunker, texts }: WantedVectors): Promise<readonly (Float32Array | undefined)[]> {
    await this.#open();
    const side = this.#sides().find(({ store: { spec } }) => spec.model === model && spec.chunker === chunker);
    if (!side) return texts.map(() => undefined);
    const hashes = await Promise.all(texts.map((text) => chunkHash(this.#platform.hash, { id: chunker }, { text })));
    const found = await side.view.vectorsByHash(hashes);
    return hashes.map((hash) => found.get(hash));
  }

  overlay(path: string, text: string | undefined): void {
    this.#files.overlay(path, text);
  }

  limit(limits: IndexLimits): void {
    this.#limits = limits;
    this.#share(this.#isOnBattery);
  }

  #share(onBattery: boolean): void {
    this.#isOnBattery = onBattery;
    for (const { index } of this.#sides()) index.setCpuShare(this.#cpuShare);
  }

  /** Above 0 to 1. */
  get #cpuShare(): number {
    return (this.#isOnBattery ? this.#limits.cpuShareOnBattery : this.#limits.cpuShare) / 100;
  }

  async clear(): Promise<void> {
    await this.#open();
    const own = this.#sides().map(({ store }) => store.spec);
    await this.#close();
    this.#opening = Promise.resolve();
    this.#isAgreed = false;
    await this.#home.deleteAll(own);
    // A window that asks this one may have wanted it.
    this.#events.changed();
  }

  async dispose(): Promise<void> {
    await this.#opening?.catch(() => {});
    await this.#choosing?.catch(() => {});
    await this.#close();
    await this.#home.close();
  }

  /** The index that answered last, from what is remembered; loads no encoder. */
  #open(): Promise<void> {
    this.#opening ??= this.#reopen().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #reopen(): Promise<void> {
    const remembered = parseServing(await this.#home.readNote());
    if (!remembered) return;
    this.#isAgreed = remembered.isAgreed;
    const { folder, id, device } = this.#options.model;
    const { choice } = remembered;
    const isWanted = choice.folder === folder && choice.id === id && choice.device === device;
    const side = await this.#sideOf(remembered);
    this.#serving = side;
    // Whether the encoder is still the same one is seen when it is loaded.
    if (isWanted) this.#wanted = side;
  }

  async #sideOf({ spec, choice }: Serving): Promise<Side> {
    const index = this.#make({ ...this.#options.model, ...choice });
    try {
      return sideOf(index, await index.open(spec), false);
    } catch (error) {
      await index.dispose();
      throw error;
    }
  }

  /** The side of the encoder that the settings ask for; all callers share one. Model errors, storage. */
  #wantedSide(signal: CancelSignal): Promise<Side> {
    this.#choosing ??= this.#choose().finally(() => (this.#choosing = undefined));
    return untilCancelled(this.#choosing, signal);
  }

  async #choose(): Promise<Side> {
    await this.#open();
    const known = this.#wanted;
    if (known?.isSure) return known;
    const index = known?.index ?? this.#make(this.#options.model);
    try {
      const spec = await index.spec(neverCancelled);
      if (known && sameSpec(known.store.spec, spec)) return (this.#wanted = this.#sure(known));
      // The model's files were replaced by others: a new index beside the old one.
      const side = known ? this.#make(this.#options.model) : index;
      this.#wanted = sideOf(side, await side.open(spec), true);
      // What an interrupted first run has indexed is found again without the encoder.
      if (!this.#serving) await this.#remember(this.#wanted);
      return this.#wanted;
    } catch (error) {
      if (!known) await index.dispose();
      throw error;
    }
  }

  /** Its encoder was loaded and is the one that made it. */
  #sure(side: Side): Side {
    const sure = { ...side, isSure: true };
    if (this.#serving === side) this.#serving = sure;
    return sure;
  }

  #make(choice: IndexOptions['model']): EncoderIndex {
    const index = new EncoderIndex({
      platform: this.#platform,
      choice,
      home: this.#home,
      files: this.#files,
      cpuShare: this.#cpuShare,
      onProgress: (progress) => this.#events.progress(progress),
      confirm: (size) => this.#agree(size),
      hasRoom: () => this.#hasRoom(),
      shared: this.#options.shared,
      onSharedChanged: () => this.#events.sharedChanged(),
      onStale: (paths) => this.#events.stale(paths),
      onStoreChanged: () => void (this.#updates === 0 && this.#events.changed()),
    });
    index.pause(this.#isPaused);
    return index;
  }

  /**
   * Another window keeps this index in step, and both would do the same work: waits while it gets on, or until it is gone.
   * One that does nothing is not waited for; what is in step already costs little to look at. What it adds can be found here.
   */
  async #follow(store: StoredIndex, signal: CancelSignal): Promise<void> {
    this.#isFollowing = true;
    try {
      for (let before = -1; !store.leads;) {
        throwIfCancelled(signal);
        const { generation } = await store.stats();
        if (generation === before) return;
        before = generation;
        this.#events.changed();
        await this.#wait(followMs, signal);
      }
    } finally {
      this.#isFollowing = false;
    }
  }

  async #wait(ms: number, signal: CancelSignal): Promise<void> {
    let stop = (): void => {};
    const passed = new Promise<void>((resolve) => (stop = this.#platform.clock.after(ms, resolve)));
    await untilCancelled(passed, signal).finally(() => stop());
  }

  /** The new index is complete: it answers from now on, and the old one goes. */
  async #complete(side: Side): Promise<void> {
    const old = this.#serving;
    if (old === side) {
      // Another window deleted it with the index, which has been made anew.
      if ((await this.#home.readNote()) === undefined) await this.#note();
      return;
    }
    await this.#remember(side);
    await old?.index.dispose();
    await this.#home.deleteOthers(side.store.spec);
  }

  async #remember(side: Side): Promise<void> {
    this.#serving = side;
    await this.#note();
  }

  async #note(): Promise<void> {
    if (!this.#serving) return;
    const { store, index } = this.#serving;
    const { folder, id, device } = index.choice;
    const serving: Serving = { spec: store.spec, choice: { folder, id, device }, isAgreed: this.#isAgreed };
    await this.#home.writeNote(JSON.stringify(serving));
  }

  /** Once is enough, whatever comes later: another session, another encoder. */
  async #agree(size: WorkSize): Promise<boolean> {
    this.#isAgreed ||= await this.#events.confirm(size);
    if (this.#isAgreed) await this.#note();
    return this.#isAgreed;
  }

  async #hasRoom(): Promise<boolean> {
    const stats = await Promise.all(this.#sides().map(({ store }) => store.stats()));
    const own = stats.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    return this.#room.make(own, this.#limits.maximumSizeBytes);
  }

  #sides(): readonly Side[] {
    return [...new Set([this.#serving, this.#wanted])].filter((side) => side !== undefined);
  }

  async #close(): Promise<void> {
    const sides = this.#sides();
    this.#serving = undefined;
    this.#wanted = undefined;
    this.#gone = undefined;
    this.#opening = undefined;
    await Promise.all(sides.map(({ index }) => index.dispose()));
  }
}
