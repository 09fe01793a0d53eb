import assert from 'node:assert/strict';
import { mend, slipperiness } from '../../../src/engine/secondLook';
import type { Finding } from '../../../src/engine/requests';
import { withoutDoubling } from '../../../src/engine/spellings';

describe('mend', () => {
  const text = 'Before. Teh dog is alot bigger hear. After.';
  const finding = (word: string, better: string): Finding => {
    const start = text.indexOf(word);
    const candidates = [{ text: better, probability: 0.1, score: -2 }];
    return { start, end: start + word.length, text: word, probability: 0, candidates };
  };
  const passage = { start: 8, end: 36 };
  const mended = mend(text, passage, [finding('hear', 'here'), finding('Teh', 'The'), finding('alot', 'a lot')]);

  it('puts the best candidates in', () => {
    assert.equal(mended.text, 'Before. The dog is a lot bigger here. After.');
    assert.equal(mended.text.slice(mended.passage.start, mended.passage.end), 'The dog is a lot bigger here.');
  });

  for (const word of ['dog', 'is', 'bigger']) {
    it(`finds ${word} there and back`, () => {
      const span = { start: text.indexOf(word), end: text.indexOf(word) + word.length };
      const there = mended.there(span);
      assert.equal(mended.text.slice(there.start, there.end), word);
      assert.deepEqual(mended.back(there), span);
    });
  }

  it('leaves a passage without findings, and findings elsewhere, alone', () => {
    assert.equal(mend(text, { start: 0, end: 7 }, [finding('alot', 'a lot')]).text, text);
  });
});

describe('slipperiness', () => {
  // log((found + 0.25) / (words + 100) · 400), by hand.
  const cases: [number, number, number][] = [
    [0, 0, 0],
    [0, 1000, 0],
    [1, 2000, 0],
    [1, 10, 1.5141],
    [2, 100, 1.5041],
    [9, 20, 2.5],
  ];
  for (const [found, words, nats] of cases) {
    it(`${found} in ${words} words`, () => assert.ok(Math.abs(slipperiness(found, words) - nats) < 1e-3));
  }
});

describe('withoutDoubling', () => {
  for (const [word, single] of [
    ['tommorow', 'tomorow'],
    ['tomorrow', 'tomorow'],
    ['neccesary', 'necesary'],
    ['cat', 'cat'],
  ]) {
    it(word, () => assert.equal(withoutDoubling(word), single));
  }
});
