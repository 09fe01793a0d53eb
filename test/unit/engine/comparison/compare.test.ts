import assert from 'node:assert/strict';
import { CancelSource, CancelledError, neverCancelled } from '../../../../src/core/cancel';
import { Comparisons } from '../../../../src/engine/comparison/comparisons';
import { References } from '../../../../src/engine/comparison/reference';
import type { CompareRequest } from '../../../../src/engine/comparison/requests';
import { encoderOver } from '../../../support/fakeEngine';
import { fakeModel } from '../../../support/fakeEncoder';

const vocabulary = 'the a cat sat on mat dog ran far rain fell hard . , ##s'.split(' ');
const clock = { now: () => 0, after: (_: number, action: () => void) => (setImmediate(action), () => {}) };

function comparisons(options: { maxTokens?: number; nextSentence?: boolean } = {}) {
  const model = fakeModel({
    vocabulary,
    info: { maxTokens: options.maxTokens ?? 64 },
    ...(options.nextSentence === false ? {} : { nextSentence: (a, b) => (a[0] === b[0] ? 0.8 : 0.3) }),
  });
  const encoder = encoderOver(model);
  return { model, on: new Comparisons((lane, signal, _key, work) => work(encoder, { lane, signal }), clock) };
}
const request = (a: string, b: string, more: Partial<CompareRequest> = {}): CompareRequest => ({
  a: { text: a },
  b: { text: b },
  ...more,
});
const compare = (a: string, b: string) => comparisons().on.compare(request(a, b), neverCancelled);

describe('compare', () => {
  it('is symmetric to the last bit, and passages mirror', async () => {
    const [x, y] = ['the cat sat. rain fell hard.', 'a dog ran far. the cat sat on the mat.'];
    const [there, back] = [await compare(x, y), await compare(y, x)];
    assert.equal(there.similarity, back.similarity);
    assert.deepEqual(there.passagesOfA, back.passagesOfB);
    const key = (pairs: typeof there.pairs, turned: boolean) =>
      pairs.map(({ a, b, similarity }) => (turned ? `${b} ${a} ${similarity}` : `${a} ${b} ${similarity}`)).sort();
    assert.deepEqual(key(there.pairs, false), key(back.pairs, true));
  });

  it('gives 1 for the same text, whatever stands around it', async () => {
    const same = await compare('the cat sat on the mat.', '  the cat sat\non the mat. ');
    assert.ok(Math.abs(same.similarity - 1) < 1e-3);
    assert.equal(same.identical, true);
    assert.equal((await compare('the cat sat.', 'the dog sat.')).identical, false);
  });

  it('is deterministic, and names the encoder', async () => {
    const { on } = comparisons();
    const once = await on.compare(request('the cat sat.', 'rain fell.'), neverCancelled);
    assert.deepEqual(await on.compare(request('the cat sat.', 'rain fell.'), neverCancelled), once);
    assert.equal(once.model, 'fake@0123456789ab');
  });

  it('refuses an empty text and reads lone surrogates', async () => {
    await assert.rejects(compare(' \n', 'the cat'), { code: 'emptyText' });
    const odd = await compare('the \uD800 cat sat.', 'the cat \uDC00 sat.');
    assert.ok(Number.isFinite(odd.similarity));
  });

  it('pairs each passage with its best, the best pair first', async () => {
    const found = await compare('the cat sat on the mat. rain fell hard.', 'hard rain fell. a dog ran far.');
    const [best] = found.pairs;
    assert.deepEqual([best.a, best.b], [1, 0]);
    assert.ok(found.pairs.every((pair, n) => n === 0 || pair.similarity <= found.pairs[n - 1].similarity));
    assert.deepEqual(new Set(found.pairs.map(({ a }) => a)), new Set([0, 1]));
    assert.deepEqual(new Set(found.pairs.map(({ b }) => b)), new Set([0, 1]));
  });

  it('says how far the next-sentence head can be trusted; null without one', async () => {
    const { nextSentence } = await compare('the cat sat.', 'the dog ran.');
    assert.ok(nextSentence && Math.abs(nextSentence.probability - 0.8) < 1e-6);
    assert.ok(nextSentence.reliability >= 0 && nextSentence.reliability <= 1);
    const without = await comparisons({ nextSentence: false }).on.compare(request('the cat', 'a dog'), neverCancelled);
    assert.equal(without.nextSentence, null);
  });

  it('takes 100,000 words, covers them all, and can be cancelled', async function () {
    this.timeout(60_000);
    const long = 'the cat sat on the mat. a dog ran far, rain fell hard. '.repeat(7150);
    const { on } = comparisons({ maxTokens: 512 });
    const found = await on.compare(request(long, 'rain fell hard.'), neverCancelled);
    assert.equal(found.passageUnit, 'passage');
    const letters = (text: string) => text.replace(/\s+/g, '').length;
    const covered = found.passagesOfA.reduce((sum, { start, end }) => sum + letters(long.slice(start, end)), 0);
    assert.equal(covered, letters(long));
    assert.ok(found.tokensOfA > 100_000);
    const source = new CancelSource();
    const cancelled = on.compare(request(long, long), source.signal);
    setTimeout(() => source.cancel(), 20);
    await assert.rejects(cancelled, CancelledError);
  });
});

