import { loadTokenizer } from '../../../../src/runtime/tokenizer/loadTokenizer';
import { assertEncoding, titleOf, tokenizerFixture } from '../../../support/tokenizerFixtures';

for (const name of ['roberta', 'modernbert', 'albert', 'xlm-roberta', 'plain-bpe', 'fallback-bpe']) {
  describe(`HuggingFaceTokenizer, ${name}, against the Rust library`, () => {
    const { tokenizer: json, cases } = tokenizerFixture(name);
    const tokenizer = loadTokenizer(json, undefined);
    for (const each of cases) {
      it(titleOf(each), () => assertEncoding(tokenizer.encode(each.text, each.pair), each));
    }
  });
}
