import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../src/core/cancel';
import { EngineError } from '../../../../src/engine/errors';
import type { LabelledText } from '../../../../src/engine/classify/requests';
import { fakeEngine } from '../../../support/fakeEngine';
import type { FakeModelOptions } from '../../../support/fakeEncoder';

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

  it('is unsure of a text that is like none of the examples, and sure of one that is, after ten of them', async () => {
    const { engine } = fakeEngine({
      vocabulary: [...vocabulary, 'moon', 'sea'],
      // What the examples say nothing of leans to animals, as it happens, and lies far off.
      state: (tokens, position) => [...state(tokens, position, 2), ['moon', 'sea'].includes(tokens[position]) ? 3 : 0],
    });
    const request = { texts: ['moon sea moon', 'dog cat cat'], examples, unsureBelow: 0.6 };
    const [foreign, known] = (await engine.classify(request, neverCancelled)).classifications;
    assert.equal(foreign.label, null);
    assert.equal(known.label, 'animals');
    const { parameters, caution } = (await engine.train({ examples }, neverCancelled)).classifier;
    assert.equal(parameters.kind, 'softmax');
    assert.ok(
      known.probability <= caution.most[0] && caution.most[0] < 0.99,
      `${known.probability} ${caution.most[0]}`,
    );
  });

  it('cannot learn from one class only, however it is asked', async () => {
    const { engine } = engineOver();
    const one = examples.filter(({ label }) => label === 'animals');
    await assert.rejects(engine.train({ examples: one }, neverCancelled), badInput('examples'));
    await assert.rejects(engine.classify({ texts: ['cat'], examples: one }, neverCancelled), badInput('examples'));
    await assert.rejects(engine.evaluate({ examples: one, folds: 5 }, neverCancelled), badInput('examples'));
  });

  it('reads a huge text in passages, all of it', async () => {
    const { engine } = engineOver();
    const text = `${'cat dog. '.repeat(20_000)}${'bus car. '.repeat(30_000)}`;
    const [{ label, passages }] = (await engine.classify({ texts: [text], examples }, neverCancelled)).classifications;
    assert.ok(passages >= 150_000 / 512, String(passages));
    assert.equal(label, 'traffic');
  }).timeout(60_000);

  it('says unsure below the threshold, never a label', async () => {
    const { engine } = engineOver();
    const request = { texts: ['cat car'], labels: ['animals', 'traffic'], unsureBelow: 0.6 };
    assert.equal((await engine.classify(request, neverCancelled)).classifications[0].label, null);
  });

  it('reads each text once, however often it is asked about', async () => {
    const { engine, model } = engineOver();
    await Promise.all([1, 2, 3].map(() => engine.classify({ texts: ['cat'], examples }, neverCancelled)));
    const texts = model.encoder.runs.reduce((sum, { batch }) => sum + batch, 0);
    // Two layers of ten different examples; the text is one of them.
    assert.equal(texts, 2 * 10);
  });

  it('uses a classifier that was trained before, and gives the same answer', async () => {
    const { engine } = engineOver();
    const { classifier } = await engine.train({ examples }, neverCancelled);
    const request = { texts: ['dog dog car'] };
    const [trained, learned] = await Promise.all([
      engine.classify({ ...request, classifier }, neverCancelled),
      engine.classify({ ...request, examples }, neverCancelled),
    ]);
    assert.deepEqual(trained, learned);
  });

  it('refuses a classifier of another encoder', async () => {
    const { engine } = engineOver();
    const { classifier } = await engine.train({ examples }, neverCancelled);
    for (const other of [{ model: 'other@1' }, { modelHash: 'f' }]) {
      const request = { texts: ['cat'], classifier: { ...classifier, ...other } };
      await assert.rejects(engine.classify(request, neverCancelled), { code: 'otherEncoder' });
    }
  });

  it('trains the same classifier in another process', async () => {
    const [a, b] = await Promise.all([1, 2].map(() => engineOver().engine.train({ examples }, neverCancelled)));
    assert.deepEqual(a, b);
    assert.equal(a.accuracy, 1);
  });

  it('knows classes by a description', async () => {
    const { engine } = engineOver();
    const labels = [{ name: 'a', description: 'animals' }, { name: 'b', description: 'traffic' }]; // prettier-ignore
    const { classifications } = await engine.classify({ texts: ['bus bus'], labels }, neverCancelled);
    assert.equal(classifications[0].label, 'b');
  });

  it('gives a text several labels where that was asked for', async () => {
    const { engine } = engineOver();
    const both = ['cat car', 'dog bus', 'cat bus', 'dog car', 'cat cat car', 'dog bus bus'];
    const tagged = [...examples, ...both.flatMap((text) => ['animals', 'traffic'].map((label) => ({ text, label })))];
    const request = { texts: ['cat dog', 'bus', 'dog car bus'], examples: tagged, multiLabel: true };
    const { classifications } = await engine.classify(request, neverCancelled);
    assert.deepEqual(
      classifications.map(({ labels }) => [...labels].sort()),
      [['animals'], ['traffic'], ['animals', 'traffic']],
    );
  });

  it('says in how many passages a long text was read', async () => {
    const { engine } = engineOver();
    const long = 'cat dog . '.repeat(200);
    const { classifications } = await engine.classify({ texts: [long, 'cat'], examples }, neverCancelled);
    assert.ok(classifications[0].passages > 1);
    assert.equal(classifications[1].passages, 1);
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

  it('tells of every example what was predicted, how far probabilities hold, and what fewer examples give', async () => {
    const answer = await engineOver().engine.evaluate({ examples, folds: 5, curve: true }, neverCancelled);
    assert.deepEqual(
      answer.predictions.map(({ label }) => label),
      examples.map(({ label }) => label),
    );
    assert.equal(
      answer.calibration.bins.reduce((sum, { count }) => sum + count, 0),
      10,
    );
    assert.ok(answer.calibration.error >= 0 && answer.calibration.error < 0.5);
    assert.deepEqual(
      answer.curve.map(({ examplesPerLabel }) => examplesPerLabel),
      [1, 2, 4, 5],
    );
    assert.equal(answer.curve.at(-1)?.accuracy, 1);
  });

  it('measures several labels a text by their own F1', async () => {
    const both = ['cat car', 'dog bus', 'cat bus', 'dog car'];
    const tagged = [...examples, ...both.flatMap((text) => ['animals', 'traffic'].map((label) => ({ text, label })))];
    const answer = await engineOver().engine.evaluate({ examples: tagged, folds: 4, multiLabel: true }, neverCancelled);
    assert.deepEqual(answer.conflicts, []);
    assert.equal(answer.perLabel.length, 2);
    assert.ok(answer.macroF1 > 0.7, String(answer.macroF1));
  });

  it('judges texts by the labels that could be held out where one stands at every text', async () => {
    const texts = examples.map(({ text }) => ({ text, label: 'mentioned' }));
    const tagged = [...texts, ...examples.filter(({ label }) => label === 'traffic')];
    const answer = await engineOver().engine.evaluate({ examples: tagged, folds: 4, multiLabel: true }, neverCancelled);
    assert.ok(answer.accuracy > 0.7, String(answer.accuracy));
  });

  it('counts each of several labels against the rest, and tells which texts stand in each cell', async () => {
    const both = ['cat car', 'dog bus', 'cat bus', 'dog car'];
    const tagged = [...examples, ...both.flatMap((text) => ['animals', 'traffic'].map((label) => ({ text, label })))];
    const answer = await engineOver().engine.evaluate({ examples: tagged, folds: 4, multiLabel: true }, neverCancelled);
    const textsOf = (indices: readonly number[]) => indices.map((n) => tagged[n].text).sort();
    for (const [k, table] of answer.tables.entries()) {
      const { label, truePositives, falseNegatives, falsePositives, trueNegatives } = table;
      const having = [...new Set(tagged.filter((each) => each.label === label).map(({ text }) => text))].sort();
      assert.deepEqual(textsOf([...truePositives, ...falseNegatives]), having);
      const all = new Set(tagged.map(({ text }) => text));
      assert.equal(having.length + falsePositives.length + trueNegatives.length, all.size);
      assert.ok([...falsePositives, ...trueNegatives].every((n) => !having.includes(tagged[n].text)));
      const { precision, recall } = answer.perLabel[k];
      const right = truePositives.length;
      assert.deepEqual([precision, recall], [right / (right + falsePositives.length), right / having.length]);
    }
    assert.deepEqual(
      answer.tables.map(({ label }) => label),
      ['animals', 'traffic'],
    );
    const single = await engineOver().engine.evaluate({ examples, folds: 4 }, neverCancelled);
    assert.deepEqual(single.tables, []);
  });

  it('needs two examples of each label', async () => {
    const request = { examples: examples.slice(0, 6), folds: 5 };
    await assert.rejects(engineOver().engine.evaluate(request, neverCancelled), badInput('traffic'));
  });
});

