import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { parseTokenizer } from '../../../../src/engine/tokenizer/spec';
import { WordPieceTokenizer } from '../../../../src/engine/tokenizer/wordpiece';
import { assertEncoding, titleOf, tokenizerFixture } from '../../../support/tokenizerFixtures';

const make = (json: unknown): WordPieceTokenizer => new WordPieceTokenizer(parseTokenizer(json, undefined));

for (const name of ['bert-uncased', 'bert-cased', 'bert-bare', 'mpnet']) {
  describe(`WordPieceTokenizer, ${name}, against the Rust library`, () => {
    const { tokenizer: json, cases } = tokenizerFixture(name);
    const tokenizer = make(json);
    for (const each of cases) {
      it(titleOf(each), () => assertEncoding(tokenizer.encode(each.text, each.pair), each));
    }
    it('answers the same when the words are known', () => {
      for (const each of cases) assertEncoding(tokenizer.encode(each.text, each.pair), each);
    });
    it('finds the same ids without special tokens', () => {
      for (const { text, pair, ids, special } of cases.filter((each) => each.pair === undefined)) {
        assert.deepEqual(
          [...tokenizer.idsOf(text)],
          ids.filter((_, n) => !special[n]),
          `${text} ${pair}`,
        );
      }
    });
  });
}

describe('WordPieceTokenizer, bundled vocabulary, against @huggingface/tokenizers', () => {
  const read = (file: string): unknown => JSON.parse(readFileSync(`models/semtext-mini-en/${file}`, 'utf8'));
  const json = read('tokenizer.json') as object;
  const tokenizer = make(json);
  const reference = new Tokenizer(json, read('tokenizer_config.json') as object);
  /** Where the JavaScript library departs from the Rust one: astral Han, and the sigma that ends a word. */
  const departs = /\p{sc=Han}(?<=[\u{20000}-\u{3FFFF}])|Σ/u;

  it('every line of the licence', () => {
    const lines = readFileSync('LICENSE', 'utf8').split('\n');
    assert.ok(lines.length > 50);
    for (const line of lines) assert.deepEqual([...tokenizer.encode(line).inputIds], reference.encode(line).ids, line);
  });

  it('the licence as one text, without truncation', () => {
    const text = readFileSync('LICENSE', 'utf8');
    const { inputIds, ends } = tokenizer.encode(text);
    assert.ok(inputIds.length > 1500);
    assert.deepEqual([...inputIds], reference.encode(text).ids);
    assert.equal(ends[inputIds.length - 2], text.trimEnd().length);
  });

  for (const each of tokenizerFixture('bert-uncased').cases) {
    const { text, pair } = each;
    if (departs.test(text) || pair === '') continue;
    it(titleOf(each), () => {
      const expected = reference.encode(text, { text_pair: pair, return_token_type_ids: true });
      const actual = tokenizer.encode(text, pair);
      assert.deepEqual([...actual.inputIds], expected.ids);
      assert.deepEqual([...actual.tokenTypeIds], expected.token_type_ids);
    });
  }
});

describe('WordPieceTokenizer spans', () => {
  const tokenizer = make(tokenizerFixture('bert-uncased').tokenizer);
  /** The text of each token, as the spans cut it out. */
  const cut = (text: string): string[] => {
    const { starts, ends, special } = tokenizer.encode(text);
    return [...starts.keys()].filter((n) => !special[n]).map((n) => text.slice(starts[n], ends[n]));
  };
  const whole = (text: string): string[] => {
    const { starts, ends, words } = tokenizer.encode(text);
    const spans = new Map<number, [number, number]>();
    for (const [n, word] of words.entries()) {
      if (word >= 0) spans.set(word, [spans.get(word)?.[0] ?? starts[n], ends[n]]);
    }
    return [...spans.values()].map(([start, end]) => text.slice(start, end));
  };
  const table: readonly [string, readonly string[]][] = [
    ['cafe\u0301 nai\u0308ve', ['cafe\u0301', 'nai\u0308ve']],
    ['東京タワー', ['東', '京', 'タワー']],
    ['👩‍👩‍👧 ok', ['👩‍👩‍👧', 'ok']],
    ['❤️!', ['❤️', '!']],
    ['שָׁלוֹם', ['שָׁלוֹם']],
    ['don’t', ['don', '’', 't']],
    ['well-known', ['well', '-', 'known']],
    ['a\u00ADb', ['a\u00ADb']],
    ['x [MASK], y', ['x', '[MASK]', ',', 'y']],
    ['한국', ['한국']],
    ['x\uD800y \uDC00 z', ['x\uD800y', 'z']],
  ];
  for (const [text, words] of table) {
    it(JSON.stringify(text), () => assert.deepEqual(whole(text), words));
  }

  it('cuts a word into its pieces', () => {
    const { cases } = tokenizerFixture('bert-uncased');
    for (const { text } of cases) {
      const plain = text.replace(/[^ -Z^-~]/g, 'a');
      const { inputIds, special } = tokenizer.encode(plain);
      const ids = [...inputIds].filter((_, n) => !special[n]);
      for (const [n, piece] of cut(plain).entries()) {
        const surface = tokenizer.surface(ids[n])?.text ?? piece;
        assert.equal(piece.toLowerCase(), surface === '[UNK]' ? piece.toLowerCase() : surface);
      }
    }
  });

  it('places special tokens without a width', () => {
    const { starts, ends, special, segments } = tokenizer.encode('one two', 'three');
    const places = [...special.keys()].filter((n) => special[n]).map((n) => [segments[n], starts[n], ends[n]]);
    assert.deepEqual(places, [
      [0, 0, 0],
      [0, 7, 7],
      [1, 5, 5],
    ]);
  });

  it('marks a mask in the text as no special token and as a word', () => {
    const { inputIds, special, words } = tokenizer.encode('a [MASK] b');
    assert.deepEqual([...inputIds.slice(1, 4)].indexOf(tokenizer.special.mask), 1);
    assert.deepEqual([...special], [1, 0, 0, 0, 1]);
    assert.deepEqual([...words], [-1, 0, 1, 2, -1]);
  });
});

