import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { loadTokenizer } from '../../../../src/runtime/tokenizer/loadTokenizer';
import type { TokenizerPort } from '../../../../src/engine/ports';
import { assertEncoding, titleOf, tokenizerFixture } from '../../../support/tokenizerFixtures';

const load = (name: string): TokenizerPort => loadTokenizer(tokenizerFixture(name).tokenizer, undefined);
const names = ['roberta', 'modernbert', 'albert', 'xlm-roberta', 'plain-bpe', 'fallback-bpe'];

for (const name of names) {
  describe(`HuggingFaceTokenizer, ${name}, against the Rust library`, () => {
    const { cases } = tokenizerFixture(name);
    const tokenizer = load(name);
    for (const each of cases) {
      it(titleOf(each), () => assertEncoding(tokenizer.encode(each.text, each.pair), each));
    }
    it('answers the same when the words are known', () => {
      for (const each of cases) assertEncoding(tokenizer.encode(each.text, each.pair), each);
    });
    it('finds the same ids without special tokens', () => {
      for (const { text, ids, special } of cases.filter((each) => each.pair === undefined)) {
        assert.deepEqual(
          [...tokenizer.idsOf(text)],
          ids.filter((_, n) => !special[n]),
          text,
        );
      }
    });
    it('covers every letter of a text, in order', () => {
      const text = readFileSync('LICENSE', 'utf8').slice(0, 3000);
      const { starts, ends, special } = tokenizer.encode(text);
      const covered = new Uint8Array(text.length);
      for (let n = 0, last = 0; n < starts.length; n++) {
        if (special[n]) continue;
        assert.ok(starts[n] >= last, `token ${n} begins at ${starts[n]}, behind ${last}`);
        last = starts[n];
        covered.fill(1, starts[n], ends[n]);
      }
      const missed = [...text].filter((letter, at) => /\S/.test(letter) && !covered[at]);
      assert.deepEqual(missed, []);
    });
    it('replaces lone surrogates without moving anything', () => {
      const { starts, ends, words } = tokenizer.encode('ab \uD800 cd');
      const last = words.lastIndexOf(Math.max(...words));
      assert.deepEqual([ends[last], starts[last] >= 5], [7, true]);
    });
  });
}

describe('HuggingFaceTokenizer vocabulary', () => {
  const surfaces: readonly [string, string, ReturnType<TokenizerPort['surface']>][] = [
    ['roberta', 'Ġthe', { text: 'the', startsWord: true }],
    ['roberta', 'ing', { text: 'ing', startsWord: false }],
    ['roberta', 'Ġ', { text: '', startsWord: true }],
    ['roberta', 'Ċ', { text: '', startsWord: false }],
    ['roberta', 'Ã', undefined],
    ['roberta', '<mask>', undefined],
    ['roberta', '<s>', undefined],
    ['xlm-roberta', '▁', { text: '', startsWord: true }],
    ['xlm-roberta', '▁the', { text: 'the', startsWord: true }],
    ['xlm-roberta', 'e', { text: 'e', startsWord: false }],
    ['xlm-roberta', '<unk>', undefined],
    ['fallback-bpe', '<0xE4>', undefined],
    ['plain-bpe', 'the</w>', { text: 'the', startsWord: true }],
  ];
  for (const [name, piece, surface] of surfaces) {
    it(`surface of ${piece} in ${name}`, () => {
      const tokenizer = load(name);
      const id = [...Array(tokenizer.vocabSize).keys()].find((each) => tokenizer.piece(each) === piece);
      assert.ok(id !== undefined);
      assert.deepEqual(tokenizer.surface(id), surface);
    });
  }

  const specials: readonly [string, TokenizerPort['special'], boolean][] = [
    ['roberta', { cls: 0, pad: 1, sep: 2, unknown: 3, mask: 4 }, false],
    ['modernbert', { pad: 0, unknown: 1, cls: 2, sep: 3, mask: 4 }, false],
    ['albert', { pad: 0, unknown: 1, cls: 2, sep: 3, mask: 4 }, true],
    ['xlm-roberta', { cls: 0, pad: 1, sep: 2, unknown: 3, mask: 4 }, false],
  ];
  for (const [name, special, lowercases] of specials) {
    it(`special tokens and case of ${name}`, () => {
      const tokenizer = load(name);
      assert.deepEqual(tokenizer.special, special);
      assert.equal(tokenizer.lowercases, lowercases);
      assert.throws(() => tokenizer.piece(tokenizer.vocabSize), RangeError);
    });
  }

  it('takes a mask with the white space before it and spans the mask alone', () => {
    const tokenizer = load('roberta');
    const { inputIds, starts, ends } = tokenizer.encode('a <mask> b');
    const at = inputIds.indexOf(tokenizer.special.mask);
    assert.deepEqual([at, starts[at], ends[at]], [2, 2, 8]);
  });
});
