import assert from 'node:assert/strict';
import { parseDecision, parseExport, parseId, parseIndex, parseTab } from '../../../src/protocol/classifyPanel';
import { ParseError } from '../../../src/protocol/parse';

describe('what the classification view says', () => {
  it('is taken as it is meant', () => {
    assert.deepEqual(parseExport({ format: 'csv', ids: [2, 0] }), { format: 'csv', ids: [2, 0] });
    assert.equal(parseId({ id: 3 }), 3);
    assert.equal(parseIndex({ index: 0 }), 0);
    assert.equal(parseTab({ tab: 'review' }), 'review');
    assert.deepEqual([parseDecision({ label: 'billing' }), parseDecision({ label: null })], ['billing', null]);
  });

  it('is refused where it is something else', () => {
    for (const [what, parse] of [
      ['a format', () => parseExport({ format: 'constructor', ids: [] })],
      ['a number that is no row', () => parseExport({ format: 'csv', ids: [-1] })],
      ['a row by name', () => parseId({ id: 'toString' })],
      ['half an example', () => parseIndex({ index: 0.5 })],
      ['a tab', () => parseTab({ tab: '' })],
      ['a label that is no text', () => parseDecision({ label: { text: 'x' } })],
      ['nothing', () => parseDecision(null)],
    ] as const) {
      assert.throws(parse, ParseError, what);
    }
  });
});
