import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/core/cancel';
import { EngineError } from '../../../src/engine/errors';
import type { LabelledText } from '../../../src/engine/requests';
import { fakeEngine } from '../../support/fakeEngine';
import type { FakeModelOptions } from '../../support/fakeEncoder';

const vocabulary = ['cat', 'dog', 'car', 'bus', 'animals', 'traffic', '.'];
/** Animals look one way, traffic the other. */
const state: FakeModelOptions['state'] = (tokens, position) => [
  ['cat', 'dog', 'animals'].includes(tokens[position]) ? 1 : 0,
  ['car', 'bus', 'traffic'].includes(tokens[position]) ? 1 : 0,
];
const examples: LabelledText[] = [
  ...['cat', 'dog', 'cat dog', 'dog dog cat', 'cat cat'].map((text) => ({ text, label: 'animals' })),
  ...['car', 'bus', 'car bus', 'bus bus car', 'car car'].map((text) => ({ text, label: 'traffic' })),
];
const engineOver = () => fakeEngine({ vocabulary, state });

const badInput = (subject: string) => (error: unknown) =>
  error instanceof EngineError && error.code === 'badInput' && error.details.subject === subject;

describe('classify', () => {
  it('learns from examples; probabilities sum to 1 and the margin is the distance to the second', async () => {
    const { engine } = engineOver();
    const { classifications } = await engine.classify({ texts: ['dog cat cat', 'bus'], examples }, neverCancelled);
    assert.deepEqual(
      classifications.map(({ label }) => label),
      ['animals', 'traffic'],
    );
    for (const { probability, margin, probabilities } of classifications) {
      const values = Object.values(probabilities).sort((a, b) => b - a);
      assert.ok(Math.abs(values[0] + values[1] - 1) < 1e-9);
      assert.ok(Math.abs(probability - values[0]) < 1e-12 && Math.abs(margin - (values[0] - values[1])) < 1e-12);
    }
  });

  it('knows classes by their names alone: softmax of the cosines over 0.05', async () => {
    const { engine } = engineOver();
    const request = { texts: ['cat car'], labels: ['animals', 'traffic'] };
    const [even] = (await engine.classify(request, neverCancelled)).classifications;
    assert.ok(Math.abs(even.probability - 0.5) < 1e-6);
    const [clear] = (await engine.classify({ ...request, texts: ['cat cat cat car'] }, neverCancelled)).classifications;
    // Cosines 3/√10 and 1/√10: p = 1 / (1 + exp(−(2/√10) / 0.05)).
    assert.ok(Math.abs(clear.probability - 1 / (1 + Math.exp(-(2 / Math.sqrt(10)) / 0.05))) < 1e-6);
  });

  it('says unsure below the threshold, never a label', async () => {
    const { engine } = engineOver();
    const request = { texts: ['cat car'], labels: ['animals', 'traffic'], unsureBelow: 0.6 };
    assert.equal((await engine.classify(request, neverCancelled)).classifications[0].label, null);
  });

  it('embeds the same examples once, however many texts come', async () => {
    const { engine, model } = engineOver();
    await Promise.all([1, 2, 3].map(() => engine.classify({ texts: ['cat'], examples }, neverCancelled)));
    const texts = model.encoder.runs.reduce((sum, { batch }) => sum + batch, 0);
    // Two layers of ten examples (nine different texts are embedded; equal ones share a run) and of three texts.
    assert.equal(texts, 2 * 10 + 2 * 3);
  });

  for (const [name, request, subject] of [
    ['one label', { texts: ['cat'], labels: ['animals'] }, 'labels'],
    ['examples of one label', { texts: ['cat'], examples: examples.slice(0, 5) }, 'examples'],
  ] as const) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(engineOver().engine.classify(request, neverCancelled), badInput(subject));
    });
  }

  it('refuses an empty text', async () => {
    const request = { texts: [' '], labels: ['a', 'b'] };
    await assert.rejects(engineOver().engine.classify(request, neverCancelled), { code: 'emptyText' });
  });
});

describe('evaluate', () => {
  it('finds what can be told apart, and counts every example once', async () => {
    const answer = await engineOver().engine.evaluate({ examples, folds: 5 }, neverCancelled);
    assert.equal(answer.accuracy, 1);
    assert.deepEqual(answer.confusion, { labels: ['animals', 'traffic'], matrix: [[5, 0], [0, 5]] }); // prettier-ignore
    // Wilson's interval for 10 of 10: 1 / (1 + 1.96² / 10) to 1.
    const [low, high] = answer.accuracyInterval;
    assert.ok(Math.abs(low - 0.7225) < 1e-3 && Math.abs(high - 1) < 1e-9, `${low} to ${high}`);
    assert.deepEqual(answer.fewExamples, []);
  });

  it('names conflicts and labels with few examples', async () => {
    const odd = [...examples.slice(0, 7), { text: 'cat', label: 'traffic' }];
    const answer = await engineOver().engine.evaluate({ examples: odd, folds: 3 }, neverCancelled);
    assert.deepEqual(answer.conflicts, [{ text: 'cat', labels: ['animals', 'traffic'] }]);
    assert.deepEqual(answer.fewExamples, ['traffic']);
    assert.ok(answer.accuracy < 1);
  });

  it('needs two examples of each label', async () => {
    const request = { examples: examples.slice(0, 6), folds: 5 };
    await assert.rejects(engineOver().engine.evaluate(request, neverCancelled), badInput('traffic'));
  });
});
