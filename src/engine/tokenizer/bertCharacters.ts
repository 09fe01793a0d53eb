// What the BERT normaliser and pre-tokenizer make of each character. Follows Hugging Face tokenizers (Rust), checked
// against it for every code point: cleaning, CJK, accents before lower case, character by character.

import type { BertNormalisation } from './spec';

/** Belongs to a word, or vanishes inside one. */
export const wordKind = 1;
export const spaceKind = 2;
/** A word of its own: punctuation, and CJK where that is handled. */
export const singleKind = 3;
/** Half of a surrogate pair: the code point must be looked at. */
export const surrogateKind = 4;

/** The CJK ranges of BERT as tokenizers has them: extension E begins 256 code points late there. */
const cjkRanges = [
  [0x4e00, 0x9fff],
  [0x3400, 0x4dbf],
  [0x20000, 0x2a6df],
  [0x2a700, 0x2b73f],
  [0x2b740, 0x2b81f],
  [0x2b920, 0x2ceaf],
  [0xf900, 0xfaff],
  [0x2f800, 0x2fa1f],
] as const;

function isCjk(codePoint: number): boolean {
  if (codePoint < 0x3400) return false;
  return cjkRanges.some(([from, to]) => codePoint >= from && codePoint <= to);
}

export function isBertPunctuation(character: string): boolean {
  return /^[\p{P}!-/:-@[-`{-~]$/u.test(character);
}

export function isBertSpace(character: string): boolean {
  return /^[\s\u0085]$/u.test(character) && character !== '\uFEFF';
}

/** Classifies and normalises single characters, remembering what it found. */
export class BertCharacters {
  readonly #options: BertNormalisation;
  /** Kind of each UTF-16 code unit; 0 until asked for. */
  readonly kinds = new Uint8Array(0x10000);
  readonly #astralKinds = new Map<number, number>();
  readonly #normal = new Map<string, string>();

  constructor(options: BertNormalisation) {
    this.#options = options;
  }

  /** Kind of a code unit, found now and remembered in `kinds`. */
  classify(unit: number): number {
    const kind = unit >= 0xd800 && unit <= 0xdfff ? surrogateKind : this.#kindOf(String.fromCharCode(unit));
    this.kinds[unit] = kind;
    return kind;
  }

  /** Kind of a code point above U+FFFF, or of a lone surrogate. */
  classifyAstral(codePoint: number): number {
    let kind = this.#astralKinds.get(codePoint);
    if (kind === undefined) {
      kind = this.#kindOf(String.fromCodePoint(codePoint));
      this.#astralKinds.set(codePoint, kind);
    }
    return kind;
  }

  /** A character after cleaning, stripping and lower-casing: nothing, one or more characters; a blank for white space. */
  normalise(character: string): string {
    const known = this.#normal.get(character);
    if (known !== undefined) return known;
    const normal = this.#normalise(character);
    this.#normal.set(character, normal);
    return normal;
  }

  #normalise(character: string): string {
    const { cleanText, stripAccents, lowercase } = this.#options;
    if (/^\p{Cs}$/u.test(character)) return cleanText ? '' : '\uFFFD';
    if (cleanText) {
      if (/^[\0\uFFFD]$/.test(character)) return '';
      if (!/^[\t\n\r]$/.test(character) && /^[\p{Cc}\p{Cf}\p{Co}]$/u.test(character)) return '';
      if (isBertSpace(character)) return ' ';
    }
    let normal = character;
    if (stripAccents) normal = normal.normalize('NFD').replace(/\p{Mn}/gu, '');
    // One by one: a capital sigma at the end of a word becomes σ, as in tokenizers.
    if (lowercase) normal = [...normal].map((each) => each.toLowerCase()).join('');
    return normal;
  }

  #kindOf(character: string): number {
    const codePoint = character.codePointAt(0) ?? 0;
    const normal = this.normalise(character);
    if (isBertSpace(normal)) return spaceKind;
    if (normal !== '' && this.#options.handleChineseChars && isCjk(codePoint)) return singleKind;
    return isBertPunctuation(normal) ? singleKind : wordKind;
  }
}
