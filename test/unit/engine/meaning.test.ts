import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/core/cancel';
import { Encoder } from '../../../src/engine/encoder';
import { Scheduler } from '../../../src/engine/scheduler';
import { FakeClock } from '../../support/fakeClock';
import { fakeModel, type FakeModelOptions } from '../../support/fakeEncoder';
import { fakeEngine, interactive } from '../../support/fakeEngine';
import { smallThesaurus } from '../../support/smallThesaurus';

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

describe('suggest: meaning with a thesaurus', () => {
  const words = 'cat buy purchase bought purchased sell take the of city answer reply march brother pal mother'.split(
    ' ',
  );
  const rightAngles: FakeModelOptions['state'] = (tokens, at) => words.map((word) => (word === tokens[at] ? 1 : 0));
  const predict = () => ({ the: 0.2, take: 0.2, buy: 0.1, sell: 0.1, city: 0.1, of: 0.1, bought: 0.05, march: 0.05 });
  /** Each at a right angle to all others: what is left is what the thesaurus says. */
  const model = { vocabulary: [...words, '.'], predict, state: rightAngles, thesaurus: smallThesaurus };
  const meaning = async (text: string, targets?: readonly string[]) => {
    const start = text.indexOf('*');
    const span = { start, end: text.lastIndexOf('*') - 1 };
    const request = { text: text.replaceAll('*', ''), span, mode: 'meaning' as const, top: 9, targets };
    return (await fakeEngine(model).engine.suggest(request, neverCancelled)).candidates.map(({ text: word }) => word);
  };

  it('finds a synonym that the encoder hardly expects, in the form of the word', async () => {
    const found = await meaning('Cat *buy* cat.');
    assert.equal(found[0], 'purchase');
    for (const word of ['purchased', 'bought', 'buy']) assert.ok(!found.includes(word), word);
  });

  it('leaves out opposites, words of another part of speech and words that nothing relates', async () => {
    const found = await meaning('Cat *buy* cat.');
    for (const word of ['sell', 'city', 'the', 'of', 'march', 'take']) assert.ok(!found.includes(word), word);
  });

  it('leaves out nouns that it knows and does not relate, however like the encoder finds them, and fills no list with them', async () => {
    const state: FakeModelOptions['state'] = (tokens, at) => [tokens[at] === 'city' ? 0.8 : 1, 1];
    const { engine } = fakeEngine({ ...model, state, predict: () => ({ mother: 0.3, city: 0.2, pal: 0.01 }) });
    const request = { text: 'The brother cat.', span: { start: 4, end: 11 }, mode: 'meaning' as const, top: 9 };
    const { candidates } = await engine.suggest({ ...request, languageCheck: false }, neverCancelled);
    assert.deepEqual(candidates.map(({ text }) => text), ['pal']); // prettier-ignore
    // Whoever names them has them ranked.
    const ranked = await engine.suggest({ ...request, targets: ['mother', 'pal'] }, neverCancelled);
    assert.deepEqual(ranked.candidates.map(({ text }) => text), ['pal', 'mother']); // prettier-ignore
  });

  it('ranks all targets, the opposite last', async () => {
    const found = await meaning('Cat *buy* cat.', ['sell', 'city', 'take', 'purchase']);
    assert.equal(found[0], 'purchase');
    assert.equal(found.length, 4);
    assert.equal(found[3], 'sell');
  });

  const likeness = (word: string, value: number): FakeModelOptions['state'] => {
    // The mean of the words is taken away, so that those of little likeness are told from each other by these alone.
    const others = words.filter((each) => each !== word && each !== 'buy');
    return (tokens, at) => {
      if (tokens[at] === 'buy') return [1, 0, 0];
      if (tokens[at] === word) return [value, Math.sqrt(1 - value * value), 0];
      return others.indexOf(tokens[at]) % 2 ? [-0.2, 0, 1] : [-0.2, 0, -1];
    };
  };
  const fillers: [string, number, boolean][] = [
    ['little like it', 0.3, false],
    ['so like it that nobody need relate them', 0.95, true],
  ];
  for (const [name, value, shown] of fillers) {
    it(`fills a short list with nothing ${shown ? 'but what is' : 'that is'} ${name}`, async () => {
      const { engine } = fakeEngine({ ...model, state: likeness('take', value) });
      const request = { text: 'Cat buy cat.', span: { start: 4, end: 7 }, mode: 'meaning' as const, top: 9 };
      const { candidates } = await engine.suggest(request, neverCancelled);
      assert.equal(candidates.some(({ text }) => text === 'take'), shown); // prettier-ignore
    });
  }

  const senses = {
    ...smallThesaurus,
    verb: { ...smallThesaurus.verb, synonyms: ['buy purchase', 'buy bribe', 'acquire buy purchase'] },
  };
  // “Acquire” is rare everywhere, but shares the sense of “purchase”.
  const inOtherSense: [string, Record<string, number>, string[]][] = [
    ['both fit', { buy: 0.1, purchase: 0.01, bribe: 0.001 }, ['purchase', 'acquire', 'bribe']],
    ['one is far less probable', { buy: 0.1, purchase: 0.01, bribe: 1e-6 }, ['purchase', 'acquire']],
    ['so it is where all are improbable', { buy: 1e-6, purchase: 1e-7, bribe: 1e-11 }, ['purchase', 'acquire']],
    ['one fits nearly as well as the word, and another one better', { buy: 1e-5, purchase: 0.1, bribe: 1e-5 }, ['purchase', 'acquire', 'bribe']], // prettier-ignore
    ['one is rare but shares the sense of the best', { buy: 0.1, purchase: 0.01, acquire: 1e-6, bribe: 1e-6 }, ['purchase', 'acquire']], // prettier-ignore
    ['all are far less probable than the word', { buy: 0.1, purchase: 1e-9, bribe: 1e-9 }, ['purchase', 'acquire', 'bribe']], // prettier-ignore
  ];
  for (const [name, probabilities, expected] of inOtherSense) {
    it(`offers of the words that share a sense those that are meant: ${name}`, async () => {
      const vocabularyOfSenses = [...words, 'bribe', 'acquire', '.'];
      // At right angles likeness says nothing.
      const state: FakeModelOptions['state'] = (tokens, at) =>
        vocabularyOfSenses.map((word) => (word === tokens[at] ? 1 : 0));
      const sum = Object.values(probabilities).reduce((a, b) => a + b);
      const predict = () => ({ the: 1 - sum, ...probabilities });
      const { engine } = fakeEngine({ vocabulary: vocabularyOfSenses, predict, state, thesaurus: senses });
      const request = { text: 'Cat buy cat.', span: { start: 4, end: 7 }, mode: 'meaning' as const, top: 9 };
      const { candidates } = await engine.suggest({ ...request, languageCheck: false }, neverCancelled);
      assert.deepEqual(candidates.map(({ text }) => text).sort(), expected.sort()); // prettier-ignore
    });
  }

  const near: [string, number, string[]][] = [
    ['fits', 1e-4, ['march']],
    ['is far less probable than the word', 1e-9, []],
  ];
  for (const [name, probability, expected] of near) {
    it(`of a word without synonyms: what is near and ${name}`, async () => {
      const few = ['cat', 'walk', 'march', 'the', 'take', 'try', 'stop', 'use', '.'];
      const isStep = (word: string): boolean => word === 'walk' || word === 'march';
      const state: FakeModelOptions['state'] = (tokens, at) =>
        few.map((word) => (word === tokens[at] ? 1 : isStep(word) && isStep(tokens[at]) ? 0.3 : 0));
      const predict = () => ({ walk: 0.1, march: probability, the: 0.9 - probability });
      const { engine } = fakeEngine({ vocabulary: few, predict, state, thesaurus: smallThesaurus });
      const request = { text: 'Cat walk cat.', span: { start: 4, end: 8 }, mode: 'meaning' as const, top: 9 };
      const { candidates } = await engine.suggest({ ...request, languageCheck: false }, neverCancelled);
      assert.deepEqual(candidates.map(({ text }) => text), expected); // prettier-ignore
    });
  }

  it('offers a word of several pieces that shares a sense', async () => {
    const pieces = ['cat', 'buy', 'pur', '##chase', 'sell', 'the', '.'];
    const state: FakeModelOptions['state'] = (tokens, at) => pieces.map((piece) => (piece === tokens[at] ? 1 : 0));
    const predict = () => ({ buy: 0.1, the: 0.1, pur: 0.05, '##chase': 0.5 });
    const { engine } = fakeEngine({ vocabulary: pieces, predict, state, thesaurus: smallThesaurus });
    const request = { text: 'Cat buy cat.', span: { start: 4, end: 7 }, mode: 'meaning' as const, top: 9 };
    const { candidates } = await engine.suggest({ ...request, languageCheck: false }, neverCancelled);
    assert.deepEqual(candidates.map(({ text }) => text), ['purchase']); // prettier-ignore
  });

  it('offers beside a synonym that fits nothing that is less like the word than it is', async () => {
    // Both in one direction with the word, "take" less so; all others at right angles.
    const others = words.filter((word) => !['buy', 'purchase', 'take'].includes(word));
    const state: FakeModelOptions['state'] = (tokens, at) => {
      const near: Record<string, number[]> = { buy: [1, 0, 0], purchase: [0.9, 0.4, 0], take: [0.6, 0.8, 0] };
      return near[tokens[at]] ?? (others.indexOf(tokens[at]) % 2 ? [-0.2, 0, 1] : [-0.2, 0, -1]);
    };
    const { engine } = fakeEngine({ ...model, state, predict: () => ({ ...predict(), purchase: 0.1 }) });
    const request = { text: 'Cat buy cat.', span: { start: 4, end: 7 }, mode: 'meaning' as const, top: 9 };
    const { candidates } = await engine.suggest({ ...request, languageCheck: false }, neverCancelled);
    assert.deepEqual(candidates.map(({ text }) => text), ['purchase']); // prettier-ignore
  });

  it('offers no word of grammar for a word of content that the thesaurus does not know', async () => {
    const state: FakeModelOptions['state'] = (tokens, at) =>
      ['dog', 'the', 'is', 'glad'].includes(tokens[at]) ? [1, 0.1] : [0, 1];
    const predict = () => ({ the: 0.3, is: 0.3, glad: 0.1, happy: 0.1, tired: 0.1 });
    const { engine } = fakeEngine({ ...options, predict, state, thesaurus: smallThesaurus });
    const request = { text: 'The dog is very.', span: { start: 4, end: 7 }, mode: 'meaning' as const, top: 20 };
    const { candidates } = await engine.suggest({ ...request, languageCheck: false }, neverCancelled);
    assert.deepEqual(candidates.map(({ text }) => text), ['glad']); // prettier-ignore
  });

  it('offers nothing for a compound, of which it has but pieces, that is half like it', async () => {
    const state: FakeModelOptions['state'] = (tokens, at) =>
      tokens[at] === 'tired' ? [0.3, 0.7] : ['dog', 'cat', '-'].includes(tokens[at]) ? [1, 0] : [-0.4, 1];
    const { engine } = fakeEngine({ ...options, vocabulary: [...vocabulary, '-'], state, thesaurus: smallThesaurus });
    const request = { text: 'The dog-cat is very.', mode: 'meaning' as const, top: 9, languageCheck: false };
    const finds = async (end: number): Promise<boolean> => {
      const { candidates } = await engine.suggest({ ...request, span: { start: 4, end } }, neverCancelled);
      return candidates.some(({ text }) => text === 'tired');
    };
    assert.ok(await finds(7));
    assert.ok(!(await finds(11)));
  });

  it('offers what is like a word that the thesaurus does not know', async () => {
    assert.ok(
      (
        await fakeEngine({ ...options, thesaurus: smallThesaurus }).engine.suggest(
          { text: 'The dog is very.', span: { start: 4, end: 7 }, mode: 'meaning', top: 9, languageCheck: false },
          neverCancelled,
        )
      ).candidates.length > 0,
    );
  });
});

describe('wordVectors', () => {
  it('keeps what it has for one request while another one fills the memory', async () => {
    const many = Array.from({ length: 5000 }, (_, n) => `w${n}`);
    let goOn = (): void => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const model = fakeModel({
      vocabulary: ['cat', 'dog', ...many],
      state: () => [1, 0],
      beforeRun: (_, { inputIds }) => (inputIds.includes(dog[0]) ? held : Promise.resolve()),
    });
    const encoder = new Encoder(model, new Scheduler({ clock: new FakeClock(), slots: 2 }), 256);
    const [cat, dog, ...others] = ['cat', 'dog', ...many].map((word) => encoder.idsOf(word, false));
    await encoder.wordVectors([cat], interactive);
    const both = encoder.wordVectors([cat, dog], interactive);
    await encoder.wordVectors(others, interactive);
    goOn();
    assert.deepEqual(
      (await both).map((vector) => [...vector]),
      [
        [1, 0],
        [1, 0],
      ],
    );
  });
});
