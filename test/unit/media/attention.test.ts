// The state that the views of the attention panel share, without a page: which map is drawn, what is masked, which weight
// is looked at closely.

import assert from 'node:assert/strict';
import { isUnchanged, Store, type Source } from '../../../media/attention/store';
import { strongestHead } from '../../../media/attention/strongest';
import { weightPlace } from '../../../media/attention/weightPlace';
import { packRows } from '../../../src/core/attention';
import type { Intervention, PanelDocument } from '../../../src/protocol/panel';

const texts = ['[CLS]', 'two', 'fish', '[SEP]'];
const size = texts.length;
const shown: PanelDocument = {
  text: 'two fish',
  pair: null,
  tokens: texts.map((text, n) => ({
    text,
    id: n,
    segment: 0,
    attentionMask: 1,
    special: text.startsWith('['),
    start: n === 2 ? 4 : 0,
    end: n === 1 ? 3 : 8,
    word: n === 1 ? 0 : n === 2 ? 1 : -1,
  })),
  model: 'tiny@1',
  numLayers: 2,
  numHeads: 2,
  headSize: 4,
  leftOutCharacters: 0,
  source: '',
};

/** Even weights but for one in each layer and head: (layer, head) → (query, key). */
const peaks: Readonly<Record<string, readonly [number, number]>> = {
  '0 0': [1, 2],
  '0 1': [2, 1],
  '1 0': [0, 3],
  '1 1': [2, 3],
};

function layerOf(layer: number, { silenced, masked }: Intervention): Float32Array {
  const values = new Float32Array(2 * size * size).fill(1 / size);
  for (const head of [0, 1]) {
    const [query, key] = peaks[`${layer} ${head}`];
    // A silenced head acts on the layers after its own only; a mask on all.
    const changed = masked.length > 0 || silenced.some((each) => each.layer < layer);
    const most = changed ? 0.4 : 0.7 + head / 10;
    for (let k = 0; k < size; k++) values[(head * size + query) * size + k] = k === key ? most : (1 - most) / 3;
  }
  return values;
}

const source: Source = {
  withoutEncoder: '',
  layer: (_, layer, intervention) => Promise.resolve(layerOf(layer, intervention)),
  predict: () => Promise.reject(new Error('not asked here')),
  queriesAndKeys: () => Promise.reject(new Error('not asked here')),
};
const storeWith = (view: object = {}): Store => new Store(shown, view, source);

describe('heads of the attention panel', () => {
  it('none means none: a map of zeros, also over words, and not the first head', async () => {
    for (const unit of ['tokens', 'words']) {
      for (const reduction of ['mean', 'max', 'each']) {
        for (const scope of ['layer', 'mean', 'rollout']) {
          const { maps, heads } = await storeWith({ heads: [], unit, reduction, scope }).drawn();
          assert.deepEqual([maps.length, [...new Set(maps[0])], heads], [1, [0], []]);
        }
      }
    }
  });

  it('are all drawn again after none', async () => {
    const store = storeWith({ heads: [] });
    store.update({ heads: [0, 1] });
    const { maps } = await store.drawn();
    assert.ok(Math.abs(maps[0][1 * size + 2] - (0.7 + 0.25) / 2) < 1e-6);
  });
});

describe('heads that are drawn apart', () => {
  const at = ([query, key]: readonly [number, number]) => query * size + key;

  it('are shown by the strongest of them where one number stands for all', async () => {
    const map = await storeWith({ reduction: 'each' }).drawn();
    for (const [head, most] of [
      [0, 0.7],
      [1, 0.8],
    ] as const) {
      // prettier-ignore
      const place = at(peaks[`0 ${head}`]);
      assert.ok(Math.abs(map.strongest[place] - most) < 1e-6);
      assert.equal(strongestHead(map, place), head);
    }
  });

  it('are shown by the one that changed most, be it less than before', async () => {
    const store = storeWith({ reduction: 'each' });
    store.intervene({ masked: [2] });
    const map = await store.drawn();
    const place = at(peaks['0 1']);
    assert.ok(Math.abs(map.strongest[place] - (0.4 - 0.8)) < 1e-6);
    assert.equal(strongestHead(map, place), 1);
  });

  it('are no heads of a mean', async () => {
    const map = await storeWith({ reduction: 'mean' }).drawn();
    assert.equal(map.strongest, map.maps[0]);
    assert.equal(strongestHead(map, 0), undefined);
  });
});

