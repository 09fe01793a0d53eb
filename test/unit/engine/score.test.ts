import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/core/cancel';
import type { FakeModelOptions } from '../../support/fakeEncoder';
import { Engine } from '../../../src/engine/engine';
import { FakeClock } from '../../support/fakeClock';
import { fakeModel } from '../../support/fakeEncoder';
import { fakeEngine } from '../../support/fakeEngine';

const vocabulary = ['the', 'cat', 'sat', '.', 'data', '##base', '##s'];
const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-4, `${actual} instead of ${expected}`);
const score = (text: string, predict: FakeModelOptions['predict'], info = {}) =>
  fakeEngine({ vocabulary, predict, info }).engine.score({ text }, neverCancelled);

describe('score', () => {
  it('sums log P(token | all others) over the words', async () => {
    const probabilities: Record<string, number> = { the: 0.5, cat: 0.25, sat: 0.125, '.': 0.9 };
    const order = ['', 'the', 'cat', 'sat', '.'];
    const answer = await score('The cat sat.', (tokens, position) => {
      assert.equal(tokens.filter((token) => token === '[MASK]').length, 1);
      return { [order[position]]: probabilities[order[position]] };
    });
    assert.deepEqual(
      answer.words.map(({ start, end }) => [start, end]),
      [
        [0, 3],
        [4, 7],
        [8, 11],
        [11, 12],
      ],
    );
    for (const [n, { logProbability }] of answer.words.entries())
      near(logProbability, Math.log(probabilities[order[n + 1]]));
    near(answer.logProbability, Math.log(0.5 * 0.25 * 0.125 * 0.9));
  });

  it('masks the rest of a word too, so that its end does not give its beginning away', async () => {
    const seen: string[] = [];
    const answer = await score('databases sat', (tokens, position) => {
      seen.push(tokens.slice(1, -1).join(' '));
      return { data: 0.1, '##base': 0.5, '##s': 0.5, sat: position === 4 ? 0.5 : 0 };
    });
    assert.deepEqual(seen.sort(), [
      '[MASK] [MASK] [MASK] sat',
      'data ##base ##s [MASK]',
      'data ##base [MASK] sat',
      'data [MASK] [MASK] sat',
    ]);
    assert.equal(answer.words.length, 2);
    near(answer.words[0].logProbability, Math.log(0.1 * 0.5 * 0.5));
    assert.deepEqual([answer.words[0].start, answer.words[0].end], [0, 9]);
  });

  it('scores a text longer than the encoder takes in passages, every word of it once, and says how far it is', async () => {
    const text = 'The cat sat. '.repeat(30);
    const { engine } = fakeEngine({ vocabulary, predict: () => ({ the: 0.5 }), info: { maxTokens: 16 } });
    const fractions: number[] = [];
    const answer = await engine.score({ text }, neverCancelled, (fraction) => fractions.push(fraction));
    assert.ok(fractions.length > 5);
    assert.ok(fractions.every((fraction, n) => fraction > (fractions[n - 1] ?? 0)));
    assert.ok(Math.abs((fractions.at(-1) ?? 0) - 1) < 0.01);
    assert.equal(answer.words.length, 120);
    for (const [n, { start, end }] of answer.words.entries()) {
      assert.equal(text.slice(start, end), ['The', 'cat', 'sat', '.'][n % 4]);
    }
  });

  it('leaves no slot idle between two passages, and answers the same as with one', async () => {
    const text = 'The cat sat. Data the cats. '.repeat(10);
    let running = 0;
    let most = 0;
    const answers = [];
    for (const slots of [1, 2]) {
      const model = fakeModel({
        vocabulary,
        predict: (tokens, position) => ({ the: 1 / (tokens.length + position) }),
        info: { maxTokens: 12 },
        beforeRun: async () => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setImmediate(resolve));
          running--;
        },
      });
      const engine = new Engine({ clock: new FakeClock(), load: () => Promise.resolve(model), slots });
      answers.push(await engine.score({ text }, neverCancelled));
      // The copies of a passage of 12 tokens are one batch.
      assert.equal(most, slots);
    }
    assert.deepEqual(answers[1], answers[0]);
  });

  it('ends with the first passage that fails', async () => {
    let runs = 0;
    const { engine } = fakeEngine({
      vocabulary,
      info: { maxTokens: 12 },
      beforeRun: () => (++runs === 3 ? Promise.reject(new Error('gone')) : Promise.resolve()),
    });
    await assert.rejects(engine.score({ text: 'The cat sat. '.repeat(50) }, neverCancelled), /gone/);
    assert.ok(runs < 6, `${runs} runs`);
  });

  it('has nothing to say of an empty text', () =>
    assert.rejects(
      score('  ', () => ({})),
      { code: 'emptyText' },
    ));
});
