// Where texts stand in a document, also after edits.

import assert from 'node:assert/strict';
import { movedBy, sentenceAt, type Change } from '../../../../src/client/attention/place';

const text = 'One fish. Two fish! Red fish?';
const span = { start: 10, end: 19 };
const change = (rangeOffset: number, rangeLength: number, written: string): Change => ({
  rangeOffset,
  rangeLength,
  text: written,
});
/** The document after changes, which stand from its end upwards. */
const edited = (changes: readonly Change[]): string =>
  changes.reduce((all, { rangeOffset, rangeLength, text: written }) => {
    return all.slice(0, rangeOffset) + written + all.slice(rangeOffset + rangeLength);
  }, text);

describe('a place in a document', () => {
  const kept: [string, Change[]][] = [
    ['before it', [change(0, 0, 'Well: ')]],
    ['taken away before it', [change(0, 5, '')]],
    ['right before it', [change(10, 0, 'And ')]],
    ['right behind it', [change(19, 0, ' Or three.')]],
    ['behind it', [change(25, 4, 'cat')]],
    ['on both sides', [change(24, 0, 'dish'), change(0, 3, 'Zero')]],
  ];
  for (const [name, changes] of kept) {
    it(`moves with what is written ${name}`, () => {
      const { start, end } = movedBy(span, changes);
      assert.equal(edited(changes).slice(start, end), 'Two fish!');
    });
  }

  it('grows and shrinks with what is written inside', () => {
    const longer = [change(13, 0, ' or three')];
    const { start, end } = movedBy(span, longer);
    assert.equal(edited(longer).slice(start, end), 'Two or three fish!');
    const shorter = [change(13, 5, '')];
    const left = movedBy(span, shorter);
    assert.equal(edited(shorter).slice(left.start, left.end), 'Two!');
  });

  it('comes back to itself when an edit inside is undone', () => {
    const once = movedBy(span, [change(13, 5, ' birds')]);
    assert.deepEqual(movedBy(once, [change(13, 6, ' fish')]), span);
  });

  it('holds what replaced its edge', () => {
    const { start, end } = movedBy(span, [change(8, 5, '! Six')]);
    assert.equal(edited([change(8, 5, '! Six')]).slice(start, end), '! Six fish!');
  });
});

describe('the sentence at an offset', () => {
  it('is the one that holds it, or the one before', () => {
    assert.deepEqual(sentenceAt(text, 12), { start: 10, end: 19 });
    assert.deepEqual(sentenceAt(text, text.length), { start: 20, end: 29 });
    assert.deepEqual(sentenceAt('', 0), { start: 0, end: 0 });
  });
});
