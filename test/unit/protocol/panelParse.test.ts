// What the page of the attention panel says, as it arrives.

import assert from 'node:assert/strict';
import {
  parseLayer,
  parsePin,
  parsePredict,
  parseQueriesAndKeys,
  parseReveal,
  parseSave,
} from '../../../src/protocol/panelParse';
import { ParseError } from '../../../src/protocol/parse';

const text = { text: 'The bank lends.', pair: null, masked: [2], silenced: [{ layer: 0, head: 1 }] };
const layer = { ...text, layer: 3 };
const predict = { ...text, tokens: [2, 4] };
const queriesAndKeys = { ...text, layer: 3, head: 0 };
const picture = { name: 'attention.png', content: new Uint8Array([137, 80]) };

describe('what the attention panel says', () => {
  it('is taken as it is meant', () => {
    assert.deepEqual(parseLayer(layer), layer);
    assert.deepEqual(parseLayer({ ...layer, pair: 'It is sunny.' }).pair, 'It is sunny.');
    assert.deepEqual(parsePredict(predict), predict);
    assert.deepEqual(parseQueriesAndKeys(queriesAndKeys), queriesAndKeys);
    assert.deepEqual(parseSave(picture), picture);
    assert.deepEqual(parseSave({ name: 'a.csv', content: 'map' }), { name: 'a.csv', content: 'map' });
    assert.equal(parseReveal({ token: 0 }), 0);
    assert.deepEqual([parsePin({ pinned: true }), parsePin({ pinned: false })], [true, false]);
  });

  const nothing = [null, undefined, 7, 'layer', [], {}];
  const malformed: readonly [string, (value: unknown) => unknown, readonly unknown[]][] = [
    [
      'a layer',
      parseLayer,
      [
        ...nothing,
        { ...layer, layer: -1 },
        { ...layer, layer: '3' },
        { ...layer, layer: NaN },
        { ...layer, text: undefined },
        { ...layer, text: { toString: () => 'x' } },
        { ...layer, pair: 4 },
        { ...layer, masked: 2 },
        { ...layer, masked: [0.5] },
        { ...layer, silenced: [{ layer: 0 }] },
        { ...layer, silenced: [null] },
        { ...layer, silenced: { length: 1 } },
      ],
    ],
    [
      'a prediction',
      parsePredict,
      [...nothing, { ...predict, tokens: undefined }, { ...predict, tokens: ['2'] }, { ...predict, masked: [-1] }],
    ],
    [
      'queries and keys',
      parseQueriesAndKeys,
      [...nothing, { ...queriesAndKeys, head: undefined }, { ...queriesAndKeys, head: 1.5 }, layer],
    ],
    [
      'a file',
      parseSave,
      [...nothing, { ...picture, name: 1 }, { ...picture, content: [1, 2] }, { ...picture, content: undefined }],
    ],
    ['a token', parseReveal, [...nothing, { token: -1 }, { token: 'constructor' }, { token: Infinity }]],
    ['a pin', parsePin, [...nothing, { pinned: 'false' }, { pinned: 0 }, { pinned: null }]],
  ];
  for (const [what, parse, values] of malformed) {
    it(`is refused where it is not ${what}`, () => {
      for (const [n, value] of values.entries()) assert.throws(() => parse(value), ParseError, `number ${n}`);
    });
  }

  it('is never quoted when it is refused', () => {
    assert.throws(
      () => parsePredict({ ...predict, tokens: ['a private sentence'] }),
      ({ message }: Error) => message === 'predict.tokens[0]: expected a whole number from 0 on',
    );
  });
});
