import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/errors';
import { parseTokenizer, type TokenizerSpec } from '../../../../src/engine/tokenizer/spec';

const vocab = { '[PAD]': 0, '[UNK]': 1, '[CLS]': 2, '[SEP]': 3, '[MASK]': 4, a: 5, '##b': 6 };
const wordPiece = {
  added_tokens: [{ id: 4, content: '[MASK]', special: true, normalized: false, lstrip: true }],
  normalizer: { type: 'BertNormalizer', lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: null,
  model: { type: 'WordPiece', unk_token: '[UNK]', vocab },
};
const bpe = { ...wordPiece, model: { type: 'BPE', vocab, merges: [] } };
const unigram = { ...wordPiece, model: { type: 'Unigram', unk_id: 0, vocab: [['<unk>', 0]] } };

describe('parseTokenizer', () => {
  const broken: readonly [string, unknown, EngineError['code'], RegExp][] = [
    ['nothing', undefined, 'modelCorrupt', /JSON object/],
    ['a text', 'x', 'modelCorrupt', /JSON object/],
    ['a list', [], 'modelCorrupt', /JSON object/],
    ['an empty object', {}, 'modelCorrupt', /field model/],
    ['a model of another kind', { model: { type: 'WordLevel', vocab } }, 'modelUnsupported', /WordLevel/],
    ['a model without type or vocabulary', { model: {} }, 'modelUnsupported', /undefined/],
    ['an empty vocabulary', { model: { type: 'WordPiece', vocab: {} } }, 'modelCorrupt', /model\.vocab/],
    ['a vocabulary of texts', { model: { type: 'WordPiece', vocab: { a: '0' } } }, 'modelCorrupt', /model\.vocab/],
    ['a negative id', { model: { type: 'BPE', merges: [], vocab: { a: -1 } } }, 'modelCorrupt', /model\.vocab/],
    ['BPE without merges', { model: { type: 'BPE', vocab } }, 'modelCorrupt', /model\.merges/],
    ['Unigram without scores', { model: { type: 'Unigram', vocab: [['a']] } }, 'modelCorrupt', /model\.vocab\[0\]/],
    [
      'no unknown token',
      { ...wordPiece, model: { ...wordPiece.model, vocab: { a: 0 } }, added_tokens: [] },
      'modelCorrupt',
      /unk_token/,
    ],
    ['added tokens without content', { ...wordPiece, added_tokens: [{ id: 1 }] }, 'modelCorrupt', /added_tokens/],
    ['added tokens that are no list', { ...wordPiece, added_tokens: 3 }, 'modelCorrupt', /added_tokens/],
    [
      'an unknown post-processor',
      { ...wordPiece, post_processor: { type: 'Foo' } },
      'modelUnsupported',
      /post-processor Foo/,
    ],
    [
      'a template without tokens',
      { ...wordPiece, post_processor: { type: 'TemplateProcessing', single: [] } },
      'modelCorrupt',
      /special_tokens/,
    ],
    [
      'a template with an unknown token',
      {
        ...wordPiece,
        post_processor: {
          type: 'TemplateProcessing',
          special_tokens: {},
          single: [{ SpecialToken: { id: '<x>', type_id: 0 } }],
          pair: [],
        },
      },
      'modelCorrupt',
      /<x>/,
    ],
    [
      'a BertProcessing without ids',
      { ...wordPiece, post_processor: { type: 'BertProcessing', cls: '[CLS]' } },
      'modelCorrupt',
      /post_processor/,
    ],
  ];
  for (const [what, json, code, reason] of broken) {
    it(`${what}: ${code}`, () => {
      assert.throws(
        () => parseTokenizer(json, undefined),
        (error) =>
          error instanceof EngineError &&
          error.code === code &&
          error.details.subject === 'tokenizer.json' &&
          reason.test(error.details.reason ?? ''),
      );
    });
  }

  it('reads special tokens from the config, as text or object, before the usual names', () => {
    const names = { ...vocab, '<s>': 7, '</s>': 8 };
    const json = { ...wordPiece, model: { ...wordPiece.model, vocab: names } };
    const config = { cls_token: '<s>', sep_token: { content: '</s>' }, mask_token: 'missing' };
    assert.deepEqual(parseTokenizer(json, config).special, { pad: 0, unknown: 1, cls: 7, sep: 8, mask: 4 });
    assert.deepEqual(parseTokenizer(json, 'no object').special, { pad: 0, unknown: 1, cls: 2, sep: 3, mask: 4 });
  });

  it('has −1 for special tokens that the vocabulary lacks', () => {
    assert.deepEqual(parseTokenizer({ model: { type: 'BPE', merges: [], vocab: { a: 0 } } }, null).special, {
      pad: -1,
      unknown: -1,
      cls: -1,
      sep: -1,
      mask: -1,
    });
  });

  it('takes what added tokens do from the file, with the defaults of the format', () => {
    const added = [
      { id: 9, content: 'x', special: false },
      { id: 10, content: 'y', special: true, lstrip: true, rstrip: true, single_word: true },
    ];
    const spec = parseTokenizer({ ...bpe, added_tokens: added }, undefined);
    assert.deepEqual(spec.added, [
      { id: 9, content: 'x', singleWord: false, lstrip: false, rstrip: false, normalized: true, special: false },
      { id: 10, content: 'y', singleWord: true, lstrip: true, rstrip: true, normalized: false, special: true },
    ]);
    assert.equal(spec.pieces.length, 11);
    assert.equal(spec.pieces[8], undefined);
  });

  const kinds: readonly [string, unknown, TokenizerSpec['modelType'], boolean][] = [
    ['WordPiece with its BERT parts', wordPiece, 'WordPiece', true],
    ['WordPiece without a normaliser', { ...wordPiece, normalizer: null }, 'WordPiece', true],
    ['WordPiece with another normaliser', { ...wordPiece, normalizer: { type: 'NFC' } }, 'WordPiece', false],
    [
      'WordPiece with another pre-tokenizer',
      { ...wordPiece, pre_tokenizer: { type: 'Whitespace' } },
      'WordPiece',
      false,
    ],
    [
      'WordPiece with normalised added tokens',
      { ...wordPiece, added_tokens: [{ id: 9, content: 'x' }] },
      'WordPiece',
      false,
    ],
    ['BPE', bpe, 'BPE', false],
    ['Unigram', unigram, 'Unigram', false],
    ['WordPiece of an old file', { ...wordPiece, model: { unk_token: '[UNK]', vocab } }, 'WordPiece', true],
    ['BPE of an old file', { ...wordPiece, model: { vocab, merges: [] } }, 'BPE', false],
    ['Unigram of an old file', { ...wordPiece, model: { unk_id: 0, vocab: [['<unk>', 0]] } }, 'Unigram', false],
  ];
  for (const [what, json, modelType, own] of kinds) {
    it(`${what}: ${own ? 'own code' : 'the general one'}`, () => {
      const spec = parseTokenizer(json, undefined);
      assert.equal(spec.modelType, modelType);
      assert.equal(spec.wordPiece !== undefined, own);
    });
  }

  const normalisations: readonly [object | null, Partial<NonNullable<TokenizerSpec['wordPiece']>['normalisation']>][] =
    [
      [{}, { cleanText: true, handleChineseChars: true, stripAccents: true, lowercase: true }],
      [{ lowercase: false }, { stripAccents: false, lowercase: false }],
      [
        { lowercase: false, strip_accents: true },
        { stripAccents: true, lowercase: false },
      ],
      [{ strip_accents: false }, { stripAccents: false, lowercase: true }],
      [{ strip_accents: null }, { stripAccents: true }],
      [
        { clean_text: false, handle_chinese_chars: false },
        { cleanText: false, handleChineseChars: false },
      ],
      [null, { cleanText: false, handleChineseChars: false, stripAccents: false, lowercase: false }],
    ];
  for (const [options, expected] of normalisations) {
    it(`normalisation of ${JSON.stringify(options)}`, () => {
      const normalizer = options && { type: 'BertNormalizer', ...options };
      const found = parseTokenizer({ ...wordPiece, normalizer }, undefined).wordPiece?.normalisation;
      assert.deepEqual({ ...found, ...expected }, found);
    });
  }

  const lower: readonly [unknown, boolean][] = [
    [{ type: 'Lowercase' }, true],
    [
      { type: 'Sequence', normalizers: [{ type: 'NFC' }, { type: 'Sequence', normalizers: [{ type: 'Lowercase' }] }] },
      true,
    ],
    [{ type: 'Sequence', normalizers: [{ type: 'NFC' }] }, false],
    [null, false],
  ];
  for (const [normalizer, lowercases] of lower) {
    it(`lowercases with ${JSON.stringify(normalizer)}: ${lowercases}`, () => {
      assert.equal(parseTokenizer({ ...bpe, normalizer }, undefined).lowercases, lowercases);
    });
  }
});
