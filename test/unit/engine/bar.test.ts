import assert from 'node:assert/strict';
import { leastOf, marginsFor, oddsOf } from '../../../src/engine/bar';
import type { Rival, Suspect } from '../../../src/engine/suspects';

describe('the bar for what is no word', () => {
  const { sensitivity, margin } = marginsFor('medium', 0);
  /** Log-probabilities, rounded, of the word meant and of the pieces of the word written. */
  const cases: [string, string, number, number, boolean][] = [
    // Pieces that are usual: nothing tells that no word is made of them.
    ['remved', 'removed', -6, -16, true],
    ['smled', 'smiled', -6, -13, true],
    ['delted', 'deleted', -8, -13.5, true],
    ['canceld', 'canceled', -8, -18, true],
    // Pieces that hardly any word has.
    ['documant', 'document', -8.5, -31, true],
    ['syncronous', 'synchronous', -12, -36, true],
    // Words that only the vocabulary lacks, beside one that nobody expects.
    ['baking', 'banking', -12, -18, false],
    ['classifier', 'classified', -13, -22, false],
    ['embeddings', 'embedding', -11, -14.5, false],
    ['pwned', 'owned', -9.5, -20, false],
    ['remved', 'removed', -11, -16, false],
  ];
  for (const [word, meant, logProbability, own, isSlip] of cases) {
    it(`${isSlip ? 'takes' : 'does not take'} ${word} for ${meant}`, () => {
      const suspect: Suspect = { word, start: 0, end: word.length, id: undefined, rivals: [] };
      const rival: Rival = { word: meant, kind: 'nonword' };
      const isExpected = logProbability >= leastOf(suspect, rival, sensitivity);
      const odds = oddsOf(suspect, rival, logProbability, own);
      assert.equal(isExpected && odds >= margin('nonword'), isSlip, String(odds));
    });
  }
});
