import assert from 'node:assert/strict';
import { slipCost } from '../../../src/engine/slipCost';

describe('slipCost', () => {
  // Each row: what is written; then words that it may be meant for, likelier slips first.
  const ranked: readonly (readonly [string, ...string[]])[] = [
    ['wman', 'woman', 'man'],
    ['watter', 'water', 'matter'],
    ['couner', 'counter', 'corner'],
    ['functio', 'function', 'functions'],
    ['loot', 'lot', 'look'],
    ['teh', 'the', 'ten'],
    // Neighbours on the keyboard, and vowels, before other letters.
    ['wotd', 'word', 'wold'],
    ['seperate', 'separate', 'severate'],
    // The first letter is seldom wrong.
    ['bast', 'bass', 'fast'],
    ['hich', 'which', 'high'],
  ];
  for (const [written, ...meant] of ranked) {
    it(`${written}: ${meant.join(' before ')}`, () => {
      const costs = meant.map((each) => slipCost(written, each));
      for (let n = 1; n < costs.length; n++) assert.ok(costs[n - 1] < costs[n], costs.join(' < '));
    });
  }

  it('is counted from a letter left out, the commonest slip', () => {
    assert.equal(slipCost('smal', 'small'), 0);
    assert.equal(slipCost('arived', 'arrived'), 0);
    assert.ok(slipCost('recieve', 'receive') > 0);
  });

  it('several slips are the rarest', () => {
    for (const [written, meant] of [
      ['recievve', 'receive'],
      ['abc', 'xyz'],
      ['', 'ab'],
    ]) {
      assert.ok(slipCost(written, meant) >= slipCost('bord', 'lord'), `${written} ${meant}`);
    }
  });
});
