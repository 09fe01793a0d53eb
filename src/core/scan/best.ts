// The best rows of a list that is too long to sort: keeps a few more than asked and cuts now and then.

export interface RankedRows {
  /** Best first; of equal scores the lower row first. */
  readonly rows: Int32Array;
  readonly scores: Float64Array;
}

/** Takes rows in ascending order. */
export class BestRows {
  #rows: Int32Array;
  #scores: Float64Array;
  #count = 0;
  #threshold = -Infinity;

  constructor(readonly depth: number) {
    const room = Math.max(1024, depth * 4);
    this.#rows = new Int32Array(room);
    this.#scores = new Float64Array(room);
  }

  /** A row must score higher than this to be among the best. */
  get threshold(): number {
    return this.#threshold;
  }

  add(row: number, score: number): void {
    if (!(score > this.#threshold) || this.depth === 0) return;
    if (this.#count === this.#rows.length) this.#cut();
    if (!(score > this.#threshold)) return;
    this.#rows[this.#count] = row;
    this.#scores[this.#count++] = score;
  }

  ranked(): RankedRows {
    this.#cut();
    return { rows: this.#rows.slice(0, this.#count), scores: this.#scores.slice(0, this.#count) };
  }

  /** Sorts what is kept and drops what is too much. */
  #cut(): void {
    const rows = this.#rows.slice(0, this.#count);
    const scores = this.#scores.slice(0, this.#count);
    const order = Array.from(rows.keys()).sort((a, b) => scores[b] - scores[a] || rows[a] - rows[b]);
    this.#count = Math.min(this.depth, order.length);
    for (let i = 0; i < this.#count; i++) {
      this.#rows[i] = rows[order[i]];
      this.#scores[i] = scores[order[i]];
    }
    if (this.#count === this.depth && this.depth > 0) this.#threshold = this.#scores[this.#count - 1];
  }
}
