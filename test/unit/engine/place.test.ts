import assert from 'node:assert/strict';
import { Encoder } from '../../../src/engine/encoder';
import { placeOf, replaceMask } from '../../../src/engine/place';
import { Scheduler } from '../../../src/engine/scheduler';
import { FakeClock } from '../../support/fakeClock';
import { fakeModel } from '../../support/fakeEncoder';

const vocabulary = ['.', ',', '(', ...Array.from({ length: 40 }, (_, n) => `w${n}`)];
const encoderOf = (maxTokens = 512): Encoder =>
  new Encoder(fakeModel({ vocabulary, info: { maxTokens } }), new Scheduler({ clock: new FakeClock() }), 256);
const pieces = (encoder: Encoder, ids: Int32Array): string =>
  [...ids].map((id) => encoder.tokenizer.piece(id)).join(' ');

describe('placeOf', () => {
  const sentence = (from: number, count: number): string =>
    `${Array.from({ length: count }, (_, n) => `W${from + n}`).join(' ')}.`;

  it('puts a mask in place of the span', () => {
    const encoder = encoderOf();
    const place = placeOf(encoder, 'w1 w2 w3.', [{ start: 3, end: 5 }], 64);
    assert.equal(pieces(encoder, place.row.inputIds), '[CLS] w1 [MASK] w3 . [SEP]');
    assert.deepEqual(place.positions, [2]);
    assert.deepEqual(place.afterSpace, [true]);
  });

  it('puts a mask at an empty span', () => {
    const encoder = encoderOf();
    const place = placeOf(encoder, 'w1 (', [{ start: 4, end: 4 }], 64);
    assert.equal(pieces(encoder, place.row.inputIds), '[CLS] w1 ( [MASK] [SEP]');
    assert.deepEqual(place.positions, [3]);
    assert.deepEqual(place.afterSpace, [false]);
  });

  it('tells its masks from those that are left open and from one that stands in the text', () => {
    const encoder = encoderOf();
    const text = '[MASK] w1 ___ w2 ___';
    const place = placeOf(encoder, text, [{ start: 10, end: 13 }], 64, [{ start: 17, end: 20 }]);
    assert.equal(pieces(encoder, place.row.inputIds), '[CLS] [MASK] w1 [MASK] w2 [MASK] [SEP]');
    assert.deepEqual(place.positions, [3]);
  });

  it('takes whole sentences around the span that fit the budget', () => {
    const encoder = encoderOf();
    const text = [sentence(0, 5), sentence(5, 5), sentence(10, 5), sentence(15, 5)].join(' ');
    const start = text.indexOf('W12');
    const place = placeOf(encoder, text, [{ start, end: start + 3 }], 15);
    assert.equal(pieces(encoder, place.row.inputIds), '[CLS] w5 w6 w7 w8 w9 . w10 w11 [MASK] w13 w14 . [SEP]');
  });

  it('finds the place in a very long text', () => {
    const encoder = encoderOf();
    const text = `${sentence(0, 9)} `.repeat(40_000);
    const start = text.indexOf('W4', text.length >> 1);
    const place = placeOf(encoder, text, [{ start, end: start + 2 }], 128);
    assert.ok(place.row.inputIds.length <= 128);
    assert.equal(place.row.inputIds[place.positions[0]], encoder.tokenizer.special.mask);
  });

  it('says so when masks are too far apart', () => {
    const text = `w1 ${'w2 '.repeat(60)} w3`;
    const masks = [
      { start: 0, end: 2 },
      { start: text.length - 2, end: text.length },
    ];
    assert.throws(() => placeOf(encoderOf(32), text, masks, 32), { code: 'maskOutsideWindow', details: { limit: 32 } });
  });

  it('a span longer than any window is one mask', () => {
    const encoder = encoderOf(32);
    const text = `w1 ${'w2 '.repeat(600)}w3.`;
    const place = placeOf(encoder, text, [{ start: 3, end: 3 + 1800 }], 32);
    assert.equal(pieces(encoder, place.row.inputIds), '[CLS] w1 [MASK] w3 . [SEP]');
  });
});

describe('replaceMask', () => {
  const row = { inputIds: Int32Array.of(2, 10, 4, 11, 12, 3), tokenTypeIds: Int32Array.of(0, 0, 0, 1, 1, 1) };
  const cases: { name: string; position: number; ids: number[]; max: number; inputs: number[]; at: number }[] = [
    { name: 'one id', position: 2, ids: [7], max: 9, inputs: [2, 10, 7, 11, 12, 3], at: 2 },
    { name: 'several ids', position: 2, ids: [7, 8, 9], max: 9, inputs: [2, 10, 7, 8, 9, 11, 12, 3], at: 2 },
    {
      name: 'drops the right end when that is farther',
      position: 2,
      ids: [7, 8],
      max: 6,
      inputs: [2, 10, 7, 8, 11, 3],
      at: 2,
    },
    {
      name: 'drops the left end when that is farther',
      position: 4,
      ids: [7, 8],
      max: 6,
      inputs: [2, 4, 11, 7, 8, 3],
      at: 3,
    },
    {
      name: 'drops both ends when one is not enough',
      position: 2,
      ids: [7, 8, 9],
      max: 5,
      inputs: [2, 7, 8, 9, 3],
      at: 1,
    },
  ];
  for (const { name, position, ids, max, inputs, at } of cases) {
    it(name, () => {
      const replaced = replaceMask(row, position, ids, max);
      assert.deepEqual([...replaced.row.inputIds], inputs);
      assert.equal(replaced.position, at);
      assert.equal(replaced.row.tokenTypeIds.length, inputs.length);
    });
  }

  it('gives new tokens the segment of the mask', () => {
    assert.deepEqual([...replaceMask(row, 3, [7, 8], 9).row.tokenTypeIds], [0, 0, 0, 1, 1, 1, 1]);
  });

  it('refuses a word that leaves no room at all', () => {
    assert.throws(() => replaceMask(row, 2, [7, 8, 9, 7], 5), RangeError);
  });
});
