import assert from 'node:assert/strict';
import { PreTokenPlaces } from '../../../../src/runtime/tokenizer/preTokenPlaces';

/** Each pre-token with its base and how many of its code units are not in the text. */
type Found = readonly (readonly [string, number, number])[];

const cases: readonly [string, string, boolean, Found][] = [
  [
    'one behind the other',
    'ab cd',
    false,
    [
      ['ab', 0, 0],
      [' cd', 2, 0],
    ],
  ],
  [
    'a blank put before each',
    'ab  cd',
    true,
    [
      [' ab', 0, 1],
      [' cd', 4, 1],
    ],
  ],
  [
    'a blank put before the first',
    'ab cd',
    false,
    [
      [' ab', 0, 1],
      [' cd', 2, 0],
    ],
  ],
  [
    'white space left out',
    'ab \t\n cd',
    true,
    [
      ['ab', 0, 0],
      ['cd', 6, 0],
    ],
  ],
  [
    'the nearest of several blanks',
    'ab   cd',
    false,
    [
      ['ab', 0, 0],
      [' cd', 4, 0],
    ],
  ],
  [
    'white space of its own',
    'a\n\n b',
    false,
    [
      ['a', 0, 0],
      ['\n\n', 1, 0],
      [' b', 3, 0],
    ],
  ],
  [
    'parts left out',
    'a--b--c',
    false,
    [
      ['a', 0, 0],
      ['b', 3, 0],
      ['c', 6, 0],
    ],
  ],
  [
    'not in the text',
    'ab cd',
    false,
    [
      ['xy', 0, 0],
      [' cd', 2, 0],
    ],
  ],
  [
    'blanks alone',
    '   ',
    true,
    [
      [' ', 0, 1],
      [' ', 0, 1],
    ],
  ],
  [
    'beyond the end',
    'ab',
    false,
    [
      ['ab', 0, 0],
      ['ab', 2, 0],
    ],
  ],
];

describe('PreTokenPlaces', () => {
  for (const [title, text, dropsSpace, expected] of cases) {
    it(title, () => {
      const places = new PreTokenPlaces(text, 0, text.length, dropsSpace);
      let at = 0;
      const found = expected.map(([preToken]) => {
        const { base, virtual } = places.find(preToken, at);
        at = Math.min(text.length, base + preToken.length - virtual);
        return [preToken, base, virtual] as const;
      });
      assert.deepEqual(found, expected);
    });
  }

  it('looks only nearby when too much was searched for nothing', () => {
    const text = `${'b'.repeat(1000)}a`;
    const places = new PreTokenPlaces(text, 0, text.length, false);
    assert.equal(places.find('a', 0).base, 1000);
    for (let n = 0; n < 100; n++) places.find('x', 0);
    assert.deepEqual([places.find('a', 0).base, places.find('a', 900).base], [0, 1000]);
  });
});
