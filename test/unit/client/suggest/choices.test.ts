import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  fillStages,
  joined,
  matching,
  suggestStages,
  wordsOf,
  type Choice,
} from '../../../../src/client/suggest/choices';
import type { Range, SuggestResult, WireCandidate } from '../../../../src/protocol/requests';

const range = (line: number, from: number, to: number): Range => ({
  start: { line, character: from },
  end: { line, character: to },
});
const candidate = (text: string, probability: number, score = Math.log(probability)): WireCandidate => ({
  text,
  probability,
  score,
});
const result = (word: string, at: Range, candidates: readonly WireCandidate[]): SuggestResult => ({
  version: 1,
  range: at,
  word,
  candidates,
  model: 'm',
});
const labels = (choices: readonly Choice[]): string[] => choices.map(({ label }) => label);

describe('suggestStages', () => {
  it('keeps the order and the probabilities of one word; bars are relative to the best', () => {
    const [stage] = suggestStages([result('good', range(0, 4, 8), [candidate('great', 0.4), candidate('nice', 0.1)])]);
    assert.equal(stage.word, 'good');
    assert.deepEqual(labels(stage.choices), ['great', 'nice']);
    assert.deepEqual(
      stage.choices.map(({ share }) => share),
      [1, 0.25],
    );
    assert.deepEqual(stage.choices[1].texts, ['nice']);
    assert.equal(stage.choices[1].probability, 0.1);
  });

  it('leaves out the word as it stands', () => {
    const [stage] = suggestStages([result('good', range(0, 4, 8), [candidate('good', 0.5), candidate('nice', 0.1)])]);
    assert.deepEqual(labels(stage.choices), ['nice']);
  });

  it('draws bars by score where the list is not ordered by probability, never longer below than above', () => {
    const list = [candidate('quick', 0.01, 3), candidate('fast', 0.2, 2), candidate('slow', 0.3, 1)];
    const [stage] = suggestStages([result('rapid', range(0, 0, 5), list)]);
    const shares = stage.choices.map(({ share }) => share);
    assert.deepEqual(labels(stage.choices), ['quick', 'fast', 'slow']);
    assert.equal(shares[0], 1);
    assert.ok(shares[0] > shares[1] && shares[1] > shares[2] && shares[2] > 0);
  });

  it('counts two carets in one word once', () => {
    const same = result('good', range(2, 4, 8), [candidate('nice', 0.1)]);
    const stages = suggestStages([same, same]);
    assert.equal(stages.length, 1);
    assert.equal(stages[0].ranges.length, 1);
  });

  it('makes one stage of a word at several places, each written as its place wants it', () => {
    const stages = suggestStages([
      result('good', range(0, 0, 4), [candidate('great', 0.4), candidate('nice', 0.3), candidate('poor', 0.2)]),
      result('Good', range(1, 0, 4), [candidate('Great', 0.2), candidate('Fine', 0.1)]),
    ]);
    assert.equal(stages.length, 1);
    const [stage] = stages;
    assert.deepEqual(stage.ranges, [range(0, 0, 4), range(1, 0, 4)]);
    // In both lists first of all; the others are in one list each, and no more are kept than a list had.
    assert.equal(stage.choices.length, 3);
    assert.ok(!labels(stage.choices).includes('poor'));
    assert.deepEqual(stage.choices[0].texts, ['great', 'Great']);
    assert.ok(Math.abs(stage.choices[0].probability - 0.3) < 1e-12);
    const fine = stage.choices.find(({ label }) => label === 'Fine');
    assert.deepEqual(fine?.texts, ['fine', 'Fine']);
    const nice = stage.choices.find(({ label }) => label === 'nice');
    assert.deepEqual(nice?.texts, ['nice', 'Nice']);
  });

  it('makes a stage of each different word, in the order of the carets', () => {
    const stages = suggestStages([
      result('dog', range(0, 9, 12), [candidate('cat', 0.4)]),
      result('big', range(0, 0, 3), [candidate('small', 0.4)]),
    ]);
    assert.deepEqual(
      stages.map(({ word }) => word),
      ['dog', 'big'],
    );
  });
});

describe('fillStages', () => {
  const masks = [
    { range: range(0, 4, 10), candidates: [candidate('dog', 0.5)] },
    { range: range(0, 20, 26), candidates: [candidate('cat', 0.5)] },
  ];

  it('offers the candidates of a single mask', () => {
    const [stage] = fillStages({ version: 1, masks: [masks[0]], fillings: [], model: 'm' });
    assert.deepEqual(labels(stage.choices), ['dog']);
    assert.deepEqual(stage.ranges, [range(0, 4, 10)]);
  });

  it('offers whole fillings of several masks, a text for each', () => {
    const fillings = [{ texts: ['dog', 'cat'], probability: 0.2 }];
    const [stage] = fillStages({ version: 1, masks, fillings, model: 'm' });
    assert.deepEqual(labels(stage.choices), ['dog · cat']);
    assert.deepEqual(stage.choices[0].texts, ['dog', 'cat']);
    assert.equal(stage.choices[0].probability, 0.2);
  });

  it('has no stage where there is nothing to choose', () => {
    assert.deepEqual(fillStages({ version: 1, masks: [], fillings: [], model: 'm' }), []);
  });
});

describe('matching and joined', () => {
  const choices = suggestStages([
    result('x', range(0, 0, 1), [candidate('Great', 0.4), candidate('grand', 0.3), candidate('fine', 0.1)]),
  ])[0].choices;

  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['', ['Great', 'grand', 'fine']],
    ['  ', ['Great', 'grand', 'fine']],
    ['GR', ['Great', 'grand']],
    ['rand', []],
  ];
  for (const [typed, expected] of cases) {
    it(`“${typed}” leaves ${expected.length}`, () => assert.deepEqual(labels(matching(choices, typed)), expected));
  }

  it('puts what is new behind what was there', () => {
    const more = suggestStages([result('x', range(0, 0, 1), [candidate('great', 0.9), candidate('green', 0.8)])])[0];
    assert.deepEqual(labels(joined(choices, more.choices)), ['Great', 'grand', 'fine', 'green']);
  });
});

describe('wordsOf', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['big, large,huge', ['big', 'large', 'huge']],
    ['大，巨大、庞大；宏大', ['大', '巨大', '庞大', '宏大']],
    ['ice cream; cake', ['ice cream', 'cake']],
    ['a, a ,,', ['a']],
    [' , ;', []],
  ];
  for (const [typed, words] of cases) it(JSON.stringify(typed), () => assert.deepEqual(wordsOf(typed), words));
});
