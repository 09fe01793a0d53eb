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
    let at = from;
    for (const preToken of this.#preTokenise(normal.slice(from, to), first)) {
      const pieces = this.#piecesOf(preToken);
      const { base, virtual } = locate(spelled, pieces.text, at, to, this.#dropsSpace);
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
    const model = this.#tokenizer.model;
    const pieces = model ? model._call([preToken]) : [];
    const ids = pieces.map((piece) => this.#spec.vocab.get(piece) ?? this.special.unknown);
    if (ids.some((id) => id < 0))
      throw new EngineError('modelCorrupt', { subject: 'tokenizer.json', reason: 'no unknown token' });
    const found = { ids, ...spansOfPieces(preToken, pieces, this.#spelling, this.#marks) };
    if (preToken.length <= longestCachedWord) this.#cache.set(preToken, found);
    return found;
  }

  #normalise(text: string): string {
    const { normalizer } = this.#tokenizer;
    // The original lower-cases letter by letter; the library makes the last sigma of a word another letter.
    const input = this.lowercases ? text.replaceAll('Σ', 'σ') : text;
    return normalizer ? normalizer.normalize(input) : text;
  }
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

/**
 * Where a decoded pre-token lies in the normalised text at or behind `at`. `virtual`: how many of its first code units (a
 * blank that the pre-tokenizer put before it) are not in the text.
 */
function locate(
  normal: string,
  text: string,
  at: number,
  to: number,
  dropsSpace: boolean,
): { base: number; virtual: number } {
  const bare = text.replace(/^ /, '');
  const prefix = text.length - bare.length;
  for (let place = at; place < to; place++) {
    const space = /\s/.test(normal[place]);
    if (!(dropsSpace && space)) {
      if (normal.startsWith(text, place)) return { base: place, virtual: 0 };
      if (prefix && normal.startsWith(bare, place)) return { base: place, virtual: prefix };
    }
    if (!space) break;
  }
  const ahead = normal.indexOf(bare, at);
  return { base: ahead < 0 || ahead > to ? at : ahead, virtual: prefix };
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
