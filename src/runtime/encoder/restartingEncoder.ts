// An encoder that outlives its process: starts it again after a crash (with back-off) or after an idle unload, gives it
// one request at a time and tries each a second time. What a process is, the caller's `start` knows.

import { CancelledError, CancelSource, neverCancelled, throwIfCancelled, type CancelSignal } from '../../core/cancel';
import type { Batch } from '../../core/types';
import { EngineError } from '../../engine/errors';
import type {
  AttentionRequest,
  AttentionResult,
  Clock,
  EmbedRequest,
  EmbedResult,
  EncoderInfo,
  HeadResult,
  EncoderPort,
  MlmRequest,
  MlmResult,
} from '../../engine/ports';
import type { RunningEncoder } from './remoteEncoder';

/**
 * `ready` and `busy`: the process runs. `unloaded`: it was idle for long and ended. `failed`: it could not be started, or ended
 * under each try of a request; the next request tries again.
 */
export type EncoderState = 'unloaded' | 'loading' | 'ready' | 'busy' | 'restarting' | 'failed';

export interface RestartOptions {
  readonly clock: Clock;
  /** Starts a process with the model open; gives up when the signal fires. Called again after a crash or an unload. */
  readonly start: (signal: CancelSignal) => Promise<RunningEncoder>;
  /**
   * Asked after encoderCrashed and deviceUnavailable, in a start or in a run on a device: makes `start` use a simpler
   * device from now on and returns true when the device may be to blame and there is a simpler one.
   */
  readonly demote?: (error: EngineError, during: FailedDuring) => boolean;
  /** Idle time after which the process is ended; 0 for never. */
  readonly idleMs?: number;
  /** A start or a run that takes longer is taken for hung, and its process ended. Default 2 minutes. */
  readonly stallMs?: number;
  readonly onState?: (state: EncoderState, error?: EngineError) => void;
}

export interface FailedDuring {
  readonly starting: boolean;
  /** No answer came in time. */
  readonly hung: boolean;
  /** The device of a run. */
  readonly device?: string | undefined;
}

/** What did not answer in time, and was ended. */
class HungError extends EngineError {}

/** The first crash costs no wait, each further one without an answer between doubles it: ms. */
const firstBackOffMs = 250;
const longestBackOffMs = 8_000;
const defaultStallMs = 120_000;

interface Item {
  readonly run: (encoder: EncoderPort) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Nobody wants the answer any more. */
  dropped: boolean;
  attempts: number;
}

export class RestartingEncoder implements EncoderPort {
  readonly #options: RestartOptions;
  readonly #queue: Item[] = [];
  #running: RunningEncoder | undefined;
  #info: EncoderInfo;
  #pumping: Promise<void> | undefined;
  readonly #disposing = new CancelSource();
  /** Crashes since the last answer. */
  #crashes = 0;
  /** What the last request was given up for; undefined while the encoder runs or is started. */
  #givenUp: EngineError | undefined;
  #stopIdle: () => void = () => {};
  #wakeUp: () => void = () => {};

  private constructor(options: RestartOptions, running: RunningEncoder) {
    this.#options = options;
    this.#info = running.info;
    this.#adopt(running);
  }

  /** Starts the encoder once, so that what is wrong with the model shows now. Rejects with `start`'s error. */
  static async open(options: RestartOptions, signal: CancelSignal): Promise<RestartingEncoder> {
    options.onState?.('loading');
    try {
      const running = await startWithDemotion(options, signal);
      options.onState?.('ready');
      return new RestartingEncoder(options, running);
    } catch (error) {
      if (error instanceof EngineError) options.onState?.('failed', error);
      throw error;
    }
  }

  /** Of the last process; its device may change when the encoder had to fall back. */
  get info(): EncoderInfo {
    return this.#info;
  }

  mlm(request: MlmRequest, signal: CancelSignal): Promise<MlmResult> {
    return this.#ask((encoder) => encoder.mlm(request, neverCancelled), signal);
  }

