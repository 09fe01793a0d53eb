// Who waits for which answer of an encoder process: numbers requests, settles them, and rejects all when the process ends.

import { CancelledError, throwIfCancelled, type CancelSignal } from '../../core/cancel';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class RequestTable {
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #closed: Error | undefined;

  /** Sends a request with its number; rejects with CancelledError when the signal fires first (the answer is dropped). */
  async ask(send: (id: number) => void, signal: CancelSignal): Promise<unknown> {
    throwIfCancelled(signal);
    if (this.#closed) throw this.#closed;
    const id = this.#next++;
    let takeBack = (): void => {};
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        takeBack = signal.onCancel(() => reject(new CancelledError()));
        send(id);
      });
    } finally {
      takeBack();
      this.#waiting.delete(id);
    }
  }

  resolve(id: number, value: unknown): void {
    this.#waiting.get(id)?.resolve(value);
  }

  reject(id: number, error: Error): void {
    this.#waiting.get(id)?.reject(error);
  }

  /** Rejects all that waits, and all that comes. Only the first error counts. */
  close(error: Error): void {
    this.#closed ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
  }
}
