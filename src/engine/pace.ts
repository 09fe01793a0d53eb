// Long calculations in slices: between them what waits in this process or Worker has its turn.

import type { Clock } from './ports';

/** Nobody notices a wait of this length, and pauses still cost little. */
const sliceMs = 12;

export class Pace {
  readonly #clock: Clock;
  #sliceEnd: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#sliceEnd = clock.now() + sliceMs;
  }

  /** The slice is used up. */
  get isDue(): boolean {
    return this.#clock.now() >= this.#sliceEnd;
  }

  /** Lets others have their turn, then begins a new slice. */
  async rest(): Promise<void> {
    await new Promise<void>((resolve) => void this.#clock.after(0, resolve));
    this.#sliceEnd = this.#clock.now() + sliceMs;
  }

  /** Does work that yields where it may be interrupted. */
  async run<T>(work: Generator<void, T>): Promise<T> {
    for (;;) {
      const step = work.next();
      if (step.done) return step.value;
      if (this.isDue) await this.rest();
    }
  }
}
