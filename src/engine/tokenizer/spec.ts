// What a tokenizer.json and its tokenizer_config.json say, parsed once into plain data. Both files are outside data:
// whatever does not fit is an EngineError that names the file and the field.

import { EngineError } from '../errors';
import type { SpecialTokens } from '../ports';

/** A token that is found in the text before anything else is done to it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Only where no letter or digit touches it. */
  readonly singleWord: boolean;
  /** Takes the white space before or behind it. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  /** Looked for in the normalised text instead of the text as it stands. */
  readonly normalized: boolean;
  readonly special: boolean;
}

export type TemplatePart =
  | { readonly kind: 'special'; readonly ids: readonly number[]; readonly typeId: number }
  | { readonly kind: 'text'; readonly segment: 0 | 1; readonly typeId: number };

/** How special tokens are put around one text and around a pair. */
export interface Template {
  readonly single: readonly TemplatePart[];
  readonly pair: readonly TemplatePart[];
}

/** Settings of the BERT normaliser; all false where there is none. */
export interface BertNormalisation {
  readonly cleanText: boolean;
  readonly handleChineseChars: boolean;
  readonly stripAccents: boolean;
  readonly lowercase: boolean;
}

export interface TokenizerSpec {
  readonly modelType: 'WordPiece' | 'BPE' | 'Unigram';
  /** Piece → id, added tokens included. */
  readonly vocab: ReadonlyMap<string, number>;
  /** Id → piece; holes where an id has none. */
  readonly pieces: readonly (string | undefined)[];
  readonly added: readonly AddedToken[];
  readonly special: SpecialTokens;
  readonly template: Template;
  readonly lowercases: boolean;
  /** Present where own code can tokenise: WordPiece behind the BERT normaliser and pre-tokenizer. */
  readonly wordPiece?: {
    readonly prefix: string;
    readonly maxCharsPerWord: number;
    readonly normalisation: BertNormalisation;
  };
}

type Json = Readonly<Record<string, unknown>>;

const fileName = 'tokenizer.json';

/** Of a number that the vocabulary leaves out, a name as unused pieces have. RangeError for one beyond it. */
export function pieceOf({ pieces }: Pick<TokenizerSpec, 'pieces'>, id: number): string {
  if (!(Number.isInteger(id) && id >= 0 && id < pieces.length)) throw new RangeError(`token id ${id}`);
  return pieces[id] ?? `[unused${id}]`;
}

/** EngineError modelCorrupt when a field is missing or of the wrong kind, modelUnsupported for a kind nobody here runs. */
export function parseTokenizer(tokenizerJson: unknown, tokenizerConfig: unknown): TokenizerSpec {
  const json = object(tokenizerJson, '');
  const config = isObject(tokenizerConfig) ? tokenizerConfig : {};
  const model = object(json.model, 'model');
  const modelType = modelTypeOf(model);
  const vocab = parseVocab(model, modelType);
  const added = list(json.added_tokens ?? [], 'added_tokens').map(parseAdded);
  for (const token of added) vocab.set(token.content, token.id);
  const pieces: (string | undefined)[] = [];
  for (const [piece, id] of vocab) pieces[id] = piece;
  const special = specialTokens(model, modelType, config, vocab);
  const normalizer = json.normalizer ?? null;
  return {
    modelType,
    vocab,
    pieces,
    added,
    special,
    template: parseTemplate(json.post_processor ?? null, vocab),
    lowercases: steps(normalizer, 'normalizers').some((step) => step.type === 'Lowercase' || step.lowercase === true),
    wordPiece:
      modelType === 'WordPiece' ? parseWordPiece(model, normalizer, json.pre_tokenizer, added, special) : undefined,
  };
}

