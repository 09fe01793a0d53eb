// When the same question is asked again: while the index grows there may be more to find, and an answer that was not the last
// word must not stay on the screen once the index is complete.

export interface AgainOptions {
  /** Not oftener than this. */
  readonly everyMs: number;
  readonly after: (delayMs: number, action: () => void) => void;
  readonly ask: () => void;
}

export class Again {
  readonly #options: AgainOptions;
  #isWaiting = false;
  #isAsked = false;
  /** What is shown was found while the index was built, or was overtaken and never answered. */
  #isOpen = false;
  #isGrowing = false;

  constructor(options: AgainOptions) {
    this.#options = options;
  }

  /** The hits on the screen are not the last word, and the index still grows. */
  get isPartial(): boolean {
    return this.#isOpen && this.#isGrowing;
  }

  /** The index holds more, or holds it elsewhere. */
  grew(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#options.after(this.#options.everyMs, () => {
      this.#isWaiting = false;
      this.#options.ask();
    });
  }

  asked(): void {
    this.#isAsked = true;
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

  #look(): void {
    if (this.#isOpen && !this.#isGrowing && !this.#isAsked) this.grew();
  }
}
