import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/core/cancel';
import { EngineError } from '../../../src/engine/errors';
import type { SuggestRequest } from '../../../src/engine/requests';
import { fakeEngine } from '../../support/fakeEngine';
import type { FakeModelOptions } from '../../support/fakeEncoder';

const vocabulary = [
  ...'the a cat dog bird javascript java sat on mat monday went to with his friends and they were all happy . , 7 42'.split(
    ' ',
  ),
  ...["'", 's', 't', 'don', 'didn', 'couldn', 'isn', 'll', '##s', '##script', 'extingu', 'data', '##base', 'i'],
];
const flat = (...words: string[]): Record<string, number> =>
  Object.fromEntries(words.map((word, n) => [word, 0.3 / 2 ** n]));

function options(predict: FakeModelOptions['predict'], more: Partial<FakeModelOptions> = {}): FakeModelOptions {
  return { vocabulary, predict, ...more };
}

async function ask(
  text: string,
  marked: Partial<SuggestRequest>,
  predict: FakeModelOptions['predict'],
  more: Partial<FakeModelOptions> = {},
) {
  const { engine } = fakeEngine(options(predict, more));
  const caret = text.indexOf('|');
  const plain = text.replace('|', '');
  const request = { text: plain, span: { start: caret, end: caret }, mode: 'fits' as const, top: 3, ...marked };
  return engine.suggest(request, neverCancelled);
}
const texts = (answer: { candidates: readonly { text: string }[] }): string[] =>
  answer.candidates.map(({ text }) => text);

const answerWithout = { model: 'fake@0123456789ab', candidates: [] };

