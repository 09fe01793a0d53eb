import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/core/cancel';
import { wordSpans } from '../../../src/core/text';
import { besideOf } from '../../../src/engine/beside';
import { irregularPastOf } from '../../../src/engine/forms';
import { mayBeSyntaxSlip, syntaxSlips } from '../../../src/engine/syntaxSlips';
import type { FakeModelOptions } from '../../support/fakeEncoder';
import { fakeEngine } from '../../support/fakeEngine';

/** What a thesaurus would say of the words below. */
const nouns = 'result test student house pear record need change letter'.split(' ');
const verbs = 'walk need change work record test sing focus send'.split(' ');
const forms = (word: string): string[] => [
  ...(nouns.includes(word) ? ['noun base'] : []),
  ...(word.endsWith('s') && nouns.includes(word.slice(0, -1)) ? ['noun plural'] : []),
  ...(word === 'media' ? ['noun plural'] : []),
  ...(verbs.includes(word) ? ['verb base'] : []),
  ...(word === 'may' ? ['noun base'] : []),
];

/** `went → gone` for each word that the words beside it rule out. */
function slips(text: string): string[] {
  const words = wordSpans(text);
  return words.flatMap((span, at) => {
    const word = text.slice(span.start, span.end).toLowerCase();
    const meant = syntaxSlips(word, besideOf(text, words, at), forms);
    assert.ok(meant.length === 0 || mayBeSyntaxSlip(word), `${word} is asked about`);
    return meant.map((each) => `${word} → ${each}`);
  });
}

describe('syntax slips', () => {
  const wrong: readonly [text: string, ...expected: string[]][] = [
    ['I have went to the house.', 'went → gone'],
    ["We've already ate.", 'ate → eaten'],
    ['She had never wrote a letter.', 'wrote → written'],
    ['Have you ever saw it?', 'saw → seen'],
    ['I should have did it.', 'did → done'],
    ['You should went home.', 'went → go'],
    ['He said that she can sings.', 'sings → sing'],
    ['They will walked home.', 'walked → walk'],
    ['It did not went well.', 'went → go'],
    ["It doesn't works.", 'works → work'],
    ['Did she went home?', 'went → go'],
    ['They wanted to went home.', 'went → go'],
    ['They was late.', 'was → were'],
    ['In the end we was late.', 'was → were'],
    ["She don't like it.", "don't → doesn't"],
    ['It is late, but he have a house.', 'have → has'],
    ['I know he want it.', 'want → wants'],
    ['He go home.', 'go → goes'],
    ['I has a house.', 'has → have'],
    ['I are late.', 'are → am'],
    ['I seen him.', 'seen → saw'],
    ['We done it, because they taken it.', 'done → did', 'taken → took'],
    ['It were a dark night.', 'were → was'],
    ['These is the results.', 'is → are'],
    ['I think this are right.', 'are → is'],
    ['The results was published.', 'was → were'],
    ['Each student have a house.', 'have → has'],
    ['Each of the students have a house.', 'have → has'],
    ['There is many reasons.', 'is → are'],
    ['There was two of them.', 'was → were'],
    ['An user must choose a option.', 'an → a', 'a → an'],
    ['It took a hour and an year.', 'a → an', 'an → a'],
    ['A line may end with they\nwas.', 'was → were'],
  ];
  for (const [text, ...expected] of wrong) {
    it(`finds in ${JSON.stringify(text)}: ${expected.join(', ')}`, () => assert.deepEqual(slips(text), expected));
  }

  const right: readonly string[] = [
    'I have gone, we have run, she has come, and they had been there.',
    'All he had went to her, and what they have came from him.',
    'Those who could came, and those who did not went home.',
    'How should records look, and what could changes do?',
    'You may need it; he can focus; it must needs be; we should always, as well as thus, work.',
    "There didn't used to be one.",
    'Does she have it? Should he have it? Let him be, and make it work.',
    'If he were late, as it were, I would go. They insist that he go.',
    'You and he have it; Tom and I are late; one of you is late; neither of them was.',
    'How many students does it have?',
    'This may have changed, and this I have seen. The media is here.',
    'The United States is large. The Beatles was a name. A list of results is long.',
    'A number of them were late, and each of us was.',
    'There is many a slip, there is one, and there are two.',
    'A house, an old house, an hour, a user, a unit, one university, a European, a once, an npm package, an li, an x.',
    'For i is one, and b is two. Chapter I was long. The `they` is a word.',
    'The word *they* was short, and the |they| was.',
    'What they do is right, and they do have it.',
    'An honest student has an unimportant letter and a unanimous one.',
  ];
  for (const text of right) it(`finds nothing in ${JSON.stringify(text)}`, () => assert.deepEqual(slips(text), []));

  const regular: readonly [string, readonly string[]][] = [
    ['buyed', ['bought']],
    ['choosed', ['chose', 'chosen']],
    ['runned', ['ran']],
    ['flied', ['flew', 'flown']],
    ['taked', ['took', 'taken']],
    ['walked', []],
    ['red', []],
  ];
  for (const [word, expected] of regular) {
    it(`${word} was meant for ${expected.join(', ') || 'itself'}`, () =>
      assert.deepEqual(irregularPastOf(word), expected));
  }
});

describe('proofread: syntax', () => {
  const vocabulary = 'i have went gone to the house we home he a an old it rose s . buy ##ed bought la los'.split(' ');
  const after: Record<string, Record<string, number>> = {
    // The encoder expects the slip as much as what is right.
    have: { went: 0.01, gone: 0.008, rose: 0.2 },
    he: { bought: 0.9 },
  };
  const proofread = async (text: string, more: Partial<FakeModelOptions> = {}) => {
    const predict: FakeModelOptions['predict'] = (tokens, position) => after[tokens[position - 1]] ?? {};
    const { engine } = fakeEngine({ vocabulary, predict, ...more });
    const request = { text, ignoredWords: [], sensitivity: 'medium' as const, languageCheck: false };
    const { findings } = await engine.proofread(request, neverCancelled);
    return findings.map(({ text, candidates }) => `${text} → ${candidates.map((each) => each.text).join(', ')}`);
  };

  it('needs no more than that the encoder does not object', async () => {
    assert.deepEqual(await proofread('I have went to the house.'), ['went → gone']);
  });

  it('leaves it where the encoder much prefers the word', async () => {
    assert.deepEqual(await proofread('We have rose.'), []);
  });

  it('what is no word is meant for the irregular form', async () => {
    assert.deepEqual(await proofread('He buyed the house.'), ['buyed → bought']);
  });

  it('says nothing in another language', async () => {
    assert.deepEqual(await proofread('He was y la casa de los que no están en una los el para por con.'), []);
  });
});
