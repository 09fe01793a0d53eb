import assert from 'node:assert/strict';
import { passagesOf } from '../../../src/engine/passages';

const words = (text: string): number => text.match(/\S+/g)?.length ?? 0;
const cut = (text: string, budget: number, count = words): string[] =>
  passagesOf(text, { start: 0, end: text.length }, budget, count).map(({ start, end }) => text.slice(start, end));

describe('passagesOf', () => {
  const cases: { name: string; text: string; budget: number; expected: string[] }[] = [
    { name: 'keeps together what fits', text: 'One two. Three four.', budget: 4, expected: ['One two. Three four.'] },
    {
      name: 'cuts at sentences',
      text: 'One two. Three four. Five.',
      budget: 3,
      expected: ['One two.', 'Three four. Five.'],
    },
    {
      name: 'cuts a long sentence between words',
      text: 'one two three four five',
      budget: 2,
      expected: ['one two ', 'three four ', 'five'],
    },
    {
      name: 'counts what stands between sentences',
      text: 'One two.\n\n- Three four.\n\n- Five.',
      budget: 4,
      expected: ['One two.', 'Three four.\n\n- Five.'],
    },
    { name: 'has nothing for white space', text: ' \n ', budget: 2, expected: [] },
  ];
  for (const { name, text, budget, expected } of cases) {
    it(name, () => assert.deepEqual(cut(text, budget), expected));
  }

  it('cuts what takes more than a token a character to the budget', () => {
    const parts = cut('家'.repeat(100), 50, (piece) => 3 * piece.length);
    assert.equal(parts.join(''), '家'.repeat(100));
    assert.ok(parts.every((part) => part.length <= 16));
    assert.deepEqual(
      cut('😀', 1, () => 4),
      ['😀'],
    );
  });

  it('cuts a word without end between characters, never inside of one', () => {
    const text = `x${'😀'.repeat(150)}`;
    const parts = cut(text, 50, (piece) => piece.length);
    assert.equal(parts.join(''), text);
    for (const part of parts) assert.doesNotMatch(part, /^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/);
  });

  it('loses nothing but white space and stays inside its part of the text', () => {
    const text = 'Skip this. Alpha beta gamma delta! Epsilon zeta? Eta theta iota kappa lambda mu. Skip that.';
    const within = { start: 11, end: text.length - 11 };
    const parts = passagesOf(text, within, 3, words);
    const joined = parts.map(({ start, end }) => text.slice(start, end)).join('');
    assert.equal(joined.replace(/\s/g, ''), text.slice(within.start, within.end).replace(/\s/g, ''));
    for (const { start, end } of parts) assert.ok(words(text.slice(start, end)) <= 3);
  });
});
