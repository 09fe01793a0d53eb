// The tokens of one text while they are found, and the encoding that a template makes of one or two such lists.

import type { Encoding } from '../../core/types';
import type { TemplatePart } from './spec';

/** Grows as tokens come; four numbers a token. Meant to be used again for the next text. */
export class TokenList {
  ids = new Int32Array(64);
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  words = new Int32Array(64);
  length = 0;
  /** Words so far; the index of the next one. */
  wordCount = 0;

  clear(): void {
    this.length = 0;
    this.wordCount = 0;
  }

  push(id: number, start: number, end: number, word: number): void {
    if (this.length === this.ids.length) this.#grow();
    const at = this.length++;
    this.ids[at] = id;
    this.starts[at] = start;
    this.ends[at] = end;
    this.words[at] = word;
  }

  #grow(): void {
    for (const key of ['ids', 'starts', 'ends', 'words'] as const) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this[key]);
      this[key] = larger;
    }
  }
}

/** Puts the lists and the special tokens in the order of the template. `lengths`: of the texts, in UTF-16 units. */
export function assemble(
  parts: readonly TemplatePart[],
  lists: readonly TokenList[],
  lengths: readonly number[],
): Encoding {
  const size = parts.reduce((n, part) => n + (part.kind === 'text' ? lists[part.segment].length : part.ids.length), 0);
  const encoding = {
    inputIds: new Int32Array(size),
    tokenTypeIds: new Int32Array(size),
    segments: new Uint8Array(size),
    starts: new Int32Array(size),
    ends: new Int32Array(size),
    special: new Uint8Array(size),
    words: new Int32Array(size).fill(-1),
  };
  let at = 0;
  let segment = 0;
  let place = 0;
  for (const part of parts) {
    const from = at;
    if (part.kind === 'text') {
      segment = part.segment;
      place = lengths[segment];
      const list = lists[segment];
      encoding.inputIds.set(list.ids.subarray(0, list.length), at);
      encoding.starts.set(list.starts.subarray(0, list.length), at);
      encoding.ends.set(list.ends.subarray(0, list.length), at);
      encoding.words.set(list.words.subarray(0, list.length), at);
      at += list.length;
    } else {
      encoding.inputIds.set(part.ids, at);
      encoding.starts.fill(place, at, at + part.ids.length);
      encoding.ends.fill(place, at, at + part.ids.length);
      encoding.special.fill(1, at, at + part.ids.length);
      at += part.ids.length;
    }
    encoding.tokenTypeIds.fill(part.typeId, from, at);
    encoding.segments.fill(segment, from, at);
  }
  return encoding;
}
