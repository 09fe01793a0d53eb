import assert from 'node:assert/strict';
import { cluesOf } from '../../../media/embedding/clues';

const use = (sentence: string) => {
  const [before, after] = sentence.split('*');
  return { before, form: 'bank', after };
};
const uses = [
  use('We sat on the grassy * of the river there.'),
  use('The boat lay on the * of the river there.'),
  use('The * lent them money there.'),
  use('My * wants money there.'),
];

describe('what tells a group of uses apart', () => {
  it('is the words that stand in its sentences and not in the others', () => {
    const clues = cluesOf(uses, [0, 0, 1, 1], 2);
    assert.equal(clues.get(0)?.[0], 'river');
    assert.equal(clues.get(1)?.[0], 'money');
    assert.ok(![...clues.values()].flat().includes('there'), 'what all share says nothing');
  });

  it('is no word that is common everywhere', () => {
    const found = cluesOf([use('That * there'), use('down to the * with a fee')], [0, 1], 3);
    assert.deepEqual(
      [...found],
      [
        [0, []],
        [1, []],
      ],
    );
  });

  it('is nothing where there is one group', () => assert.deepEqual([...cluesOf(uses, [0, 0, 0, 0], 2)], [[0, []]]));
});
