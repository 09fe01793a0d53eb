// Figures of the documents: blocks that are replaced, tables that are made of a report, documents with a foreign paragraph.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { classificationTable } from '../../../evaluation/figures/classification';
import { table, withFigures } from '../../../evaluation/figures/document';
import { mixed } from '../../../evaluation/figures/similarity';

describe('figures in documents', () => {
  const document =
    'Before.\n\n<!-- figures: a -->\nold\n<!-- /figures -->\n\n<!-- figures: b -->\nkept\n<!-- /figures -->\n';

  it('replace their block, and nothing else', () => {
    const found = withFigures(document, 'a', ['new', 'lines']);
    assert.equal(found, document.replace('\nold\n', '\n\nnew\nlines\n\n'));
    assert.equal(withFigures(found, 'a', ['new', 'lines']), found, 'written twice');
  });

  it('are refused where there is no such block', () => {
    assert.throws(() => withFigures(document, 'c', []), /named c/);
    assert.throws(() => withFigures('<!-- figures: a -->', 'a', []), /named a/);
  });

  for (const [file, blocks] of [
    ['docs/similarity.md', ['scale', 'bands', 'coherence']],
    ['docs/classification.md', ['classification']],
  ] as const) {
    it(`have their places in ${file}, each under the id of the weights`, () => {
      const text = readFileSync(file, 'utf8');
      for (const name of blocks) {
        assert.notEqual(withFigures(text, name, ['new']), text);
        assert.match(text.split(`<!-- figures: ${name} -->`)[1], /^\s*Measured with `[\w-]+@[0-9a-f]{12}`/);
      }
    });
  }

  it('stand in tables', () =>
    assert.deepEqual(
      table([
        ['a', 'b'],
        ['1', '2'],
      ]),
      ['| a | b |', '|---|---|', '| 1 | 2 |'],
    ));

  it('of classifiers are those of the report', () => {
    const row = (task: string, metric: string, ours: number, baselines = {}) => ({
      task,
      metric,
      ours,
      baselines,
      records: 9,
    });
    const rows = [
      row('news', 'accuracy, 8 a class', 61.54, { 'TF-IDF + logistic regression': 49.4, 'naive Bayes': 47 }),
      row('news', 'calibration error (0 to 1), 8 a class', 0.0504),
      row('news', 'accuracy, 64 a class', 81.4),
      row('news', 'calibration error (0 to 1), 64 a class', 0.045),
      row('nsp', 'accuracy, threshold 0.5', 64.5),
    ];
    assert.deepEqual(classificationTable({ rows }).slice(2), ['| news | 61.5 (49.4) | – | 81.4 | 0.050 | – | 0.045 |']);
  });
});

describe('documents with a foreign paragraph', () => {
  const paragraph = (name: string, n: number) => `${`${name}${n} `.repeat(20)}ends.`;
  const document = (name: string, count: number) =>
    Array.from({ length: count }, (_, n) => paragraph(name, n)).join('\n\n');

  it('are six neighbouring paragraphs and one of the next document', () => {
    const found = mixed([document('a', 7), document('b', 6), 'A heading\n\nToo short.', document('c', 9)], 2);
    assert.equal(found.length, 2);
    for (const [n, [own, next]] of [
      ['a', 'b'],
      ['b', 'c'],
    ].entries()) {
      const { paragraphs, foreign } = found[n];
      assert.equal(paragraphs[foreign], paragraph(next, 0));
      assert.deepEqual(
        paragraphs.filter((_, place) => place !== foreign),
        [0, 1, 2, 3, 4, 5].map((place) => paragraph(own, place)),
      );
      assert.ok(foreign > 0 && foreign < paragraphs.length - 1, 'with a joint on both sides');
    }
  });

  it('are taken from no run that a heading or a short paragraph parts', () => {
    const parted = [document('a', 5), 'A Heading', document('a', 5)].join('\n\n');
    assert.deepEqual(mixed([parted, document('b', 6), parted], 5), []);
  });
});
