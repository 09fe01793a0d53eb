// Decides which batch runs next: two lanes, fairness, cancellation, and the newest request of a key. Knows nothing of
// what a batch holds.

import { CancelledError, type CancelSignal } from '../core/cancel';
import { Brake } from './brake';
import { NewestCalls } from './newest';
import type { Clock } from './ports';
import type { Lane } from './requests';

export interface SchedulerOptions {
  readonly clock: Clock;
  /** Batches that run at the same time. Default 1. */
  readonly slots?: number;
  /** A background batch that has waited this long goes before one interactive batch. Default 500. */
  readonly patienceMs?: number;
}

interface Waiting {
  readonly since: number;
  readonly start: () => void;
}

/**
 * Runs short pieces of work (batches). An interactive one goes before all background ones, except that a background one
 * gets its turn when it has waited `patienceMs`: at most one in that time, so a person waits for one short batch more
 * and the background is never starved.
 */
export class Scheduler {
  readonly slots: number;
  /** Holds the background lane back. What runs ends; interactive batches know nothing of it. */
  readonly brake: Brake;
  readonly clock: Clock;
  readonly #patienceMs: number;
  readonly #waiting: Record<Lane, Set<Waiting>> = { interactive: new Set(), background: new Set() };
  readonly #newest = new NewestCalls();
  #running = 0;
  #lastBackground = -Infinity;

  constructor(options: SchedulerOptions) {
    this.slots = Math.max(1, options.slots ?? 1);
    this.clock = options.clock;
    this.#patienceMs = options.patienceMs ?? 500;
    this.brake = new Brake(options.clock, this.slots, () => this.#next());
  }

  /** Batches that wait or run; 0 means idle. */
  get load(): number {
    return this.#running + this.#waiting.interactive.size + this.#waiting.background.size;
  }

  /**
   * Runs `work` when its turn comes; first in, first out within a lane. Rejects with CancelledError as soon as the signal
   * fires: work that waits never starts; work that runs goes on unheard, and its slot stays taken until it ends.
   */
  run<T>(lane: Lane, signal: CancelSignal, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (signal.cancelled) return reject(new CancelledError());
      const waiting: Waiting = {
        since: this.clock.now(),
        start: () => {
          this.#running++;
          const began = this.clock.now();
          if (lane === 'background') this.#lastBackground = began;
          // The slot is free again before the caller hears of it.
          attempt(work)
            .finally(() => {
              forget();
              this.#running--;
              if (lane === 'background') this.brake.worked(this.clock.now() - began);
              this.#next();
            })
            .then(resolve, reject);
        },
      };
      const forget = signal.onCancel(() => {
        this.#waiting[lane].delete(waiting);
        reject(new CancelledError());
      });
      this.#waiting[lane].add(waiting);
      this.#next();
    });
  }

  /**
   * Does `work` with a signal that also fires when a newer call comes with the same key: the newest keystroke wins.
   * Without a key the signal is the caller's own.
   */
  newest<T>(key: string | undefined, signal: CancelSignal, work: (signal: CancelSignal) => Promise<T>): Promise<T> {
    return this.#newest.run(key, signal, work);
  }

  #next(): void {
    while (this.#running < this.slots) {
      const waiting = this.#choose();
      if (!waiting) return;
      waiting.start();
    }
  }

  /** Takes the next batch out of its lane. */
  #choose(): Waiting | undefined {
    const [interactive] = this.#waiting.interactive;
    const [waiting] = this.#waiting.background;
    const background = waiting !== undefined && this.brake.isOpen ? waiting : undefined;
    const now = this.clock.now();
    const impatient =
      background !== undefined && now - Math.max(background.since, this.#lastBackground) >= this.#patienceMs;
    const lane = interactive !== undefined && !impatient ? 'interactive' : 'background';
    const chosen = lane === 'interactive' ? interactive : background;
    if (chosen) this.#waiting[lane].delete(chosen);
    return chosen;
  }
}

/** The work's promise; a throw becomes a rejection. */
async function attempt<T>(work: () => Promise<T>): Promise<T> {
  return work();
}
