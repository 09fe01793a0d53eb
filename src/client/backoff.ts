// How long to wait before a server that ended by itself is started again, and when to stop trying.

/** Five tries: at once, because most crashes are single ones; then slower, so that a broken one does not eat the machine. */
export const restartDelaysMs: readonly number[] = [100, 500, 2000, 5000, 10000];

export class Backoff {
  #crashes = 0;

  constructor(private readonly delaysMs: readonly number[] = restartDelaysMs) {}

  /** Counts a crash. Milliseconds until the next try; undefined when it is for a person to say whether there is one. */
  next(): number | undefined {
    const delay = this.delaysMs[this.#crashes];
    this.#crashes++;
    return delay;
  }

  /** Something was answered: what comes next is a new trouble, not the old one. */
  reset(): void {
    this.#crashes = 0;
  }
}
