// Fine-tuned models from folders, on the real loading path, against what transformers says of them (makeTinyHeads.py).

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { neverCancelled } from '../../src/core/cancel';
import type { QuestionAnswer } from '../../src/engine/classify/ready';
import { Engine } from '../../src/engine/engine';
import { nodeClock } from '../../src/runtime/node/clock';
import { loadModel } from '../../src/runtime/node/loadModel';
import { encoderProgram, farthest } from '../support/tinyBert';

const folder = path.resolve('test/unit/fixtures/tiny-heads');
type Logits = Readonly<Record<'text' | 'pair', readonly (readonly number[])[]>>;
const reference = JSON.parse(readFileSync(path.join(folder, 'reference.json'), 'utf8')) as Readonly<
  Record<'text' | 'pair', string> & Record<'classes' | 'entities' | 'answers', Logits>
>;
const { text, pair } = reference;

async function withTask<T>(
  name: string,
  work: (engine: Engine, model: Awaited<ReturnType<typeof loadModel>>) => Promise<T>,
): Promise<T> {
  const context = { program: encoderProgram, clock: nodeClock };
  const model = await loadModel(context, path.join(folder, name), { device: 'cpu' }, neverCancelled);
  try {
    return await work(new Engine({ clock: nodeClock, load: () => Promise.resolve(model) }), model);
  } finally {
    await model.encoder.dispose();
  }
}

const softmax = (logits: readonly number[]): number[] => {
  const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
  return logits.map((logit) => Math.exp(logit) / sum);
};

