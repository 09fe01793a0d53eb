import assert from 'node:assert/strict';
import { Store } from '../../../media/attention/store';
import { Choice } from '../../../media/embedding/choice';
import type { PanelDocument } from '../../../src/protocol/panel';

const document = (text: string): PanelDocument => {
  const words = [...text.matchAll(/\w+|\./g)].map(({ 0: found, index }, word) => ({
    ...{ text: found, id: word, segment: 0, attentionMask: 1, special: false },
    ...{ start: index, end: index + found.length, word },
  }));
  return {
    ...{ text, pair: null, tokens: words, model: 'm', numLayers: 2, numHeads: 2, headSize: 2 },
    ...{ leftOutCharacters: 0, source: 'a.md' },
  };
};
const never = () => Promise.reject(new Error('nothing is asked for'));
const storeOf = (text: string) =>
  new Store(document(text), {}, { withoutEncoder: '', layer: never, predict: never, queriesAndKeys: never });

function setUp() {
  const choice = new Choice();
  const store = storeOf('The bank lends money.');
  choice.connect(store);
  const word = () => (choice.chosen ? choice.textOf(choice.chosen) : undefined);
  return { choice, store, word };
}

describe('the word that the tabs are about', () => {
  it('is that of the caret or of the pin, whichever came last', () => {
    const { choice, store, word } = setUp();
    assert.equal(word(), undefined);
    choice.caret = 5;
    assert.equal(word(), 'bank');
    store.update({ pinned: { query: 2, key: null } });
    assert.equal(word(), 'lends');
    assert.ok(!choice.byCaret);
    choice.caret = 17;
    assert.equal(word(), 'money');
    assert.ok(choice.byCaret);
    store.update({ pinned: null });
    assert.equal(word(), 'money');
  });

  it('stays when the same text comes again, as it does when the page starts', () => {
    const { choice, store, word } = setUp();
    choice.caret = 5;
    store.show(document('The bank lends money.'));
    assert.equal(word(), 'bank');
  });

  it('is gone with another text, until the caret is told', () => {
    const { choice, store, word } = setUp();
    choice.caret = 5;
    store.show(document('A loan.'));
    assert.equal(word(), undefined);
    choice.caret = 3;
    assert.equal(word(), 'loan');
  });

  it('is never a sign', () => {
    const { choice, word } = setUp();
    choice.caret = 21;
    assert.equal(word(), undefined);
  });

  it('tells listeners of another word only', () => {
    const { choice } = setUp();
    let told = 0;
    choice.subscribe(() => told++);
    choice.caret = 5;
    choice.caret = 6;
    assert.equal(told, 1);
  });

  it('is pinned when it is chosen', () => {
    const { choice, store, word } = setUp();
    choice.choose(choice.words[1]);
    assert.deepEqual(store.view.pinned, { query: 1, key: null });
    assert.equal(word(), 'bank');
  });
});
