// An encoded passage in which any of its words can be masked, without encoding it again.

import type { Span } from '../core/types';
import type { Encoder, MlmRow } from './encoder';
import type { Place } from './place';

/** The passage must fit the encoder. */
export class Window {
  readonly #encoding;
  readonly #start: number;

  constructor(
    readonly encoder: Encoder,
    readonly text: string,
    passage: Span,
  ) {
    this.#encoding = encoder.encode(text.slice(passage.start, passage.end));
    this.#start = passage.start;
  }

  get length(): number {
    return this.#encoding.inputIds.length;
  }

  /** The passage with one mask in the place of each word, and the columns of the masks. Spans in order. */
  masked(words: readonly Span[]): { readonly row: MlmRow; readonly place: Place } {
    const { inputIds, tokenTypeIds, starts, ends, special } = this.#encoding;
    const ids: number[] = [];
    const types: number[] = [];
    const positions: number[] = [];
    for (let column = 0, next = 0; column < inputIds.length; column++) {
      const start = this.#start + starts[column];
      const end = this.#start + ends[column];
      while (next < words.length && !special[column] && words[next].end <= start) next++;
      const inWord = !special[column] && next < words.length && start < words[next].end && end > words[next].start;
      if (inWord && positions.length > next) continue;
      if (inWord) positions.push(ids.length);
      ids.push(inWord ? this.encoder.tokenizer.special.mask : inputIds[column]);
      types.push(tokenTypeIds[column]);
    }
    if (positions.length !== words.length) throw new RangeError('a word without tokens of its own');
    const row = { inputIds: Int32Array.from(ids), tokenTypeIds: Int32Array.from(types) };
    const afterSpace = words.map(({ start }) => start === this.#start || /\s/.test(this.text[start - 1]));
    return { row: { ...row, positions }, place: { row, positions, afterSpace } };
  }
}
