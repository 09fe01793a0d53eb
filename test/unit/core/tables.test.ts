import assert from 'node:assert/strict';
import { parseCsv } from '../../../src/core/examples';
import { toCsv, toJsonLines, toMarkdown } from '../../../src/core/tables';

describe('tables', () => {
  it('writes CSV that no spreadsheet runs and every reader reads back', () => {
    const rows = [['=HYPERLINK("http://x")', 0.5], ['+1', 1], ['-2', 1], ['@x', 1], ['plain, "quoted"\nline', 1]] as const; // prettier-ignore
    const csv = toCsv(['text', 'p'], rows);
    const read = parseCsv(csv);
    assert.equal(read.length, 6);
    for (const [cell] of read.slice(1, 5)) assert.match(cell, /^'/);
    assert.equal(read[5][0], 'plain, "quoted"\nline');
    assert.equal(toCsv(['p'], [[-0.5]]), 'p\r\n-0.5\r\n');
  });

  // The first characters that OWASP's page on CSV injection names, full-width ones among them.
  for (const first of ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
    it(`does not let a cell begin with ${JSON.stringify(first)}`, () => {
      const [, [cell]] = parseCsv(toCsv(['text'], [[`${first}1+1`]]));
      assert.equal(cell, `'${first}1+1`);
    });
  }

  for (const [cell, shown] of [
    ['a\r\nb', 'a b'],
    ['a\rb', 'a b'],
    ['&lt;b&gt; &amp;', '\\&lt;b\\&gt; \\&amp;'],
    ['$x$ ~~y~~', '\\$x\\$ \\~\\~y\\~\\~'],
    ['[a](b) `c`', '\\[a\\](b) \\`c\\`'],
    ['a\\|b', 'a\\\\\\|b'],
  ]) {
    it(`keeps ${JSON.stringify(cell)} one cell of plain text in Markdown`, () => {
      assert.equal(toMarkdown(['a'], [[cell]]).split('\n')[2], `| ${shown} |`);
    });
  }

  it('writes JSON lines and Markdown in which text stays text', () => {
    assert.equal(toJsonLines(['a', 'b'], [[null, 'x\ny']]), '{"a":null,"b":"x\\ny"}\n');
    assert.equal(toMarkdown(['a'], [['x | <b>\n*y*']]), '| a |\n| --- |\n| x \\| \\<b\\> \\*y\\* |\n');
  });
});