describe('suggest: fits', () => {
  it('ranks words by their probability in both contexts, without the word itself', async () => {
    const answer = await ask('The cat| sat.', {}, (tokens, position) =>
      tokens[position - 1] === 'the' && tokens[position + 1] === 'sat' ? flat('cat', 'dog', 'bird', 'a') : {},
    );
    assert.deepEqual(texts(answer), ['dog', 'bird', 'a']);
    assert.deepEqual(answer.span, { start: 4, end: 7 });
    assert.equal(answer.word, 'cat');
    assert.equal(answer.model, 'fake@0123456789ab');
    for (const [n, { probability, score }] of answer.candidates.entries()) {
      const expected = 0.15 / 2 ** n;
      assert.ok(Math.abs(probability - expected) < 1e-6);
      assert.ok(Math.abs(score - Math.log(expected)) < 1e-5);
    }
  });

  it('never proposes pieces, unknowns, punctuation, fragments, halves, single letters or numbers', async () => {
    const junk = {
      '[UNK]': 0.2,
      '##s': 0.2,
      ',': 0.1,
      extingu: 0.1,
      didn: 0.1,
      s: 0.05,
      42: 0.05,
      '[PAD]': 0.05,
      dog: 0.01,
    };
    const fragments = new Set(['extingu']);
    const answer = await ask('The cat| sat.', { top: 5 }, () => junk, { fragments });
    assert.equal(texts(answer)[0], 'dog');
    for (const word of texts(answer)) assert.match(word, /^\p{L}{2,}$|^[aI]$/u);
    assert.ok(!texts(answer).some((word) => ['extingu', 'didn', 's'].includes(word)));
  });

  const places: { name: string; text: string; expected: string[] }[] = [
    { name: 'caret in the word', text: 'The c|at sat.', expected: ['dog', 'bird'] },
    { name: 'caret before the word', text: 'The |cat sat.', expected: ['dog', 'bird'] },
    { name: 'upper case', text: 'THE CAT| SAT.', expected: ['DOG', 'BIRD'] },
    { name: 'title case', text: 'The Cat| sat.', expected: ['Dog', 'Bird'] },
    { name: 'start of a sentence', text: 'Cat| sat.', expected: ['Dog', 'Bird'] },
    { name: 'possessive stays outside', text: "The cat|'s mat.", expected: ['dog', 'bird'] },
  ];
  for (const { name, text, expected } of places) {
    it(name, async () => {
      const answer = await ask(text, { top: 2 }, () => flat('cat', 'dog', 'bird'));
      assert.deepEqual(texts(answer), expected);
      assert.equal(answer.word.toLowerCase(), 'cat');
    });
  }

  it('restores proper case from the table and prefers that of the document', async () => {
    const truecase = new Map([
      ['javascript', 'JavaScript'],
      ['monday', 'Monday'],
      ['i', 'I'],
    ]);
    const predict = () => flat('javascript', 'monday', 'i', 'dog');
    const plain = await ask('They went to cat|.', { top: 4 }, predict, { truecase });
    assert.deepEqual(texts(plain), ['JavaScript', 'Monday', 'I', 'dog']);
    const own = await ask('They went to cat|. They were on JAVAScript, on JAVAScript.', { top: 1 }, predict, {
      truecase,
    });
    assert.deepEqual(texts(own), ['JAVAScript']);
  });

  it('keeps the ending of a contraction and offers only contractions', async () => {
    const answer = await ask('They didn’t| sat.', { top: 2 }, (tokens, position) =>
      tokens[position] === '[MASK]' && tokens[position + 1] !== 'sat' ? flat('didn', 'the', 'don', 'couldn') : {},
    );
    assert.deepEqual(texts(answer), ['don’t', 'couldn’t']);
    assert.equal(answer.word, 'didn’t');
    const same = await ask('They didn’t| sat.', { top: 2, mode: 'meaning' }, () => ({ don: 0.5, couldn: 0.3 }));
    assert.deepEqual(texts(same), []);
  });

  it('offers numbers for a number', async () => {
    assert.deepEqual(texts(await ask('The 7| cat.', { top: 1 }, () => flat('dog', '7', '42'))), ['42']);
  });

  it('takes a selection, without the spaces and marks around the word', async () => {
    const { engine } = fakeEngine(options(() => flat('dog')));
    const answer = await engine.suggest(
      { text: 'The cat, sat', span: { start: 3, end: 8 }, mode: 'fits', top: 1 },
      neverCancelled,
    );
    assert.deepEqual(answer.span, { start: 4, end: 7 });
  });

  it('looks for words of several pieces where single ones hold little of the probability', async () => {
    const answer = await ask('The cat| sat.', { top: 2 }, (tokens, position) => {
      if (tokens[position - 1] === 'data') return { '##base': 0.9 };
      return tokens[position + 1] === '[MASK]' ? { data: 0.8 } : { dog: 0.15, bird: 0.01, ',': 0.8 };
    });
    assert.deepEqual(texts(answer), ['database', 'dog']);
    const expected = 0.8 * 0.9 * Math.exp(-1.25);
    assert.ok(Math.abs(answer.candidates[0].probability - expected) < 1e-5);
  });

  it('has the words of one piece ready after one run, and the longer ones in the answer', async () => {
    const { engine, model } = fakeEngine(
      options((tokens, position) => {
        if (tokens[position - 1] === 'data') return { '##base': 0.9 };
        return tokens[position + 1] === '[MASK]' ? { data: 0.8 } : { dog: 0.15, bird: 0.01, ',': 0.8 };
      }),
    );
    const firsts: [string[], number][] = [];
    const request = { text: 'The cat sat.', span: { start: 4, end: 7 }, mode: 'fits', top: 2 } as const;
    const answer = await engine.suggest(request, neverCancelled, (first) => {
      firsts.push([texts(first), model.encoder.runs.length]);
      assert.deepEqual({ ...first, candidates: [] }, { ...answerWithout, span: request.span, word: 'cat' });
    });
    assert.deepEqual(firsts, [[['dog', 'bird'], 1]]);
    assert.deepEqual(texts(answer), ['database', 'dog']);
    assert.ok(Math.abs(answer.candidates[1].probability - 0.15) < 1e-6);
  });

  it('runs once where single words fill the list, and answers in one step', async () => {
    const { engine, model } = fakeEngine(options(() => ({ dog: 0.5, bird: 0.3 })));
    const request = { text: 'The cat sat.', span: { start: 4, end: 7 }, mode: 'fits', top: 2 } as const;
    await engine.suggest(request, neverCancelled, () => assert.fail('a first list though it is complete'));
    assert.deepEqual(model.encoder.runs, [{ kind: 'mlm', batch: 1, length: 6 }]);
  });

  it('joins the spellings of a cased vocabulary that fall together', async () => {
    const { engine } = fakeEngine({
      vocabulary: ['The', 'the', 'cat', 'sat', 'Dog', 'dog', '.'],
      lowercases: false,
      predict: () => ({ Dog: 0.25, dog: 0.25, the: 0.125 }),
    });
    const answer = await engine.suggest(
      { text: 'CAT sat.', span: { start: 0, end: 3 }, mode: 'fits', top: 2 },
      neverCancelled,
    );
    assert.deepEqual(texts(answer), ['DOG', 'THE']);
    assert.ok(Math.abs(answer.candidates[0].probability - 0.5) < 1e-6);
  });
});

describe('suggest: targets', () => {
  it('ranks only the given words, spelled as given, also those of several pieces', async () => {
    const predict: FakeModelOptions['predict'] = (tokens, position) =>
      tokens[position - 1] === 'java'
        ? { '##script': 0.5 }
        : tokens[position + 1] === '[MASK]'
          ? { java: 0.5 }
          : flat('cat', 'dog');
    const { engine } = fakeEngine({
      ...options(predict),
      vocabulary: vocabulary.filter((piece) => piece !== 'javascript'),
    });
    const targets = ['DOG', 'JavaScript', 'cat', 'zebra', 'DOG'];
    const answer = await engine.suggest(
      { text: 'The cat sat.', span: { start: 4, end: 7 }, mode: 'fits', top: 9, targets },
      neverCancelled,
    );
    assert.deepEqual(texts(answer), ['cat', 'DOG', 'JavaScript', 'zebra']);
    const [cat, dog, script, zebra] = answer.candidates;
    assert.ok(Math.abs(cat.probability - 0.3) < 1e-6 && Math.abs(dog.probability - 0.15) < 1e-6);
    assert.ok(Math.abs(script.probability - 0.25 * Math.exp(-1.25)) < 1e-6);
    assert.equal(zebra.probability, 0);
    assert.ok(Number.isFinite(zebra.score));
  });

  it('refuses a target without a word', async () => {
    await assert.rejects(
      ask('The cat| sat.', { targets: ['dog', ' '] }, () => ({})),
      { code: 'badInput', details: { subject: 'targets', reason: 'one of them holds no word' } },
    );
  });

  it('has an empty list for no targets', async () => {
    assert.deepEqual(texts(await ask('The cat| sat.', { targets: [] }, () => ({}))), []);
  });
});

