import assert from 'node:assert/strict';
import { CancelledError, CancelSource, neverCancelled } from '../../../src/core/cancel';
import type { Finding, ProofreadRequest } from '../../../src/engine/requests';
import type { FakeModelOptions } from '../../support/fakeEncoder';
import { fakeEngine } from '../../support/fakeEngine';
import { smallThesaurus } from '../../support/smallThesaurus';

const vocabulary = [
  ...'the a i in it is was to of and we he they you read house went from form their there its has have by'.split(' '),
  ...'letter came late home color colour want went where were could receive message massage paris s t ,'.split(' '),
  ...'. rec ##ieve ##s wr ##te xy ##zzy'.split(' '),
  "'",
];

/** The right word at each place of a sentence, found by the word before it; what stands there is not looked at. */
const expectedAfter: Record<string, string> = {
  came: 'from',
  in: 'their',
  to: 'receive',
  wants: 'it',
};
function predict(tokens: readonly string[], position: number): Record<string, number> {
  const right = expectedAfter[tokens[position - 1]];
  return right ? { [right]: right === 'receive' ? 0.999 : 0.9 } : {};
}

function proofread(text: string, request: Partial<ProofreadRequest> = {}, more: Partial<FakeModelOptions> = {}) {
  const { engine } = fakeEngine({ vocabulary, predict, ...more });
  const full: ProofreadRequest = { text, ignoredWords: [], sensitivity: 'medium', languageCheck: false, ...request };
  return engine.proofread(full, neverCancelled);
}
const brief = ({ text, candidates }: Finding): string => `${text} → ${candidates.map(({ text }) => text).join(', ')}`;