describe('fine-tuned models from a folder', () => {
  for (const name of ['classes', 'entities', 'answers'] as const) {
    it(`gives the logits of transformers: ${name}`, () =>
      withTask(name, async (_, { encoder, tokenizer }) => {
        for (const [kind, given] of [
          ['text', tokenizer.encode(text)],
          ['pair', tokenizer.encode(text, pair)],
        ] as const) {
          // prettier-ignore
          const length = given.inputIds.length;
          const batch = { ...given, batch: 1, length, attentionMask: new Int32Array(length).fill(1) };
          const { logits, endLogits } = await encoder.head(batch, neverCancelled);
          const [first, second] = reference[name][kind];
          assert.ok(farthest(logits, first) <= 1e-4, `${farthest(logits, first)}`);
          if (second) assert.ok(farthest(endLogits ?? [], second) <= 1e-4);
        }
      }));
  }

  it('classifies with the classes of the model', () =>
    withTask('classes', async (engine) => {
      const { classifications } = await engine.classify({ texts: [text] }, neverCancelled);
      const [{ label, probability, probabilities }] = classifications;
      const expected = softmax(reference.classes.text[0]);
      assert.equal(label, 'entailment');
      assert.ok(Math.abs(probability - expected[2]) < 1e-5);
      assert.deepEqual(Object.keys(probabilities), ['contradiction', 'neutral', 'entailment']);
    }));

  it('classifies by inference where labels are given to a model that knows entailment', () =>
    withTask('classes', async (engine, { encoder, tokenizer }) => {
      const request = { texts: [text], labels: ['tea', { name: 'home', description: 'a house' }] };
      const { classifications } = await engine.classify(request, neverCancelled);
      const logits: number[] = [];
      for (const label of ['tea', 'home: a house']) {
        const given = tokenizer.encode(text, `This text is about ${label}.`);
        const length = given.inputIds.length;
        const batch = { ...given, batch: 1, length, attentionMask: new Int32Array(length).fill(1) };
        logits.push((await encoder.head(batch, neverCancelled)).logits[2]);
      }
      const expected = softmax(logits);
      assert.ok(Math.abs(classifications[0].probabilities.tea - expected[0]) < 1e-6);
    }));

  it('reads a long text in passages and averages', () =>
    withTask('classes', async (engine) => {
      const long = 'The red cat runs in a house. We like tea. '.repeat(20);
      const { classifications } = await engine.classify({ texts: [long] }, neverCancelled);
      assert.ok(classifications[0].passages > 1);
      const sum = Object.values(classifications[0].probabilities).reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(sum - 1) < 1e-6);
    }));

  for (const labels of [undefined, ['tea', 'home', 'rain']]) {
    it(`says of many texts at once what it says of each, in fewer runs: ${labels ? 'inference' : 'own classes'}`, () =>
      withTask('classes', async (engine, { encoder }) => {
        const texts = [text, 'We like tea.', 'The red cat runs in a house. '.repeat(12), 'A cat.', text, 'Tea now.'];
        const head = encoder.head.bind(encoder);
        let runs = 0;
        encoder.head = (batch, signal) => {
          runs++;
          return head(batch, signal);
        };
        const each = [];
        for (const one of texts) each.push((await engine.classify({ texts: [one], labels }, neverCancelled)).classifications[0]); // prettier-ignore
        const runsOfEach = runs;
        runs = 0;
        const { classifications } = await engine.classify({ texts, labels }, neverCancelled);
        assert.ok(runs < runsOfEach, `${runs} runs, ${runsOfEach} one by one`);
        for (const [n, found] of classifications.entries()) {
          assert.equal(found.passages, each[n].passages);
          const [together, alone] = [found, each[n]].map(({ probabilities }) => Object.values(probabilities));
          assert.ok(farthest(together, alone) < 1e-5, `${farthest(together, alone)}`);
        }
        assert.ok(farthest(Object.values(classifications[0].probabilities), Object.values(classifications[1].probabilities)) > 1e-3); // prettier-ignore
      }));
  }

  it('finds names with their places and kinds', () =>
    withTask('entities', async (engine) => {
      const found = await engine.entities(text, neverCancelled);
      // The best labels of transformers' logits: O B-PLACE B-PLACE B-PLACE O B-PLACE O O.
      assert.deepEqual(
        found.map(({ start, end, label }) => [text.slice(start, end), label]),
        [['red', 'PLACE'], ['cat', 'PLACE'], ['runs', 'PLACE'], ['a', 'PLACE']], // prettier-ignore
      );
      assert.ok(Math.abs(found[2].probability - 0.6412) < 1e-3);
      const far = `${'We like tea. '.repeat(30)}${text}`;
      const last = (await engine.entities(far, neverCancelled)).at(-1);
      assert.ok(last && last.end <= far.length && last.start > 300);
    }));

  it('marks the answer to a question in its place, or says that there is none', () =>
    withTask('answers', async (engine, { encoder, tokenizer }) => {
      // By transformers' logits no answer (−2.739) is better than the best stretch, “tea” (−3.397).
      assert.equal(await engine.answerIn(text, pair, neverCancelled), undefined);
      const long = 'A cat sat on the mat. '.repeat(12) + 'We like coffee now.';
      const questions = ['the bird sings', 'blue house', 'a dog runs', 'we like tea', 'now', 'coffee or tea'];
      const found: (QuestionAnswer | undefined)[] = await Promise.all(
        questions.map((each) => engine.answerIn(each, long, neverCancelled)),
      );
      const answers = found.flatMap((each) => each ?? []);
      assert.ok(answers.length > 0, 'one of the questions has an answer');
      for (const { start, end, probability } of answers) {
        assert.ok(start < end && end <= long.length && probability > 0 && probability <= 1);
        assert.match(long.slice(start, end), /^\S.*\S$|^\S$/);
      }
      // One that fits the encoder, against all pairs of begin and end tried by hand.
      const question = questions.find((each, n) => found[n] && each) ?? '';
      const short = 'A cat sat on the mat.';
      const given = tokenizer.encode(question, short);
      const length = given.inputIds.length;
      const batch = { ...given, batch: 1, length, attentionMask: new Int32Array(length).fill(1) };
      const { logits, endLogits = new Float32Array() } = await encoder.head(batch, neverCancelled);
      let best = { score: logits[0] + endLogits[0], text: undefined as string | undefined };
      for (let from = 0; from < length; from++) {
        for (let to = from; to < length; to++) {
          const inside = [from, to].every((n) => given.segments[n] === 1 && given.special[n] === 0);
          const score = logits[from] + endLogits[to];
          if (inside && score > best.score) best = { score, text: short.slice(given.starts[from], given.ends[to]) };
        }
      }
      const answer = await engine.answerIn(question, short, neverCancelled);
      assert.equal(answer && short.slice(answer.start, answer.end), best.text);
    }));

  it('says which head is missing', () =>
    withTask('classes', async (engine) => {
      await assert.rejects(engine.entities(text, neverCancelled), { code: 'outputMissing' });
      await assert.rejects(engine.answerIn('what?', text, neverCancelled), { code: 'outputMissing' });
    }));

  it('refuses a question that leaves no room for the text', () =>
    withTask('answers', async (engine) => {
      await assert.rejects(engine.answerIn('we like tea '.repeat(12), text, neverCancelled), { code: 'badInput' });
    }));
});