describe('suggest: prefix', () => {
  const predict = () => flat('dog', 'javascript', 'java', 'cat');

  it('offers the words that go on from what was typed, however improbable', async () => {
    const answer = await ask('The sat.', { span: { start: 4, end: 4 }, prefix: 'ja' }, predict);
    assert.deepEqual(texts(answer), ['javascript', 'java']);
  });

  it('replaces what was typed and takes its case', async () => {
    const answer = await ask('The Ja sat.', { span: { start: 4, end: 6 }, prefix: 'Ja' }, predict);
    assert.deepEqual(answer.span, { start: 4, end: 6 });
    assert.deepEqual(texts(answer), ['Javascript', 'Java']);
  });

  it('offers longer words that the document uses', async () => {
    const text = 'The database sat on databases. The dat sat.';
    const span = { start: 35, end: 38 };
    const answer = await ask(text, { span, prefix: 'dat', top: 9 }, predict);
    assert.deepEqual(texts(answer).sort(), ['data', 'database', 'databases']);
  });

  it('an empty prefix asks for a new word', async () => {
    const answer = await ask('The  sat.', { span: { start: 4, end: 4 }, prefix: '', top: 2 }, predict);
    assert.deepEqual(texts(answer), ['dog', 'javascript']);
  });
});

describe('suggest: what cannot be done', () => {
  const codes: [string, string, string][] = [
    ['an empty text', '|', 'emptyText'],
    ['white space', '  |  \n', 'emptyText'],
    ['a caret at no word', 'The cat .  |  .', 'noWord'],
    [
      'another language',
      'Der Hund sitzt auf der Matte und die Katze ist| nicht da, aber das ist auch nicht so wichtig.',
      'unsupportedLanguage',
    ],
  ];
  for (const [name, text, code] of codes) {
    it(name, () =>
      assert.rejects(
        ask(text, {}, () => ({})),
        { code },
      ),
    );
  }

  it('a selection of punctuation', () =>
    assert.rejects(
      ask('The cat ... sat', { span: { start: 8, end: 11 } }, () => ({})),
      { code: 'noWord' },
    ));

  it('takes a text that is too short to tell its language', async () => {
    assert.deepEqual(texts(await ask('Der Hund ist| nicht da.', { top: 1 }, () => flat('dog'))), ['dog']);
  });

  it('takes another language when told to, or when the encoder does not name English alone', async () => {
    const text = 'Der Hund sitzt auf der Matte und die Katze ist| nicht da, aber das ist auch nicht so wichtig.';
    const predict = () => flat('dog');
    assert.deepEqual(texts(await ask(text, { top: 1, languageCheck: false }, predict)), ['dog']);
    for (const languages of [[], ['en', 'de']]) {
      assert.deepEqual(texts(await ask(text, { top: 1 }, predict, { info: { languages } })), ['dog']);
    }
  });

  it('a span outside of the text is a mistake of the caller', async () => {
    for (const span of [
      { start: -1, end: 2 },
      { start: 3, end: 2 },
      { start: 0, end: 99 },
      { start: 0.5, end: 2 },
    ]) {
      await assert.rejects(
        ask('The cat| sat.', { span }, () => ({})),
        RangeError,
      );
    }
  });

  it('an encoder without a masked LM', async () => {
    await assert.rejects(
      ask('The cat| sat.', {}, () => ({}), { info: { hasMlm: false } }),
      (error) => {
        assert.ok(error instanceof EngineError);
        return error.code === 'outputMissing';
      },
    );
  });

  it('lone surrogates harm nothing', async () => {
    const answer = await ask('\uD83D The cat| \uDE00 sat.', { top: 1 }, () => flat('dog'));
    assert.deepEqual(texts(answer), ['dog']);
    assert.deepEqual(answer.span, { start: 6, end: 9 });
  });

  it('a document of 100,000 words costs no more than its window', async () => {
    const text = `${'The cat sat on the mat with his friends and they were all happy. '.repeat(7700)}The bird|.`;
    const { engine, model } = fakeEngine(options(() => flat('dog')));
    const caret = text.indexOf('|');
    const answer = await engine.suggest(
      { text: text.replace('|', ''), span: { start: caret, end: caret }, mode: 'fits', top: 1 },
      neverCancelled,
    );
    assert.deepEqual(texts(answer), ['dog']);
    for (const { length } of model.encoder.runs) assert.ok(length <= 130);
  });
});