describe('proofread', () => {
  const cases: { name: string; text: string; expected: string[] }[] = [
    { name: 'a listed confusion', text: 'The letter came form the house.', expected: ['form → from'] },
    { name: 'the right word', text: 'The letter came from the house.', expected: [] },
    { name: 'two slips', text: 'It came form the house in there house.', expected: ['form → from', 'there → their'] },
    { name: 'a misspelled word', text: 'We want to recieve the letter.', expected: ['recieve → receive'] },
    {
      name: 'a word two slips away from the right one',
      text: 'We want to recievve the letter.',
      expected: ['recievve → receive'],
    },
    { name: 'capitals of a whole word are left alone', text: 'The letter came FORM the house.', expected: [] },
    { name: 'names are left alone', text: 'The letter came Form the house.', expected: [] },
    { name: 'a part of a compound is left alone', text: 'It came form-letter.', expected: [] },
    {
      name: 'identifiers and paths are left alone',
      text: 'It came form_letter, came /form/letter, came form.letter.',
      expected: [],
    },
    { name: 'an ending with an apostrophe stays', text: "It came form's house.", expected: ['form → from'] },
  ];
  for (const { name, text, expected } of cases) {
    it(name, async () => {
      const { findings, model } = await proofread(text);
      assert.deepEqual(findings.map(brief), expected);
      assert.equal(model, 'fake@0123456789ab');
      for (const { start, end, text: word } of findings) assert.equal(text.slice(start, end), word);
    });
  }

  it('gives the probabilities of the word and of what is better', async () => {
    const { findings } = await proofread('The letter came form the house.');
    const rest = 0.1 / (vocabulary.length + 5 - 1);
    assert.ok(Math.abs(findings[0].probability - rest) < 1e-6);
    assert.ok(Math.abs(findings[0].candidates[0].probability - 0.9) < 1e-6);
  });

  it('knows its from it’s, and keeps the apostrophe of the text', async () => {
    const itsPredict: FakeModelOptions['predict'] = (tokens, position) => {
      if (tokens[position - 1] === 'it') return { "'": 0.95 };
      if (tokens[position - 1] === "'") return { s: 0.95 };
      // "… in _ house" wants "its"; "and _ late" wants "it's".
      if (tokens[position - 1] === 'in') return tokens[position + 1] === '[MASK]' ? { it: 0.0005 } : { its: 0.8 };
      if (tokens[position - 1] === 'and') return { it: tokens[position + 1] === '[MASK]' ? 0.9 : 0.001, its: 0.0001 };
      return {};
    };
    const wrong = await proofread('We read in it’s house, and its late.', {}, { predict: itsPredict });
    assert.deepEqual(wrong.findings.map(brief), ['it’s → its', "its → it's"]);
    const right = await proofread('We read in its house, and it’s late.', {}, { predict: itsPredict });
    assert.deepEqual(right.findings, []);
  });

  it('could of', async () => {
    const { findings } = await proofread(
      'We could of went by the house.',
      {},
      {
        predict: (tokens, position) => (tokens[position - 1] === 'could' ? { have: 0.9 } : {}),
      },
    );
    assert.deepEqual(findings.map(brief), ['of → have']);
  });

  it('leaves ignored words, terms of the text and known names alone', async () => {
    assert.deepEqual((await proofread('It came form the house.', { ignoredWords: ['form'] })).findings, []);
    const term = await proofread('We want to recieve. They want to recieve.');
    assert.deepEqual(term.findings, [], 'used twice: a term');
    const truecase = new Map([['recieve', 'Recieve']]);
    assert.deepEqual((await proofread('We want to recieve it.', {}, { truecase })).findings, []);
  });

  it('British and American spelling are both right', async () => {
    const { findings } = await proofread(
      'The house has the colour.',
      {},
      {
        predict: (tokens, position) => (tokens[position + 1] === '.' ? { color: 0.99 } : {}),
      },
    );
    assert.deepEqual(findings, []);
  });

  const sensitivities: [ProofreadRequest['sensitivity'], boolean][] = [
    ['low', false],
    ['medium', false],
    ['high', true],
  ];
  for (const [sensitivity, reported] of sensitivities) {
    it(`log-odds of 3.9 at ${sensitivity} sensitivity: ${reported ? 'reported' : 'not reported'}`, async () => {
      const odds = { from: 0.7, form: 0.7 * Math.exp(-3.9) };
      const { findings } = await proofread(
        'It came form it.',
        { sensitivity },
        {
          predict: (tokens, position) => (tokens[position - 1] === 'came' ? odds : {}),
        },
      );
      assert.equal(findings.length > 0, reported);
    });
  }

  const rare: readonly [string, string, Record<string, number>, number][] = [
    ['a listed confusion where both words are rare', 'It came form it.', { from: 0.005, form: 1e-7 }, 1],
    ['not where neither is expected at all', 'It came form it.', { from: 1e-4, form: 1e-9 }, 0],
    ['not a slip of the finger where both words are rare', 'It came want it.', { went: 0.005, want: 1e-9 }, 0],
  ];
  for (const [name, text, odds, count] of rare) {
    it(`reports, where words are rare: ${name}`, async () => {
      const predict = (tokens: readonly string[], position: number) => (tokens[position - 1] === 'came' ? odds : {});
      assert.equal((await proofread(text, {}, { predict })).findings.length, count);
    });
  }

  it('reads again with what it found mended, and finds what only then looks wrong', async () => {
    // "late" is expected behind "from" only, and "came" stands where "late" belongs.
    const predict: FakeModelOptions['predict'] = (tokens, position) => {
      const before = tokens[position - 1];
      if (before === 'came') return { from: 0.9 };
      return before === 'from' ? { their: 0.9 } : {};
    };
    const { findings } = await proofread('It came form there house.', {}, { predict });
    assert.deepEqual(findings.map(brief), ['form → from', 'there → their']);
    assert.deepEqual(
      findings.map(({ start, end }) => [start, end]),
      [
        [8, 12],
        [13, 18],
      ],
    );
    assert.deepEqual((await proofread('It went form there house.', {}, { predict })).findings, []);
  });

  it('needs less for a slip beside another one in a short text, not in a long one', async () => {
    const odds = { from: 0.7, form: 0.7 * Math.exp(-3.9) };
    const predict: FakeModelOptions['predict'] = (tokens, position) => {
      if (tokens[position - 1] === 'came') return odds;
      return tokens[position - 1] === 'in' ? { their: 0.9 } : {};
    };
    const both = 'It came form it in there house.';
    assert.equal((await proofread('It came form it.', {}, { predict })).findings.length, 0);
    assert.equal((await proofread(both, {}, { predict })).findings.length, 2);
    const long = await proofread(`${'We read the letter and it was late. '.repeat(80)}${both}`, {}, { predict });
    assert.equal(long.findings.length, 1);
  });

  const together: [string, string, Record<string, Record<string, number>>][] = [
    ['We alot went.', 'alot → a lot', { we: { a: 0.9 }, a: { lot: 0.9 } }],
    ['We isnt late.', "isnt → isn't", { we: { isn: 0.9 }, isn: { "'": 0.9 }, "'": { t: 0.9 } }],
    ['We went tommorow.', 'tommorow → tomorrow', { went: { tomorrow: 0.9999 } }],
  ];
  for (const [text, expected, after] of together) {
    it(`what is no word: ${expected}`, async () => {
      const pieces = 'lot isn tomorrow al ##ot is ##nt tom ##morow'.split(' ');
      const { findings } = await proofread(
        text,
        {},
        {
          vocabulary: [...vocabulary, ...pieces.filter((piece) => !vocabulary.includes(piece))],
          predict: (tokens, position) => after[tokens[position - 1]] ?? {},
        },
      );
      assert.deepEqual(findings.map(brief), [expected]);
    });
  }

  const unknown: readonly [string, string, Record<string, number>, string[]][] = [
    ['a short word that nothing speaks for', 'It was smal.', { small: 0.02 }, ['smal → small']],
    ['not where hardly anything speaks for the right one', 'It was smal.', { small: 5e-5 }, []],
    ['not where the slip is too rare for that', 'It was smel.', { small: 0.002 }, []],
    ['a beginning of other words that is none by itself', 'It was stor.', { store: 0.004 }, ['stor → store']],
    ['one of three letters', 'It was cal.', { call: 0.004 }, ['cal → call']],
    ['not a word that the thesaurus knows', 'It was buy.', { buoy: 0.004 }, []],
    ['the likelier slip first', 'It was wman.', { man: 0.04, woman: 0.02 }, ['wman → woman, man']],
  ];
  for (const [name, text, expected, findings] of unknown) {
    it(`letters that are no word: ${name}`, async () => {
      const others = 'small store call man woman stor cal buy buoy sma ##l sme wm ##an'.split(' ');
      const rest = 1 - Object.values(expected).reduce((sum, probability) => sum + probability, 0);
      const right = (tokens: readonly string[], position: number) =>
        tokens[position - 1] === 'was' ? { ...expected, home: rest - 1e-5 } : {};
      const model = { vocabulary: [...vocabulary, ...others], predict: right, thesaurus: smallThesaurus };
      assert.deepEqual((await proofread(text, {}, model)).findings.map(brief), findings);
    });
  }

  const beside: readonly [string, string, readonly string[]][] = [
    ['suspects no word because of the one beside it', 'It xyzzy form it.', []],
    ['suspects it where that one does not matter', 'It xyzzy form house.', ['form → from']],
  ];
  for (const [name, text, expected] of beside) {
    it(`letters that nobody can read: ${name}`, async () => {
      // Behind the pieces of xyzzy “from” is expected; behind something unknown only before “house”.
      const right = (tokens: readonly string[], position: number) =>
        tokens[position - 1] === '##zzy' || (tokens[position - 1] === '[MASK]' && tokens[position + 1] === 'house')
          ? { from: 0.99 }
          : {};
      assert.deepEqual((await proofread(text, {}, { predict: right })).findings.map(brief), expected);
    });
  }

  it('takes letters without an end for data', async () => {
    assert.deepEqual((await proofread(`It was ${'z'.repeat(20_000)}.`)).findings, []);
  });

  it('looks at prose only, and reads what stands between', async () => {
    const text = 'It came form it. `It came form it.` It came form it.';
    const spans = [
      { start: 0, end: 16 },
      { start: 36, end: text.length },
    ];
    const { findings } = await proofread(text, { spans });
    assert.deepEqual(
      findings.map(({ start }) => start),
      [8, 44],
    );
  });

  it('has no findings in an empty text or without prose', async () => {
    assert.deepEqual((await proofread('')).findings, []);
    assert.deepEqual((await proofread(' \n ')).findings, []);
    assert.deepEqual((await proofread('It came form it.', { spans: [] })).findings, []);
  });

  it('refuses another language', async () => {
    const text = 'Der Brief kam aus dem Haus und wir haben ihn nicht gelesen, weil es zu spät war.';
    await assert.rejects(proofread(text, { languageCheck: true }), { code: 'unsupportedLanguage' });
  });

  it('a span outside of the text is a mistake of the caller', () =>
    assert.rejects(proofread('It came.', { spans: [{ start: 0, end: 99 }] }), RangeError));
});

