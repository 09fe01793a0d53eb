// Byte-level BPE, SentencePiece and other tokenizers through the parts of @huggingface/tokenizers: its normaliser,
// pre-tokenizer and model find the pieces; the spans, which it does not keep, are found here.

import { Tokenizer } from '@huggingface/tokenizers';
import { wellFormed } from '../../core/text';
import type { Encoding } from '../../core/types';
import { EngineError } from '../../engine/errors';
import type { SpecialTokens, TokenizerPort } from '../../engine/ports';
import { AddedTokens } from '../../engine/tokenizer/addedTokens';
import { isObject, pieceOf, steps, type TokenizerSpec } from '../../engine/tokenizer/spec';
import { assemble, TokenList } from '../../engine/tokenizer/tokenList';
import { WordCache } from '../../engine/tokenizer/wordCache';
import { align, type Aligned } from './alignment';
import { repaired } from './knownGaps';
import { spansOfPieces, type PieceSpans } from './pieceSpans';
import { PreTokenPlaces } from './preTokenPlaces';
import { spellingOf, surfaceOf, type Marks, type Spelling } from './surfaces';

interface Pieces extends PieceSpans {
  readonly ids: readonly number[];
}

const cachedWords = 16_384;
const longestCachedWord = 64;

export class HuggingFaceTokenizer implements TokenizerPort {
  readonly vocabSize: number;
  readonly special: SpecialTokens;
  readonly lowercases: boolean;

  readonly #spec: TokenizerSpec;
  readonly #tokenizer: Tokenizer;
  readonly #spelling: Spelling;
  readonly #marks: Marks;
  /** The pre-tokenizer leaves white space out, so that a blank in a pre-token was put there by it. */
  readonly #dropsSpace: boolean;
  /** SentencePiece words end before each ▁. */
  readonly #splitsAtMetaspace: boolean;
  readonly #rawAdded: AddedTokens;
  readonly #normalisedAdded: AddedTokens;
  readonly #specialIds: ReadonlySet<number>;
  readonly #cache = new WordCache<Pieces>(cachedWords);

