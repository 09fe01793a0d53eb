import assert from 'node:assert/strict';
import { fold, isHalf, Lexicon, type TokenKind } from '../../../src/engine/lexicon';
import { FakeTokenizer } from '../../support/fakeEncoder';

const vocabulary = [
  'cat',
  'Cat',
  'car',
  'cats',
  '##s',
  '##ed',
  '42',
  '##7',
  ',',
  '##.',
  'a',
  'I',
  'x',
  '猫',
  'isn',
  'won',
  'extingu',
  'naïve',
  'α',
  "o'clock",
];
const tokenizer = new FakeTokenizer(vocabulary, false);
const lexicon = new Lexicon(tokenizer, new Set(['extingu']));

describe('Lexicon', () => {
  const kinds: [string, TokenKind][] = [
    ['cat', 'word'],
    ['##s', 'rest'],
    ['42', 'number'],
    ['##7', 'other'],
    [',', 'other'],
    ['##.', 'other'],
    ['a', 'word'],
    ['I', 'word'],
    ['x', 'other'],
    ['α', 'other'],
    ['猫', 'word'],
    ['isn', 'other'],
    ['won', 'word'],
    ['extingu', 'other'],
    ['naïve', 'word'],
    ["o'clock", 'word'],
    ['[MASK]', 'other'],
    ['[UNK]', 'other'],
  ];
  for (const [piece, kind] of kinds) {
    it(`${piece} is ${kind}`, () => assert.equal(lexicon.kind(tokenizer.id(piece)), kind));
  }

  it('knows what begins and what continues a word', () => {
    const begins = ['cat', 'extingu', 'isn', '##s', ',', '42', '[CLS]'].map((piece) =>
      lexicon.begins(tokenizer.id(piece)),
    );
    assert.deepEqual(begins, [true, true, true, false, false, false, false]);
    const continues = ['cat', '##s', '##7', '##.', ',', '[SEP]'].map((piece) => lexicon.continues(tokenizer.id(piece)));
    assert.deepEqual(continues, [false, true, true, false, false, false]);
  });

  it('finds a word in all its cases', () => {
    assert.deepEqual(lexicon.idsOfWord('CAT'), [tokenizer.id('cat'), tokenizer.id('Cat')]);
    assert.deepEqual(lexicon.idsOfWord('dog'), []);
    assert.deepEqual(lexicon.idsOfWord('extingu'), []);
  });

  const prefixes: [string, string[]][] = [
    ['ca', ['Cat', 'car', 'cat', 'cats']],
    ['CAT', ['Cat', 'cat', 'cats']],
    ['cats', ['cats']],
    ['cb', []],
    ['zzz', []],
  ];
  for (const [prefix, expected] of prefixes) {
    it(`words that begin with ${prefix}`, () => {
      const found = [...lexicon.withPrefix(prefix)].map((id) => lexicon.surface(id));
      assert.deepEqual(found.sort(), expected);
    });
  }

  it('every word begins with nothing', () => {
    const words = vocabulary.filter((piece) => lexicon.kind(tokenizer.id(piece)) === 'word');
    assert.equal(lexicon.withPrefix('').length, words.length);
  });
});

describe('fold', () => {
  it('makes spellings of one word equal', () => {
    assert.equal(fold('Don’t'), "don't");
    assert.equal(fold('CAFE\u0301'), 'café');
  });
});

describe('isHalf', () => {
  it('names what needs an apostrophe behind it', () => {
    assert.deepEqual(['isn', 'Doesn', 'won', 'can', 'cat'].map(isHalf), [true, true, false, false, false]);
  });
});
