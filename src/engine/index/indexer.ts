// Keeps an index in line with the files of a workspace: finds what changed, cuts it into chunks, embeds what no vector is
// known for, and commits group by group. Nothing is remembered between runs: the work is the files minus the index, so a
// kill costs at most the groups under way. Files, chunker, encoder and store come as ports.

import {
  CancelledError,
  CancelSource,
  neverCancelled,
  throwIfCancelled,
  untilCancelled,
  type CancelSignal,
} from '../../core/cancel';
import { Pace } from '../pace';
import { Consent } from './consent';
import { FileStates, filesBelow } from './fileStates';
import { Gate } from './gate';
import { Meter } from './meter';
import { sizes, type IndexerOptions, type Task } from './indexerOptions';
import { isOfTheFile, reasonOf, reportOf, type IndexReport, type SkippedFile } from './report';
import { prepareFile, type PreparedFile } from './prepare';
import { SharedWork } from './sharedWork';
import { isSame, Skips } from './skips';
import type { IndexProgress } from './types';
import { embedFiles } from './vectors';

/**
 * One writer a store: two Indexers on one index do no harm but double work. All methods may be called at any time;
 * changes that come while it works are taken in.
 */
export class Indexer {
  readonly #options: IndexerOptions;
  readonly #gate = new Gate();
  readonly #pace: Pace;
  readonly #consent: Consent;
  readonly #meter: Meter;
  readonly #listeners = new Set<(progress: IndexProgress) => void>();
  /** What is to be looked at, in order; a path that is asked for again moves to the end. */
  readonly #queue = new Map<string, Task>();
  /** Paths that are gone: taken out last, so that a renamed file finds its vectors. */
  readonly #gone = new Set<string>();
  readonly #skips = new Skips();
  readonly #states: FileStates;
  #state: IndexProgress['state'] = 'idle';
  #syncs = 0;
  readonly #work = new SharedWork<boolean>();
  #source = new CancelSource();
  #embedded = 0;
  #removed = 0;

  constructor(options: IndexerOptions) {
    this.#options = options;
    this.#consent = new Consent(options);
    this.#states = new FileStates(options.index);
    options.embedder.setBackgroundShare(options.cpuShare ?? 1);
    this.#meter = new Meter(options.clock);
    this.#pace = new Pace(options.clock);
  }

  get progress(): IndexProgress {
    return this.#meter.progress(this.#gate.closed && this.#state === 'indexing' ? 'paused' : this.#state);
  }

