import assert from 'node:assert/strict';
import {
  bringForward,
  currentItem,
  decide,
  parseReview,
  startReview,
  undoDecision,
  type ReviewItem,
} from '../../../src/core/reviewQueue';

const item = (id: number, margin: number): ReviewItem => ({
  id,
  margin,
  text: `text ${id}`,
  uri: 'file:///a',
  start: 0,
  end: 1,
  place: 'a:1',
  label: 'yes',
  probability: 0.5 + margin / 2,
});
const started = startReview([item(0, 0.9), item(1, 0.1), item(2, 0.5)]);

describe('review queue', () => {
  it('begins with the least certain and says what was done', () => {
    assert.equal(currentItem(started)?.id, 1);
    const after = decide(decide(decide(started, 'yes'), 'no'), null);
    assert.deepEqual(
      after.decisions.map(({ id, kind, label }) => [id, kind, label]),
      [
        [1, 'accepted', 'yes'],
        [2, 'changed', 'no'],
        [0, 'skipped', ''],
      ],
    );
    assert.equal(currentItem(after), undefined);
    assert.equal(decide(after, 'yes'), after);
  });

  it('goes back step by step', () => {
    const found = undoDecision(decide(started, 'no'));
    assert.deepEqual(found?.state, started);
    assert.equal(found?.undone.label, 'no');
    assert.equal(undoDecision(started), undefined);
  });

  it('brings what is alike to the front and leaves what is decided', () => {
    const after = bringForward(decide(started, 'yes'), new Map([[0, 0.9], [2, 0.2], [1, 1]])); // prettier-ignore
    assert.deepEqual(
      after.items.map(({ id }) => id),
      [1, 0, 2],
    );
    assert.equal(currentItem(after)?.id, 0);
  });

  it('comes back from what was kept, and from nothing else', () => {
    const kept = decide(started, null);
    assert.deepEqual(parseReview(JSON.parse(JSON.stringify(kept))), kept);
    const unknown = { id: 1, kind: 'praised', label: 'a' };
    const bads = [{ items: [{}], decisions: [] }, ...[1, unknown].map((each) => ({ items: [], decisions: [each] }))];
    for (const bad of [null, 1, {}, ...bads]) {
      assert.equal(parseReview(bad), undefined);
    }
  });
});
