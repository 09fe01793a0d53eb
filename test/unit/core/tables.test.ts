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

  it('writes JSON lines and Markdown in which text stays text', () => {
    assert.equal(toJsonLines(['a', 'b'], [[null, 'x\ny']]), '{"a":null,"b":"x\\ny"}\n');
    assert.equal(toMarkdown(['a'], [['x | <b>\n*y*']]), '| a |\n| --- |\n| x \\| \\<b\\> \\*y\\* |\n');
  });
});
