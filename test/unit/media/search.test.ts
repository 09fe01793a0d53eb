// The pure parts of the search view: grouping, folding, what stays chosen.

import assert from 'node:assert/strict';
import { countText, fill, nearness, partsOf, placeOf } from '../../../media/search/format';
import { firstLimit, groupsOf, largerLimit, rowsOf, ViewModel } from '../../../media/search/state';
import type { ViewWords } from '../../../media/search/words';
import type { WireHit } from '../../../src/protocol/search';
import { parseSearchParams } from '../../../src/protocol/searchParse';

const hit = (path: string, preview: string, similarity?: number): WireHit => ({
  uri: `file:///${path}`,
  path,
  language: 'markdown',
  heading: [],
  startLine: 1,
  endLine: 3,
  score: 1,
  similarity,
  preview,
  best: { start: 0, end: preview.length },
  matches: [],
  duplicates: [],
  moreInFile: 0,
});
const hits = [hit('a.md', 'one'), hit('b.md', 'two'), hit('a.md', 'three')];
const words = {
  wordsOnly: 'words',
  close: 'close',
  related: 'related',
  loose: 'loose',
  line: 'line {0}',
  lines: 'lines {0} to {1}',
  oneHit: '1 passage',
  hits: '{0} passages in {1} files',
  hitsInOne: '{0} passages in one file',
} as unknown as ViewWords;

describe('rows of the search view', () => {
  it('stand by file, in the order of the best of each, and are counted through', () => {
    const rows = rowsOf(groupsOf(hits), new Set());
    assert.deepEqual(
      rows.map((row) => (row.kind === 'file' ? row.group.path : `${row.index} ${row.hit.preview}`)),
      ['a.md', '0 one', '1 three', 'b.md', '2 two'],
    );
  });

  it('of a folded file are hidden but counted', () => {
    const rows = rowsOf(groupsOf(hits), new Set(['a.md']));
    assert.deepEqual(
      rows.map((row) => (row.kind === 'file' ? `${row.group.path} ${row.isOpen}` : row.index)),
      ['a.md false', 'b.md true', 2],
    );
  });
});

describe('model of the search view', () => {
  it('keeps the chosen passage when the same search brings more', () => {
    const model = new ViewModel();
    model.setHits(hits, false);
    model.chosen = 4;
    model.setHits([hit('c.md', 'new'), ...hits], true);
    const row = model.rows[model.chosen];
    assert.equal(row.kind === 'hit' && row.hit.preview, 'two');
    model.setHits([hit('c.md', 'new')], true);
    assert.equal(model.chosen, -1);
  });

  it('takes a chip once and gives it back', () => {
    const model = new ViewModel();
    const chip = { kind: 'path', value: 'x' } as const;
    model.addChips([chip]);
    model.addChips([{ ...chip }]);
    assert.equal(model.input.chips.length, 1);
    model.removeChip({ ...chip });
    assert.equal(model.input.chips.length, 0);
  });

  it('comes back from its memory', () => {
    const model = new ViewModel();
    model.setHits(hits, false);
    model.fold('a.md', true);
    const other = new ViewModel();
    other.restore(model.memory);
    other.setHits(hits, false);
    assert.equal(other.rows.length, 3);
  });
});

describe('how many hits are asked for', () => {
  it('grows to what a search may ask for, and no further', () => {
    let limit = firstLimit;
    for (let n = 0; n < 20; n++) {
      const params = { query: 'bees', mode: 'hybrid', limit };
      assert.equal(parseSearchParams(params, '').limit, limit);
      limit = largerLimit(limit);
    }
    assert.throws(() => parseSearchParams({ query: 'bees', mode: 'hybrid', limit: limit + 1 }, ''));
  });
});

describe('words of the search view', () => {
  it('are filled in, once each', () => {
    assert.equal(fill('{0} of {1}', '{1}', 2), '{1} of 2');
    assert.equal(fill('{0} {2}', 1), '1 {2}');
  });

  it('say where and how near', () => {
    assert.equal(placeOf({ startLine: 1, endLine: 1 }, words), 'line 2');
    assert.equal(placeOf({ startLine: 1, endLine: 3 }, words), 'lines 2 to 4');
    assert.deepEqual(nearness(hit('a', 'a'), words), { word: 'words', share: 0 });
    assert.equal(nearness(hit('a', 'a', 0.9), words).word, 'close');
    assert.equal(nearness(hit('a', 'a', -0.2), words).share, 0);
    assert.equal(countText(1, 1, words), '1 passage');
    assert.equal(countText(3, 2, words), '3 passages in 2 files');
    assert.deepEqual(partsOf('a/b/c.md'), { name: 'c.md', folder: 'a/b' });
    assert.deepEqual(partsOf('c.md'), { name: 'c.md', folder: '' });
  });
});
