import assert from 'node:assert/strict';
import { parseTokenizer } from '../../../../src/engine/tokenizer/spec';
import { WordPieceTokenizer } from '../../../../src/engine/tokenizer/wordpiece';
import { assertEncoding, titleOf, tokenizerFixture } from '../../../support/tokenizerFixtures';

const make = (name: string): WordPieceTokenizer =>
  new WordPieceTokenizer(parseTokenizer(tokenizerFixture(name).tokenizer, undefined));

for (const name of ['bert-uncased', 'bert-cased', 'mpnet']) {
  describe(`WordPieceTokenizer, ${name}, against the Rust library`, () => {
    const { cases } = tokenizerFixture(name);
    const tokenizer = make(name);
    for (const each of cases) {
      it(titleOf(each), () => assertEncoding(tokenizer.encode(each.text, each.pair), each));
    }
    it('answers the same when the words are known', () => {
      for (const each of cases) assertEncoding(tokenizer.encode(each.text, each.pair), each);
    });
  });
}
