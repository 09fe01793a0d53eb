// A bounded memory for words that were tokenised before.

/** Keeps the words used lately: two generations of at most `capacity` each; the older one is dropped whole. */
export class WordCache<T> {
  readonly #capacity: number;
  #young = new Map<string, T>();
  #old = new Map<string, T>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(word: string): T | undefined {
    const found = this.#young.get(word);
    if (found !== undefined) return found;
    const older = this.#old.get(word);
    if (older !== undefined) this.set(word, older);
    return older;
  }

  set(word: string, value: T): void {
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(word, value);
  }

  /** Words held, at most twice the capacity. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
