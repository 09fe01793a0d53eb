import assert from 'node:assert/strict';
import type { EngineError } from '../../../src/engine/errors';
import { continuationCost, scoreWords, searchWords } from '../../../src/engine/pieces';
import { placeOf } from '../../../src/engine/place';
import { encoderOver, interactive } from '../../support/fakeEngine';
import { fakeModel } from '../../support/fakeEncoder';

const vocabulary = ['the', 'sat', 'cat', 'data', 'un', '##base', '##set', '##able', '##s', "'", 's', 'it', '.'];

/** What follows the beginning "the": by how many masks there are and what is already known. */
function predict(tokens: readonly string[], position: number): Record<string, number> {
  const masks = tokens.filter((token) => token === '[MASK]').length;
  const before = tokens[position - 1];
  if (before === 'data') return { '##base': 0.5, '##set': 0.25, cat: 0.1 };
  if (before === '##base') return { '##s': 0.5 };
  if (before === 'it') return { "'": 0.9 };
  if (before === "'") return { s: 0.9 };
  if (masks === 1) return { cat: 0.4, data: 0.1, it: 0.01 };
  if (masks === 2) return { data: 0.4, un: 0.05, cat: 0.2 };
  return { data: 0.2, it: 0.02 };
}

async function scoreAll(words: readonly string[]): Promise<number[]> {
  const model = fakeModel({ vocabulary, predict });
  const encoder = encoderOver(model);
  const place = placeOf(encoder, 'the x sat', [{ start: 4, end: 5 }], 64);
  const pieces = words.map((word) => ({ ids: encoder.idsOf(word, true) }));
  return [...(await scoreWords(encoder, { place, mask: 0 }, pieces, interactive))];
}

const close = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-5, `${actual} instead of ${expected}`);

describe('scoreWords', () => {
  const cases: { word: string; expected: number; why: string }[] = [
    { word: 'cat', expected: Math.log(0.4), why: 'one piece: the probability at one mask' },
    { word: 'data', expected: Math.log(0.1), why: 'also where it begins longer words' },
    { word: 'database', expected: Math.log(0.4 * 0.5) - continuationCost, why: 'left to right under two masks' },
    { word: 'databases', expected: Math.log(0.2 * 0.5 * 0.5) - 2 * continuationCost, why: 'three pieces, three masks' },
    { word: "it's", expected: Math.log(0.02 * 0.9 * 0.9), why: 'pieces that are words of their own cost nothing' },
    { word: 'zzz', expected: -Infinity, why: 'the vocabulary cannot spell it' },
  ];
  for (const { word, expected, why } of cases) {
    it(`${word}: ${why}`, async () => {
      const [score] = await scoreAll([word]);
      if (expected === -Infinity) assert.equal(score, expected);
      else close(score, expected);
    });
  }

  it('gives each of several words the score that it has alone', async () => {
    const words = cases.map(({ word }) => word);
    const together = await scoreAll(words);
    for (const [n, word] of words.entries()) assert.equal(together[n], (await scoreAll([word]))[0]);
  });

  it('shares the runs of words with a common beginning', async () => {
    const model = fakeModel({ vocabulary, predict });
    const encoder = encoderOver(model);
    const place = placeOf(encoder, 'the x sat', [{ start: 4, end: 5 }], 64);
    const pieces = ['database', 'dataset', 'cat', 'data'].map((word) => ({ ids: encoder.idsOf(word, true) }));
    await scoreWords(encoder, { place, mask: 0 }, pieces, interactive);
    const rows = model.encoder.runs.reduce((sum, { batch }) => sum + batch, 0);
    assert.equal(rows, 3, 'one mask, two masks, "data" and a mask');
  });

  it('refuses a word of too many pieces', async () => {
    await assert.rejects(scoreAll([`data${'base'.repeat(16)}`]), (error: EngineError) => {
      assert.equal(error.code, 'badInput');
      assert.match(error.details.reason ?? '', /more than 16 pieces/);
      return true;
    });
  });
});

describe('searchWords', () => {
  const search = async (floor: number) => {
    const model = fakeModel({ vocabulary, predict });
    const encoder = encoderOver(model);
    const place = placeOf(encoder, 'the x sat', [{ start: 4, end: 5 }], 64);
    return { model, found: await searchWords(encoder, { place, mask: 0 }, floor, interactive) };
  };

  it('finds words of several pieces, best first, with the scores of scoreWords', async () => {
    const { found } = await search(Math.log(1e-3));
    const expected: [string, number][] = [
      ['database', Math.log(0.4 * 0.5) - continuationCost],
      ['dataset', Math.log(0.4 * 0.25) - continuationCost],
      ['databases', Math.log(0.2 * 0.5 * 0.5) - 2 * continuationCost],
    ];
    assert.deepEqual(
      found.slice(0, 3).map(({ text }) => text),
      expected.map(([text]) => text),
    );
    for (const [n, [, logProbability]] of expected.entries()) close(found[n].logProbability, logProbability);
  });

  it('never joins a beginning with a word that stands alone', async () => {
    const { found } = await search(Math.log(1e-6));
    assert.ok(found.length > 3);
    assert.deepEqual(
      found.filter(({ text }) => text.includes('cat') && text.startsWith('data')),
      [],
    );
  });

  it('follows nothing that cannot reach the floor', async () => {
    const { model, found } = await search(Math.log(0.9));
    assert.deepEqual(found, []);
    assert.deepEqual(model.encoder.runs, []);
  });
});
