import assert from 'node:assert/strict';
import type * as Columns from '../../../media/embedding/columns';
import type { NearWord, ShownNeighbour } from '../../../src/protocol/embeddings';

/** The names of lists come from the page, which a unit test has not. */
const page = globalThis as { document?: unknown };

const place = (form: string, start: number, similarity: number): ShownNeighbour => ({
  ...{ form, text: 0, start, end: start + form.length, similarity },
  ...{ before: 'we sat on the ', after: ', far away from it', source: 'a.md:1' },
});
const answer: NearWord = {
  ...{ answer: 1, word: 'bank', model: 'm', documents: 1, compared: 5, leftOut: 0 },
  table: { words: [{ text: 'loan', value: 0.4 }], missing: '' },
  substitutes: { words: [], missing: 'no masked LM' },
  layers: [
    { words: [place('River', 3, 0.2)], uses: [place('bank', 40, 0.9)] },
    { words: [place('river', 9, 0.6)], uses: [place('Bank', 70, 0.5)] },
  ],
};

describe('columns of neighbours', () => {
  let columns: typeof Columns;

  before(async () => {
    page.document = { getElementById: () => null };
    columns = await import('../../../media/embedding/columns');
  });
  after(() => delete page.document);

  it('puts the layers between the embedding table and what could stand in its place', () => {
    const found = columns.columnsOf(answer, 'words');
    assert.deepEqual(
      found.map(({ kind, name }) => [kind, name]),
      [
        ['table', 'Vocabulary'],
        ['layer', 'Layer 0'],
        ['layer', 'Layer 1'],
        ['substitutes', 'In its place'],
      ],
    );
    assert.equal(found[3].missing, 'no masked LM');
    assert.equal(found[1].entries[0].key, found[2].entries[0].key, 'one word, however it is spelt');
  });

  it('shows words of the vocabulary at each layer, and none before they are read', () => {
    const vocabulary = {
      word: 'bank',
      compared: 9,
      layers: [[{ text: 'Loan', value: 0.3 }], [{ text: 'shore', value: 0.5 }]],
    };
    const [before, found] = [undefined, vocabulary].map((read) => columns.columnsOf(answer, 'vocabulary', read));
    assert.deepEqual(
      before.map(({ entries }) => entries.length),
      [1, 0, 0, 0],
    );
    assert.deepEqual(
      found.map(({ entries }) => entries.map(({ label }) => label)),
      [['loan'], ['Loan'], ['shore'], []],
    );
    assert.equal(found[0].entries[0].key, found[1].entries[0].key, 'one word, however it is spelt');
    assert.equal(found[1].entries[0].place, undefined);
  });

  it('tells other uses of the word apart by their place, and shows the words beside it', () => {
    const found = columns.columnsOf(answer, 'uses');
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['layer', 'layer'],
    );
    assert.notEqual(found[0].entries[0].key, found[1].entries[0].key);
    assert.equal(found[0].entries[0].label, 'on the bank, far away');
  });

  it('shows a word at either end of its sentence', () => {
    assert.equal(columns.snippet({ before: '', form: 'Bank', after: '' }), 'Bank');
    assert.equal(columns.snippet({ before: 'a ', form: 'bank', after: '.' }), 'a bank.');
  });
});