  /** Calls `listener` when something has changed: after each file and each change of state. */
  onDidProgress(listener: (progress: IndexProgress) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Chunks whose vectors were made since this Indexer is there; all others were known. */
  get embedded(): number {
    return this.#embedded;
  }

  /** Files that were left out by a rule on their content or because they failed, as far as they were looked at. */
  get skipped(): readonly SkippedFile[] {
    return this.#skips.files;
  }

  /**
   * Brings the whole index in line with the files. CancelledError after cancel(); EngineError where the encoder cannot be
   * had or the store fails. A file that fails is skipped and named in the report.
   */
  async sync(signal: CancelSignal = neverCancelled): Promise<IndexReport> {
    throwIfCancelled(signal);
    const { clock, index } = this.#options;
    const [began, embedded, removed] = [clock.now(), this.#embedded, this.#removed];
    const forget = signal.onCancel(() => this.cancel());
    let complete = true;
    this.#syncs++;
    try {
      await this.#scan(this.#source.signal);
      complete = await this.#drain(this.#source.signal);
    } catch (error) {
      this.#enter(error instanceof CancelledError ? 'idle' : 'failed');
      throw error;
    } finally {
      forget();
      this.#syncs--;
    }
    this.#enter('idle');
    const done = { embedded: this.#embedded - embedded, removed: this.#removed - removed, complete };
    return reportOf(await index.stats(), { ...done, skipped: this.skipped, seconds: (clock.now() - began) / 1000 });
  }

  /**
   * Files or folders were created, changed or removed (the watcher's news, stale hits). Resolves when they are in the
   * index, with false where the person was asked and declined; fails as sync() does.
   */
  async update(paths: readonly string[]): Promise<boolean> {
    if (paths.length === 0) return true;
    const known = await this.#states.all();
    for (const path of [...paths, ...filesBelow(paths, known.keys())]) {
      this.#gone.delete(path);
      this.#enqueue(path, { sizeBytes: known.get(path)?.sizeBytes ?? 0 });
    }
    try {
      const complete = await this.#drain(this.#source.signal);
      if (this.#syncs === 0) this.#enter('idle');
      return complete;
    } catch (error) {
      this.#enter(error instanceof CancelledError ? 'idle' : 'failed');
      throw error;
    }
  }

  /** Work stops after the batch that runs; committed files stay. */
  pause(): void {
    this.#gate.close();
    this.#options.embedder.holdBackground(true);
    this.#meter.stop();
    this.#tell();
  }

  resume(): void {
    this.#gate.open();
    this.#options.embedder.holdBackground(false);
    this.#meter.go();
    this.#tell();
  }

  /** Forgets all work that is not committed; sync() and update() reject with CancelledError. The next sync() goes on. */
  cancel(): void {
    const source = this.#source;
    this.#source = new CancelSource();
    this.#forgetWork();
    source.cancel();
  }

  /** Share of the time that embedding may take, above 0 to 1. */
  setCpuShare(share: number): void {
    this.#consent.cpuShare = share;
    this.#options.embedder.setBackgroundShare(share);
  }

  #forgetWork(): void {
    this.#queue.clear();
    this.#gone.clear();
  }

  async #scan(signal: CancelSignal): Promise<void> {
    this.#enter('scanning');
    const known = await this.#states.reload();
    const seen = new Set<string>();
    this.#skips.begin();
    for await (const { files, excluded, unread } of this.#options.files.scan(signal)) {
      throwIfCancelled(signal);
      for (const { path, exclusion } of excluded) this.#skips.add(path, exclusion.rule, exclusion.pattern);
      for (const entry of files) {
        seen.add(entry.path);
        if (isSame(known.get(entry.path), entry) || this.#skips.keep(entry)) continue;
        this.#enqueue(entry.path, { entry, sizeBytes: entry.sizeBytes });
      }
      if (unread !== undefined) for (const path of filesBelow([unread], known.keys())) seen.add(path);
      this.#tell();
    }
    throwIfCancelled(signal);
    for (const path of known.keys()) if (!seen.has(path) && !this.#queue.has(path)) this.#gone.add(path);
  }

  #enqueue(path: string, task: Task): void {
    if (!this.#queue.has(path)) this.#meter.expect(1, task.sizeBytes);
    this.#queue.set(path, task);
  }

  /** A folder that was moved here, whose files nobody names. */
  async #enqueueBelow(folder: string, signal: CancelSignal): Promise<void> {
    for await (const { files } of this.#options.files.scan(signal, folder)) {
      throwIfCancelled(signal);
      for (const entry of files) this.#enqueue(entry.path, { entry, sizeBytes: entry.sizeBytes });
    }
  }

  /** Resolves when the queue is empty; with false where the person did not want that work. All callers share one run. */
  async #drain(signal: CancelSignal): Promise<boolean> {
    const done = await this.#work.of(signal, () => this.#run(signal));
    // What came after the run had ended its last look is taken by a new one.
    return done && (this.#queue.size > 0 || this.#gone.size > 0) ? this.#drain(signal) : done;
  }

  async #run(signal: CancelSignal): Promise<boolean> {
    const underWay = new Set<Promise<void>>();
    let failure: { readonly error: unknown } | undefined;
    let isWanted = true;
    try {
      while (!failure) {
        // The work may grow while it goes on: a folder that was moved here names its files late.
        isWanted = await this.#consent.isGivenFor(this.#queue.values(), () => this.#enter('asking'), signal);
        if (!isWanted) break;
        this.#enter('indexing');
        const group = await this.#nextGroup(signal);
        if (group.length === 0) {
          if (this.#queue.size === 0) break;
          continue;
        }
        const finished = this.#finish(group, signal)
          .catch((error: unknown) => void (failure ??= { error }))
          .finally(() => underWay.delete(finished));
        underWay.add(finished);
        if (underWay.size >= sizes.groupsUnderWay) await Promise.race(underWay);
      }
    } finally {
      await Promise.all(underWay);
    }
    if (failure) throw failure.error;
    if (isWanted) {
      throwIfCancelled(signal);
      await this.#removeGone();
    } else this.#forgetWork();
    return isWanted;
  }

  /** Files of the queue, read and cut, until they are enough for one commit, or more work was found than was known of. */
  async #nextGroup(signal: CancelSignal): Promise<PreparedFile[]> {
    const { groupChunks = 192 } = this.#options;
    const group: PreparedFile[] = [];
    let chunks = 0;
    const hasRoom = this.#queue.size === 0 || (await (this.#options.hasRoom?.() ?? true));
    while (group.length < sizes.mostFilesOfGroup && chunks < groupChunks) {
      await this.#gate.pass(signal);
      const next = this.#queue.entries().next().value;
      if (!next) break;
      const [path, task] = next;
      this.#queue.delete(path);
      const isNew = !hasRoom && !(await this.#states.all()).has(path);
      if (isNew && this.#gone.size === 0) {
        this.#leaveOut(path, task);
        continue;
      }
      const left = this.#queue.size;
      const prepared = await untilCancelled(this.#prepare(path, task, signal), signal);
      if (!prepared && this.#queue.size > left) break;
      if (!prepared) continue;
      // A file that was renamed takes the place that it had.
      if (isNew && !(await this.#isMoved(prepared))) this.#leaveOut(path, task);
      else {
        group.push(prepared);
        chunks += prepared.chunks.length;
      }
    }
    return group;
  }

  async #isMoved({ file }: PreparedFile): Promise<boolean> {
    const states = await this.#states.all();
    return [...this.#gone].some((path) => states.get(path)?.hash === file.hash);
  }

  #leaveOut(path: string, task: Task): void {
    this.#skips.add(path, 'full');
    this.#fileDone(task.sizeBytes);
  }

  /** Undefined where there is nothing to write: the file is gone, left out, or it failed. */
  async #prepare(path: string, task: Task, signal: CancelSignal): Promise<PreparedFile | undefined> {
    const known = (await this.#states.all()).get(path);
    try {
      const prepared = await prepareFile(this.#options, path, known?.hash);
      throwIfCancelled(signal);
      if (!('excluded' in prepared)) this.#skips.delete(path);
      if ('chunks' in prepared) return prepared;
      if ('unchanged' in prepared) {
        // Only touched: this run need not look again.
        const { sizeBytes, modifiedMs } = prepared.unchanged;
        if (known) await this.#states.touch({ ...known, sizeBytes, modifiedMs });
        this.#fileDone(task.sizeBytes);
        return undefined;
      }
      const { rule, pattern } = prepared.excluded;
      const isOwnRule = rule === 'missing' || rule === 'gitignore' || rule === 'exclude';
      if (prepared.isFolder) await this.#enqueueBelow(path, signal);
      else if (!isOwnRule) this.#skips.add(path, rule, pattern, task.entry);
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      this.#skips.add(path, 'failed', reasonOf(error));
    }
    if (known) this.#gone.add(path);
    this.#fileDone(task.sizeBytes);
    return undefined;
  }

  /** Embeds and commits a group; where that fails, each of its files alone, so that the failure has one culprit. */
  async #finish(group: readonly PreparedFile[], signal: CancelSignal): Promise<void> {
    try {
      await this.#write(group, signal);
    } catch (error) {
      if (!isOfTheFile(error)) throw error;
      if (group.length > 1) {
        for (const file of group) await this.#finish([file], signal);
        return;
      }
      this.#skips.add(group[0].file.path, 'failed', reasonOf(error));
      this.#fileDone(group[0].file.sizeBytes);
    }
  }

  async #write(group: readonly PreparedFile[], signal: CancelSignal): Promise<void> {
    const { clock, index } = this.#options;
    const began = clock.now();
    const { rows, embedded } = await embedFiles({ ...this.#options, pace: this.#pace }, group, signal);
    throwIfCancelled(signal);
    await index.replaceFiles(rows);
    this.#embedded += embedded;
    const states = await this.#states.all();
    for (const { path, hash, sizeBytes, modifiedMs, chunks } of rows) {
      states.set(path, { path, hash, sizeBytes, modifiedMs, chunkCount: chunks.length });
      this.#meter.chunks(chunks.length);
      this.#fileDone(sizeBytes);
    }
    const bytes = group.reduce((sum, { file }) => sum + file.sizeBytes, 0);
    if (embedded > 32) this.#consent.measured(sizes.groupsUnderWay * bytes, clock.now() - began);
  }

  async #removeGone(): Promise<void> {
    const paths = [...this.#gone].filter((path) => !this.#queue.has(path));
    if (paths.length === 0) return;
    await this.#options.index.removeFiles(paths);
    const states = await this.#states.all();
    for (const path of paths) {
      states.delete(path);
      this.#gone.delete(path);
    }
    this.#removed += paths.length;
  }

  #fileDone(sizeBytes: number): void {
    this.#meter.file(sizeBytes);
    this.#tell();
  }

  #enter(state: IndexProgress['state']): void {
    if (this.#state === state) return;
    if (state === 'scanning') this.#meter.reset();
    this.#state = state;
    this.#tell();
  }

  #tell(): void {
    const { progress } = this;
    for (const listener of this.#listeners) listener(progress);
  }
}
