// BM25, grep and rank fusion against numbers worked out elsewhere.

import assert from 'node:assert/strict';
import { Bm25, Grep } from '../../../evaluation/lexicalSearch';

const documents = [
  { id: 'one', text: 'red apple apple' },
  { id: 'two', text: 'green apple pie with cream' },
  { id: 'three', text: 'red car' },
];

describe('lexical search of the baselines', () => {
  it('scores by the formula (numbers from a Python program of it)', () => {
    const scores = new Bm25(documents).scores('red apple');
    const expected = { one: 1.1550080805, two: 0.3901916922, three: 0.5619608611 };
    for (const [id, score] of Object.entries(expected)) {
      assert.ok(Math.abs((scores.get(id) ?? 0) - score) < 1e-9, `${id}: ${scores.get(id)}`);
    }
    assert.deepEqual(new Bm25(documents).rank('red apple', 10), ['one', 'three', 'two']);
  });

  it('finds nothing for words that no document holds', () => {
    assert.deepEqual(new Bm25(documents).rank('zebra', 10), []);
    assert.deepEqual(new Grep(documents).rank('zebra', 10), []);
  });

  it('keeps equal documents in file order and stops at the top', () => {
    const same = ['x', 'y', 'z'].map((id) => ({ id, text: 'same words' }));
    assert.deepEqual(new Bm25(same).rank('words', 2), ['x', 'y']);
  });

  it('greps: the most distinct words first, then the most lines of them', () => {
    assert.deepEqual(new Grep(documents).rank('red apple', 10), ['one', 'two', 'three']);
    assert.deepEqual(new Grep(documents).rank('apple', 10), ['one', 'two']);
    assert.deepEqual(new Grep(documents).rank('apples', 10), []);
  });
});