  embed(request: EmbedRequest, signal: CancelSignal): Promise<EmbedResult> {
    return this.#ask((encoder) => encoder.embed(request, neverCancelled), signal);
  }

  nextSentence(batch: Batch, signal: CancelSignal): Promise<Float32Array> {
    return this.#ask((encoder) => encoder.nextSentence(batch, neverCancelled), signal);
  }

  head(batch: Batch, signal: CancelSignal): Promise<HeadResult> {
    return this.#ask((encoder) => encoder.head(batch, neverCancelled), signal);
  }

  attention(request: AttentionRequest, signal: CancelSignal): Promise<AttentionResult> {
    return this.#ask((encoder) => encoder.attention(request, neverCancelled), signal);
  }

  /** Resident bytes of the process; 0 while there is none. Never starts it. */
  async memoryBytes(): Promise<number> {
    return (await this.#running?.memoryBytes()) ?? 0;
  }

  /** Ends the process; the next request starts it again. Does nothing while requests wait. */
  async unload(): Promise<void> {
    if (this.#pumping || !this.#running) return;
    const running = this.#running;
    this.#running = undefined;
    this.#stopIdle();
    this.#options.onState?.('unloaded');
    await running.dispose();
  }

  /** Calls `listener` once the encoder is disposed. */
  onDispose(listener: () => void): void {
    this.#disposing.signal.onCancel(listener);
  }

  async dispose(): Promise<void> {
    this.#disposing.cancel();
    this.#stopIdle();
    this.#wakeUp();
    for (const item of this.#queue.splice(0)) item.reject(this.#shutDown());
    const running = this.#running;
    this.#running = undefined;
    await running?.dispose();
    await this.#pumping;
  }

  async #ask<T>(run: (encoder: EncoderPort) => Promise<T>, signal: CancelSignal): Promise<T> {
    throwIfCancelled(signal);
    if (this.#disposing.signal.cancelled) throw this.#shutDown();
    let takeBack = (): void => {};
    try {
      return await new Promise<T>((resolve, reject) => {
        const item: Item = { run, resolve: (value) => resolve(value as T), reject, dropped: false, attempts: 0 };
        takeBack = signal.onCancel(() => {
          item.dropped = true;
          reject(new CancelledError());
        });
        this.#queue.push(item);
        this.#pumping ??= this.#pump();
      });
    } finally {
      takeBack();
    }
  }

  /** Works the queue off, one request at a time: a crash then has one culprit. Never rejects. */
  async #pump(): Promise<void> {
    // The caller keeps this promise before the work can end, and it may end without any wait.
    await Promise.resolve();
    this.#stopIdle();
    for (let item = this.#next(); item; item = this.#next()) await this.#serve(item);
    this.#pumping = undefined;
    if (this.#running) {
      this.#options.onState?.('ready');
      this.#unloadWhenIdle();
    } else if (this.#givenUp) this.#options.onState?.('failed', this.#givenUp);
  }

  #next(): Item | undefined {
    while (this.#queue[0]?.dropped) this.#queue.shift();
    return this.#queue.shift();
  }

  async #serve(item: Item): Promise<void> {
    item.attempts++;
    try {
      const encoder = await this.#ensureRunning();
      this.#options.onState?.('busy');
      item.resolve(await this.#watched(encoder, item));
      this.#crashes = 0;
    } catch (error) {
      await this.#afterFailure(item, error);
    }
  }

  /** The item's run, ended with encoderCrashed when it hangs. */
  async #watched(encoder: RunningEncoder, item: Item): Promise<unknown> {
    const stallMs = this.#options.stallMs ?? defaultStallMs;
    let hung = false;
    const stop = this.#options.clock.after(stallMs, () => {
      hung = true;
      void encoder.dispose();
    });
    try {
      return await item.run(encoder);
    } catch (error) {
      if (!hung) throw error;
      throw new HungError('encoderCrashed', { subject: this.#info.name, reason: `no answer for ${stallMs} ms` });
    } finally {
      stop();
    }
  }

  async #afterFailure(item: Item, error: unknown): Promise<void> {
    const disposed = this.#disposing.signal.cancelled;
    const lost =
      error instanceof EngineError && (error.code === 'encoderCrashed' || error.code === 'deviceUnavailable');
    if (!lost || disposed) return item.reject(disposed ? this.#shutDown() : error);
    if (error.code === 'encoderCrashed') this.#crashes++;
    const hung = error instanceof HungError;
    const isSimpler = this.#options.demote?.(error, { starting: false, hung, device: this.#info.device });
    const running = this.#running;
    this.#running = undefined;
    this.#options.onState?.('restarting', error);
    await running?.dispose();
    // A device that fails is not the request's fault.
    if (isSimpler || item.attempts < 2) return void this.#queue.unshift(item);
    this.#givenUp = error;
    item.reject(error);
  }

  async #ensureRunning(): Promise<RunningEncoder> {
    if (this.#running) return this.#running;
    this.#givenUp = undefined;
    const { signal } = this.#disposing;
    throwIfCancelled(signal);
    this.#options.onState?.(this.#crashes ? 'restarting' : 'loading');
    await this.#backOff();
    throwIfCancelled(signal);
    try {
      const running = await startWithDemotion(this.#options, signal);
      // A start may be too far on to give up.
      if (signal.cancelled) await running.dispose();
      throwIfCancelled(signal);
      return this.#adopt(running);
    } catch (error) {
      if (error instanceof EngineError) this.#options.onState?.('failed', error);
      throw error;
    }
  }

  #adopt(running: RunningEncoder): RunningEncoder {
    this.#running = running;
    this.#info = running.info;
    running.onEnd(() => this.#forget(running));
    this.#unloadWhenIdle();
    return running;
  }

  /** A process that ended between requests is simply not there for the next one. */
  #forget(running: RunningEncoder): void {
    if (this.#running !== running || this.#pumping) return;
    this.#running = undefined;
    this.#stopIdle();
    this.#options.onState?.('unloaded');
  }

  async #backOff(): Promise<void> {
    if (this.#crashes < 2) return;
    const delayMs = Math.min(firstBackOffMs * 2 ** (this.#crashes - 2), longestBackOffMs);
    await new Promise<void>((resolve) => {
      const stop = this.#options.clock.after(delayMs, resolve);
      this.#wakeUp = () => {
        stop();
        resolve();
      };
    });
  }

  #unloadWhenIdle(): void {
    this.#stopIdle();
    const idleMs = this.#options.idleMs ?? 0;
    if (idleMs > 0) this.#stopIdle = this.#options.clock.after(idleMs, () => void this.unload());
  }

  #shutDown(): EngineError {
    return new EngineError('encoderCrashed', { subject: this.#info.name, reason: 'it was shut down' });
  }
}

/** Starts with ever simpler devices while `demote` finds one. */
async function startWithDemotion(options: RestartOptions, signal: CancelSignal): Promise<RunningEncoder> {
  for (;;) {
    try {
      return await startInTime(options, signal);
    } catch (error) {
      const hung = error instanceof HungError;
      if (!(error instanceof EngineError) || !options.demote?.(error, { starting: true, hung })) throw error;
    }
  }
}

/** One start; EngineError encoderCrashed when it hangs (a driver may). */
async function startInTime({ start, clock, stallMs }: RestartOptions, signal: CancelSignal): Promise<RunningEncoder> {
  throwIfCancelled(signal);
  const limitMs = stallMs ?? defaultStallMs;
  const source = new CancelSource();
  const takeBack = signal.onCancel(() => source.cancel());
  const stop = clock.after(limitMs, () => source.cancel());
  try {
    return await start(source.signal);
  } catch (error) {
    const hung = error instanceof CancelledError && !signal.cancelled;
    throw hung ? new HungError('encoderCrashed', { reason: `it did not start in ${limitMs} ms` }) : error;
  } finally {
    takeBack();
    stop();
  }
}