describe('proofread: long documents', () => {
  const long =
    'We read the letter in the house and it was late. '.repeat(60) +
    'It came form the house. ' +
    'We went home. '.repeat(60);

  it('tells of its progress and of what it found as it goes', async () => {
    const { engine } = fakeEngine({ vocabulary, predict });
    const fractions: number[] = [];
    const told: Finding[] = [];
    const request = { text: long, ignoredWords: [], sensitivity: 'medium' as const };
    const { findings } = await engine.proofread(request, neverCancelled, (fraction, found) => {
      fractions.push(fraction);
      told.push(...found);
    });
    assert.ok(fractions.length > 3);
    assert.deepEqual(
      fractions,
      [...fractions].sort((a, b) => a - b),
    );
    assert.ok(fractions.every((fraction) => fraction > 0 && fraction <= 1));
    assert.deepEqual(told, findings);
    assert.deepEqual(findings.map(brief), ['form → from']);
  });

  it('stops when it is cancelled', async () => {
    const source = new CancelSource();
    const { engine, model } = fakeEngine({ vocabulary, predict });
    const request = { text: long, ignoredWords: [], sensitivity: 'medium' as const };
    const work = engine.proofread(request, source.signal, (fraction) => {
      if (fraction > 0.3) source.cancel();
    });
    await assert.rejects(work, CancelledError);
    const runs = model.encoder.runs.length;
    const whole = fakeEngine({ vocabulary, predict });
    await whole.engine.proofread(request, neverCancelled);
    assert.ok(runs < whole.model.encoder.runs.length / 2);
  });

  it('runs a few times a passage, not once a word', async () => {
    const { engine, model } = fakeEngine({ vocabulary, predict });
    const text = 'We read the letter from their house. '.repeat(14);
    await engine.proofread({ text, ignoredWords: [], sensitivity: 'medium' }, neverCancelled);
    const rows = model.encoder.runs.reduce((sum, { batch }) => sum + batch, 0);
    assert.ok(rows <= 8, `${rows} rows for one passage`);
  });
});
