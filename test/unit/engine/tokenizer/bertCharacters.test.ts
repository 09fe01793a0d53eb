import assert from 'node:assert/strict';
import {
  BertCharacters,
  singleKind,
  spaceKind,
  surrogateKind,
  wordKind,
} from '../../../../src/engine/tokenizer/bertCharacters';

const all = { cleanText: true, handleChineseChars: true, stripAccents: true, lowercase: true };
const none = { cleanText: false, handleChineseChars: false, stripAccents: false, lowercase: false };

/** What the Rust library (tokenizers 0.23.2) makes of a code point with all steps on: its kind and its normal form. */
const table: readonly [number, number, string][] = [
  [0x41, wordKind, 'a'],
  [0xe9, wordKind, 'e'],
  [0x130, wordKind, 'i'],
  [0x3a3, wordKind, 'σ'],
  [0x1e9e, wordKind, 'ß'],
  [0xd55c, wordKind, '\u1112\u1161\u11ab'],
  [0x301, wordKind, ''],
  [0x200d, wordKind, ''],
  [0xad, wordKind, ''],
  [0x0, wordKind, ''],
  [0xb, wordKind, ''],
  [0x85, wordKind, ''],
  [0xfeff, wordKind, ''],
  [0xfffd, wordKind, ''],
  [0xe000, wordKind, ''],
  [0x378, wordKind, '\u0378'],
  [0x9, spaceKind, ' '],
  [0xa0, spaceKind, ' '],
  [0x3000, spaceKind, ' '],
  [0x2029, spaceKind, ' '],
  [0x24, singleKind, '$'],
  [0x5f, singleKind, '_'],
  [0x2014, singleKind, '—'],
  [0x37e, singleKind, ';'],
  [0x1fef, singleKind, '`'],
  [0x20ac, wordKind, '€'],
  [0x4e00, singleKind, '一'],
  [0x3042, wordKind, 'あ'],
  [0xf900, singleKind, '豈'],
  [0x1f600, wordKind, '😀'],
  [0x20000, singleKind, '\u{20000}'],
  [0x2b81f, singleKind, '\u{2B81F}'],
  // Extension E begins late there.
  [0x2b820, wordKind, '\u{2B820}'],
  [0x2b91f, wordKind, '\u{2B91F}'],
  [0x2b920, singleKind, '\u{2B920}'],
  [0x2f800, singleKind, '丽'],
];

describe('BertCharacters', () => {
  const characters = new BertCharacters(all);
  for (const [codePoint, kind, normal] of table) {
    it(`U+${codePoint.toString(16).toUpperCase()}`, () => {
      const found = codePoint > 0xffff ? characters.classifyAstral(codePoint) : characters.classify(codePoint);
      assert.equal(found, kind);
      assert.equal(characters.normalise(String.fromCodePoint(codePoint)), normal);
    });
  }

  it('leaves halves of pairs to a closer look, and drops lone ones', () => {
    assert.equal(characters.classify(0xd83d), surrogateKind);
    assert.equal(characters.kinds[0xd83d], surrogateKind);
    assert.equal(characters.classifyAstral(0xd83d), wordKind);
    assert.equal(characters.normalise('\uD83D'), '');
  });

  it('leaves all as it is when no step is on', () => {
    const bare = new BertCharacters(none);
    for (const character of ['A', 'é', '\u0301', '\u0000', '\u200D', '一']) {
      assert.equal(bare.normalise(character), character);
      assert.equal(bare.classify(character.charCodeAt(0)), wordKind);
    }
    assert.equal(bare.classify(0x0b), spaceKind);
    assert.equal(bare.classify(0x21), singleKind);
    assert.equal(bare.normalise('\uD83D'), '\uFFFD');
  });
});
