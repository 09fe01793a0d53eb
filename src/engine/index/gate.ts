// Pausing of background work, and the share of time that it may take.

import { CancelledError, type CancelSignal } from '../../core/cancel';
import type { Clock } from '../ports';

export class Gate {
  readonly #clock: Clock;
  #share: number;
  #opened: (() => void)[] | undefined;

  constructor(clock: Clock, share = 1) {
    this.#clock = clock;
    this.#share = share;
  }

  get closed(): boolean {
    return this.#opened !== undefined;
  }

  close(): void {
    this.#opened ??= [];
  }

  open(): void {
    const opened = this.#opened ?? [];
    this.#opened = undefined;
    for (const resolve of opened) resolve();
  }

  /** Share of the time that the work may take, above 0 to 1. RangeError for any other. */
  setShare(share: number): void {
    if (!(share > 0 && share <= 1)) throw new RangeError(`share ${share} is not above 0 to 1`);
    this.#share = share;
  }

  /** Waits while the gate is closed. CancelledError when the signal fires. */
  async pass(signal: CancelSignal): Promise<void> {
    while (this.#opened && !signal.cancelled) {
      const opened = this.#opened;
      await untilCancelled(signal, (resolve) => {
        opened.push(resolve);
        return () => {};
      });
    }
    if (signal.cancelled) throw new CancelledError();
  }

  /** Rests after a piece of work, so that the share is kept. CancelledError when the signal fires. */
  async rest(workedMs: number, signal: CancelSignal): Promise<void> {
    const restMs = workedMs * (1 / this.#share - 1);
    if (restMs < 1) return;
    await untilCancelled(signal, (resolve) => this.#clock.after(restMs, resolve));
  }
}

/** Resolves when `wait` says so; rejects as soon as the signal fires. `wait` returns what takes it back. */
function untilCancelled(signal: CancelSignal, wait: (resolve: () => void) => () => void): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    let forget = (): void => {};
    const takeBack = wait(() => {
      forget();
      resolve();
    });
    forget = signal.onCancel(() => {
      takeBack();
      reject(new CancelledError());
    });
  });
}
