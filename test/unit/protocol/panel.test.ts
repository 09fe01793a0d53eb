import assert from 'node:assert/strict';
import { initialView, parseView } from '../../../src/protocol/panel';

const token = { text: 'a', id: 1, segment: 0, attentionMask: 1, special: false, start: 0, end: 1, word: 0 };
const shown = { tokens: [token, token, token, { ...token, special: true }], numLayers: 2, numHeads: 4 };
const start = initialView(4);

describe('parseView', () => {
  it('brings a saved view back as it was', () => {
    const view = {
      ...start,
      view: 'matrix',
      scope: 'rollout',
      layer: 1,
      heads: [],
      breakdown: true,
      topShare: 0.5,
      pinned: { query: 2, key: 0 },
      masked: [1],
      silenced: [{ layer: 1, head: 3 }],
    };
    assert.deepEqual(parseView(JSON.parse(JSON.stringify(view)), shown), view);
  });

  for (const [name, value, expected] of [
    ['nothing', undefined, start],
    ['a number', 7, start],
    ['an unknown view', { view: 'globe' }, start],
    ['a layer that is not there', { layer: 2 }, start],
    ['heads that are not there', { heads: [9, -1, 'x'] }, start],
    ['a mask on a special token', { masked: [3] }, start],
    ['a pin outside the text', { pinned: { query: 4, key: 0 } }, start],
    ['a share of nothing', { topShare: 0 }, start],
    ['masks in part outside', { masked: [0, 5, 1.5] }, { ...start, masked: [0] }],
    [
      'silenced heads in part outside',
      { silenced: [{ layer: 0, head: 1 }, { layer: 0, head: 4 }, null] },
      { ...start, silenced: [{ layer: 0, head: 1 }] },
    ],
  ] as const) {
    it(`makes do with ${name}`, () => assert.deepEqual(parseView(value, shown), expected));
  }
});
