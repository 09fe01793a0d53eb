import assert from 'node:assert/strict';
import { CancelSource, neverCancelled } from '../../../src/core/cancel';
import { fakeEngine } from '../../support/fakeEngine';

const vocabulary = ['the', 'bank', 'river', 'money', 'sat', 'lends', 'loan', '##s'];
const known = [...vocabulary, '[CLS]', '[SEP]'];

/** Layer 0 knows the token alone; above, every token takes the side of the subject that stands beside it, or of its own. */
const state = (tokens: readonly string[], position: number, layer: number): number[] => {
  const own = known.map((word) => (word === tokens[position] ? 1 : 0));
  const has = (...words: string[]) => words.some((word) => tokens.includes(word));
  const subject = [has('river'), has('money', 'loan')].map(Number);
  return [...own, ...subject.map((side) => side * layer * 4)];
};
const texts = ['The bank lends money.', 'The bank sat: a river bank.'];
const use = (text: number) => {
  const start = texts[text].indexOf('bank');
  return { text, start, end: start + 4 };
};
const fake = (options: object = {}) =>
  fakeEngine({ vocabulary, state, info: { hiddenSize: known.length + 2 }, ...options });
const formsOf = (list: readonly { readonly text: string }[]) => list.map(({ text }) => text);

describe('neighbours in the vocabulary', () => {
  it('compares a word in its sentence with words that are alone, layer by layer', async () => {
    const { engine } = fake();
    const [ofMoney, ofRiver] = [
      await engine.vocabularyNeighbours({ word: 'Bank', texts, use: use(0), top: 3 }, neverCancelled),
      await engine.vocabularyNeighbours({ word: 'bank', texts, use: use(1), top: 3 }, neverCancelled),
    ];
    assert.equal(ofMoney.layers.length, 3);
    assert.deepEqual(formsOf(ofMoney.layers[2]).slice(0, 2).sort(), ['loan', 'money']);
    assert.equal(formsOf(ofRiver.layers[2])[0], 'river');
    assert.deepEqual(ofMoney.layers[0], ofRiver.layers[0], 'without context the uses are one');
    // Whole words, without the word itself and without what only continues one.
    assert.equal(ofMoney.compared, vocabulary.length - 2);
  });

  it('says the cosine after either mean was taken away', async () => {
    const { layers } = await fake().engine.vocabularyNeighbours(
      { word: 'bank', texts, use: use(0), top: 9 },
      neverCancelled,
    );
    const words = vocabulary.slice(0, -1);
    const alone = words.map((word) => state(['[CLS]', word, '[SEP]'], 1, 2));
    const meanAlone = mean(alone);
    const sentences = [
      ['[CLS]', 'the', 'bank', 'lends', 'money', '.', '[SEP]'],
      ['[CLS]', 'the', 'bank', 'sat', ':', '[UNK]', 'river', 'bank', '.', '[SEP]'],
    ];
    // What counts as a word: more than one letter.
    const places = [
      [0, 1],
      [0, 2],
      [0, 3],
      [0, 4],
      [1, 1],
      [1, 2],
      [1, 3],
      [1, 6],
      [1, 7],
    ];
    const inContext = places.map(([sentence, position]) => state(sentences[sentence], position, 2));
    const share = inContext.length / (inContext.length + 30);
    const meanInContext = mean(inContext).map((value, d) => share * value + (1 - share) * meanAlone[d]);
    const target = inContext[1].map((value, d) => value - meanInContext[d]);
    for (const { text, similarity } of layers[2]) {
      const other = alone[words.indexOf(text)].map((value, d) => value - meanAlone[d]);
      const expected = dot(target, other) / Math.sqrt(dot(target, target) * dot(other, other));
      assert.ok(Math.abs(similarity - expected) < 1e-5, `${text}: ${similarity} for ${expected}`);
    }
    assert.equal(layers[2].length, words.length - 1);
  });

  it('reads the vocabulary once, goes on where it was cancelled, and says how far it is', async () => {
    const many = Array.from(
      { length: 150 },
      (_, n) => `w${String.fromCharCode(97 + (n % 26), 97 + Math.floor(n / 26))}`,
    );
    const source = new CancelSource();
    let words = 0;
    const beforeRun = (_: string, { length, batch }: { readonly length: number; readonly batch: number }) => {
      // Words alone, between the two special tokens.
      if (length === 3) words += batch;
      if (words > 70) source.cancel();
      return Promise.resolve();
    };
    const { engine } = fakeEngine({ vocabulary: [...many, ...vocabulary], beforeRun });
    const request = { word: 'bank', texts, use: use(0), top: 3 };
    const heard: number[] = [];
    await assert.rejects(
      engine.vocabularyNeighbours(request, source.signal, (fraction) => heard.push(fraction)),
      {
        name: 'CancelledError',
      },
    );
    const before = words;
    assert.ok(before < 150, `${before} words were read before it was cancelled`);
    await engine.vocabularyNeighbours(request, neverCancelled, (fraction) => heard.push(fraction));
    // What ran when it was cancelled is run again.
    assert.ok(words - 157 <= 64, `${words} words`);
    assert.deepEqual(
      heard,
      heard.toSorted((a, b) => a - b),
    );
    assert.equal(heard.at(-1), 1);
    const after = words;
    await engine.vocabularyNeighbours({ ...request, use: use(1) }, neverCancelled);
    assert.equal(words, after);
  });

  for (const [what, request, code] of [
    ['a use that is not there', { use: { text: 0, start: 0, end: 3 } }, 'noWord'],
    ['no word', { word: ' ' }, 'emptyText'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const asked = fake().engine.vocabularyNeighbours(
        { word: 'bank', texts, use: use(0), top: 3, ...request },
        neverCancelled,
      );
      await assert.rejects(asked, { code });
    });
  }
});

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, d) => sum + value * b[d], 0);
const mean = (rows: readonly (readonly number[])[]): number[] =>
  rows[0].map((_, d) => rows.reduce((sum, row) => sum + row[d], 0) / rows.length);