describe('the layer that comes with a text', () => {
  const asked: number[] = [];
  const counting: Source = {
    ...source,
    layer: (text, layer, intervention) => {
      asked.push(layer);
      return source.layer(text, layer, intervention);
    },
  };
  const first = { layer: 1, values: packRows(layerOf(1, { masked: [], silenced: [] }), size), endedAt: 0 };
  const near = (a: Float32Array, b: Float32Array) => a.every((value, i) => Math.abs(value - b[i]) < 1e-4);
  const other = { ...shown, text: 'fish, two', pair: null };

  for (const [name, store] of [
    ['with the panel', () => new Store(shown, { layer: 1 }, counting, first)],
    [
      'in place of another text',
      () => {
        const store = new Store(other, { layer: 1 }, counting);
        store.show(shown, undefined, first);
        return store;
      },
    ],
  ] as const) {
    it(`is drawn without a question: ${name}`, async () => {
      asked.length = 0;
      const drawn = await store().drawn();
      assert.deepEqual(asked, []);
      assert.ok(near(drawn.maps[0], (await storeWith({ layer: 1 }).drawn()).maps[0]));
    });
  }

  it('is not taken for another layer, nor for a changed text', async () => {
    asked.length = 0;
    const store = new Store(shown, { layer: 0 }, counting, first);
    await store.drawn();
    store.update({ layer: 1 });
    store.intervene({ masked: [1] });
    await store.drawn();
    // Before and after are compared: only the masked text is asked for.
    assert.deepEqual(asked, [0, 1]);
  });

  it('goes with its text', async () => {
    asked.length = 0;
    const store = new Store(shown, { layer: 1 }, counting, first);
    store.show(other);
    await store.drawn();
    assert.deepEqual(asked, [1]);
  });
});

describe('masks and silenced heads of the attention panel', () => {
  it('show at once what they change', async () => {
    const store = storeWith();
    store.intervene({ masked: [2] });
    const map = await store.drawn();
    assert.ok(map.difference);
    assert.ok(Math.abs(map.maps[0][1 * size + 2] - (0.4 - 0.7) / 2) < 1e-6);
    assert.equal(isUnchanged(map), false);
    store.intervene({ masked: [] });
    assert.equal((await store.drawn()).difference, false);
  });

  it('of a head change nothing in its own layer, which is told, but in the next', async () => {
    const store = storeWith();
    store.intervene({ silenced: [{ layer: 0, head: 1 }] });
    assert.equal(isUnchanged(await store.drawn()), true);
    store.update({ layer: 1 });
    assert.equal(isUnchanged(await store.drawn()), false);
  });

  it('can be taken back one by one, and the change stays shown until the last', () => {
    const store = storeWith();
    store.intervene({ masked: [1] });
    store.intervene({ silenced: [{ layer: 0, head: 0 }] });
    store.intervene({ masked: [] });
    assert.equal(store.view.difference, true);
    store.intervene({ silenced: [] });
    assert.equal(store.view.difference, false);
  });
});

describe('a page without an encoder', () => {
  const touched = { masked: [1], silenced: [{ layer: 0, head: 1 }], difference: true, breakdown: true };
  const savedPage = { ...source, withoutEncoder: 'none here' };
  const state = ({ view: { masked, silenced, difference, breakdown } }: Store) => [
    ...[masked, silenced],
    ...[difference, breakdown],
  ];

  it('shows nothing that would need one, whatever the view that was saved says', () => {
    assert.deepEqual(state(new Store(shown, touched, source)), [[1], touched.silenced, true, true]);
    assert.deepEqual(state(new Store(shown, touched, savedPage)), [[], [], false, false]);
  });

  it('neither masks nor silences', () => {
    const store = new Store(shown, {}, savedPage);
    store.intervene({ masked: [1] });
    store.intervene({ silenced: touched.silenced });
    assert.deepEqual(state(store), [[], [], false, false]);
  });
});

describe('the weight that is looked at closely', () => {
  const where = async (store: Store) => {
    const { layer, head, query, key } = await weightPlace(store);
    return [layer, head, query, key];
  };

  it('is the pinned one of the chosen layer and head, without a word', async () => {
    const store = storeWith({ layer: 1, heads: [0], pinned: { query: 2, key: 1 } });
    const { weight, assumed } = await weightPlace(store);
    assert.deepEqual(await where(store), [1, 0, 2, 1]);
    assert.ok(Math.abs(weight - 0.25) < 1e-6);
    assert.deepEqual(assumed, []);
  });

  it('is the largest where nothing is pinned, of tokens of the text, which is said', async () => {
    // The largest of layer 1 is that of [CLS] in head 0 but for special tokens.
    assert.deepEqual(await where(storeWith({ layer: 1 })), [1, 1, 2, 3]);
    assert.deepEqual((await weightPlace(storeWith({ layer: 1, heads: [1] }))).assumed, ['largest']);
  });

  it('takes the query that the keyboard went to', async () => {
    const store = storeWith();
    store.lastQuery = 1;
    assert.deepEqual(await where(store), [0, 0, 1, 2]);
    assert.ok((await weightPlace(store)).assumed.includes('lastQuery'));
  });

  it('takes one layer of a mean or rollout, and says which', async () => {
    const store = storeWith({ scope: 'rollout', layer: 1, heads: [1], pinned: { query: 2, key: null } });
    assert.deepEqual(await where(store), [1, 1, 2, 3]);
    assert.deepEqual((await weightPlace(store)).assumed, ['layer']);
  });

  it('takes of all heads the one with the largest weight, also where none is chosen', async () => {
    for (const heads of [[0, 1], []]) {
      const store = storeWith({ heads, pinned: { query: 2, key: null } });
      assert.deepEqual(await where(store), [0, 1, 2, 1]);
      assert.deepEqual((await weightPlace(store)).assumed, ['head']);
    }
  });
});
