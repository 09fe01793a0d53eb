// BERT's WordPiece tokenizer with UTF-16 spans: one pass over the text, words looked up in a cache by their raw spelling,
// so that normalising happens once a word. Ids are those of Hugging Face tokenizers. Source: Devlin et al. 2019; longest
// match first as in Schuster and Nakajima 2012.

import type { Encoding } from '../../core/types';
import type { SpecialTokens, TokenizerPort } from '../ports';
import { AddedTokens } from './addedTokens';
import { BertCharacters, isBertPunctuation, isBertSpace, spaceKind, surrogateKind, wordKind } from './bertCharacters';
import { pieceOf, type TokenizerSpec } from './spec';
import { assemble, TokenList } from './tokenList';
import { WordCache } from './wordCache';

/** The pieces of a raw word: offsets from its start, words counted from 0. */
interface Pieces {
  readonly ids: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly words: readonly number[];
  readonly wordCount: number;
}

const cachedWords = 32_768;
/** Longer words are rarely seen twice. */
const longestCachedWord = 64;

export class WordPieceTokenizer implements TokenizerPort {
  readonly vocabSize: number;
  readonly special: SpecialTokens;
  readonly lowercases: boolean;

  readonly #spec: TokenizerSpec;
  readonly #prefix: string;
  readonly #maxCharsPerWord: number;
  readonly #characters: BertCharacters;
  readonly #added: AddedTokens;
  readonly #specialIds: ReadonlySet<number>;
  /** Pieces that continue a word, without their prefix. */
  readonly #continuations = new Map<string, number>();
  readonly #longestPiece: number;
  /** A number: the one id of a word that is one token from its first to its last code unit. */
  readonly #cache = new WordCache<number | Pieces>(cachedWords);

  /** Working memory for a text and its pair. */
  readonly #lists = [new TokenList(), new TokenList()] as const;

