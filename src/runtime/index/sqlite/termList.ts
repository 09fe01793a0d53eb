// A page of an FTS5 index, and the list of rows of one term that runs over pages; termPages.ts finds them.

/** Chunks that hold a term, and how often each does. */
export interface Occurrences {
  readonly chunks: Int32Array;
  readonly counts: Uint16Array;
}

/** The bytes are not in the form that is known. */
export class UnknownForm extends Error {
  override readonly name = 'UnknownForm';
}

/** A place on a page: of a term's list as far as it stands there. */
export interface ListPlace {
  readonly start: number;
  end: number;
}

export class NumberReader {
  constructor(
    readonly bytes: Uint8Array,
    public at: number,
  ) {}

  byte(): number {
    return this.bytes[this.at++];
  }

  /** sqlite3Fts5GetVarint, of numbers that JavaScript can count. */
  whole(): number {
    const { bytes } = this;
    let value = 0;
    for (let left = 8; left > 0; left--) {
      const byte = bytes[this.at++];
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
    throw new UnknownForm();
  }
}

/** A leaf: two offsets, then terms with their lists, then where on the page terms begin. */
export class Page extends NumberReader {
  /** Where the contents end, and the places of terms begin. */
  readonly contentEnd: number;

  constructor(bytes: Uint8Array) {
    super(bytes, 4);
    this.contentEnd = (bytes[2] << 8) | bytes[3];
    if (this.contentEnd < 4 || this.contentEnd > bytes.length) throw new UnknownForm();
  }

  /** The first row on the page that goes on with a list from the page before; 0 without one. */
  get firstRow(): number {
    return (this.bytes[0] << 8) | this.bytes[1];
  }

  /** Where the first term begins, else where the contents end. */
  get firstTerm(): number {
    if (this.contentEnd === this.bytes.length) return this.contentEnd;
    this.at = this.contentEnd;
    return this.whole();
  }

  hasTermAt(place: number): boolean {
    return place < this.contentEnd;
  }

  /** fts5LeafSeek: terms in order, each beginning with as much of the one before as its number says. */
  find(wanted: Uint8Array): ListPlace | undefined {
    const { bytes, contentEnd } = this;
    let term = new Uint8Array(0);
    let places = contentEnd;
    let from = 0;
    while (places < bytes.length) {
      this.at = places;
      const step = this.whole();
      places = this.at;
      from += step;
      this.at = from;
      const kept = from === step ? 0 : this.whole();
      const added = this.whole();
      const next = new Uint8Array(kept + added);
      next.set(term.subarray(0, kept));
      next.set(bytes.subarray(this.at, this.at + added), kept);
      term = next;
      const start = this.at + added;
      if (!equal(term, wanted)) continue;
      this.at = places;
      return { start, end: places < bytes.length ? from + this.whole() : contentEnd };
    }
    return undefined;
  }
}

/** Rows of all segments, one after the other. */
export class TermList {
  #chunks = new Int32Array(256);
  #counts = new Uint16Array(256);
  #length = 0;
  #chunk = 0;
  /** Bytes of the positions of the last row that stand on the next page. */
  #left = 0;
  #gone: ReadonlySet<number> = new Set();
  /** The row that was read last does not count. */
  #passed = false;

  /** A new segment, in which these chunks do not count. */
  begin(gone: ReadonlySet<number>): void {
    this.#gone = gone;
    this.#chunk = 0;
    this.#left = 0;
  }

  /** The rows that stand between two places: number of the chunk, length of its positions, positions. */
  take({ bytes }: Page, from: number, end: number): void {
    let at = from;
    let chunk = this.#chunk;
    while (at < end) {
      let value = 0;
      let byte = 128;
      for (; byte >= 128 && at < end; at++) value = value * 128 + ((byte = bytes[at]) & 127);
      chunk += value;
      let size = 0;
      for (byte = 128; byte >= 128 && at < end; at++) size = size * 128 + ((byte = bytes[at]) & 127);
      // The lowest bit marks a row that a later index deletes, which one with `contentless_delete` never writes.
      if (byte >= 128 || size < 2 || size & 1) throw new UnknownForm();
      const stop = at + size / 2;
      const last = Math.min(stop, end);
      this.#left = stop - last;
      this.#add(chunk, ended(bytes, at, last));
      at = last;
    }
    this.#chunk = chunk;
  }

  /** What stands of the list on the next page; returns the place after it. */
  goOn(page: Page): number {
    const { firstRow, firstTerm } = page;
    const rowsFrom = firstRow === 0 ? firstTerm : firstRow;
    const end = Math.min(4 + this.#left, rowsFrom);
    this.#more(ended(page.bytes, 4, end));
    this.#left -= end - 4;
    if (end < rowsFrom || rowsFrom > firstTerm) throw new UnknownForm();
    if (firstRow > 0) {
      if (this.#left > 0) throw new UnknownForm();
      // The first row of a page is not counted from the one before.
      this.#chunk = 0;
      this.take(page, rowsFrom, firstTerm);
    }
    return firstTerm;
  }

  /** The segment has no more rows. */
  end(): void {
    if (this.#left > 0) throw new UnknownForm();
  }

  occurrences(): Occurrences {
    return { chunks: this.#chunks.slice(0, this.#length), counts: this.#counts.slice(0, this.#length) };
  }

  #add(chunk: number, count: number): void {
    this.#passed = this.#gone.size > 0 && this.#gone.has(chunk);
    if (this.#passed) return;
    if (this.#length === this.#chunks.length) this.#grow();
    this.#chunks[this.#length] = chunk;
    this.#counts[this.#length++] = Math.min(65535, count);
  }

  /** The last row has further positions. */
  #more(count: number): void {
    if (count === 0 || this.#passed) return;
    if (this.#length === 0) throw new UnknownForm();
    this.#counts[this.#length - 1] = Math.min(65535, this.#counts[this.#length - 1] + count);
  }

  #grow(): void {
    const chunks = new Int32Array(2 * this.#length);
    const counts = new Uint16Array(2 * this.#length);
    chunks.set(this.#chunks);
    counts.set(this.#counts);
    this.#chunks = chunks;
    this.#counts = counts;
  }
}

/** How many numbers end between two places: as many as the term has positions, since there is one column. */
function ended(bytes: Uint8Array, from: number, end: number): number {
  let count = 0;
  for (let at = from; at < end; at++) if (bytes[at] < 128) count++;
  return count;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
