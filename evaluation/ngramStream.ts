// Corpus text as a stream of word numbers, the raw material of the n-gram baseline. Words and punctuation marks count,
// case does not. Reading the corpus and keeping the stream on disk is corpusFile.ts's business.

/** Number of the paragraph border, of which two stand between paragraphs, and of a word outside the vocabulary. */
export const border = 0;
export const unknown = 1;
/** Numbers fit 16 bits, so that a pair fits 32 and a triple 48, which a double holds exactly. */
export const largestVocabulary = 65_536;

/** Words (with their apostrophes), single punctuation marks and line breaks, in lower case. */
export function ngramTokens(text: string): string[] {
  return text.toLowerCase().match(/\n\s*|[a-z0-9_\u00df-\u024f]+(?:'[a-z]+)?|[^\sa-z0-9_\u00df-\u024f]/g) ?? [];
}

/** Word → number. Numbers from 2 fall by frequency; words met once only, and those that do not fit, are `unknown`. */
export class NgramVocabulary {
  readonly #numbers: ReadonlyMap<string, number>;

  constructor(readonly words: readonly string[]) {
    this.#numbers = new Map(words.map((word, index) => [word, index]));
  }

  static of(counts: ReadonlyMap<string, number>): NgramVocabulary {
    const kept = [...counts]
      .filter(([, count]) => count > 1)
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, largestVocabulary - 2)
      .map(([word]) => word);
    return new NgramVocabulary(['\n', '', ...kept]);
  }

  get size(): number {
    return this.words.length;
  }

  /** Numbers of the tokens of a piece of text, two borders for each run of line breaks. */
  encode(text: string): number[] {
    return ngramTokens(text).flatMap((token) =>
      token.startsWith('\n') ? [border, border] : [this.#numbers.get(token) ?? unknown],
    );
  }

  /** The same with the borders that stand before and after a whole document. */
  encodeDocument(text: string): number[] {
    return [border, border, ...this.encode(text.trim()), border, border];
  }
}

/** The two numbers before a gap in a text and the two after it: what a trigram model can see. */
export interface Gap {
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
}

/** The gap `[start, end)` of a document, in UTF-16 units. */
export function gapIn(vocabulary: NgramVocabulary, text: string, start: number, end: number): Gap {
  const left = [border, border, ...vocabulary.encode(text.slice(0, start).trimStart())];
  const right = [...vocabulary.encode(text.slice(end).trimEnd()), border, border];
  return { before: [left[left.length - 2], left[left.length - 1]], after: [right[0], right[1]] };
}
