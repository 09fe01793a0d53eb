// The index of the workspace over its life: opened by the first need, brought in step in the background, asked for consent
// when that takes long, kept in step with changes of files. What an index is and where it lies is the platform's matter.

import { CancelSource, CancelledError, type CancelSignal } from '../../core/cancel';
import type { IndexProgress } from '../../engine/index/types';
import type { WireError } from '../../protocol/requests';
import type { ControlIndexParams, IndexPlan, IndexState, IndexStatus } from '../../protocol/search';
import { toWireError } from '../guard';
import { ChangedFiles } from './changes';
import { indexPath, isOnDisk, type RootFolder } from './folders';
import { openIndex } from './openIndex';
import type { IndexEvents, IndexFacts, WorkspaceIndex } from './ports';
import { Question } from './question';
import { refresh, type Opened, type Phase, type ServiceOptions } from './serviceOptions';
import { noFacts, statusOf } from './statusOf';
import type { SharedSetting } from './shared';
import { keyOf, limitsOf, whyNot, type IndexSetting } from './setting';

const publishMs = 250;

export class IndexService {
  readonly #options: ServiceOptions;
  #opened: Opened | undefined;
  #opening: Promise<Opened | undefined> | undefined;
  /** The index that is being opened. */
  #starting: WorkspaceIndex | undefined;
  /** Why there is no index, while there is none. */
  #without: IndexState = 'absent';
  #folders = { virtualFolders: 0, editorFolders: 0 };
  #shared: SharedSetting | undefined;
  #work: { readonly cancel: CancelSource; readonly done: Promise<void> } | undefined;
  #phase: Phase = 'none';
  #progress: IndexProgress | undefined;
  readonly #question = new Question();
  #failure: WireError | undefined;
  #isFull = false;
  /** The person said "not now", stopped the work or deleted the index: nothing starts by itself. */
  #isDeclined = false;
  #hasConsent = false;
  readonly #changes: ChangedFiles;
  #stopPublish: (() => void) | undefined;
  #disposed = false;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#changes = new ChangedFiles(options.clock, () => this.#take());
  }

  status(): IndexStatus {
    const facts = this.#opened?.facts ?? noFacts;
    return statusOf({
      state: this.#state(facts),
      facts,
      progress: this.#phase === 'none' ? undefined : this.#progress,
      plan: this.#phase === 'asking' ? this.#question.plan : undefined,
      isFull: this.#isFull,
      ...this.#folders,
      shared: this.#shared,
      failure: this.#failure,
    });
  }

  get opened(): { readonly index: WorkspaceIndex; readonly roots: readonly RootFolder[] } | undefined {
    return this.#opened;
  }

  /** The person stopped it in a former session. */
  stayStopped(): void {
    this.#isDeclined = true;
  }

  /** The state after a look at what is on disk. An index that is there is brought in step, where that is wanted. */
  async look(): Promise<IndexStatus> {
    const opened = await this.#open();
    const { 'search.automatic': automatic } = (await this.#options.read()).settings;
    const isKept = automatic && opened !== undefined && opened.facts.files > 0;
    if (isKept && !opened.isFollowing && !this.#isDeclined) this.#start(undefined);
    return this.status();
  }

  /**
   * The index to search in; brings it in step first time. Undefined where there is none: `status` says why. Rejects as
   * opening does.
   */
  async use(): Promise<{ readonly index: WorkspaceIndex; readonly roots: readonly RootFolder[] } | undefined> {
    const opened = await this.#open();
    if (opened && !opened.isFollowing && !this.#isDeclined) this.#start(undefined);
    return opened;
  }

  /**
   * A search found nothing: perhaps because another window has deleted the index. Then it is made anew, as by a first
   * search. Rejects as opening does.
   */
  async foundNothing(): Promise<void> {
    const opened = this.#opened;
    if (!opened?.isFollowing || this.#isDeclined) return;
    if (!(await refresh(opened))) this.#start(undefined);
  }

  async control({ action, consent = false }: ControlIndexParams): Promise<IndexStatus> {
    const opened = await this.#open();
    if (!opened) return this.status();
    switch (action) {
      case 'start':
        this.#isDeclined = false;
        this.#hasConsent ||= consent;
        await this.#restart();
        break;
      case 'decline':
      case 'cancel':
        this.#isDeclined = true;
        await this.#stop();
        break;
      case 'pause':
      case 'resume':
        this.#pause(opened.index, action === 'pause');
        break;
      case 'reopen':
        await this.#close();
        await this.#open();
        if (!this.#isDeclined) this.#start(undefined);
        break;
      case 'rebuild':
      case 'delete':
        await this.#stop();
        await opened.index.clear();
        opened.isFollowing = false;
        this.#isFull = false;
        this.#failure = undefined;
        this.#isDeclined = action === 'delete';
        this.#hasConsent = action === 'rebuild';
        await refresh(opened);
        if (action === 'rebuild') this.#start(undefined);
        break;
    }
    this.#publishNow();
    return this.status();
  }

  /** Files that came, changed or went, by address. */
  filesChanged(uris: readonly string[]): void {
    const opened = this.#opened;
    if (!opened?.isFollowing || this.#isDeclined) return;
    this.#changes.add(uris.flatMap((uri) => indexPath(opened.roots, uri) ?? []));
  }

  /** Settings or folders changed: the same index goes on where it can, else another one is opened. */
  async settingsChanged(): Promise<void> {
    if (!this.#opened && !this.#opening && this.#without === 'absent') return;
    const before = this.#opened;
    const wasFollowing = before?.isFollowing ?? false;
    const opened = await this.#open();
    // The limit may have been raised.
    const isOther = opened !== before || this.#isFull;
    if (opened && isOther && wasFollowing && !this.#isDeclined) this.#start(undefined);
    this.#publishNow();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#changes.clear();
    this.#stopPublish?.();
    await Promise.all([this.#starting?.dispose(), this.#close()]);
  }

  #state(facts: IndexFacts): IndexState {
    if (!this.#opened) return this.#opening ? 'opening' : this.#failure ? 'failed' : this.#without;
    if (this.#phase !== 'none') return this.#phase;
    if (this.#failure) return 'failed';
    if (this.#isDeclined) return 'stopped';
    return facts.files > 0 || this.#opened.isFollowing ? 'ready' : 'absent';
  }

  /** The index that the settings ask for now; another one that was open is closed. */
  async #open(): Promise<Opened | undefined> {
    const setting = await this.#options.read();
    const editorFolders = setting.roots.filter(({ uri }) => !isOnDisk(uri)).length;
    this.#folders = { virtualFolders: setting.virtualFolders, editorFolders };
    this.#shared = setting.shared;
    const without = whyNot(setting, this.#options.open !== undefined);
    if (without) {
      this.#without = without;
      await this.#close();
      return undefined;
    }
    const key = keyOf(setting);
    if (this.#opened?.key === key) {
      this.#opened.index.limit(limitsOf(setting.settings));
      return this.#opened;
    }
    this.#opening ??= this.#reopen(key, setting).finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  async #reopen(key: string, setting: IndexSetting): Promise<Opened | undefined> {
    await this.#close();
    const { open } = this.#options;
    const { storageFolder, roots } = setting;
    if (!open || storageFolder === undefined || this.#disposed) return undefined;
    const isKept = (): boolean => opened.isFollowing && !this.#isDeclined;
    const events: IndexEvents = {
      progress: (progress) => this.#progressed(progress),
      confirm: (plan) => this.#confirm(plan),
      stale: (paths) => void (isKept() && this.#changes.add(paths)),
      sharedChanged: () => void (isKept() && this.#changes.addAll()),
      changed: () => this.#lookAgain(opened),
      ended: () => this.#ended(index),
    };
    const index = await openIndex(open, { ...setting, storageFolder }, events, this.#options);
    const opened: Opened = { key, index, roots, facts: noFacts, isFollowing: false, isFilled: false };
    this.#starting = index;
    try {
      await refresh(opened);
    } catch (error) {
      this.#failed(error);
      await index.dispose();
      throw error;
    } finally {
      this.#starting = undefined;
    }
    if (this.#disposed) {
      await index.dispose();
      return undefined;
    }
    this.#failure = undefined;
    this.#opened = opened;
    this.#publishNow();
    return opened;
  }

  async #close(): Promise<void> {
    const opened = this.#opened;
    await this.#stop();
    this.#opened = undefined;
    this.#changes.clear();
    await opened?.index.dispose();
  }

  /** The platform's part ended by itself; the next need opens it again. */
  #ended(index: WorkspaceIndex): void {
    if (this.#opened?.index !== index) return;
    this.#opened = undefined;
    this.#phase = 'none';
    this.#failure = { code: 'encoderCrashed', subject: 'index' };
    this.#publishNow();
  }

  #start(paths: readonly string[] | undefined): void {
    const opened = this.#opened;
    if (!opened || this.#work || this.#disposed) return;
    const cancel = new CancelSource();
    this.#failure = undefined;
    const done = this.#update(opened, paths, cancel.signal)
      .catch((error: unknown) => {
        // What should have been taken is not: the next need looks at all files.
        opened.isFollowing = false;
        this.#failed(error);
      })
      .finally(() => {
        this.#work = undefined;
        this.#phase = 'none';
        this.#progress = undefined;
        this.#publishNow();
        this.#changes.again();
      });
    this.#work = { cancel, done };
  }

  async #update(opened: Opened, paths: readonly string[] | undefined, signal: CancelSignal): Promise<void> {
    this.#enter(paths ? 'indexing' : 'scanning');
    // These files would be all that an index holds which another window has deleted.
    if (paths && !(await refresh(opened))) return;
    const result = await opened.index.update(paths, signal);
    opened.isFollowing = result !== 'declined';
    this.#isFull = result === 'full';
    await refresh(opened);
  }

  async #stop(): Promise<void> {
    const work = this.#work;
    work?.cancel.cancel();
    this.#answer(false);
    if (this.#phase === 'paused') this.#opened?.index.resume();
    await work?.done;
    this.#phase = 'none';
    if (this.#opened) await refresh(this.#opened);
  }

  /** A running update goes on; a paused one too. */
  async #restart(): Promise<void> {
    if (this.#phase === 'paused') return this.#opened && this.#pause(this.#opened.index, false);
    if (this.#phase === 'asking') {
      if (this.#hasConsent) this.#answer(true);
    } else if (!this.#work) {
      this.#start(undefined);
    }
  }

  /** The index remembers a yes. */
  #confirm(plan: IndexPlan): Promise<boolean> {
    if (this.#hasConsent) return Promise.resolve(true);
    const answer = this.#question.ask(plan);
    this.#enter('asking');
    return answer;
  }

  #answer(agreed: boolean): void {
    if (this.#question.answer(agreed) && agreed) this.#enter('indexing');
  }

  #pause(index: WorkspaceIndex, on: boolean): void {
    if (on && this.#phase === 'indexing') {
      index.pause();
      this.#enter('paused');
    } else if (!on && this.#phase === 'paused') {
      index.resume();
      this.#enter('indexing');
    }
  }

  /** Takes what changed, unless something goes on; then it is taken afterwards. */
  #take(): void {
    if (this.#work || this.#isDeclined || this.#disposed) return;
    this.#start(this.#changes.take());
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#publishNow();
  }

  #progressed(progress: IndexProgress): void {
    if (this.#phase === 'none') return;
    this.#progress = progress;
    if (progress.state === 'indexing' && this.#phase === 'scanning') this.#enter('indexing');
    this.#stopPublish ??= this.#options.clock.after(publishMs, () => {
      this.#stopPublish = undefined;
      if (this.#opened) this.#lookAgain(this.#opened);
    });
  }

  #lookAgain(opened: Opened): void {
    const failed = (): void => this.#options.log('the size of the index could not be read');
    refresh(opened).then(() => this.#publishNow(), failed);
  }

  #failed(error: unknown): void {
    if (error instanceof CancelledError) return;
    this.#failure = toWireError(error);
    this.#options.log(`the index could not be brought in step: ${this.#failure.code}`);
  }

  #publishNow(): void {
    if (!this.#disposed) this.#options.publish(this.status());
  }
}
