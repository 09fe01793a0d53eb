import assert from 'node:assert/strict';
import { linksBetween, settledFrom, shared } from '../../../media/embedding/ranks';

const lists = (...words: string[]) => words.map((each) => each.split(' ').map((key) => ({ key })));

describe('lists of neighbours side by side', () => {
  it('links what stands in two lists that are next to each other, with both ranks', () => {
    assert.deepEqual(linksBetween(lists('river shore', 'money river', 'river shore')), [
      { key: 'river', column: 0, from: 0, to: 1 },
      { key: 'river', column: 1, from: 1, to: 0 },
    ]);
  });

  it('counts what two lists share', () => {
    const [one, other] = lists('a b c', 'c x a');
    assert.equal(shared(one, other), 2);
    assert.equal(shared([], other), 0);
  });

  it('says from where on half of the last list is there, without a break', () => {
    assert.equal(settledFrom(lists('a b', 'x y', 'a y', 'a b')), 2);
    assert.equal(settledFrom(lists('x y', 'x z', 'a b')), 2, 'only the last one itself');
    assert.equal(settledFrom(lists('a b', 'b a')), 0);
    assert.equal(settledFrom(lists('a b')), undefined);
    assert.equal(settledFrom([[{ key: 'a' }], []]), undefined);
  });
});
