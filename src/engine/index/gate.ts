// Pausing of background work.

import { CancelledError, type CancelSignal } from '../../core/cancel';

export class Gate {
  #opened: (() => void)[] | undefined;

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

  /** Waits while the gate is closed. CancelledError when the signal fires. */
  async pass(signal: CancelSignal): Promise<void> {
    while (this.#opened && !signal.cancelled) {
      const opened = this.#opened;
      await new Promise<void>((resolve) => {
        const forget = signal.onCancel(resolve);
        opened.push(() => {
          forget();
          resolve();
        });
      });
    }
    if (signal.cancelled) throw new CancelledError();
  }
}
