// The printed table.

import assert from 'node:assert/strict';
import { lostTo, printMarkdown, printTable, toPercent, type Row } from '../../../evaluation/report';

const row: Row = { task: 'blimp', metric: 'accuracy', records: 10, ours: 60, baselines: { unigram: 50, trigram: 60 } };

describe('report', () => {
  it('names every baseline that is not beaten', () => {
    assert.deepEqual(lostTo(row), ['trigram']);
    assert.deepEqual(lostTo({ ...row, lowerIsBetter: true }), ['unigram', 'trigram']);
    assert.deepEqual(lostTo({ ...row, ours: 61 }), []);
  });

  it('prints one line a row, breakdowns on request, sources and failures below', () => {
    const report = {
      model: 'tiny@123',
      rows: [
        { ...row, published: { human: 88.6, source: 'Somebody 2020' }, errors: 2 },
        { ...row, metric: 'accuracy, islands', breakdown: true as const },
      ],
      leftOut: [{ what: 'nsp', reason: 'no such output' }],
      notes: ['A note.'],
      seconds: 3,
    };
    const text = printTable(report);
    assert.match(text, /blimp +accuracy +10 +60\.0 +unigram 50\.0, trigram 60\.0 +trigram +human 88\.6/);
    assert.match(text, /blimp: published figures: Somebody 2020\./);
    assert.match(text, /2 answers failed/);
    assert.match(text, /Left out: nsp: no such output\./);
    assert.match(text, /A note\./);
    assert.doesNotMatch(text, /islands/);
    assert.match(printTable(report, true), /islands/);
  });

  it('prints Markdown whose rows have as many cells as its head', () => {
    const rows = [
      { ...row, metric: 'a | b', ours: 0.07, unit: 'fraction' as const, deviation: 0.001, note: 'so it is' },
    ];
    const lines = printMarkdown({ model: 'tiny@1', rows, leftOut: [], notes: [], seconds: 1 }).split('\n');
    const table = lines.filter((line) => line.startsWith('|'));
    assert.equal(table.length, 3);
    assert.equal(new Set(table.map((line) => line.split(/(?<!\\)\|/).length)).size, 1);
    assert.match(table[2], /a \\\| b \| 10 \| 0\.070 ± 0\.001/);
    assert.ok(lines.includes('- blimp: so it is.'));
  });

  it('keeps two decimals of a percentage', () => assert.equal(toPercent(0.123456), 12.35));
});
