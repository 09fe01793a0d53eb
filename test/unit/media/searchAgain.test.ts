// When the search view asks its question again.

import assert from 'node:assert/strict';
import { Again } from '../../../media/search/again';
import { FakeClock } from '../../support/fakeClock';

function setUp() {
  const clock = new FakeClock();
  let asks = 0;
  const again = new Again({ everyMs: 1500, after: (ms, action) => void clock.after(ms, action), ask: () => asks++ });
  return { again, asksAfter: (ms: number) => (clock.advance(ms), asks) };
}

describe('the search view asks again', () => {
  it('while the index grows, not oftener than it may', () => {
    const { again, asksAfter } = setUp();
    again.growing(true);
    for (let n = 0; n < 10; n++) again.grew();
    assert.equal(asksAfter(1499), 0);
    assert.equal(asksAfter(1), 1);
    assert.equal(asksAfter(10_000), 1);
  });

  it('at once when the index is complete and the answer on the screen is partial, though nobody said that it grew', () => {
    const { again, asksAfter } = setUp();
    again.growing(true);
    again.asked();
    again.answered(false);
    assert.ok(again.isPartial);
    again.growing(false);
    assert.ok(!again.isPartial, 'it is not said of an index that is complete');
    assert.equal(asksAfter(0), 1);
    again.asked();
    again.answered(true);
    assert.equal(asksAfter(10_000), 1);
  });

  it('once, not again for what grew before the index was complete', () => {
    const { again, asksAfter } = setUp();
    again.growing(true);
    again.asked();
    again.answered(false);
    again.grew();
    assert.equal(asksAfter(700), 0);
    again.growing(false);
    assert.equal(asksAfter(0), 1);
    again.asked();
    again.answered(true);
    assert.equal(asksAfter(10_000), 1);
  });

  it('at once when the index is complete before the partial answer arrives', () => {
    const { again, asksAfter } = setUp();
    again.growing(true);
    again.asked();
    again.growing(false);
    assert.equal(asksAfter(5000), 0, 'the answer is under way');
    again.answered(false);
    assert.equal(asksAfter(0), 1);
  });

  it('now and then, where another search comes in between each time', () => {
    const { again, asksAfter } = setUp();
    again.growing(false);
    again.asked();
    again.answered(false);
    assert.equal(asksAfter(1499), 0);
    assert.equal(asksAfter(1), 1);
  });

  it('never by itself after a final answer', () => {
    const { again, asksAfter } = setUp();
    again.growing(false);
    again.asked();
    again.answered(true);
    again.growing(true);
    again.growing(false);
    assert.equal(asksAfter(10_000), 0);
  });
});
