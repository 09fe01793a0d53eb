// What a vocabulary holds in words: which token ids may be shown to a person, which begin or continue a word, and which
// begin with a prefix. Built once for each tokenizer.

import type { TokenizerPort } from './ports';

/** `word`: letters; `number`: digits; `rest`: a continuation of letters; `other`: never shown. */
export type TokenKind = 'word' | 'number' | 'rest' | 'other';

/**
 * What splitting at apostrophes leaves of English contractions (`isn`, `ll`): no words unless the apostrophe follows.
 * `won`, `can`, `re` and the like are words too and not listed.
 */
const halves = new Set(
  'ain aren couldn didn doesn don hadn hasn haven isn mightn mustn needn oughtn shan shouldn wasn weren wouldn ll ve'.split(
    ' ',
  ),
);
const wordPattern = /^[\p{L}\p{M}][\p{L}\p{M}'’·\u200C\u200D-]*$/u;
const numberPattern = /^\p{Nd}+$/u;
/** Scripts with capitals: in them only these single letters are words. */
const singleLetters = new Set([
  'a',
  'i',
  'à',
  'è',
  'é',
  'y',
  'o',
  'ó',
  'e',
  'u',
  'и',
  'в',
  'о',
  'у',
  'я',
  'а',
  'с',
  'к',
  'і',
  'є',
]);

export class Lexicon {
  readonly #kinds: TokenKind[];
  readonly #surfaces: string[];
  /** 1 begins a word of letters, 0 continues one with letters or digits, 2 neither. */
  readonly #starts: Uint8Array;
  /** Folded surface → ids of words. */
  readonly #words = new Map<string, number[]>();
  #sorted: readonly (readonly [string, number])[] | undefined;

  constructor(tokenizer: TokenizerPort, fragments: ReadonlySet<string> = new Set()) {
    this.#kinds = new Array<TokenKind>(tokenizer.vocabSize).fill('other');
    this.#surfaces = new Array<string>(tokenizer.vocabSize).fill('');
    this.#starts = new Uint8Array(tokenizer.vocabSize).fill(2);
    for (let id = 0; id < tokenizer.vocabSize; id++) {
      const surface = tokenizer.surface(id);
      if (!surface) continue;
      const { text, startsWord } = surface;
      const kind = kindOf(text, startsWord);
      if (!startsWord) this.#starts[id] = /^[\p{L}\p{M}\p{N}]/u.test(text) ? 0 : 2;
      else if (wordPattern.test(text)) this.#starts[id] = 1;
      this.#surfaces[id] = text;
      this.#kinds[id] = kind;
      if (kind === 'word' && (fragments.has(text) || isHalf(text))) this.#kinds[id] = 'other';
      if (this.#kinds[id] !== 'word') continue;
      const key = fold(text);
      const ids = this.#words.get(key);
      if (ids) ids.push(id);
      else this.#words.set(key, [id]);
    }
  }

  /** What the token is. Fragments of words are `other`; see `begins`. */
  kind(id: number): TokenKind {
    return this.#kinds[id] ?? 'other';
  }

  /** True for a token that a word can begin with: words, and fragments that never stand alone. */
  begins(id: number): boolean {
    return this.#starts[id] === 1;
  }

  /** True for a token that goes on with the word before it. */
  continues(id: number): boolean {
    return this.#starts[id] === 0;
  }

  /** The text of a token, without markers. */
  surface(id: number): string {
    return this.#surfaces[id] ?? '';
  }

  /** Token ids of the words spelled so, case folded; a cased vocabulary can have several. */
  idsOfWord(word: string): readonly number[] {
    return this.#words.get(word) ?? this.#words.get(fold(word)) ?? [];
  }

  /** Ids of all words that begin with the prefix, case folded; all words for the empty prefix. */
  withPrefix(prefix: string): Int32Array {
    this.#sorted ??= [...this.#words]
      .flatMap(([key, ids]) => ids.map((id) => [key, id] as const))
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const wanted = fold(prefix);
    let from = lowerBound(this.#sorted, wanted);
    const ids: number[] = [];
    while (from < this.#sorted.length && this.#sorted[from][0].startsWith(wanted)) ids.push(this.#sorted[from++][1]);
    return Int32Array.from(ids);
  }
}

/** Case, composition of accents and the apostrophe folded: two spellings of one word are equal. */
export function fold(word: string): string {
  const lower = word.toLowerCase();
  return /^[\x20-\x7E]*$/.test(lower) ? lower : lower.normalize('NFC').replaceAll('’', "'");
}

/** True for `don`, `isn` and the like, which need `'t` behind them. */
export function isHalf(word: string): boolean {
  return halves.has(word.toLowerCase());
}

function kindOf(text: string, startsWord: boolean): TokenKind {
  if (numberPattern.test(text)) return startsWord ? 'number' : 'other';
  if (!wordPattern.test(text)) return 'other';
  if (!startsWord) return 'rest';
  const lower = text.toLowerCase();
  const bare = [...text].length === 1 && lower !== text.toUpperCase();
  return bare && !singleLetters.has(lower) ? 'other' : 'word';
}

function lowerBound(sorted: readonly (readonly [string, number])[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle][0] < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
