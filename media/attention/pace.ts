// Long work in short pieces, so that hovering and switching stay smooth while it goes on.

/** Longest stretch of work between two chances for the page to answer a person. */
const stretchMs = 12;

/** Counts the time since the page last had a chance; `breathe` gives it one when that is long ago. */
export class Pace {
  #since = performance.now();

  async breathe(): Promise<void> {
    if (performance.now() - this.#since < stretchMs) return;
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
    this.#since = performance.now();
  }
}
