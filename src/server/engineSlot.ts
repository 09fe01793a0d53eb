// The one encoder that the server holds: opened on first use, reopened when the settings choose another, let go when it
// was idle for long. Owns the state that people see; what is asked of the engine is the features' matter.

import { CancelledError, neverCancelled, throwIfCancelled, type CancelSignal, untilCancelled } from '../core/cancel';
import type { EncoderInfo } from '../engine/ports';
import type { ServerState, StatusResult, WireError } from '../protocol/requests';
import type { Settings } from '../protocol/settings';
import { toWireError } from './guard';
import type { EngineEvents, ModelChoice, OpenedEngine, ServerEngine, ServerRuntime } from './runtime';

/** Busy for less than this is not worth a message to the client. */
const quietMs = 100;

interface Held {
  readonly key: string;
  readonly opened: OpenedEngine;
  running: number;
  restarting: boolean;
  loading: Promise<EncoderInfo> | undefined;
  info: EncoderInfo | undefined;
  failure: WireError | undefined;
  degraded: WireError | undefined;
}

export interface SlotOptions {
  readonly runtime: ServerRuntime;
  readonly settings: () => Promise<Settings>;
  readonly storageFolder: () => string | undefined;
  /** Called with each new state; the receiver must not throw. */
  readonly publish: (status: StatusResult) => void;
  readonly log: (line: string) => void;
}

export class EngineSlot {
  readonly #options: SlotOptions;
  #held: Held | undefined;
  #disposed = false;
  #published: ServerState = 'unloaded';
  #sending: Promise<void> = Promise.resolve();
  #stopIdle: () => void = () => {};
  #stopQuiet: (() => void) | undefined;
  /** Given way to others, with work that has not ended. */
  readonly #retired = new Set<Held>();
  readonly #closing = new Set<Promise<void>>();

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  /** Runs the work on the engine, loading the encoder first where it is not there. A cancelled caller waits no longer. */
  async use<T>(signal: CancelSignal, work: (engine: ServerEngine) => Promise<T>): Promise<T> {
    const settings = await this.#options.settings();
    throwIfCancelled(signal);
    const held = this.#open(settings);
    this.#stopIdle();
    held.running++;
    this.#changed();
    try {
      await untilCancelled(this.#load(held), signal);
      return await work(held.opened.engine);
    } finally {
      held.running--;
      this.#changed();
      if (held.running === 0) this.#settle(held, settings['model.idleUnloadMinutes']);
    }
  }

  /** Loads the encoder now. */
  warmUp(signal: CancelSignal): Promise<StatusResult> {
    return this.use(signal, () => Promise.resolve()).then(() => this.status());
  }

  async status(): Promise<StatusResult> {
    const held = this.#held;
    return {
      state: stateOf(held),
      encoder: held?.info && encoderFacts(held.info),
      memoryBytes: await this.#options.runtime.memoryBytes(),
      reason: held?.failure ?? held?.degraded,
    };
  }

  /** The settings may choose another encoder now: the one that runs finishes what it has and goes. */
  async settingsChanged(): Promise<void> {
    const settings = await this.#options.settings();
    const held = this.#held;
    if (!held) return;
    if (held.key !== this.#keyOf(settings)) this.#retire();
    else if (held.running === 0) this.#waitIdle(held, settings['model.idleUnloadMinutes']);
  }

  /** Ends the encoder at once, and those that only finish their work; what runs on it is rejected. The next use loads it anew. */
  async restart(): Promise<void> {
    const held = this.#held ? [this.#held, ...this.#retired] : [...this.#retired];
    this.#held = undefined;
    this.#stopIdle();
    for (const each of held) this.#close(each);
    await Promise.all(this.#closing);
    this.#changed();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#stopQuiet?.();
    await this.restart();
  }

  #keyOf(settings: Settings): string {
    return JSON.stringify(this.#choice(settings));
  }

  #choice(settings: Settings): ModelChoice {
    return {
      folder: settings['model.path'],
      id: settings['model.id'],
      device: settings.device,
      storageFolder: this.#options.storageFolder(),
    };
  }

  #open(settings: Settings): Held {
    if (this.#disposed) throw new CancelledError();
    const key = this.#keyOf(settings);
    if (this.#held?.key === key) return this.#held;
    this.#retire();
    const events: EngineEvents = {
      restarting: () => this.#note(held, { restarting: true, failure: undefined }),
      failed: (failure) => this.#note(held, { restarting: false, failure }),
      restarted: () => this.#restarted(held),
      degraded: (degraded) => this.#note(held, { degraded }),
    };
    const held: Held = {
      key,
      opened: this.#options.runtime.openEngine(this.#choice(settings), events),
      running: 0,
      restarting: false,
      loading: undefined,
      info: undefined,
      failure: undefined,
      degraded: undefined,
    };
    this.#held = held;
    return held;
  }

  /** One load at a time; a failed one is forgotten, so that the next request tries again. */
  #load(held: Held): Promise<EncoderInfo> {
    if (held.info) return Promise.resolve(held.info);
    if (!held.loading) {
      held.loading = this.#startLoad(held);
      this.#changed();
    }
    return held.loading;
  }

  async #startLoad(held: Held): Promise<EncoderInfo> {
    held.failure = undefined;
    try {
      held.info = await held.opened.engine.info(neverCancelled);
      return held.info;
    } catch (error) {
      held.failure = toWireError(error);
      this.#options.log(`the encoder could not be loaded: ${held.failure.code}`);
      throw error;
    } finally {
      held.loading = undefined;
      this.#changed();
    }
  }

  /** The encoder may have come up on another device. */
  #restarted(held: Held): void {
    this.#note(held, { restarting: false, failure: undefined });
    if (!held.info) return;
    held.opened.engine.info(neverCancelled).then(
      (info) => this.#note(held, { info }),
      () => this.#options.log('the restarted encoder could not be asked for its facts'),
    );
  }