/** The steps of a normaliser or pre-tokenizer: itself, or what its Sequence holds. */
export function steps(part: unknown, key: 'normalizers' | 'pretokenizers' | 'processors'): Json[] {
  if (!isObject(part)) return [];
  return part.type === 'Sequence' ? list(part[key], key).flatMap((each) => steps(each, key)) : [part];
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function modelTypeOf(model: Json): TokenizerSpec['modelType'] {
  const { type } = model;
  if (type === 'WordPiece' || type === 'BPE' || type === 'Unigram') return type;
  // Files of old versions do not name the type.
  if (type === undefined && Array.isArray(model.vocab)) return 'Unigram';
  if (type === undefined && isObject(model.vocab)) return 'merges' in model ? 'BPE' : 'WordPiece';
  throw new EngineError('modelUnsupported', { subject: fileName, reason: `tokenizer model ${String(type)}` });
}

function parseVocab(model: Json, type: TokenizerSpec['modelType']): Map<string, number> {
  const vocab = new Map<string, number>();
  if (type === 'Unigram') {
    for (const [id, entry] of list(model.vocab, 'model.vocab').entries()) {
      if (!Array.isArray(entry) || typeof entry[0] !== 'string' || typeof entry[1] !== 'number') {
        throw corrupt(`model.vocab[${id}]`);
      }
      vocab.set(entry[0], id);
    }
  } else {
    for (const [piece, id] of Object.entries(object(model.vocab, 'model.vocab'))) {
      if (!isId(id)) throw corrupt('model.vocab');
      vocab.set(piece, id);
    }
    if (type === 'BPE') list(model.merges, 'model.merges');
  }
  if (vocab.size === 0) throw corrupt('model.vocab');
  return vocab;
}

function parseAdded(value: unknown): AddedToken {
  const token = object(value, 'added_tokens');
  if (!isId(token.id) || typeof token.content !== 'string' || token.content === '') throw corrupt('added_tokens');
  const special = token.special === true;
  return {
    id: token.id,
    content: token.content,
    singleWord: token.single_word === true,
    lstrip: token.lstrip === true,
    rstrip: token.rstrip === true,
    normalized: typeof token.normalized === 'boolean' ? token.normalized : !special,
    special,
  };
}

function specialTokens(
  model: Json,
  type: TokenizerSpec['modelType'],
  config: Json,
  vocab: ReadonlyMap<string, number>,
): SpecialTokens {
  const find = (key: string, ...usual: string[]): number => {
    const named = isObject(config[key]) ? config[key].content : config[key];
    const spellings = typeof named === 'string' ? [named, ...usual] : usual;
    return spellings.map((each) => vocab.get(each)).find((id) => id !== undefined) ?? -1;
  };
  const unknown = type === 'Unigram' ? model.unk_id : vocab.get(String(model.unk_token));
  return {
    pad: find('pad_token', '[PAD]', '<pad>'),
    unknown: isId(unknown) ? unknown : find('unk_token', '[UNK]', '<unk>'),
    cls: find('cls_token', '[CLS]', '<s>'),
    sep: find('sep_token', '[SEP]', '</s>'),
    mask: find('mask_token', '[MASK]', '<mask>'),
  };
}

/** Settings for own code; undefined where some part is of another kind than BERT's, then the general one takes over. */
function parseWordPiece(
  model: Json,
  normalizer: unknown,
  preTokenizer: unknown,
  added: readonly AddedToken[],
  special: SpecialTokens,
): TokenizerSpec['wordPiece'] {
  if (!isObject(preTokenizer) || preTokenizer.type !== 'BertPreTokenizer') return undefined;
  if (normalizer !== null && (!isObject(normalizer) || normalizer.type !== 'BertNormalizer')) return undefined;
  if (added.some((token) => token.normalized)) return undefined;
  if (special.unknown < 0) throw corrupt('model.unk_token');
  const of = (key: string, usual: boolean): boolean => {
    if (!isObject(normalizer)) return false;
    return typeof normalizer[key] === 'boolean' ? normalizer[key] : usual;
  };
  const lowercase = of('lowercase', true);
  return {
    prefix: typeof model.continuing_subword_prefix === 'string' ? model.continuing_subword_prefix : '##',
    maxCharsPerWord: typeof model.max_input_chars_per_word === 'number' ? model.max_input_chars_per_word : 100,
    normalisation: {
      cleanText: of('clean_text', true),
      handleChineseChars: of('handle_chinese_chars', true),
      stripAccents: of('strip_accents', lowercase),
      lowercase,
    },
  };
}

const plain: Template = {
  single: [{ kind: 'text', segment: 0, typeId: 0 }],
  pair: [
    { kind: 'text', segment: 0, typeId: 0 },
    { kind: 'text', segment: 1, typeId: 1 },
  ],
};

/** TemplateProcessing, BertProcessing, RobertaProcessing; a ByteLevel step only trims offsets, which is always done. */
function parseTemplate(processor: unknown, vocab: ReadonlyMap<string, number>): Template {
  let template = plain;
  for (const step of steps(processor, 'processors')) {
    if (step.type === 'TemplateProcessing') {
      const ids = object(step.special_tokens, 'post_processor.special_tokens');
      template = { single: parts(step.single, ids, vocab), pair: parts(step.pair, ids, vocab) };
    } else if (step.type === 'BertProcessing') {
      template = aroundPair(idOf(step.cls), [idOf(step.sep)], idOf(step.sep), 1);
    } else if (step.type === 'RobertaProcessing') {
      template = aroundPair(idOf(step.cls), [idOf(step.sep), idOf(step.sep)], idOf(step.sep), 0);
    } else if (step.type !== 'ByteLevel') {
      throw new EngineError('modelUnsupported', { subject: fileName, reason: `post-processor ${String(step.type)}` });
    }
  }
  return template;
}

function aroundPair(cls: number, between: readonly number[], sep: number, pairType: number): Template {
  const start: TemplatePart = { kind: 'special', ids: [cls], typeId: 0 };
  const first: TemplatePart = { kind: 'text', segment: 0, typeId: 0 };
  return {
    single: [start, first, { kind: 'special', ids: [sep], typeId: 0 }],
    pair: [
      start,
      first,
      { kind: 'special', ids: between, typeId: 0 },
      { kind: 'text', segment: 1, typeId: pairType },
      { kind: 'special', ids: [sep], typeId: pairType },
    ],
  };
}

function parts(value: unknown, specials: Json, vocab: ReadonlyMap<string, number>): TemplatePart[] {
  return list(value, 'post_processor').map((each) => {
    const part = object(each, 'post_processor');
    const [inner] = [part.SpecialToken ?? part.Sequence].map((field) => object(field, 'post_processor'));
    const typeId = isId(inner.type_id) ? inner.type_id : 0;
    const name = String(inner.id);
    if (part.Sequence) return { kind: 'text', segment: name === 'B' ? 1 : 0, typeId };
    const entry = specials[name];
    const ids = isObject(entry) && Array.isArray(entry.ids) && entry.ids.every(isId) ? entry.ids : [vocab.get(name)];
    if (!ids.every(isId)) throw corrupt(`post_processor token ${name}`);
    return { kind: 'special', ids, typeId };
  });
}

function idOf(pair: unknown): number {
  if (!Array.isArray(pair) || !isId(pair[1])) throw corrupt('post_processor');
  return pair[1];
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31;
}

function object(value: unknown, field: string): Json {
  if (!isObject(value)) throw corrupt(field);
  return value;
}

function list(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw corrupt(field);
  return value;
}

function corrupt(field: string): EngineError {
  return new EngineError('modelCorrupt', { subject: fileName, reason: field ? `field ${field}` : 'not a JSON object' });
}
