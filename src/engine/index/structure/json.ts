// Where the values of a JSON text stand, for readers that must point into it. Expects a text that JSON.parse takes.

import type { Span } from '../../../core/types';

const space = /[ \t\r\n]/;

/** Walks over the members of objects and arrays without building them. */
export class JsonPlaces {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The members of the object at a place: name → value. */
  members(at: number): Map<string, Span> {
    const found = new Map<string, Span>();
    let next = this.#skipSpace(at + 1);
    while (this.#text[next] === '"') {
      const nameEnd = this.#stringEnd(next);
      const name: unknown = JSON.parse(this.#text.slice(next, nameEnd));
      const value = this.value(this.#skipSpace(nameEnd) + 1);
      found.set(String(name), value);
      next = this.#behindComma(value.end);
    }
    return found;
  }

  /** The elements of the array at a place. */
  elements(at: number): Span[] {
    const found: Span[] = [];
    let next = this.#skipSpace(at + 1);
    while (next < this.#text.length && this.#text[next] !== ']') {
      const value = this.value(next);
      found.push(value);
      next = this.#behindComma(value.end);
    }
    return found;
  }

  /** The value that begins at a place or behind the blanks there. */
  value(from: number): Span {
    const start = this.#skipSpace(from);
    let depth = 0;
    for (let at = start; at < this.#text.length;) {
      const sign = this.#text[at];
      if (sign === '"') at = this.#stringEnd(at);
      else if (sign === '{' || sign === '[') {
        depth++;
        at++;
      } else if (sign === '}' || sign === ']') {
        if (depth === 0) return { start, end: at };
        depth--;
        at++;
      } else if (depth === 0 && (sign === ',' || space.test(sign))) return { start, end: at };
      else {
        at++;
        continue;
      }
      if (depth === 0) return { start, end: at };
    }
    return { start, end: this.#text.length };
  }

  #behindComma(at: number): number {
    const next = this.#skipSpace(at);
    return this.#text[next] === ',' ? this.#skipSpace(next + 1) : next;
  }

  #skipSpace(at: number): number {
    while (at < this.#text.length && space.test(this.#text[at])) at++;
    return at;
  }

  #stringEnd(at: number): number {
    for (let end = this.#text.indexOf('"', at + 1); end >= 0; end = this.#text.indexOf('"', end + 1)) {
      let slashes = end;
      while (this.#text[slashes - 1] === '\\') slashes--;
      if ((end - slashes) % 2 === 0) return end + 1;
    }
    return this.#text.length;
  }
}
