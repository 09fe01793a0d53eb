import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/core/cancel';
import type { KeptVector, VectorStore } from '../../../src/engine/ports';
import { fakeEngine } from '../../support/fakeEngine';
import type { FakeModelOptions } from '../../support/fakeEncoder';

const vocabulary = ['cat', 'dog', 'sat', '.'];
/** cat → (1, 0), dog → (0, 1), all else → (0, 0). */
const state: FakeModelOptions['state'] = (tokens, position) => [
  tokens[position] === 'cat' ? 1 : 0,
  tokens[position] === 'dog' ? 1 : 0,
];
const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} instead of ${expected}`);

describe('embed', () => {
  it('gives unit vectors in the order of the texts', async () => {
    const { engine } = fakeEngine({ vocabulary, state });
    const texts = ['dog', 'cat cat cat dog dog dog dog', 'cat'];
    const { embeddings, width, model } = await engine.embed({ texts }, neverCancelled);
    assert.equal(width, 2);
    assert.equal(model, 'fake@0123456789ab');
    const expected = [0, 1, 0.6, 0.8, 1, 0];
    for (const [n, value] of expected.entries()) near(embeddings[n], value);
  });

  it('an empty text gives zeros, alone too', async () => {
    const { engine } = fakeEngine({ vocabulary, state });
    const { embeddings } = await engine.embed({ texts: ['', 'cat', ' \n'] }, neverCancelled);
    assert.deepEqual([...embeddings], [0, 0, 1, 0, 0, 0]);
    assert.deepEqual([...(await engine.embed({ texts: [] }, neverCancelled)).embeddings], []);
  });

  it('drops nothing of a long text: passages weigh by their tokens', async () => {
    const { engine, model } = fakeEngine({ vocabulary, state, info: { maxTokens: 16 } });
    const text = `${'Cat sat. '.repeat(30)}${'Dog sat. '.repeat(40)}`;
    const { embeddings } = await engine.embed({ texts: [text] }, neverCancelled);
    near(embeddings[0], 0.6);
    near(embeddings[1], 0.8);
    for (const { length } of model.encoder.runs) assert.ok(length <= 16);
  });

  it('says how far it is, and the same as without being asked', async () => {
    const { engine } = fakeEngine({ vocabulary, state, info: { maxTokens: 16 } });
    const text = 'Cat sat. '.repeat(300);
    const fractions: number[] = [];
    const answer = await engine.embed({ texts: [text] }, neverCancelled, (fraction) => fractions.push(fraction));
    assert.ok(fractions.length > 3 && fractions.every((fraction, n) => fraction > (fractions[n - 1] ?? 0)));
    assert.equal(fractions.at(-1), 1);
    assert.deepEqual(answer, await engine.embed({ texts: [text] }, neverCancelled));
  });

  it('runs equal texts once, so that their vectors are equal to the last bit', async () => {
    const { engine, model } = fakeEngine({ vocabulary, state });
    const { embeddings } = await engine.embed({ texts: ['cat dog', 'dog', 'cat dog'] }, neverCancelled);
    assert.deepEqual(embeddings.subarray(0, 2), embeddings.subarray(4, 6));
    assert.equal(
      model.encoder.runs.reduce((sum, { batch }) => sum + batch, 0),
      2,
    );
  });
});

/** A store in memory that outlives the engine, as one on disk does. */
class MemoryVectors implements VectorStore {
  readonly kept = new Map<string, KeptVector>();

  read(kind: string, texts: readonly string[]) {
    return Promise.resolve(texts.map((text) => this.kept.get(`${kind} ${text}`)));
  }

  add(kind: string, texts: readonly string[], vectors: readonly KeptVector[]): void {
    for (const [n, text] of texts.entries()) this.kept.set(`${kind} ${text}`, vectors[n]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

describe('embed with a store of vectors', () => {
  const texts = ['dog', 'cat cat cat dog dog dog dog', '', 'cat'];

  it('reads no text again after a restart, and gives the same to the last bit', async () => {
    const vectors = new MemoryVectors();
    const first = fakeEngine({ vocabulary, state, vectors });
    const made = await first.engine.embed({ texts }, neverCancelled);
    const second = fakeEngine({ vocabulary, state, vectors });
    assert.deepEqual(await second.engine.embed({ texts }, neverCancelled), made);
    assert.deepEqual(second.model.encoder.runs, []);
    const some = await second.engine.embed({ texts: ['dog cat', 'dog'] }, neverCancelled);
    assert.deepEqual(
      second.model.encoder.runs.map(({ batch }) => batch),
      [1],
    );
    assert.deepEqual(some.embeddings.subarray(2), made.embeddings.subarray(0, 2));
  });

  it('does not take the vector of another layer, and keeps none that nobody will ask for', async () => {
    const vectors = new MemoryVectors();
    const { engine, model } = fakeEngine({ vocabulary, state, vectors });
    await engine.embed({ texts: ['dog'] }, neverCancelled);
    await engine.embed({ texts: ['dog'], layers: 'embeddings' }, neverCancelled);
    await engine.embed({ texts: ['dog'], pooling: 'cls' }, neverCancelled);
    assert.equal(model.encoder.runs.length, 3);
    await engine.embed({ texts: ['cat'], keep: false }, neverCancelled);
    assert.equal(vectors.kept.size, 3);
  });

  it('keeps nothing of a run in which the encoder had to take another device', async () => {
    const vectors = new MemoryVectors();
    const { engine, model } = fakeEngine({ vocabulary, state, vectors });
    await engine.info(neverCancelled);
    const { info } = model.encoder;
    let asked = 0;
    Object.defineProperty(model.encoder, 'info', { get: () => ({ ...info, device: asked++ ? 'cpu' : 'webgpu' }) });
    await engine.embed({ texts: ['dog'] }, neverCancelled);
    assert.equal(vectors.kept.size, 0);
    await engine.embed({ texts: ['dog'] }, neverCancelled);
    assert.equal(vectors.kept.size, 1);
  });

  it('serves examples of a classifier, too: training after a restart reads none', async () => {
    const vectors = new MemoryVectors();
    const examples = ['cat', 'cat cat', 'cat .', 'dog', 'dog dog', 'dog .'].map((text) => ({ text, label: text[0] }));
    const first = await fakeEngine({ vocabulary, state, vectors }).engine.train({ examples }, neverCancelled);
    const { engine, model } = fakeEngine({ vocabulary, state, vectors });
    assert.deepEqual(await engine.train({ examples }, neverCancelled), first);
    assert.deepEqual(model.encoder.runs, []);
  });
});

describe('similarity', () => {
  it('is the cosine, the same both ways', async () => {
    const { engine } = fakeEngine({ vocabulary, state });
    const there = await engine.similarity({ a: 'cat cat cat dog dog dog dog', b: 'cat' }, neverCancelled);
    const back = await engine.similarity({ a: 'cat', b: 'cat cat cat dog dog dog dog' }, neverCancelled);
    near(there.similarity, 0.6);
    assert.equal(there.similarity, back.similarity);
    assert.equal(there.nextSentenceProbability, null);
  });

  it('of a text with itself is 1', async () => {
    const { engine } = fakeEngine({ vocabulary, state });
    near((await engine.similarity({ a: 'cat dog', b: 'cat dog' }, neverCancelled)).similarity, 1);
  });

  it('says how well b follows a', async () => {
    const { engine } = fakeEngine({
      vocabulary,
      state,
      nextSentence: (first, second) => (first.join(' ') === 'cat .' && second.join(' ') === 'dog .' ? 0.75 : 0.1),
    });
    assert.equal((await engine.similarity({ a: 'Cat.', b: 'Dog.' }, neverCancelled)).nextSentenceProbability, 0.75);
  });

  it('of long texts judges the end of a and the beginning of b', async () => {
    let seen: readonly (readonly string[])[] = [];
    const { engine } = fakeEngine({
      vocabulary,
      state,
      info: { maxTokens: 19 },
      nextSentence: (first, second) => {
        seen = [first, second];
        return 0.5;
      },
    });
    const a = `${'Cat sat. '.repeat(50)}Dog sat.`;
    const b = `Dog. ${'Cat sat. '.repeat(50)}`;
    await engine.similarity({ a, b }, neverCancelled);
    assert.deepEqual(seen[0].slice(-6), ['cat', 'sat', '.', 'dog', 'sat', '.']);
    assert.deepEqual(seen[1].slice(0, 5), ['dog', '.', 'cat', 'sat', '.']);
    assert.ok(seen[0].length + seen[1].length + 3 <= 19);
  });

  it('judges the words where a long text ends or begins with blanks or with marks alone', async () => {
    let seen: readonly (readonly string[])[] = [];
    const { engine } = fakeEngine({
      vocabulary,
      state,
      info: { maxTokens: 19 },
      nextSentence: (...sides) => ((seen = sides), 0.5),
    });
    const blanks = '\n'.repeat(1000);
    const sentences = 'Cat sat. '.repeat(50);
    await engine.similarity({ a: `${sentences}${blanks}`, b: `${blanks}${sentences}` }, neverCancelled);
    assert.deepEqual([seen[0].at(-2), seen[1][0]], ['sat', 'cat']);
    for (const [a, b] of [
      ['***\n'.repeat(300), 'Cat.'],
      ['Cat.', '***\n'.repeat(300)],
    ]) {
      assert.equal((await engine.similarity({ a, b }, neverCancelled)).nextSentenceProbability, 0.5);
    }
  });

  it('refuses an empty text on either side', async () => {
    const { engine } = fakeEngine({ vocabulary, state });
    for (const [a, b] of [
      ['', 'cat'],
      ['cat', ' '],
    ]) {
      await assert.rejects(engine.similarity({ a, b }, neverCancelled), { code: 'emptyText' });
    }
  });
});
