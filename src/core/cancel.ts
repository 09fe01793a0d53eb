// Cancellation without a platform: a signal to read, a source to fire it, an error to throw.

/** Says whether the caller still wants the answer. */
export interface CancelSignal {
  readonly cancelled: boolean;
  /** Calls `listener` once, at once if already cancelled. Returns a function that takes the listener back. */
  onCancel(listener: () => void): () => void;
}

/** Thrown by work that was cancelled; never shown to a person. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor() {
    super('cancelled');
  }
}

/** Owns one signal. `cancel` may be called any number of times. */
export class CancelSource {
  #cancelled = false;
  #listeners = new Set<() => void>();

  readonly signal: CancelSignal = makeSignal(
    () => this.#cancelled,
    (listener) => this.#add(listener),
  );

  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  #add(listener: () => void): () => void {
    if (this.#cancelled) {
      listener();
      return () => {};
    }
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** A signal that never fires, for work that nobody can cancel. */
export const neverCancelled: CancelSignal = makeSignal(
  () => false,
  () => () => {},
);

/** Throws CancelledError when the signal has fired. */
export function throwIfCancelled(signal: CancelSignal): void {
  if (signal.cancelled) throw new CancelledError();
}

/** The promise, or CancelledError as soon as the signal fires; the work behind the promise then goes on unheard. */
export function untilCancelled<T>(promise: Promise<T>, signal: CancelSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const forget = signal.onCancel(() => reject(new CancelledError()));
    promise.then(resolve, reject).finally(forget);
  });
}

function makeSignal(cancelled: () => boolean, onCancel: CancelSignal['onCancel']): CancelSignal {
  return {
    get cancelled() {
      return cancelled();
    },
    onCancel,
  };
}
