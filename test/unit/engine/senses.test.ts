import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/core/cancel';
import { senses } from '../../../src/engine/senses';
import { fakeModel } from '../../support/fakeEncoder';
import { encoderOver, fakeEngine, interactive } from '../../support/fakeEngine';

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

  it('also tells every layer by itself, each as if it had been asked for alone', async () => {
    const texts = ['The bank sat. The river bank sat. Money: the bank.'];
    let pauses = 0;
    const pause = () => Promise.resolve(void pauses++);
    const request = { word: 'bank', texts, everyLayer: true };
    const { layers = [], uses } = await senses(encoderOver(fakeModel({ vocabulary })), request, interactive, pause);
    assert.equal(layers.length, 3, 'the embedding layer and the two of the fake encoder');
    assert.equal(pauses, 3, 'others may work between two layers');
    for (const [layer, found] of layers.entries()) {
      const alone = await open().senses({ word: 'bank', texts, layer }, neverCancelled);
      assert.deepEqual(
        found.uses,
        alone.uses.map(({ group, x, y, typicality }) => ({ group, x, y, typicality })),
      );
      assert.deepEqual([found.groups, found.silhouette, found.shares], [alone.groups, alone.silhouette, alone.shares]);
    }
    assert.deepEqual(
      uses.map(({ group }) => group),
      layers[1].uses.map(({ group }) => group),
    );
    assert.equal((await open().senses({ word: 'bank', texts }, neverCancelled)).layers, undefined);
  });

  it('groups and places 200 uses at seven layers quickly, with pauses in between', async function () {
    this.timeout(60_000);
    const noise = pseudoRandom();
    const senseOf = ['river', 'money', 'cat'];
    // Three senses, each around a middle of its own, as wide as the bundled encoder's states.
    const state = (tokens: readonly string[]): number[] => {
      const sense = senseOf.findIndex((word) => tokens.includes(word));
      return Array.from({ length: 384 }, (_, d) => (d % senseOf.length === sense ? 1 : 0) + noise());
    };
    const model = fakeModel({ vocabulary, state, info: { numLayers: 6, hiddenSize: 384 } });
    const text = Array.from({ length: 200 }, (_, n) => `The ${senseOf[n % 3]} bank.`).join('\n\n');
    const stretches: number[] = [];
    let since = process.cpuUsage();
    const pause = () => {
      const { user, system } = process.cpuUsage(since);
      stretches.push((user + system) / 1000);
      since = process.cpuUsage();
      return Promise.resolve();
    };
    const request = { word: 'bank', texts: [text], everyLayer: true };
    const found = await senses(encoderOver(model), request, interactive, pause);
    await pause();
    assert.deepEqual([found.uses.length, found.groups, found.layers?.length], [200, 3, 7]);
    // Of the processor; the first stretch is the fake encoder's. About 60 ms on a busy machine.
    const layers = stretches.slice(1);
    assert.equal(layers.length, 7);
    assert.ok(Math.max(...layers) < 500, `${layers.map(Math.round).join(', ')} ms`);
  });

  it('refuses a layer that is not there', () =>
    assert.rejects(open().senses({ word: 'bank', texts: ['bank'], layer: 99 }, neverCancelled), RangeError));
});

/** Numbers −0.5…0.5, the same ones in each run. */
function pseudoRandom(): () => number {
  let seed = 1;
  return () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647 - 0.5;
  };
}

describe('calculate', () => {
  it('lists other words than those asked for, best first', async () => {
    const { words } = await open().calculate({ plus: ['cat', 'river'], minus: ['bank'], top: 3 }, neverCancelled);
    assert.equal(words.length, 3);
    for (const { text } of words) assert.ok(!['cat', 'river', 'bank'].includes(text), text);
    assert.ok(words[0].score >= words[1].score && words[1].score >= words[2].score);
  });

  it('finds a word of a vocabulary that keeps capitals as it is written, and in other capitals', async () => {
    const { engine } = fakeEngine({ vocabulary: ['Paris', 'Rome', 'river', 'River'], lowercases: false });
    for (const [word, others] of [
      ['Paris', ['Rome', 'river', 'River']],
      ['paris', ['Rome', 'river', 'River']],
      ['River', ['Paris', 'Rome', 'river']],
    ] as const) {
      const { words } = await engine.calculate({ plus: [word], top: 9 }, neverCancelled);
      assert.deepEqual(words.map(({ text }) => text).sort(), [...others].sort(), word);
    }
  });

  it('says which word the vocabulary does not hold', () =>
    assert.rejects(open().calculate({ plus: ['dog'], top: 3 }, neverCancelled), { code: 'badInput' }));
});
