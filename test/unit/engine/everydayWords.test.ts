import assert from 'node:assert/strict';
import { withEverydayWords } from '../../../src/engine/everydayWords';
import { areOpposites } from '../../../src/engine/opposites';
import { Thesaurus } from '../../../src/engine/thesaurus';
import { smallThesaurus } from '../../support/smallThesaurus';

const lists = withEverydayWords(smallThesaurus);
const thesaurus = new Thesaurus(lists);

describe('everyday words', () => {
  const related: [string, string, string, 'same' | 'near' | undefined][] = [
    ['bank', 'lender', 'noun base', 'same'],
    ['methods', 'functions', 'noun plural', 'same'],
    ['deleted', 'removed', 'verb past', 'same'],
    ['asks', 'inquires', 'verb present', 'same'],
    ['bug', 'error', 'noun base', 'near'],
    ['bank', 'city', 'noun base', undefined],
    // What the model's own lists say stays.
    ['brother', 'pal', 'noun base', 'same'],
  ];
  for (const [word, other, form, relation] of related) {
    it(`relates ${word} and ${other}: ${relation ?? 'not at all'}`, () => {
      assert.equal(thesaurus.relation(word, other, new Set([form])), relation);
    });
  }

  for (const part of ['noun', 'verb'] as const) {
    it(`says nothing twice and no contraries of ${part}s`, () => {
      for (const line of lists[part].synonyms) {
        const words = line.split(' ');
        assert.ok(words.length > 1 && new Set(words).size === words.length, line);
        assert.match(line, /^[a-z]+( [a-z]+)+$/);
        for (const a of words) for (const b of words) assert.ok(a === b || !areOpposites(a, b), `${a}, ${b}`);
      }
    });
  }
});
