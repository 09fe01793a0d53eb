// Work of which one run goes on at a time, shared by all who ask for it.

import { throwIfCancelled, type CancelSignal } from '../../core/cancel';

export class SharedWork<T> {
  #run: { readonly signal: CancelSignal; readonly done: Promise<T> } | undefined;

  /**
   * The run that goes on under this signal, else a new one. A run under another signal was cancelled: its end is waited for,
   * and is not that of who asks now. CancelledError.
   */
  async of(signal: CancelSignal, begin: () => Promise<T>): Promise<T> {
    while (this.#run && this.#run.signal !== signal && !signal.cancelled) await this.#run.done.catch(() => {});
    throwIfCancelled(signal);
    this.#run ??= { signal, done: begin().finally(() => (this.#run = undefined)) };
    return this.#run.done;
  }
}