  /** EngineError modelUnsupported when the library cannot run a part of the tokenizer. */
  constructor(spec: TokenizerSpec, tokenizerJson: unknown) {
    const json = repaired(tokenizerJson);
    this.#spec = spec;
    this.#tokenizer = construct(json);
    this.vocabSize = spec.pieces.length;
    this.special = spec.special;
    this.lowercases = spec.lowercases;
    this.#spelling = spellingOf(json.pre_tokenizer, json.normalizer, spec);
    this.#marks = marksOf(json.model);
    this.#dropsSpace = steps(json.pre_tokenizer, 'pretokenizers')[0]?.behavior === 'Removed';
    this.#splitsAtMetaspace = steps(json.pre_tokenizer, 'pretokenizers').some(
      (step) => step.type === 'Metaspace' && step.split !== false,
    );
    this.#rawAdded = new AddedTokens(spec.added.filter((token) => !token.normalized));
    this.#normalisedAdded = new AddedTokens(
      spec.added.filter((token) => token.normalized),
      (token) => this.#normalise(token.content),
    );
    this.#specialIds = new Set([
      ...spec.added.filter((token) => token.special).map((token) => token.id),
      ...Object.values(spec.special),
    ]);
  }

  encode(text: string, pair?: string): Encoding {
    const { single, pair: both } = this.#spec.template;
    if (pair === undefined) return assemble(single, [this.#tokens(text)], [text.length]);
    return assemble(both, [this.#tokens(text), this.#tokens(pair)], [text.length, pair.length]);
  }

  idsOf(text: string): Int32Array {
    const list = this.#tokens(text);
    return list.ids.slice(0, list.length);
  }

  piece(id: number): string {
    return pieceOf(this.#spec, id);
  }

  surface(id: number): { readonly text: string; readonly startsWord: boolean } | undefined {
    const piece = this.piece(id);
    if (this.#specialIds.has(id) || /^(?:\[unused\d+\]|<unused\d+>)$/.test(piece)) return undefined;
    return surfaceOf(piece, this.#spelling, this.#marks);
  }

  #tokens(raw: string): TokenList {
    const text = wellFormed(raw);
    const out = new TokenList();
    let at = 0;
    for (const match of this.#rawAdded.find(text)) {
      this.#section(text, at, match.outerStart, out);
      out.push(match.id, match.start, match.end, out.wordCount++);
      at = match.outerEnd;
    }
    this.#section(text, at, text.length, out);
    return out;
  }

  /** A stretch between added tokens: normalised, searched for added tokens again, cut into pre-tokens. */
  #section(text: string, from: number, to: number, out: TokenList): void {
    if (from >= to) return;
    const aligned = align(text.slice(from, to), (piece) => this.#normalise(piece));
    const back = (start: number, end: number): [number, number] =>
      trimmed(text, ...original(aligned, start, end, from));
    const first = from === 0;
    let at = 0;
    for (const match of this.#normalisedAdded.find(aligned.text)) {
      this.#preTokens(aligned.text, at, match.outerStart, first && at === 0, back, out);
      out.push(match.id, ...back(match.start, match.end), out.wordCount++);
      at = match.outerEnd;
    }
    this.#preTokens(aligned.text, at, aligned.text.length, first && at === 0, back, out);
  }

  #preTokens(
    normal: string,
    from: number,
    to: number,
    first: boolean,
    back: (start: number, end: number) => [number, number],
    out: TokenList,
  ): void {
    if (from >= to) return;
    const spelled = this.#spelling === 'metaspace' ? normal.replaceAll('▁', ' ') : normal;
    const places = new PreTokenPlaces(spelled, from, to, this.#dropsSpace);
    let at = from;
    for (const preToken of this.#preTokenise(normal.slice(from, to), first)) {
      const pieces = this.#piecesOf(preToken);
      const { base, virtual } = places.find(pieces.text, at);
      for (let i = 0; i < pieces.ids.length; i++) {
        const start = base + Math.max(0, pieces.starts[i] - virtual);
        const end = base + Math.max(0, pieces.ends[i] - virtual);
        out.push(pieces.ids[i], ...back(Math.min(start, to), Math.min(end, to)), out.wordCount);
      }
      if (pieces.ids.length) out.wordCount++;
      at = Math.min(to, base + pieces.text.length - virtual);
    }
  }

  #preTokenise(section: string, first: boolean): string[] {
    const preTokenizer = this.#tokenizer.pre_tokenizer;
    // Metaspace asks whether this is the very beginning of the text.
    const words = preTokenizer ? preTokenizer.pre_tokenize(section, { section_index: first ? 0 : 1 }) : [section];
    return this.#splitsAtMetaspace ? words.flatMap((word) => word.split(/(?=▁)/)) : words;
  }

  #piecesOf(preToken: string): Pieces {
    const known = this.#cache.get(preToken);
    if (known) return known;
    const pieces = this.#modelPieces(preToken);
    const ids = pieces.map((piece) => this.#spec.vocab.get(piece) ?? this.special.unknown);
    if (ids.some((id) => id < 0))
      throw new EngineError('modelCorrupt', { subject: 'tokenizer.json', reason: 'no unknown token' });
    const unknown = this.special.unknown < 0 ? undefined : this.piece(this.special.unknown);
    const found = {
      ids,
      ...spansOfPieces(preToken, pieces, { spelling: this.#spelling, marks: this.#marks, unknown }),
    };
    if (preToken.length <= longestCachedWord) this.#cache.set(preToken, found);
    return found;
  }

  /** Neighbours that are unknown as one, where the model wants that; the library takes the square of their number for it. */
  #modelPieces(preToken: string): string[] {
    const { model } = this.#tokenizer;
    const stretches = this.#spec.modelType === 'Unigram' ? stretchesOf(preToken) : [preToken];
    const pieces = model ? stretches.flatMap((stretch) => model.encode([stretch])) : [];
    if (!model?.fuse_unk) return pieces;
    const { vocab } = this.#spec;
    const isUnknown = (piece: string): boolean => (vocab.get(piece) ?? this.special.unknown) === this.special.unknown;
    const fused: string[] = [];
    for (let n = 0; n < pieces.length;) {
      let end = n + 1;
      if (isUnknown(pieces[n])) while (end < pieces.length && isUnknown(pieces[end])) end++;
      fused.push(vocab.has(pieces[n]) ? pieces[n] : pieces.slice(n, end).join(''));
      n = end;
    }
    return fused;
  }

  #normalise(text: string): string {
    const { normalizer } = this.#tokenizer;
    // The original lower-cases letter by letter; the library makes the last sigma of a word another letter.
    const input = this.lowercases ? text.replaceAll('Σ', 'σ') : text;
    return normalizer ? normalizer.normalize(input) : text;
  }
}

/** The library puts all pieces of a word on the stack at once, which holds some hundred thousand. */
const longestStretch = 16_384;

/** A word as it is; a longer one than any language has, in parts. */
function stretchesOf(word: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < word.length;) {
    let end = Math.min(word.length, at + longestStretch);
    if (end < word.length && (word.codePointAt(end - 1) ?? 0) > 0xffff) end--;
    parts.push(word.slice(at, end));
    at = end;
  }
  return parts;
}

function construct(json: Readonly<Record<string, unknown>>): Tokenizer {
  try {
    return new Tokenizer(json, {});
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EngineError('modelUnsupported', { subject: 'tokenizer.json', reason });
  }
}

function marksOf(model: unknown): Marks {
  const mark = (key: string): string => {
    const value = isObject(model) ? model[key] : undefined;
    return typeof value === 'string' ? value : '';
  };
  return {
    continuingPrefix: mark('continuing_subword_prefix'),
    continuingSuffix: mark('continuing_subword_suffix'),
    endOfWordSuffix: mark('end_of_word_suffix'),
  };
}

/** A span of the normalised text in the original one. */
function original({ starts, ends }: Aligned, start: number, end: number, offset: number): [number, number] {
  if (!starts || !ends) return [start + offset, end + offset];
  if (start >= end) {
    const place = start < starts.length ? starts[start] : (ends[ends.length - 1] ?? 0);
    return [place + offset, place + offset];
  }
  return [starts[start] + offset, Math.max(starts[start], ends[end - 1]) + offset];
}

const blank = /[^\S\uFEFF]/;

/** Without white space at the ends, unless that is all there is. */
function trimmed(text: string, start: number, end: number): [number, number] {
  let from = start;
  let to = end;
  while (from < to && blank.test(text[from])) from++;
  while (to > from && blank.test(text[to - 1])) to--;
  return from < to ? [from, to] : [start, end];
}
