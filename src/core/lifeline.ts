// Tells when a Worker has gone. A Worker that ends by itself or is taken down by the browser sends nothing to its owner,
// but the lock that it holds for its lifetime is let go then.

/** The part of navigator.locks that is used. */
export interface Locks {
  request(name: string, work: () => Promise<void>): Promise<unknown>;
}

/** Holds the lock until the Worker ends; resolves once it is held. At once where there are no locks. */
export function holdLifeline(locks: Locks | undefined, name: string): Promise<void> {
  return new Promise((resolve) => {
    if (!locks) return resolve();
    const held = (): Promise<void> => {
      resolve();
      return new Promise(() => {});
    };
    // Refused where the page may keep nothing: then only errors tell of an end.
    locks.request(name, held).catch(() => resolve());
  });
}

/** Calls `ended` once the lock is free. To be called when the Worker has said that it holds it. */
export function watchLifeline(locks: Locks | undefined, name: string, ended: () => void): void {
  locks?.request(name, () => Promise.resolve(ended())).catch(() => {});
}
