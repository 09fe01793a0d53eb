import assert from 'node:assert/strict';
import { align } from '../../../../src/runtime/tokenizer/alignment';

/** Each unit of the normalised text with the piece of the original that it comes from. */
function sources(original: string, normalise: (text: string) => string): [string, string][] {
  const { text, starts, ends } = align(original, normalise);
  return [...Array(text.length).keys()].map((n) => [
    text[n],
    starts && ends ? original.slice(starts[n], ends[n]) : original[n],
  ]);
}

describe('align', () => {
  const nfc = (text: string): string => text.normalize('NFC');
  const nfkc = (text: string): string => text.normalize('NFKC');
  const table: readonly [string, string, (text: string) => string, readonly [string, string][]][] = [
    [
      'nothing changed',
      'ab',
      nfc,
      [
        ['a', 'a'],
        ['b', 'b'],
      ],
    ],
    [
      'composing',
      'e\u0301x',
      nfc,
      [
        ['é', 'e\u0301'],
        ['x', 'x'],
      ],
    ],
    [
      'decomposing',
      'éx',
      (text) => text.normalize('NFD'),
      [
        ['e', 'é'],
        ['\u0301', 'é'],
        ['x', 'x'],
      ],
    ],
    [
      'ligatures',
      'ﬁn',
      nfkc,
      [
        ['f', 'ﬁ'],
        ['i', 'ﬁ'],
        ['n', 'n'],
      ],
    ],
    [
      'Hangul letters',
      '\u1112\u1161\u11abx',
      nfc,
      [
        ['한', '\u1112\u1161\u11ab'],
        ['x', 'x'],
      ],
    ],
    ['half-width kana', 'ｶﾞ', nfkc, [['ガ', 'ｶﾞ']]],
    [
      'dropping',
      'a\u0000b',
      (text) => text.replaceAll('\u0000', ''),
      [
        ['a', 'a'],
        ['b', 'b'],
      ],
    ],
    [
      'stripping',
      '  a b ',
      (text) => text.trim(),
      [
        ['a', 'a'],
        [' ', ' '],
        ['b', 'b'],
      ],
    ],
    [
      'collapsing',
      'a   b',
      (text) => text.replace(/ +/g, ' '),
      [
        ['a', 'a'],
        [' ', ' '],
        ['b', 'b'],
      ],
    ],
    [
      'a prefix',
      'ab',
      (text) => `▁${text}`,
      [
        ['▁', ''],
        ['a', 'a'],
        ['b', 'b'],
      ],
    ],
    [
      'a prefix and blanks',
      'a b',
      (text) => `▁${text}`.replaceAll(' ', '▁'),
      [
        ['▁', ''],
        ['a', 'a'],
        ['▁', ' '],
        ['b', 'b'],
      ],
    ],
    [
      'two quotes for one',
      "``a'' b",
      (text) => text.replaceAll('``', '"').replaceAll("''", '"'),
      [
        ['"', '``'],
        ['a', 'a'],
        ['"', "''"],
        [' ', ' '],
        ['b', 'b'],
      ],
    ],
    [
      'padding',
      'a中b',
      (text) => text.replace(/中/g, ' 中 '),
      [
        ['a', 'a'],
        [' ', '中'],
        ['中', '中'],
        [' ', '中'],
        ['b', 'b'],
      ],
    ],
    [
      'capitals',
      'İx',
      (text) => text.toLowerCase(),
      [
        ['i', 'İ'],
        ['\u0307', 'İ'],
        ['x', 'x'],
      ],
    ],
    [
      'pairs of surrogates',
      '😀𝐁',
      nfkc,
      [
        ['\uD83D', '😀'],
        ['\uDE00', '😀'],
        ['B', '𝐁'],
      ],
    ],
    ['nothing left', 'ab', () => '', []],
  ];
  for (const [what, original, normalise, expected] of table) {
    it(what, () => assert.deepEqual(sources(original, normalise), expected));
  }

  it('stays inside the text whatever a normaliser does', () => {
    const reverse = (text: string): string => [...text].reverse().join('');
    const { text, starts, ends } = align('some text to turn around', reverse);
    assert.equal(starts?.length, text.length);
    for (let n = 0; n < text.length; n++) assert.ok(starts && ends && starts[n] >= 0 && ends[n] <= 24);
  });

  it('takes a million characters', () => {
    const { text } = align('Çe qui 中 '.repeat(120_000), nfkc);
    assert.equal(text.length, 9 * 120_000);
  });
});
