import assert from 'node:assert/strict';
import { indexPath, rootsOf, uriOf } from '../../../../src/server/search/folders';

const one = rootsOf([{ uri: 'file:///home/a%20b', name: 'a b' }]).roots;
const two = rootsOf([
  { uri: 'file:///home/docs', name: 'docs' },
  { uri: 'file:///home/docs/inner', name: 'docs' },
  { uri: 'vscode-vfs://github/x', name: 'x' },
]);

describe('folders of the index', () => {
  it('need no name where there is only one', () => {
    assert.equal(indexPath(one, 'file:///home/a%20b/c/d%23e.md'), 'c/d#e.md');
    assert.equal(uriOf(one, 'c/d#e.md'), 'file:///home/a%20b/c/d%23e.md');
  });

  it('of one name are told apart; those that are not on a disk are counted', () => {
    assert.deepEqual(
      two.roots.map(({ id }) => id),
      ['docs', 'docs-2'],
    );
    assert.equal(two.virtual, 1);
    assert.equal(uriOf(two.roots, 'docs-2/x.md'), 'file:///home/docs/inner/x.md');
  });

  it('give a file to the innermost of them, and no file that only shares a beginning', () => {
    assert.equal(indexPath(two.roots, 'file:///home/docs/inner/x.md'), 'docs-2/x.md');
    assert.equal(indexPath(two.roots, 'file:///home/docs/x.md'), 'docs/x.md');
    assert.equal(indexPath(two.roots, 'file:///home/docs-old/x.md'), undefined);
    assert.equal(indexPath(two.roots, 'untitled:Untitled-1'), undefined);
  });

  it('are spelt alike, however an editor writes an address', () => {
    const windows = rootsOf([{ uri: 'file:///c%3A/Work', name: 'Work' }]).roots;
    assert.equal(indexPath(windows, 'file:///C:/Work/a.md'), 'a.md');
    assert.equal(indexPath(windows, 'file:///c%3A/Work/%C3%A9.md'), 'é.md');
    assert.equal(indexPath(one, 'file:///home/a%20b/e%CC%81.md'), 'é.md');
    assert.equal(indexPath(one, 'file:///home/a%20b/100%.md'), undefined);
  });
});
