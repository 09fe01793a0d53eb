// What comes late in the attention panel: answers about a text, filters or masks that are no longer chosen, and a pointer that
// rests while all that changes.

import assert from 'node:assert/strict';
import { Actions } from '../../../media/attention/actions';
import { Store, type DrawnMap, type Source } from '../../../media/attention/store';
import type { PanelDocument } from '../../../src/protocol/panel';

/** Pieces that begin with ## go on with the word before. */
function textOf(...pieces: string[]): PanelDocument {
  let word = -1;
  const tokens = ['[CLS]', ...pieces, '[SEP]'].map((text, id) => {
    const special = text.startsWith('[');
    if (!special && !text.startsWith('##')) word++;
    return { text, id, segment: 0, attentionMask: 1, special, start: id, end: id + 1, word: special ? -1 : word };
  });
  return {
    ...{ text: pieces.join(' '), pair: null, tokens, model: 'tiny@1', numLayers: 2, numHeads: 1, headSize: 2 },
    ...{ leftOutCharacters: 0, source: '' },
  };
}

/** An encoder that answers when it is told to; `asked` names text and layer of each question. */
function slowSource() {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const never = () => Promise.reject(new Error('not asked here'));
  const source: Source = {
    withoutEncoder: '',
    layer: ({ text }, layer, { masked }) => {
      asked.push(`${text} ${layer}`);
      const size = text.split(' ').length + 2;
      const values = new Float32Array(size * size).fill((masked.length ? 0.5 : 1) / size);
      return new Promise((resolve) => waiting.push(() => resolve(values)));
    },
    predict: never,
    queriesAndKeys: never,
  };
  const answer = async () => {
    for (const resolve of waiting.splice(0)) resolve();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { source, asked, answer };
}

const [fish, birds] = [textOf('two', 'fi', '##sh'), textOf('no', 'birds')];

describe('an answer that comes late to the attention panel', () => {
  it('is a change where one was asked for, whatever was taken back meanwhile', async () => {
    const { source, answer } = slowSource();
    const store = new Store(fish, {}, source);
    store.intervene({ masked: [1] });
    const masked = store.drawn();
    store.intervene({ masked: [] });
    const untouched = store.drawn();
    await answer();
    await answer();
    assert.equal((await untouched).difference, false);
    for (const map of [await masked, (store.intervene({ masked: [1] }), await store.drawn())]) {
      assert.equal(map.difference, true);
      assert.deepEqual([...new Set(map.maps[0])], [-0.5 / 5].map(Math.fround));
      assert.deepEqual(map.labels, ['[CLS]', '[MASK]', 'fi', '##sh', '[SEP]']);
    }
  });

  it('is followed by no question about the text that came instead, and leaves nothing of itself there', async () => {
    const { source, asked, answer } = slowSource();
    const store = new Store(fish, { scope: 'mean' }, source);
    const old = store.drawn();
    store.show(birds);
    await answer();
    await assert.rejects(old);
    assert.deepEqual(asked, ['two fi ##sh 0']);
    const drawn = store.drawn();
    await answer();
    await answer();
    assert.deepEqual((await drawn).labels, ['[CLS]', 'no', 'birds', '[SEP]']);
    assert.deepEqual(asked, ['two fi ##sh 0', 'no birds 0', 'no birds 1']);
  });
});

/** A panel without a page: `redraw` is what it does when the answer is there. */
function setUp() {
  const { source, answer } = slowSource();
  const store = new Store(fish, {}, source);
  let map: DrawnMap | undefined;
  const revealed: number[] = [];
  const actions = new Actions(
    store,
    () => map,
    () => {},
    (token) => revealed.push(token),
  );
  const redraw = async () => {
    const drawn = store.drawn();
    await answer();
    map = await drawn;
  };
  return { store, actions, redraw, revealed };
}

describe('a pointer that rests in the attention panel', () => {
  it('keeps its token while pieces are joined to words', async () => {
    const { store, actions, redraw } = setUp();
    await redraw();
    actions.hover('query', 4);
    store.update({ unit: 'words' });
    // Tokens are still drawn.
    assert.deepEqual(actions.focus(), { query: 4, key: null });
    await redraw();
    assert.deepEqual(actions.focus(), { query: 3, key: null });
  });

  it('keeps its token when the same text is read again, and has none in another', async () => {
    const { store, actions, redraw } = setUp();
    await redraw();
    actions.cell(1, 2);
    store.selected = [1];
    store.show({ ...fish, model: 'tiny@2' });
    await redraw();
    assert.deepEqual(actions.focus(), { query: 1, key: 2 });
    assert.ok(actions.isSelected(1));
    store.show(birds);
    await redraw();
    assert.deepEqual(actions.focus(), { query: null, key: null });
    assert.ok(!actions.isSelected(1));
  });

  it('does nothing to a text whose map is not drawn yet', async () => {
    const { store, actions, redraw, revealed } = setUp();
    await redraw();
    store.show(birds);
    // Unit 4 of the text before is none of this one.
    for (const unit of [1, 4]) {
      actions.hover('query', unit);
      assert.deepEqual(actions.focus(), { query: null, key: null });
      actions.pin('query', unit);
      actions.pinCell(unit, unit);
      actions.mask(unit);
      assert.ok(!actions.isSelected(unit));
    }
    assert.deepEqual([store.view.pinned, store.view.masked, revealed], [null, [], []]);
    await redraw();
    actions.pin('query', 1);
    assert.deepEqual([store.view.pinned, revealed], [{ query: 1, key: null }, [1]]);
  });

  it('pins and masks the word that is drawn, not what the filter that is still at work makes of it', async () => {
    const { store, actions, redraw } = setUp();
    store.update({ unit: 'words' });
    await redraw();
    store.update({ unit: 'tokens' });
    actions.mask(2);
    assert.deepEqual(store.view.masked, [2, 3]);
  });
});
