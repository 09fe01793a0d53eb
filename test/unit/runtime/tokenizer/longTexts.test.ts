// Texts that no person writes but that a file may hold: one word of a book's length, marks without end. What tokenising them
// costs must grow with their length, not with its square.

import assert from 'node:assert/strict';
import { loadTokenizer } from '../../../../src/runtime/tokenizer/loadTokenizer';
import { tokenizerFixture } from '../../../support/tokenizerFixtures';

const length = 50_000;
/** Processor time. The square of the length took five seconds or more on a fast machine, its multiple a few tenths. */
const mostMs = 3000;

const repeated = (part: string): string => part.repeat(Math.ceil(length / part.length));

const texts: readonly [string, readonly string[], string][] = [
  [
    'words',
    ['roberta', 'xlm-roberta', 'albert', 'fallback-bpe'],
    repeated('Thirteen cafés of naïve people, and no 1 else. '),
  ],
  [
    'one word of many pieces',
    ['xlm-roberta', 'plain-bpe'],
    Array.from({ length }, (_, n) => String.fromCharCode(97 + ((n * 7919) % 26))).join(''),
  ],
  ['one letter with all the marks', ['xlm-roberta', 'roberta'], `a${'\u0301'.repeat(length - 1)}`],
  ['characters that fall apart', ['xlm-roberta', 'albert'], repeated('ﬁ½㍿')],
  ['signs that no piece spells', ['xlm-roberta', 'albert', 'plain-bpe'], repeated('一丁丂')],
  ['emoji of many parts', ['xlm-roberta', 'fallback-bpe'], repeated('👩‍👩‍👧')],
  ['the mark of a blank alone', ['xlm-roberta', 'plain-bpe'], repeated('▁')],
  ['halves of surrogate pairs', ['xlm-roberta', 'roberta'], repeated('a\uD83D\uDE00\uDE00')],
];

describe('Tokenising a long text', () => {
  for (const [kind, names, text] of texts) {
    for (const name of names) {
      it(`${kind}, ${name}`, function () {
        this.timeout(60_000);
        const tokenizer = loadTokenizer(tokenizerFixture(name).tokenizer, undefined);
        tokenizer.encode(text.slice(0, 100));
        const before = process.cpuUsage();
        const { starts, ends } = tokenizer.encode(text);
        const { user, system } = process.cpuUsage(before);
        const ms = (user + system) / 1000;
        assert.ok(ms < mostMs, `${ms.toFixed(0)} ms for ${text.length} code units`);
        for (let n = 1; n < starts.length; n++) {
          assert.ok(starts[n] >= starts[n - 1], `token ${n} begins at ${starts[n]}`);
          assert.ok(ends[n] <= text.length, `token ${n} ends at ${ends[n]}`);
        }
      });
    }
  }
});
