import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/core/cancel';
import { fakeEngine } from '../../support/fakeEngine';

const vocabulary = ['the', 'cat', '##s', 'sat', 'bank', '##ing', 'river', 'money', '.'];
const open = () => fakeEngine({ vocabulary }).engine;

describe('senses', () => {
  it('finds the word as a whole word in any case, with its place and its sentence', async () => {
    const texts = ['The cat sat. The Bank sat.\n\nBanking the money.', 'river bank'];
    const { uses, layer, leftOut } = await open().senses({ word: ' BANK ', texts }, neverCancelled);
    assert.deepEqual(
      uses.map(({ text, start, end, sentence }) => [
        text,
        texts[text].slice(start, end),
        texts[text].slice(sentence.start, sentence.end),
      ]),
      [
        [0, 'Bank', 'The Bank sat.'],
        [1, 'bank', 'river bank'],
      ],
    );
    assert.equal(layer, 1);
    assert.equal(leftOut, 0);
    for (const { x, y, typicality } of uses) assert.ok([x, y, typicality].every(Number.isFinite));
  });

  it('counts the uses that it does not show', async () => {
    const request = { word: 'bank', texts: ['The bank. '.repeat(5)], mostUses: 3 };
    const { uses, leftOut } = await open().senses(request, neverCancelled);
    assert.deepEqual([uses.length, leftOut], [3, 2]);
  });

  it('says that no text has the word, and that there is no word', async () => {
    await assert.rejects(open().senses({ word: 'dog', texts: ['The bank.'] }, neverCancelled), { code: 'noWord' });
    await assert.rejects(open().senses({ word: ' ', texts: ['The bank.'] }, neverCancelled), { code: 'emptyText' });
  });

  it('refuses a layer that is not there', () =>
    assert.rejects(open().senses({ word: 'bank', texts: ['bank'], layer: 99 }, neverCancelled), RangeError));
});

describe('calculate', () => {
  it('lists other words than those asked for, best first', async () => {
    const { words } = await open().calculate({ plus: ['cat', 'river'], minus: ['bank'], top: 3 }, neverCancelled);
    assert.equal(words.length, 3);
    for (const { text } of words) assert.ok(!['cat', 'river', 'bank'].includes(text), text);
    assert.ok(words[0].score >= words[1].score && words[1].score >= words[2].score);
  });

  it('says which word the vocabulary does not hold', () =>
    assert.rejects(open().calculate({ plus: ['dog'], top: 3 }, neverCancelled), { code: 'badInput' }));
});
