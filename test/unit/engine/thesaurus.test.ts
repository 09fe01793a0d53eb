import assert from 'node:assert/strict';
import { Grammar } from '../../../src/engine/grammar';
import { Thesaurus } from '../../../src/engine/thesaurus';
import { smallThesaurus } from '../../support/smallThesaurus';

const thesaurus = new Thesaurus(smallThesaurus);
const all = (word: string): Set<string> => new Set(thesaurus.readings(word).map(({ form }) => form));

describe('Thesaurus', () => {
  const readings: [string, string[]][] = [
    ['buy', ['verb base buy']],
    ['BUYS', ['verb present buy']],
    ['bought', ['verb past buy', 'verb participle buy']],
    ['buyed', []],
    ['taken', ['verb participle take']],
    ['took', ['verb past take']],
    ['tried', ['verb past try', 'verb participle try']],
    ['stopping', ['verb progressive stop']],
    ['using', ['verb progressive use']],
    ['children', ['noun plural child']],
    ['cities', ['noun plural city']],
    ['women', ['noun plural woman']],
    ['knives', ['noun plural knife']],
    ['shelves', ['noun plural shelf']],
    ['happier', ['adjective comparative happy']],
    ['biggest', ['adjective superlative big']],
    ['answer', ['noun base answer', 'verb base answer']],
    ['answers', ['noun plural answer', 'verb present answer']],
    ['the', []],
    ['elephant', []],
  ];
  for (const [word, expected] of readings) {
    it(`reads ${word}`, () =>
      assert.deepEqual(
        thesaurus.readings(word).map(({ base, form }) => `${form} ${base}`),
        expected,
      ));
  }

  const relations: [string, string, string | undefined][] = [
    ['buy', 'purchase', 'same'],
    ['bought', 'purchased', 'same'],
    ['Bought', 'purchased', 'same'],
    ['bought', 'purchase', undefined],
    ['bought', 'sold', 'opposite'],
    ['happy', 'glad', 'same'],
    ['happy', 'joyful', 'near'],
    ['joyful', 'cheerful', 'near'],
    ['happy', 'sad', 'opposite'],
    ['happier', 'sadder', 'opposite'],
    ['fast', 'firm', 'same'],
    ['walk', 'stroll', 'near'],
    ['stroll', 'march', undefined],
    ['happy', 'big', undefined],
    ['happy', 'elephant', undefined],
  ];
  for (const [a, b, expected] of relations) {
    it(`${a} and ${b}: ${expected ?? 'nothing'}, either way`, () => {
      assert.equal(thesaurus.relation(a, b, all(a)), expected);
      assert.equal(thesaurus.relation(b, a, all(b)), expected);
    });
  }

  it('relates only in the forms that are asked for', () => {
    assert.equal(thesaurus.relation('answer', 'reply', new Set(['noun base'])), 'same');
    assert.equal(thesaurus.relation('answer', 'reply', new Set(['verb base'])), undefined);
  });

  const apart: [string, string, string, boolean][] = [
    ['brother', 'mother', 'noun base', true],
    ['brother', 'pal', 'verb base', false],
    ['buy', 'take', 'verb base', false],
    ['north', 'west', 'noun base', true],
    ['north', 'west', 'adverb base', true],
    ['fast', 'firm', 'adverb base', false],
  ];
  for (const [a, b, form, expected] of apart) {
    it(`${a} and ${b} as ${form}: ${expected ? 'two things' : 'who knows'}`, () =>
      assert.equal(thesaurus.areApart(a, b, new Set([form])), expected));
  }

  it('tells opposites in each form by those of base forms', () => {
    const areContrary = (a: string, b: string): boolean => `${a} ${b}` === 'woman man';
    assert.ok(thesaurus.areOpposite('women', 'men', areContrary));
    assert.ok(!thesaurus.areOpposite('women', 'man', areContrary));
    assert.ok(!thesaurus.areOpposite('men', 'women', areContrary));
  });

  it('lists the relatives', () => {
    assert.deepEqual(thesaurus.relatives('happy', all('happy')).sort(), ['cheerful', 'glad', 'happy', 'joyful']);
    assert.deepEqual(thesaurus.relatives('happy', new Set(['noun base'])), []);
  });
});

describe('Grammar', () => {
  const expected = (words: Record<string, number>) =>
    Object.entries(words).map(([text, probability]) => ({ text, logProbability: Math.log(probability) }));
  const cases: [string, string, Record<string, number>, string[]][] = [
    ['a verb after "to"', 'answer', { buy: 0.3, sell: 0.2, reply: 0.1, the: 0.3 }, ['verb base']],
    ['a noun after "the"', 'answer', { city: 0.3, child: 0.2, reply: 0.1 }, ['noun base']],
    ['the past, not the participle', 'bought', { took: 0.4, bought: 0.1, sold: 0.1 }, ['verb past']],
    ['the participle, not the past', 'bought', { taken: 0.4, bought: 0.1, sold: 0.1 }, ['verb participle']],
    ['either, where words tell nothing', 'answer', { the: 0.9 }, ['noun base', 'verb base']],
    ['nothing of an unknown word', 'elephant', { city: 0.3 }, []],
  ];
  for (const [name, word, words, forms] of cases) {
    it(`asks for ${name}`, () =>
      assert.deepEqual([...new Grammar(thesaurus, word, expected(words)).forms].sort(), forms));
  }

  it('knows which words can have such a form', () => {
    const grammar = new Grammar(thesaurus, 'bought', expected({ took: 0.4, sold: 0.1 }));
    for (const word of ['sold', 'purchased', 'took', 'answered']) assert.ok(grammar.fits(word), word);
    for (const word of ['taken', 'sell', 'selling', 'city', 'the', 'elephant']) assert.ok(!grammar.fits(word), word);
  });
});
