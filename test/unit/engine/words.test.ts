import assert from 'node:assert/strict';
import { confusablesOf, slipsFor } from '../../../src/engine/confusions';
import { formsOf, formTest } from '../../../src/engine/forms';
import { areOpposites } from '../../../src/engine/opposites';
import { areSpellingVariants, oneSlipAway, slipsBetween } from '../../../src/engine/spellings';

const pairs = (list: string): [string, string][] => list.split(' ').map((pair) => pair.split('/') as [string, string]);

describe('forms', () => {
  const same =
    'walk/walked walk/walks walks/walking city/cities go/went make/making run/running stop/stopped hope/hoping try/tried big/bigger easy/easily man/men is/are box/boxes slow/slowly use/used children/child write/written';
  for (const [a, b] of pairs(same)) {
    it(`${a} and ${b} are one word`, () => assert.ok(formTest(a)(b) && formTest(b)(a)));
  }
  const different = 'walk/talk car/care in/inn his/this bus/bush quick/fast part/party';
  for (const [a, b] of pairs(different)) {
    it(`${a} and ${b} are two words`, () => assert.ok(!formTest(a)(b) && !formTest(b)(a)));
  }

  const forms: [string, string[]][] = [
    ['goes', ['go', 'went', 'gone', 'going']],
    ['has', ['have', 'had', 'having']],
    ['walked', ['walk', 'walks', 'walking']],
    ['value', ['values', 'valued', 'valuing']],
    ['tries', ['try', 'tried']],
    ['stopped', ['stop', 'stops']],
  ];
  for (const [word, expected] of forms) {
    it(`forms of ${word}`, () => {
      const found = formsOf(word);
      for (const form of expected) assert.ok(found.includes(form), `${form} in ${found.join(' ')}`);
      assert.ok(!found.includes(word));
      assert.ok(!found.some((form) => /(?:er|est)$/.test(form)), 'degrees are a choice, not a slip');
    });
  }
});

describe('areOpposites', () => {
  for (const [a, b] of pairs(
    'good/bad hot/cold increase/decrease usual/unusual careful/careless agree/disagree always/never possible/impossible regular/irregular carefully/carelessly faster/slower small/larger hotter/colder happiest/saddest',
  )) {
    it(`${a} and ${b}`, () => assert.ok(areOpposites(a, b) && areOpposites(b, a)));
  }
  for (const [a, b] of pairs(
    'good/great big/large side/beside like/love careful/cautious come/become faster/quicker number/other',
  )) {
    it(`not ${a} and ${b}`, () => assert.ok(!areOpposites(a, b) && !areOpposites(b, a)));
  }
});

describe('confusablesOf', () => {
  const cases: [string, string, string[]][] = [
    ['their', '', ['there', "they're"]],
    ['form', '', ['from']],
    ['of', 'could', ['off', 'have']],
    ['elephant', '', []],
  ];
  for (const [word, before, expected] of cases) {
    it(word, () => assert.deepEqual([...confusablesOf(word, before)].sort(), expected.sort()));
  }
  it('of is written for have only behind a modal verb', () => assert.ok(!confusablesOf('of', 'out').includes('have')));
});

describe('slipsFor', () => {
  it('knows short words that slip in', () => {
    assert.deepEqual([...slipsFor('is')].sort(), ['as', 'has', 'it']);
    assert.deepEqual(slipsFor('their'), []);
  });
});

describe('slipsBetween', () => {
  // Optimal string alignment distances, by hand.
  const cases: [string, string, number][] = [
    ['form', 'from', 1],
    ['lose', 'loose', 1],
    ['recieve', 'receive', 1],
    ['cat', 'cat', 0],
    ['kitten', 'sitting', 3],
    ['definately', 'definitely', 1],
    ['ca', 'abc', 3],
    ['', 'ab', 2],
  ];
  for (const [a, b, expected] of cases) {
    it(`${a}, ${b}: ${expected}`, () => {
      assert.equal(slipsBetween(a, b, 5), expected);
      assert.equal(slipsBetween(b, a, 5), expected);
    });
  }
  it('stops counting at the limit', () => assert.equal(slipsBetween('kitten', 'sitting', 1), 2));
});

describe('oneSlipAway', () => {
  it('is every spelling at distance one and no other', () => {
    const found = oneSlipAway('from');
    for (const each of ['form', 'rom', 'frog', 'froms', 'fromm', 'ffrom', 'fro']) assert.ok(found.has(each), each);
    for (const each of found) assert.equal(slipsBetween('from', each, 2), 1, each);
    assert.ok(!found.has('from'));
  });
  it('knows no empty word', () => assert.ok(!oneSlipAway('a').has('')));
});

describe('areSpellingVariants', () => {
  const same =
    'colour/color organise/organize organising/organizing centre/center travelled/traveled catalogue/catalog defence/defense licences/licenses labelling/labeling whilst/while grey/gray towards/toward judgement/judgment analyse/analyze behaviour/behavior';
  for (const [a, b] of pairs(same)) it(`${a}, ${b}`, () => assert.ok(areSpellingVariants(a, b)));
  const different = 'form/from hour/hor rise/rize wise/wize there/their four/for tour/tor lose/loose once/onse';
  for (const [a, b] of pairs(different)) it(`not ${a}, ${b}`, () => assert.ok(!areSpellingVariants(a, b)));
});
