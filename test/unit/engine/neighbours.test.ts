import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/core/cancel';
import { fakeEngine } from '../../support/fakeEngine';

const vocabulary = ['the', 'bank', 'river', 'money', 'sat', 'lends', 'a'];

/** Layer 0 knows the token alone; above, every token takes the side of the subject of its sentence. */
const state = (tokens: readonly string[], position: number, layer: number): number[] => {
  const own = [...vocabulary, '[CLS]', '[SEP]'].map((word) => (word === tokens[position] ? 1 : 0));
  const subject = tokens.includes('river') ? [1, 0] : tokens.includes('money') ? [0, 1] : [0, 0];
  return [...own, ...subject.map((side) => side * layer * 4)];
};
const texts = ['The bank lends money. The river sat.', 'The bank sat: a river bank.'];
const use = (text: number, from = 0) => {
  const start = texts[text].indexOf('bank', from);
  return { text, start, end: start + 4 };
};
const ask = (request: object) =>
  fakeEngine({ vocabulary, state }).engine.neighbours(
    { word: 'Bank', texts, uses: [use(0), use(1)], top: 3, ...request },
    neverCancelled,
  );

describe('neighbours', () => {
  it('tells two uses apart where context does, and never lists the word among other words', async () => {
    const { layers } = await ask({});
    assert.equal(layers.length, 3);
    assert.ok(Math.abs(layers[0].similarities[1] - 1) < 1e-6, 'without context the uses are one');
    assert.ok(layers[2].similarities[1] < 0.5, 'with context they are not');
    const forms = layers[2].words.map((list) => list.map(({ text, start, end }) => texts[text].slice(start, end)));
    assert.ok(forms[0].includes('money') && !forms[0].includes('river'), forms[0].join(' '));
    assert.ok(forms[1].includes('river') && !forms[1].includes('money'), forms[1].join(' '));
    assert.ok(!forms.flat().includes('bank'));
  });

  it('puts the other uses of the same sense first', async () => {
    const { layers } = await ask({});
    const [nearest] = layers[2].sameWord[1];
    assert.deepEqual([nearest.text, nearest.start], [1, use(1, use(1).end).start]);
  });

  it('compares the sentences that hold the word before others, and counts what it leaves out', async () => {
    const { compared, leftOut, layers } = await ask({ mostWords: 6 });
    assert.deepEqual([compared, leftOut], [6, 6]);
    const forms = layers[0].words.flat().map(({ text, start, end }) => texts[text].slice(start, end));
    assert.ok(forms.includes('money') && !forms.includes('river'), forms.join(' '));
  });

  it('refuses a use that is not there, and none', async () => {
    await assert.rejects(ask({ uses: [{ text: 0, start: 0, end: 3 }] }), { code: 'noWord' });
    await assert.rejects(ask({ uses: [] }), { code: 'emptyText' });
  });
});