describe('WordPieceTokenizer vocabulary', () => {
  const { tokenizer: json } = tokenizerFixture('bert-uncased');
  const tokenizer = make(json);
  const idOf = (piece: string): number => (json as { model: { vocab: Record<string, number> } }).model.vocab[piece];

  it('names the special tokens', () => {
    assert.deepEqual(tokenizer.special, { pad: 0, unknown: 1, cls: 2, sep: 3, mask: 4 });
    assert.equal(tokenizer.lowercases, true);
    assert.equal(make(tokenizerFixture('bert-cased').tokenizer).lowercases, false);
  });

  it('knows its size, also with tokens added behind the vocabulary', () => {
    const added = make(tokenizerFixture('bert-bare').tokenizer);
    assert.equal(added.piece(added.vocabSize - 1), '[X]');
    assert.equal(tokenizer.vocabSize, Object.keys((json as { model: { vocab: object } }).model.vocab).length);
  });

  const surfaces: readonly [string, ReturnType<WordPieceTokenizer['surface']>][] = [
    ['the', { text: 'the', startsWord: true }],
    ['##ing', { text: 'ing', startsWord: false }],
    [',', { text: ',', startsWord: true }],
    ['[MASK]', undefined],
    ['[PAD]', undefined],
    ['[UNK]', undefined],
  ];
  for (const [piece, surface] of surfaces) {
    it(`surface of ${piece}`, () => {
      assert.equal(tokenizer.piece(idOf(piece)), piece);
      assert.deepEqual(tokenizer.surface(idOf(piece)), surface);
    });
  }

  it('names a number that the vocabulary leaves out as an unused one', () => {
    const vocab = { '[PAD]': 0, '[UNK]': 1, '[CLS]': 2, '[SEP]': 3, '[MASK]': 4, a: 7 };
    const json = {
      added_tokens: Object.entries(vocab).flatMap(([content, id]) => (id < 5 ? [{ id, content, special: true }] : [])),
      normalizer: { type: 'BertNormalizer', lowercase: true },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: null,
      model: { type: 'WordPiece', unk_token: '[UNK]', vocab },
    };
    const gapped = new WordPieceTokenizer(parseTokenizer(json, undefined));
    assert.equal(gapped.vocabSize, 8);
    assert.equal(gapped.piece(6), '[unused6]');
    assert.equal(gapped.surface(6), undefined);
  });

  it('refuses ids that do not exist', () => {
    assert.throws(() => tokenizer.piece(-1), RangeError);
    assert.throws(() => tokenizer.piece(tokenizer.vocabSize), RangeError);
    assert.throws(() => tokenizer.surface(1e9), RangeError);
  });

  it('takes a long text without blanks in linear time', () => {
    const unit = 'abcdefghij'.repeat(1000);
    // Of the processor: on a busy machine the clock goes on without us.
    const time = (text: string): number => {
      const began = process.cpuUsage();
      tokenizer.encode(text);
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1000;
    };
    time(unit);
    const small = Math.min(time(unit.repeat(4)), time(unit.repeat(4)), time(unit.repeat(4)));
    const large = Math.min(time(unit.repeat(32)), time(unit.repeat(32)), time(unit.repeat(32)));
    assert.ok(large < 40 * small + 50, `${small} ms for 40k, ${large} ms for 320k`);
  });
});
