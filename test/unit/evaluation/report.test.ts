// The printed table.

import assert from 'node:assert/strict';
import { lostTo, printTable, toPercent, type Row } from '../../../evaluation/report';

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
    assert.match(
      text,
      /blimp +accuracy +10 +60\.0 +unigram 50\.0, trigram 60\.0 +not better than trigram +human 88\.6/,
    );
    assert.match(text, /Published, blimp: Somebody 2020\./);
    assert.match(text, /2 answers failed/);
    assert.match(text, /Left out: nsp: no such output\./);
    assert.match(text, /A note\./);
    assert.doesNotMatch(text, /islands/);
    assert.match(printTable(report, true), /islands/);
  });

  it('keeps two decimals of a percentage', () => assert.equal(toPercent(0.123456), 12.35));
});
