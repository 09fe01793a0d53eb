// Holds background batches back: all of them while it is held, and otherwise so long after each that together they take no
// more than their share of the time.

import type { Clock } from './ports';

export class Brake {
  readonly #clock: Clock;
  readonly #slots: number;
  readonly #release: () => void;
  #share = 1;
  #isHeld = false;
  #restUntil = -Infinity;
  #stopTimer: (() => void) | undefined;

  /** `slots`: batches that run at the same time. `release` is called when batches may have their turn again. */
  constructor(clock: Clock, slots: number, release: () => void) {
    this.#clock = clock;
    this.#slots = slots;
    this.#release = release;
  }

  /** Whether a batch may begin now; where it is only too early, `release` follows. */
  get isOpen(): boolean {
    if (this.#isHeld) return false;
    const restMs = this.#restUntil - this.#clock.now();
    if (restMs <= 0) return true;
    this.#stopTimer ??= this.#clock.after(restMs, () => {
      this.#stopTimer = undefined;
      this.#release();
    });
    return false;
  }

  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (!isHeld) this.#release();
  }

  /** Share of the time that the batches may take, above 0 to 1. RangeError for any other. */
  setShare(share: number): void {
    if (!(share > 0 && share <= 1)) throw new RangeError(`share ${share} is not above 0 to 1`);
    this.#share = share;
    this.#restUntil = -Infinity;
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#release();
  }

  /** A batch ran so long. Those that run side by side rest side by side. */
  worked(ms: number): void {
    if (this.#share === 1) return;
    const restMs = (ms * (1 / this.#share - 1)) / this.#slots;
    this.#restUntil = Math.max(this.#restUntil, this.#clock.now()) + restMs;
  }
}