  /** RangeError when the spec is not one of a WordPiece tokenizer. */
  constructor(spec: TokenizerSpec) {
    if (!spec.wordPiece) throw new RangeError('no WordPiece tokenizer');
    const { prefix, maxCharsPerWord, normalisation } = spec.wordPiece;
    this.#spec = spec;
    this.#prefix = prefix;
    this.#maxCharsPerWord = maxCharsPerWord;
    this.#characters = new BertCharacters(normalisation);
    this.#added = new AddedTokens(spec.added);
    this.#specialIds = new Set([
      ...spec.added.filter((token) => token.special).map((token) => token.id),
      ...Object.values(spec.special),
    ]);
    this.vocabSize = spec.pieces.length;
    this.special = spec.special;
    this.lowercases = spec.lowercases;
    let longest = 0;
    for (const [piece, id] of spec.vocab) {
      longest = Math.max(longest, piece.length);
      if (piece.startsWith(prefix)) this.#continuations.set(piece.slice(prefix.length), id);
    }
    this.#longestPiece = longest;
  }

  encode(text: string, pair?: string): Encoding {
    const { single, pair: both } = this.#spec.template;
    const [first, second] = this.#lists;
    this.#fill(first, text);
    if (pair === undefined) return assemble(single, this.#lists, [text.length]);
    this.#fill(second, pair);
    return assemble(both, this.#lists, [text.length, pair.length]);
  }

  idsOf(text: string): Int32Array {
    const [list] = this.#lists;
    this.#fill(list, text);
    return list.ids.slice(0, list.length);
  }

  piece(id: number): string {
    return pieceOf(this.#spec, id);
  }

  surface(id: number): { readonly text: string; readonly startsWord: boolean } | undefined {
    const piece = this.piece(id);
    if (this.#specialIds.has(id) || /^\[unused\d+\]$/.test(piece)) return undefined;
    const continues = piece.length > this.#prefix.length && piece.startsWith(this.#prefix);
    return { text: continues ? piece.slice(this.#prefix.length) : piece, startsWord: !continues };
  }

  #fill(out: TokenList, text: string): void {
    out.clear();
    let at = 0;
    for (const match of this.#added.find(text)) {
      this.#scan(text, at, match.outerStart, out);
      out.push(match.id, match.start, match.end, out.wordCount++);
      at = match.outerEnd;
    }
    this.#scan(text, at, text.length, out);
  }

  /** Cuts text[from…to) into raw words. The kind of a character never depends on its neighbours. */
  #scan(text: string, from: number, to: number, out: TokenList): void {
    const characters = this.#characters;
    const { kinds } = characters;
    for (let at = from; at < to;) {
      const unit = text.charCodeAt(at);
      let kind = kinds[unit] || characters.classify(unit);
      if (kind === spaceKind) {
        at++;
        continue;
      }
      let end = at + 1;
      if (kind === surrogateKind) {
        const codePoint = codePointWithin(text, at, to);
        if (codePoint > 0xffff) end++;
        kind = characters.classifyAstral(codePoint);
        if (kind === spaceKind) {
          at = end;
          continue;
        }
      }
      while (kind === wordKind && end < to) {
        const next = text.charCodeAt(end);
        const nextKind = kinds[next] || characters.classify(next);
        if (nextKind === wordKind) end++;
        else if (nextKind === surrogateKind) {
          const codePoint = codePointWithin(text, end, to);
          if (characters.classifyAstral(codePoint) !== wordKind) break;
          end += codePoint > 0xffff ? 2 : 1;
        } else break;
      }
      this.#emit(text, at, end, out);
      at = end;
    }
  }

  #emit(text: string, start: number, end: number, out: TokenList): void {
    const raw = text.slice(start, end);
    let known = this.#cache.get(raw);
    if (known === undefined) {
      known = this.#tokenise(raw);
      if (raw.length <= longestCachedWord) this.#cache.set(raw, known);
    }
    if (typeof known === 'number') {
      out.push(known, start, end, out.wordCount++);
      return;
    }
    for (let i = 0; i < known.ids.length; i++) {
      out.push(known.ids[i], start + known.starts[i], start + known.ends[i], out.wordCount + known.words[i]);
    }
    out.wordCount += known.wordCount;
  }

  /** Normalises a raw word, cuts it where normalising brought forth punctuation, and finds the pieces. */
  #tokenise(raw: string): number | Pieces {
    const { normal, from, to } = this.#normalise(raw);
    const pieces = {
      ids: [] as number[],
      starts: [] as number[],
      ends: [] as number[],
      words: [] as number[],
      wordCount: 0,
    };
    const word = (start: number, end: number): void => {
      if (end > start) this.#matchPieces(normal, start, end, from, to, pieces);
    };
    let begin = 0;
    for (let at = 0; at < normal.length;) {
      const character = String.fromCodePoint(normal.codePointAt(at) ?? 0);
      const end = at + character.length;
      const space = isBertSpace(character);
      if (space || isBertPunctuation(character)) {
        word(begin, at);
        if (!space) word(at, end);
        begin = end;
      }
      at = end;
    }
    word(begin, normal.length);
    return pieces.ids.length === 1 && pieces.starts[0] === 0 && pieces.ends[0] === raw.length ? pieces.ids[0] : pieces;
  }

  /**
   * The normal form of a raw word and, for each of its code units, the span of the characters it comes from. A combining
   * mark that normalising drops counts to the character before it, so that a span never cuts an accent off.
   */
  #normalise(raw: string): { normal: string; from: number[]; to: number[] } {
    let normal = '';
    const from: number[] = [];
    const to: number[] = [];
    let start = 0;
    let last = 0;
    for (const character of raw) {
      const part = this.#characters.normalise(character);
      const end = start + character.length;
      if (part === '' && normal !== '' && /^\p{M}$/u.test(character) && to[to.length - 1] === start) to.fill(end, last);
      if (part !== '') {
        last = normal.length;
        for (let i = 0; i < part.length; i++) {
          from.push(start);
          to.push(end);
        }
        normal += part;
      }
      start = end;
    }
    return { normal, from, to };
  }

  /** Longest match first; a word with a part that no piece spells is one unknown token. */
  #matchPieces(
    normal: string,
    start: number,
    end: number,
    from: readonly number[],
    to: readonly number[],
    out: { ids: number[]; starts: number[]; ends: number[]; words: number[]; wordCount: number },
  ): void {
    const count = out.ids.length;
    const word = out.wordCount++;
    let at = start;
    if (codePoints(normal, start, end) <= this.#maxCharsPerWord) {
      while (at < end) {
        let stop = Math.min(end, at + this.#longestPiece);
        let id: number | undefined;
        for (; stop > at; stop--) {
          id = (at === start ? this.#spec.vocab : this.#continuations).get(normal.slice(at, stop));
          if (id !== undefined) break;
        }
        if (id === undefined) break;
        out.ids.push(id);
        out.starts.push(from[at]);
        out.ends.push(to[stop - 1]);
        out.words.push(word);
        at = stop;
      }
    }
    if (at < end) {
      for (const field of [out.ids, out.starts, out.ends, out.words]) field.length = count;
      out.ids.push(this.special.unknown);
      out.starts.push(from[start]);
      out.ends.push(to[end - 1]);
      out.words.push(word);
    }
  }
}

/** The code point at a place, not reading beyond `to`. */
function codePointWithin(text: string, at: number, to: number): number {
  return at + 1 < to ? (text.codePointAt(at) ?? 0) : text.charCodeAt(at);
}

function codePoints(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0xdc00 || unit > 0xdfff) count++;
  }
  return count;
}
