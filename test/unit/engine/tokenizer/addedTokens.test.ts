import assert from 'node:assert/strict';
import { AddedTokens } from '../../../../src/engine/tokenizer/addedTokens';
import type { AddedToken } from '../../../../src/engine/tokenizer/spec';

const token = (content: string, id: number, options: Partial<AddedToken> = {}): AddedToken => ({
  id,
  content,
  singleWord: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
  ...options,
});

describe('AddedTokens', () => {
  const table: readonly [string, readonly AddedToken[], string, readonly number[][]][] = [
    ['finds nothing without tokens', [], 'any text', []],
    [
      'finds each place',
      [token('[A]', 1)],
      '[A]x[A]',
      [
        [1, 0, 3, 0, 3],
        [1, 4, 7, 4, 7],
      ],
    ],
    [
      'takes the longest',
      [token('<a', 1), token('<a>', 2)],
      '<a><a',
      [
        [2, 0, 3, 0, 3],
        [1, 3, 5, 3, 5],
      ],
    ],
    [
      'reads signs as they are',
      [token('.*', 1), token('a-[b]', 2)],
      'x.*a-[b]',
      [
        [1, 1, 3, 1, 3],
        [2, 3, 8, 3, 8],
      ],
    ],
    ['takes white space', [token('M', 1, { lstrip: true, rstrip: true })], 'a \n M  b', [[1, 4, 5, 1, 7]]],
    [
      'does not take the same white space twice',
      [token('M', 1, { lstrip: true, rstrip: true })],
      'M M',
      [
        [1, 0, 1, 0, 2],
        [1, 2, 3, 2, 3],
      ],
    ],
    [
      'leaves parts of words',
      [token('kg', 1, { singleWord: true })],
      'kg 5kg kgs (kg) kg_ ékg',
      [
        [1, 0, 2, 0, 2],
        [1, 12, 14, 12, 14],
      ],
    ],
  ];
  for (const [what, tokens, text, expected] of table) {
    it(what, () => {
      const found = new AddedTokens(tokens).find(text);
      assert.deepEqual(
        found.map(({ id, start, end, outerStart, outerEnd }) => [id, start, end, outerStart, outerEnd]),
        expected,
      );
    });
  }

  it('looks for the normalised form and never for an empty one', () => {
    const tokens = new AddedTokens([token('ABC', 7), token('x', 8)], (each) => (each.id === 7 ? 'abc' : ''));
    assert.deepEqual(
      tokens.find('ABC abc x').map(({ id, start }) => [id, start]),
      [[7, 4]],
    );
  });
});
