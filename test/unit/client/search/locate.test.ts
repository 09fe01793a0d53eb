import assert from 'node:assert/strict';
import { locate, locateCell, locateInFile } from '../../../../src/client/search/locate';

const preview = 'The heron stood still. It flew away.';
const best = { start: 0, end: 22 };
const hit = { preview, best, startLine: 2, endLine: 2 };
const slice = (text: string, { start, end }: { start: number; end: number }): string => text.slice(start, end);

describe('locate', () => {
  it('finds the passage where it was', () => {
    const text = `# Birds\n\n${preview}\n`;
    const found = locate(text, hit);
    assert.equal(slice(text, found.passage), preview);
    assert.equal(slice(text, found.best), 'The heron stood still.');
    assert.equal(found.isFound, true);
  });

  it('finds it after lines were put before it, and behind lines that went', () => {
    for (const text of [`a\nb\nc\nd\n\n${preview}`, preview]) {
      assert.equal(slice(text, locate(text, hit).passage), preview);
    }
  });

  it('takes the copy that is nearest to the old place', () => {
    const text = `${preview}\n1\n2\n3\n4\n5\n6\n7\n${preview}\n`;
    assert.equal(locate(text, { ...hit, startLine: 7, endLine: 7 }).passage.start, text.lastIndexOf(preview));
    assert.equal(locate(text, { ...hit, startLine: 0, endLine: 0 }).passage.start, 0);
  });

  it('finds the best sentence where the rest was changed', () => {
    const text = `# Birds\n\nThe heron stood still. It walked off.\n`;
    assert.equal(slice(text, locate(text, hit).best), 'The heron stood still.');
  });

  it('falls back on the old lines, also beyond the end', () => {
    const text = 'one\r\ntwo\r\nthree\r\n';
    const found = locate(text, hit);
    assert.equal(found.isFound, false);
    assert.equal(slice(text, found.passage), 'three');
    assert.ok(locate('', hit).passage.end <= 0);
    assert.ok(locate('x', { ...hit, startLine: 50, endLine: 60 }).passage.end <= 1);
  });
});

describe('locateInFile', () => {
  it('finds what a person reads in a page', () => {
    const text = '<ul>\n<li>A</li>\n</ul>\n<p>The <i>heron</i>\n stood&nbsp;still. It flew away.</p>\n';
    const page = { preview: 'The heron\nstood still. It flew away.', best: { start: 0, end: 22 } };
    const found = locateInFile(text, { ...page, startLine: 1, endLine: 1, language: 'html' });
    assert.equal(found.isFound, true);
    assert.equal(slice(text, found.passage), 'The <i>heron</i>\n stood&nbsp;still. It flew away.');
    assert.equal(slice(text, found.best), 'The <i>heron</i>\n stood&nbsp;still.');
  });

  it('falls back on the old lines of a page', () => {
    const text = '<p>one</p>\n<p>two</p>\n';
    const found = locateInFile(text, { ...hit, startLine: 1, endLine: 1, language: 'html' });
    assert.equal(found.isFound, false);
    assert.equal(slice(text, found.passage), '<p>two</p>');
  });

  it('finds all else as it is written', () => {
    const found = locateInFile(`# B\n\n${preview}`, { ...hit, language: 'markdown' });
    assert.equal(found.passage.start, 5);
  });
});

describe('locateCell', () => {
  const cells = ['# Birds', preview, 'x = 1', `a\n\n${preview}`, 'The heron stood still.'];

  it('takes the cell where the passage was, or the nearest that holds it now', () => {
    for (const [cell, expected] of [
      [1, 1],
      [0, 1],
      [3, 3],
      [2, 3],
      [99, 4],
    ] as const) {
      const found = locateCell(cells, { ...hit, cell });
      assert.equal(found?.index, expected, String(cell));
      assert.ok(found.located.isFound);
    }
  });

  it('stays at the old place where the passage is gone, and finds nothing in no cells', () => {
    const found = locateCell(['a', 'b', 'c'], { ...hit, cell: 1 });
    assert.deepEqual([found?.index, found?.located.isFound], [1, false]);
    assert.equal(locateCell([], { ...hit, cell: 1 }), undefined);
  });
});
