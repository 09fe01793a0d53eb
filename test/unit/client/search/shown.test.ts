// Where the state of the index is told, and what a list without hits offers.

import assert from 'node:assert/strict';
import { placed, toldRows, type Shown } from '../../../../src/client/search/shown';

const asking: Shown = {
  text: 'Index 5,000 files?',
  actions: ['start', 'decline'],
  notice: { title: 'Index 5,000 files?', text: 'They hold 10 MB.' },
  isTrouble: false,
};
const ready: Shown = { text: '2 files, 3 passages', actions: ['details'], isTrouble: false };

describe('what is said of the index', () => {
  it('is a notice where nothing can be found, and stands in the line whole where hits take its place', () => {
    assert.deepEqual(placed(asking, 0), asking);
    assert.deepEqual(placed(asking, 7), {
      text: 'Index 5,000 files? · They hold 10 MB.',
      actions: ['start', 'decline'],
      isTrouble: false,
    });
    for (const files of [0, 7]) assert.deepEqual(placed(ready, files), ready);
  });

  it('is rows of a list that has no hits, with what can be done', () => {
    const labels = { start: 'Index', decline: 'Not now' };
    assert.deepEqual(toldRows(asking, labels), [
      { label: 'Index 5,000 files?', detail: 'They hold 10 MB.' },
      { label: 'Index', action: 'start' },
      { label: 'Not now', action: 'decline' },
    ]);
    assert.deepEqual(toldRows(ready, labels), [{ label: '2 files, 3 passages' }]);
  });
});
