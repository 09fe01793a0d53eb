// When the same question is asked again: while the index grows there may be more to find, and an answer that was not the last
// word must not stay on the screen once the index is complete.

export interface AgainOptions {
  /** While the index grows, not oftener than this. */
  readonly everyMs: number;
  readonly after: (delayMs: number, action: () => void) => void;
  readonly ask: () => void;
}

export class Again {
  readonly #options: AgainOptions;
  #isWaiting = false;
  /** The index holds more than when the question was asked last. */
  #isDue = false;
  #isAsked = false;
  /** What is shown was found while the index was built, or was overtaken and never answered. */
  #isOpen = false;
  #isGrowing = false;
  /** The index was not complete when the question was asked last. */
  #wasGrowing = false;

  constructor(options: AgainOptions) {
    this.#options = options;
  }

  /** The hits on the screen are not the last word, and the index still grows. */
  get isPartial(): boolean {
    return this.#isOpen && this.#isGrowing;
  }

  /** The index holds more, or holds it elsewhere. */
  grew(): void {
    this.#isDue = true;
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#options.after(this.#options.everyMs, () => {
      this.#isWaiting = false;
      if (this.#isDue) this.#ask();
    });
  }

  asked(): void {
    this.#isAsked = true;
    this.#wasGrowing = this.#isGrowing;
  }

  /** `isFinal` false: the index was being built, or another search came in between. */
  answered(isFinal: boolean): void {
    this.#isAsked = false;
    this.#isOpen = !isFinal;
    this.#look();
  }

  /** What the index does now, however often it is told. */
  growing(isGrowing: boolean): void {
    this.#isGrowing = isGrowing;
    this.#look();
  }

  /** At once when the index has become complete; after that only now and then, however often an answer is not the last word. */
  #look(): void {
    if (!this.#isOpen || this.#isGrowing || this.#isAsked) return;
    if (!this.#wasGrowing) return this.grew();
    this.#wasGrowing = false;
    this.#ask();
  }

  #ask(): void {
    this.#isDue = false;
    this.#options.ask();
  }
}
