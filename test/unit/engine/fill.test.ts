import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/core/cancel';
import type { FillAnswer, FillRequest } from '../../../src/engine/requests';
import type { FakeModelOptions } from '../../support/fakeEncoder';
import { fakeEngine } from '../../support/fakeEngine';

const vocabulary = [
  ...'the a cat dog sat ran on mat and . , data un i'.split(' '),
  ...['##base', '##s', "'", 't', 'don', 'couldn', 'won', '42', 'n', 'they', 've', 'm'],
];

function fill(text: string, request: Partial<FillRequest>, predict: FakeModelOptions['predict'], info = {}) {
  return fakeEngine({ vocabulary, predict, info }).engine.fill({ text, top: 3, ...request }, neverCancelled);
}
const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} instead of ${expected}`);

describe('fill: one mask', () => {
  for (const mask of ['[MASK]', '___', '______', '…?', '...?']) {
    it(`fills ${mask}`, async () => {
      const text = `The ${mask} sat.`;
      const answer = await fill(text, {}, (tokens, position) =>
        tokens[position - 1] === 'the' && tokens[position + 1] === 'sat' ? { cat: 0.5, dog: 0.25, a: 0.125 } : {},
      );
      const [found] = answer.masks;
      assert.equal(text.slice(found.start, found.end), mask);
      const expected: [string, number][] = [
        ['cat', 0.5],
        ['dog', 0.25],
        ['a', 0.125],
      ];
      for (const [n, [word, probability]] of expected.entries()) {
        assert.equal(found.candidates[n].text, word);
        near(found.candidates[n].probability, probability);
      }
      assert.deepEqual(answer.fillings, []);
      assert.equal(answer.model, 'fake@0123456789ab');
    });
  }

  it('capitalises at the start of a sentence and leaves the case of the mask itself alone', async () => {
    const answer = await fill('[MASK] sat.', { top: 1 }, () => ({ cat: 0.9 }));
    assert.equal(answer.masks[0].candidates[0].text, 'Cat');
  });

  it('offers numbers too, never punctuation', async () => {
    const answer = await fill('The [MASK] sat', { top: 2 }, () => ({ '.': 0.4, 42: 0.3, cat: 0.2 }));
    assert.deepEqual(
      answer.masks[0].candidates.map(({ text }) => text),
      ['42', 'cat'],
    );
  });

  it('has the words of one piece ready after one run, and the longer ones in the answer', async () => {
    const { engine, model } = fakeEngine({
      vocabulary,
      predict: (tokens, position) => {
        if (tokens[position - 1] === 'data') return { '##base': 0.9 };
        return tokens[position + 1] === '[MASK]' ? { data: 0.8 } : { cat: 0.1, '.': 0.85 };
      },
    });
    const firsts: [string[], number][] = [];
    const words = (answer: FillAnswer): string[] => answer.masks[0].candidates.map(({ text }) => text);
    const answer = await engine.fill({ text: 'The ___ sat', top: 2 }, neverCancelled, (first) =>
      firsts.push([words(first), model.encoder.runs.length]),
    );
    assert.deepEqual(
      firsts.map(([[best], runs]) => [best, runs]),
      [['cat', 1]],
    );
    assert.deepEqual(words(answer), ['database', 'cat']);
  });

  it("before 't offers the stems of contractions", async () => {
    const answer = await fill("I [MASK]'t sat.", { top: 2 }, () => ({ cat: 0.4, couldn: 0.2, don: 0.3 }));
    assert.deepEqual(
      answer.masks[0].candidates.map(({ text }) => text),
      ['don', 'couldn'],
    );
  });

  const endings: [string, string, string[]][] = [
    ["I [MASK]n't sat.", "n't", ['do', 'could']],
    ['I [MASK]n’t sat.', 'n’t with the other apostrophe', ['do', 'could']],
    ["A cat, [MASK]'ve sat.", "'ve", ['I', 'they']],
    ["A cat, [MASK]'m on.", "'m", ['I']],
  ];
  for (const [text, name, expected] of endings) {
    it(`before ${name} offers what can stand there, and replaces the mask alone`, async () => {
      // The n belongs to the word that is masked.
      const predict: FakeModelOptions['predict'] = (tokens, position) =>
        tokens[position + 1] === 'n' ? {} : { cat: 0.3, don: 0.2, couldn: 0.15, i: 0.1, they: 0.05 };
      const answer = await fill(text, { top: 2 }, predict);
      assert.deepEqual(
        answer.masks[0].candidates.map(({ text: word }) => word),
        expected,
      );
      assert.equal(text.slice(answer.masks[0].start, answer.masks[0].end), '[MASK]');
    });
  }

  it('writes the part of a contraction as that, not as the word or name that looks like it', async () => {
    const truecase = new Map([['ca', 'CA']]);
    const words = { vocabulary: [...vocabulary, 'can', 'n'], truecase, predict: () => ({ can: 0.5 }) };
    for (const [text, expected] of [
      ["I [MASK]n't sat.", 'ca'],
      ["[MASK]n't a cat sat.", 'Ca'],
    ]) {
      const { masks } = await fakeEngine(words).engine.fill({ text, top: 1 }, neverCancelled);
      assert.equal(masks[0].candidates[0].text, expected);
    }
  });

  it("ranks a person's own words before n't as parts of contractions", async () => {
    const predict: FakeModelOptions['predict'] = () => ({ cat: 0.3, don: 0.2, couldn: 0.4 });
    const answer = await fill("I [MASK]n't sat.", { targets: ['do', 'could'] }, predict);
    assert.deepEqual(
      answer.masks[0].candidates.map(({ text }) => text),
      ['could', 'do'],
    );
  });

  it('ranks targets, those of several pieces by their joint probability', async () => {
    const predict: FakeModelOptions['predict'] = (tokens, position) => {
      if (tokens[position - 1] === 'data') return { '##base': 0.5 };
      return tokens[position + 1] === '[MASK]' ? { data: 0.5 } : { cat: 0.1, dog: 0.05 };
    };
    const answer = await fill('The ___ sat.', { targets: ['dog', 'Database', 'cat'], top: 9 }, predict);
    const { candidates } = answer.masks[0];
    assert.deepEqual(
      candidates.map(({ text }) => text),
      ['cat', 'Database', 'dog'],
    );
    near(candidates[1].probability, 0.25 * Math.exp(-1.25));
  });

  it('uses the whole text, so that the numbers are those of the encoder', async () => {
    const { engine, model } = fakeEngine({ vocabulary, predict: () => ({ cat: 0.9 }) });
    const text = `${'The cat sat on the mat. '.repeat(40)}The [MASK] sat.`;
    await engine.fill({ text, top: 1 }, neverCancelled);
    assert.deepEqual(model.encoder.runs, [{ kind: 'mlm', batch: 1, length: 40 * 7 + 4 + 2 }]);
  });
});

describe('fill: several masks', () => {
  it('fills two with one word of content only where that is far likelier, with words like "the" freely', async () => {
    const copying =
      (likely: string, share: number, rest: number): FakeModelOptions['predict'] =>
      (tokens) =>
        tokens.filter((token) => token === '[MASK]').length === 2
          ? { [likely]: 0.5, cat: rest }
          : { [likely]: share, cat: rest };
    const first = async (predict: FakeModelOptions['predict']) => {
      const { fillings } = await fill('Sat on [MASK] and on [MASK] .', { top: 4 }, predict);
      return fillings[0];
    };
    assert.notEqual(new Set((await first(copying('mat', 0.5, 0.1))).texts).size, 1);
    assert.deepEqual((await first(copying('mat', 0.9, 0.05))).texts, ['mat', 'mat']);
    near((await first(copying('mat', 0.9, 0.05))).probability, 0.5 * 0.9 * Math.exp(-1.8));
    assert.deepEqual((await first(copying('the', 0.5, 0.1))).texts, ['the', 'the']);
  });

  /** "The X Y": X and Y depend on each other. Worked out by hand below. */
  function predict(tokens: readonly string[], position: number): Record<string, number> {
    const first = tokens[2];
    const second = tokens[3];
    if (position === 2) {
      if (second === '[MASK]') return { cat: 0.5, dog: 0.3 };
      return second === 'sat' ? { cat: 0.9, dog: 0.05 } : { dog: 0.8, cat: 0.1 };
    }
    if (first === '[MASK]') return { sat: 0.4, ran: 0.35 };
    return first === 'cat' ? { sat: 0.7, ran: 0.1 } : { ran: 0.6, sat: 0.2 };
  }

  it('fills two jointly along the better order', async () => {
    const answer = await fill('The ___ ___.', { top: 2 }, predict);
    // cat sat: 0.5 · 0.7 = 0.35 or 0.4 · 0.9 = 0.36; dog ran: 0.3 · 0.6 = 0.18 or 0.35 · 0.8 = 0.28.
    assert.deepEqual(
      answer.fillings.map(({ texts }) => texts),
      [
        ['cat', 'sat'],
        ['dog', 'ran'],
      ],
    );
    near(answer.fillings[0].probability, 0.36);
    near(answer.fillings[1].probability, 0.28);
    assert.deepEqual(
      answer.masks.map(({ candidates }) => candidates.map(({ text }) => text)),
      [
        ['cat', 'dog'],
        ['sat', 'ran'],
      ],
      'each mask also by itself',
    );
  });

  it('fills three', async () => {
    const words = ['cat', 'sat', 'mat'];
    const answer = await fill('The ___ ___ on ___.', { top: 1 }, (_, position) => ({
      [words[[2, 3, 5].indexOf(position)] ?? 'a']: 0.8,
    }));
    assert.deepEqual(answer.fillings[0].texts, words);
    near(answer.fillings[0].probability, 0.8 ** 3);
  });

  it('joint filling also takes targets', async () => {
    const answer = await fill('The ___ ___.', { top: 1, targets: ['dog', 'ran'] }, predict);
    assert.deepEqual(answer.fillings[0].texts, ['dog', 'ran']);
  });

  it('puts words of several pieces in and keeps the other masks in step', async () => {
    const answer = await fill('The ___ ___.', { top: 1 }, (tokens, position) => {
      if (tokens[position - 1] === 'data') return { '##base': 0.9 };
      if (tokens[position - 1] === '##base') return { ran: 0.9 };
      if (position === 2)
        return tokens.filter((token) => token === '[MASK]').length === 3 ? { data: 0.9 } : { a: 0.1, '.': 0.85 };
      return { sat: 0.2, '.': 0.75 };
    });
    assert.deepEqual(answer.fillings[0].texts, ['database', 'ran']);
    near(answer.fillings[0].probability, 0.9 ** 3 * Math.exp(-1.25));
  });

  it('a caret picks the masks of its paragraph', async () => {
    const text = 'The ___ sat.\n\nThe ___ ran on ___.\n\nA ___ sat.';
    const answer = await fill(text, { around: 20 }, () => ({ cat: 0.9 }));
    assert.deepEqual(
      answer.masks.map(({ start }) => start),
      [18, 29],
    );
  });

  it('of a paragraph with too many, those of the sentence', async () => {
    const text = 'The ___ ___ ___. The ___ sat.';
    const answer = await fill(text, { around: text.length }, () => ({ cat: 0.9 }));
    assert.deepEqual(
      answer.masks.map(({ start }) => start),
      [21],
    );
  });
});

describe('fill: what cannot be done', () => {
  const foreign = 'Der [MASK] kam aus dem Haus und wir haben ihn nicht gelesen, weil es zu spät war.';
  it('tells that the text is in another language, where that is to be told', async () => {
    await assert.rejects(
      fill(foreign, { languageCheck: true }, () => ({})),
      { code: 'unsupportedLanguage' },
    );
    assert.equal((await fill(foreign, {}, () => ({ cat: 0.9 }))).masks.length, 1);
  });
  it('says nothing of the language of a text too short to judge', async () => {
    assert.equal((await fill('Der [MASK] kam.', { languageCheck: true }, () => ({ cat: 0.9 }))).masks.length, 1);
  });

  const cases: { name: string; text: string; request?: Partial<FillRequest>; code: string }[] = [
    { name: 'an empty text', text: ' \n', code: 'emptyText' },
    { name: 'no mask', text: 'The cat sat.', code: 'noMask' },
    { name: 'four masks', text: '[MASK] a [MASK] a [MASK] a [MASK]', code: 'tooManyMasks' },
    {
      name: 'four masks in a sentence',
      text: 'A ___ a ___ a ___ a ___ a',
      request: { around: 3 },
      code: 'tooManyMasks',
    },
    { name: 'masks too far apart', text: `___ ${'cat '.repeat(600)}___`, code: 'maskOutsideWindow' },
    { name: 'masks very far apart', text: `___ ${'cat '.repeat(60_000)}___`, code: 'maskOutsideWindow' },
    {
      name: 'a mask far from the caret',
      text: `The ___ sat. ${'cat '.repeat(600)}`,
      request: { around: 2400 },
      code: 'maskOutsideWindow',
    },
  ];
  for (const { name, text, request = {}, code } of cases) {
    it(name, () =>
      assert.rejects(
        fill(text, request, () => ({ cat: 0.9 })),
        { code },
      ),
    );
  }

  it('names the limit', () =>
    assert.rejects(
      fill('___ a ___ a ___ a ___ a', {}, () => ({})),
      { details: { limit: 3 } },
    ));

  it('a caret outside of the text is a mistake of the caller', async () => {
    for (const around of [-1, 13, 1.5])
      await assert.rejects(
        fill('The ___ sat.', { around }, () => ({})),
        RangeError,
      );
  });

  it('a mask in a document of 100,000 words', async () => {
    const text = `${'The cat sat on the mat. '.repeat(16_700)}The ___ sat.`;
    const answer = await fill(text, { top: 1, around: text.length }, () => ({ cat: 0.9 }));
    assert.equal(answer.masks[0].candidates[0].text, 'cat');
  });
});