describe('References', () => {
  it('lets who asked first give up while the work goes on for the others', async () => {
    const source = new CancelSource();
    const model = fakeModel({ vocabulary, beforeRun: () => Promise.resolve(source.cancel()) });
    const references = new References(encoderOver(model));
    const first = references.of('last', 'mean', { lane: 'interactive', signal: source.signal });
    const second = references.of('last', 'mean', { lane: 'interactive', signal: neverCancelled });
    await assert.rejects(first, CancelledError);
    assert.ok((await second).real.length > 0);
  });
});

describe('align', () => {
  it('reads from the first words on where a text begins with much that holds none', async () => {
    const { on } = comparisons({ maxTokens: 12 });
    for (const begin of ['\n'.repeat(1000), '***\n'.repeat(200)]) {
      const a = { text: `${begin}the cat sat.` };
      const { leftOutOfA } = await on.align({ a, b: { text: 'the cat' } }, neverCancelled);
      assert.equal(leftOutOfA > 0, begin.startsWith('*'));
    }
  });

  it('matches words in spans of their texts', async () => {
    const { on } = comparisons();
    const [a, b] = ['the cats sat', 'a dog sat on cats'];
    const found = await on.align({ a: { text: a }, b: { text: b } }, neverCancelled);
    const words = found.wordsOfA.map(({ start, end, match }) => [
      a.slice(start, end),
      b.slice(found.wordsOfB[match].start, found.wordsOfB[match].end),
    ]);
    assert.deepEqual(words.slice(1), [
      ['cats', 'cats'],
      ['sat', 'sat'],
    ]);
    // Tokens cat, ##s and sat are found, the is not: 3 of 4.
    assert.ok(Math.abs(found.precision - 0.75) < 1e-6);
    // cat, ##s and sat are found; a, dog and on are not: 3 of 6.
    assert.ok(Math.abs(found.recall - 0.5) < 1e-6);
    assert.ok(Math.abs(found.f1 - 0.6) < 1e-6);
  });

  it('says what did not fit', async () => {
    const { on } = comparisons({ maxTokens: 16 });
    const long = 'the cat sat on the mat. '.repeat(10).trim();
    const found = await on.align({ a: { text: long }, b: { text: 'the cat' } }, neverCancelled);
    assert.ok(found.leftOutOfA > 0);
    assert.equal(found.leftOutOfB, 0);
    assert.equal(found.wordsOfA.at(-1)?.end, long.length - found.leftOutOfA);
  });
});

describe('matrix', () => {
  const document = {
    text: '# The cat\n\nthe cat sat on the mat. rain fell hard.\n\nhard rain fell.\n',
    languageId: 'markdown',
  };

  it('is symmetric with ones on its diagonal, and counts what is beyond the limit', async () => {
    const { on } = comparisons();
    const found = await on.matrix({ document, unit: 'sentence', limit: 3 }, neverCancelled);
    assert.equal(found.segments.length, 3);
    assert.equal(found.leftOut, 1);
    assert.deepEqual([...found.clusterOrder].sort(), [0, 1, 2]);
    for (let i = 0; i < 3; i++) {
      assert.ok(Math.abs(found.similarities[i * 4] - 1) < 1e-5);
      for (let j = 0; j < 3; j++) assert.equal(found.similarities[i * 3 + j], found.similarities[j * 3 + i]);
    }
    await assert.rejects(on.matrix({ document: { text: '\n' }, unit: 'sentence', limit: 3 }, neverCancelled), {
      code: 'emptyText',
    });
  });
});
