import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/core/cancel';
import type { FakeModelOptions } from '../../support/fakeEncoder';
import { fakeEngine } from '../../support/fakeEngine';

const vocabulary = 'the cat dog is was happy glad sad unhappy tired happier 42 , ##s very .'.split(' ');

/** All of them fit equally well; "glad" lies near "happy" in the states, "tired" at a right angle. */
const options: FakeModelOptions = {
  vocabulary,
  predict: () => ({ happy: 0.2, glad: 0.1, sad: 0.15, unhappy: 0.15, tired: 0.12, happier: 0.1, 42: 0.05, ',': 0.05 }),
  state: (tokens, position) => {
    const near: Record<string, number[]> = { happy: [1, 0], glad: [0.9, 0.1], sad: [0.8, 0.2], tired: [0, 1] };
    return near[tokens[position]] ?? [0.5, 0.5];
  },
};
const ask = (targets?: readonly string[], text = 'The cat is happy.', more = {}) => {
  const start = text.indexOf('happy');
  const request = {
    text,
    span: { start, end: start + 5 },
    mode: 'meaning' as const,
    top: 9,
    targets,
    languageCheck: false,
  };
  return fakeEngine({ ...options, ...more }).engine.suggest(request, neverCancelled);
};

describe('suggest: meaning', () => {
  it('puts what is like the word before what only fits', async () => {
    const { candidates } = await ask();
    const words = candidates.map(({ text }) => text);
    assert.equal(words[0], 'glad');
    assert.ok(words.indexOf('glad') < words.indexOf('tired') || !words.includes('tired'));
    assert.ok(Math.abs(candidates[0].probability - 0.1) < 1e-6, 'the probability is that of the masked LM');
    assert.deepEqual(
      candidates.map(({ score }) => score),
      candidates.map(({ score }) => score).sort((a, b) => b - a),
    );
  });

  it('leaves out the word, its forms, its opposites, pieces, numbers and punctuation', async () => {
    const words = (await ask()).candidates.map(({ text }) => text);
    for (const word of ['happy', 'happier', 'sad', 'unhappy', '42', ',']) assert.ok(!words.includes(word), word);
  });

  it('ranks the targets, all of them and as they are spelled', async () => {
    const { candidates } = await ask(['Tired', 'glad', 'the glad cat']);
    assert.deepEqual(candidates.map(({ text }) => text).sort(), ['Tired', 'glad', 'the glad cat']);
    const place = (word: string): number => candidates.findIndex(({ text }) => text === word);
    assert.ok(place('glad') < place('Tired'));
  });

  it('keeps the case of the word', async () => {
    assert.equal((await ask(undefined, 'The cat is happy.')).candidates[0].text, 'glad');
    const { engine } = fakeEngine(options);
    const request = { text: 'HAPPY CAT.', span: { start: 0, end: 5 }, mode: 'meaning' as const, top: 1 };
    assert.equal((await engine.suggest(request, neverCancelled)).candidates[0].text, 'GLAD');
  });

  it('asks the encoder few times', async () => {
    const { engine, model } = fakeEngine(options);
    await engine.suggest(
      { text: 'The cat is happy.', span: { start: 11, end: 16 }, mode: 'meaning', top: 9 },
      neverCancelled,
    );
    assert.ok(model.encoder.runs.length <= 4, String(model.encoder.runs.length));
  });
});
