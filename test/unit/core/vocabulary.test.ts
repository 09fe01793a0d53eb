import assert from 'node:assert/strict';
import { vocabularyOf, wordRows } from '../../../src/core/vocabulary';

// Worked by hand: two texts, idf = ln(3 / (1 + n)) + 1.
const seldom = Math.log(3 / 2) + 1;
const texts = ['red car', 'red dog'];

describe('vocabulary', () => {
  it('weighs a term of every text 1, one of a single text more', () => {
    const { terms, idf, unknownIdf } = vocabularyOf(texts);
    assert.deepEqual(terms, ['car', 'dog', 'red']);
    [seldom, seldom, 1].forEach((value, n) => assert.ok(Math.abs(idf[n] - value) < 1e-12));
    assert.ok(Math.abs(unknownIdf - seldom) < 1e-12);
  });

  for (const [text, expected] of [
    ['Red car', { car: seldom / Math.hypot(1, seldom), red: 1 / Math.hypot(1, seldom) }],
    ['car car', { car: 1 }],
    [
      'red red dog',
      {
        dog: seldom / Math.hypot(seldom, 1 + Math.log(2)),
        red: (1 + Math.log(2)) / Math.hypot(seldom, 1 + Math.log(2)),
      },
    ],
    ['red bus', { red: 1 / Math.hypot(1, seldom) }],
    ['bus', {}],
    ['?!', {}],
  ] as const) {
    it(`gives “${text}” its row, as short as its unknown words make it`, () => {
      const vocabulary = vocabularyOf(texts);
      const { width, starts, columns, values } = wordRows(vocabulary, [text]);
      assert.deepEqual([width, [...starts]], [3, [0, columns.length]]);
      const found = new Map(Array.from(columns, (column, at) => [vocabulary.terms[column], values[at]]));
      assert.deepEqual([...found.keys()].sort(), Object.keys(expected).sort());
      for (const [term, value] of Object.entries(expected)) assert.ok(Math.abs((found.get(term) ?? 0) - value) < 1e-6);
    });
  }

  it('knows nothing where there is nothing', () => {
    assert.deepEqual([...wordRows(vocabularyOf([]), ['red']).starts], [0, 0]);
  });
});
