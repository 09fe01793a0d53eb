// The newest keystroke wins: of the calls with one key only the last goes on.

import { CancelSource, type CancelSignal } from '../core/cancel';

export class NewestCalls {
  readonly #newest = new Map<string, CancelSource>();

  /**
   * Does `work` with a signal that also fires when a newer call comes with the same key. Without a key the signal is the
   * caller's own.
   */
  async run<T>(key: string | undefined, signal: CancelSignal, work: (signal: CancelSignal) => Promise<T>): Promise<T> {
    if (key === undefined) return work(signal);
    this.#newest.get(key)?.cancel();
    const source = new CancelSource();
    this.#newest.set(key, source);
    const forget = signal.onCancel(() => source.cancel());
    try {
      return await work(source.signal);
    } finally {
      forget();
      if (this.#newest.get(key) === source) this.#newest.delete(key);
    }
  }
}
