// Finds the added tokens that stand literally in a text, such as `[MASK]`: leftmost first, the longest one at a place.

import type { AddedToken } from './spec';

export interface AddedMatch {
  readonly id: number;
  /** The token itself. */
  readonly start: number;
  readonly end: number;
  /** With the white space that it takes. */
  readonly outerStart: number;
  readonly outerEnd: number;
}

export class AddedTokens {
  readonly #byContent: ReadonlyMap<string, AddedToken>;
  readonly #pattern: RegExp | undefined;

  /** `tokens` and the strings to look for, which differ from their content where that is normalised. */
  constructor(tokens: readonly AddedToken[], contentOf: (token: AddedToken) => string = (token) => token.content) {
    this.#byContent = new Map(tokens.map((token) => [contentOf(token), token]));
    this.#byContent = new Map([...this.#byContent].filter(([content]) => content !== ''));
    const longestFirst = [...this.#byContent.keys()].sort((a, b) => b.length - a.length);
    const escaped = longestFirst.map((content) => content.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'));
    this.#pattern = escaped.length ? new RegExp(escaped.join('|'), 'g') : undefined;
  }

  /** All matches in order, not overlapping. */
  find(text: string): AddedMatch[] {
    const found: AddedMatch[] = [];
    if (!this.#pattern) return found;
    let free = 0;
    this.#pattern.lastIndex = 0;
    for (let match = this.#pattern.exec(text); match; match = this.#pattern.exec(text)) {
      const token = this.#byContent.get(match[0]);
      const start = match.index;
      const end = start + match[0].length;
      if (!token || (token.singleWord && (isWord(text[start - 1]) || isWord(text[end])))) continue;
      let outerStart = start;
      let outerEnd = end;
      if (token.lstrip) while (outerStart > free && /\s/.test(text[outerStart - 1])) outerStart--;
      if (token.rstrip) while (outerEnd < text.length && /\s/.test(text[outerEnd])) outerEnd++;
      found.push({ id: token.id, start, end, outerStart, outerEnd });
      free = outerEnd;
    }
    return found;
  }
}

function isWord(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{M}\p{N}\p{Pc}]/u.test(letter);
}