  #note(held: Held, change: Partial<Pick<Held, 'restarting' | 'failure' | 'degraded' | 'info'>>): void {
    Object.assign(held, change);
    if (held === this.#held) this.#changed();
  }

  #retire(): void {
    const held = this.#held;
    this.#held = undefined;
    this.#stopIdle();
    if (!held) return;
    this.#retired.add(held);
    if (held.running === 0) this.#close(held);
    this.#changed();
  }

  #close(held: Held): void {
    this.#retired.delete(held);
    const closing = held.opened
      .dispose()
      .catch(() => this.#options.log('the encoder did not end cleanly'))
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  /** Its last request ended. */
  #settle(held: Held, idleMinutes: number): void {
    if (this.#retired.has(held)) this.#close(held);
    else if (held === this.#held) this.#waitIdle(held, idleMinutes);
  }

  #waitIdle(held: Held, minutes: number): void {
    this.#stopIdle();
    if (minutes === 0) return;
    this.#stopIdle = this.#options.runtime.clock.after(minutes * 60_000, () => {
      if (held === this.#held && held.running === 0) this.#retire();
    });
  }

  /** Tells the client, but not of every short run: busy and ready wait a moment, and what is over by then is not told. */
  #changed(): void {
    const state = stateOf(this.#held);
    const isQuiet = (each: ServerState): boolean => each === 'busy' || each === 'ready';
    if (isQuiet(state) && isQuiet(this.#published)) {
      this.#stopQuiet ??= this.#options.runtime.clock.after(quietMs, () => this.#publish());
    } else if (state !== this.#published) {
      this.#publish();
    }
  }

  #publish(): void {
    this.#stopQuiet?.();
    this.#stopQuiet = undefined;
    const state = stateOf(this.#held);
    if (state === this.#published || this.#disposed) return;
    this.#published = state;
    // One after the other: memory figures take time, and an older state must not overtake a newer one.
    this.#sending = this.#sending
      .then(() => this.status())
      .then((status) => this.#options.publish({ ...status, state }))
      .catch(() => this.#options.log('the state could not be told'));
  }
}

function stateOf(held: Held | undefined): ServerState {
  if (!held) return 'unloaded';
  if (held.loading) return 'loading';
  if (held.failure) return 'failed';
  if (!held.info) return 'unloaded';
  if (held.restarting) return 'restarting';
  return held.running > 0 ? 'busy' : 'ready';
}

function encoderFacts(info: EncoderInfo): NonNullable<StatusResult['encoder']> {
  const { id, name, device, dtype, numLayers, numHeads, hiddenSize, vocabSize, maxTokens, languages } = info;
  const { hasMlm, hasNsp, hasAttention, gpuCheck } = info;
  return {
    id,
    name,
    device,
    dtype,
    numLayers,
    numHeads,
    hiddenSize,
    vocabSize,
    maxTokens,
    languages,
    hasMlm,
    hasNsp,
    hasAttention,
    gpuCheck: gpuCheck && {
      passed: gpuCheck.passed,
      similarity: gpuCheck.similarity,
      gpuMs: gpuCheck.gpuMs,
      processorMs: gpuCheck.processorMs,
    },
  };
}
