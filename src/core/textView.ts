// A text that was read out of a file (the cells of a notebook, the words of a page), with the way back into the file.

import type { Span } from './types';

export interface TextView {
  readonly text: string;
  /** The stretch of the file that a stretch of the text, which is not empty, was read from. */
  inFile(span: Span): Span;
  /** The stretch of the text that was read from a stretch of the file. */
  inText(span: Span): Span;
}

/** Takes what is read in the order of the file. */
export class TextViewWriter {
  readonly #parts: string[] = [];
  /** Of each code unit of the text: the stretch of the file that it stands for. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  get length(): number {
    return this.#starts.length;
  }

  /** A text that stands for one stretch of the file as a whole: a character for its escape. */
  put(text: string, { start, end }: Span): void {
    this.#parts.push(text);
    for (let n = 0; n < text.length; n++) {
      this.#starts.push(start);
      this.#ends.push(end);
    }
  }

  /** A stretch of the file as it is. */
  copy(file: string, { start, end }: Span): void {
    this.#parts.push(file.slice(start, end));
    for (let at = start; at < end; at++) {
      this.#starts.push(at);
      this.#ends.push(at + 1);
    }
  }

  /** Blanks that stand for nothing in the file. */
  gap(blanks: string): void {
    const end = this.#ends.at(-1) ?? 0;
    this.put(blanks, { start: end, end });
  }

  view(): TextView {
    const starts = Int32Array.from(this.#starts);
    const ends = Int32Array.from(this.#ends);
    const inText = (place: number): number => {
      let low = 0;
      let high = starts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (starts[middle] < place) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    return {
      text: this.#parts.join(''),
      inFile: ({ start, end }) => ({ start: starts[start], end: ends[end - 1] }),
      inText: ({ start, end }) => ({ start: inText(start), end: inText(end) }),
    };
  }
}
