// Where the pre-tokens of a normalised text lie in it, one after the other. The pre-tokenizer gives strings only.

export interface PreTokenPlace {
  readonly base: number;
  /** How many of the pre-token's first code units (a blank that the pre-tokenizer put before it) are not in the text. */
  readonly virtual: number;
}

/**
 * Code units that searches without result may cost in all, as a multiple of the text's; each further one looks no further than
 * `nearby`. Without a limit a long text whose pre-tokens are not in it would cost the square of its length.
 */
const searchedAtMost = 64;
const nearby = 256;

export class PreTokenPlaces {
  readonly #text: string;
  readonly #to: number;
  readonly #dropsSpace: boolean;
  #left: number;
  /** The end of the white space that was last looked at; a place in it need not look again. */
  #spaceEnd = 0;

  /** Of text[from…to). `dropsSpace`: white space is never part of a pre-token. */
  constructor(text: string, from: number, to: number, dropsSpace: boolean) {
    this.#text = text;
    this.#to = to;
    this.#dropsSpace = dropsSpace;
    this.#left = searchedAtMost * (to - from);
  }

  /** The place of a pre-token, decoded, at or behind `at`; `at` itself where it is not found. */
  find(preToken: string, at: number): PreTokenPlace {
    const spaceEnd = this.#spaceEndFrom(at);
    const first = this.#dropsSpace ? spaceEnd : at;
    if (first < this.#to && this.#text.startsWith(preToken, first)) return { base: first, virtual: 0 };
    const bare = preToken.replace(/^ /, '');
    const prefix = preToken.length - bare.length;
    for (const place of this.#candidates(preToken, first, spaceEnd)) {
      if (place >= this.#to) break;
      if (this.#text.startsWith(preToken, place)) return { base: place, virtual: 0 };
      if (prefix && this.#text.startsWith(bare, place)) return { base: place, virtual: prefix };
    }
    return { base: this.#ahead(bare, at), virtual: prefix };
  }

  /** Places to try, in order: the first one, and those from which the pre-token's white space reaches up to the next word. */
  #candidates(preToken: string, first: number, spaceEnd: number): number[] {
    const blanks = preToken.length - preToken.trimStart().length;
    const places = [first, spaceEnd - blanks, spaceEnd - blanks + 1, spaceEnd];
    return [...new Set(places.filter((place) => place >= first && place <= spaceEnd))].sort((a, b) => a - b);
  }

  #spaceEndFrom(at: number): number {
    let end = Math.max(at, this.#spaceEnd);
    while (end < this.#to && /\s/.test(this.#text[end])) end++;
    return (this.#spaceEnd = end);
  }

  #ahead(bare: string, at: number): number {
    const end = Math.min(this.#to, at + bare.length + Math.max(nearby, this.#left));
    const ahead = this.#text.slice(at, end).indexOf(bare);
    if (ahead >= 0) return at + ahead;
    this.#left -= end - at;
    return at;
  }
}