describe('explain', () => {
  it('finds the sentence that drove the label', async () => {
    const { engine } = engineOver();
    const text = 'cat dog cat. bus. dog dog.';
    const { label, unit, parts } = await engine.explain({ text, examples }, neverCancelled);
    assert.deepEqual([label, unit], ['animals', 'sentence']);
    const effects = parts.map(({ start, end, effect }) => [text.slice(start, end), Math.sign(effect)]);
    assert.deepEqual(effects, [['cat dog cat.', 1], ['bus.', -1], ['dog dog.', 1]]); // prettier-ignore
  });

  it('looks at the words of a single sentence, and at groups of a long text', async () => {
    const { engine } = engineOver();
    const single = await engine.explain({ text: 'cat bus', examples, label: 'traffic' }, neverCancelled);
    assert.deepEqual([single.unit, single.parts.map(({ effect }) => effect > 0)], ['word', [false, true]]);
    const long = await engine.explain({ text: 'cat dog. '.repeat(150), examples }, neverCancelled);
    assert.equal(long.unit, 'group');
    assert.ok(long.parts.length <= 64);
  });

  it('does not know a label that nobody gave', async () => {
    const request = { text: 'cat', examples, label: 'plants' };
    await assert.rejects(engineOver().engine.explain(request, neverCancelled), badInput('label'));
  });
});

describe('similar', () => {
  it('ranks texts by meaning', async () => {
    const { engine } = engineOver();
    const { similarities } = await engine.similarTo({ text: 'cat', texts: ['dog', 'car', 'cat car'] }, neverCancelled);
    assert.ok(Math.abs(similarities[0] - 1) < 1e-6 && Math.abs(similarities[1]) < 1e-6);
    assert.ok(Math.abs(similarities[2] - Math.SQRT1_2) < 1e-6);
  });
});
