// Reading the development sets, and turning them into items.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  rankOf,
  shareWithin,
  meanLogProbability,
  pairCredit,
  leastLogProbability,
} from '../../../evaluation/maskedWordScore';
import { parsers, Sets, spread } from '../../../evaluation/records';
import { clozeChoices, confusionChoices, masked, maskedWords } from '../../../evaluation/tasks/items';

describe('development sets', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'sets-'))));
  after(() => rmSync(folder, { recursive: true }));
  const write = (name: string, ...records: unknown[]) =>
    writeFileSync(path.join(folder, `${name}.jsonl`), records.map((each) => `${JSON.stringify(each)}\n`).join(''));

  it('reads records and renames fields', () => {
    write('labels', { text: 'a', label: 1, label_name: 'one' });
    write('pairs', { id: 'x', s1: 'a', s2: 'b', label: 1 });
    write('docs', { id: '1', title: 'Head', text: 'body' }, { id: '2', text: 'body' });
    write('queries', { id: 'q', query: 'what', relevant: { '1': 2 } });
    const sets = new Sets(folder);
    assert.deepEqual(sets.read('labels', parsers.labelled), [{ text: 'a', label: 1, labelName: 'one' }]);
    assert.deepEqual(sets.read('pairs', parsers.paraphrase), [{ s1: 'a', s2: 'b', score: 1 }]);
    assert.deepEqual(
      sets.read('docs', parsers.documents).map(({ text }) => text),
      ['Head\nbody', 'body'],
    );
    assert.deepEqual(sets.read('queries', parsers.queries)[0].relevant, new Map([['1', 2]]));
    assert.ok(sets.has('docs') && !sets.has('nothing'));
  });

  it('names the file, the line and the field of what is wrong', () => {
    write('wrong', { text: 'a [MASK]', answers: ['b'] }, { text: 'a [MASK]', answers: 'b' });
    assert.throws(() => new Sets(folder).read('wrong', parsers.facts), /wrong\.jsonl line 2\.answers/);
    writeFileSync(path.join(folder, 'broken.jsonl'), '{"text": \n');
    assert.throws(() => new Sets(folder).read('broken', parsers.facts), /broken\.jsonl line 1/);
  });

  it('takes a limited number, evenly spread', () => {
    assert.deepEqual(spread([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 5), [0, 2, 4, 6, 8]);
    assert.deepEqual(spread([1, 2], 5), [1, 2]);
    write('many', ...[0, 1, 2, 3].map((n) => ({ text: `${n} [MASK]`, answers: [] })));
    assert.equal(new Sets(folder, 2).read('many', parsers.facts).length, 2);
    assert.equal(new Sets(folder, 2).read('many', parsers.facts, false).length, 4);
  });
});

describe('items', () => {
  it('masks one word at its place in UTF-16 units', () => {
    const text = 'A 😀 smile on a face.';
    const targets = [{ start: 10, end: 12, word: 'on', kind: 'function' as const }];
    const [item] = maskedWords([{ id: 'p', domain: 'toy', text, targets }]);
    assert.equal(masked(item), 'A 😀 smile [MASK] a face.');
    assert.equal(masked(item).indexOf('[MASK]'), item.start);
    assert.throws(
      () => maskedWords([{ id: 'p', domain: 'toy', text, targets: [{ ...targets[0], start: 9 }] }]),
      RangeError,
    );
  });

  it('turns sets of options into choices', () => {
    const text = 'We [MASK] home.';
    const [confusion] = confusionChoices([{ domain: 'toy', set: ['then', 'went'], text, answer: 'went' }]);
    assert.deepEqual([confusion.answer, confusion.start, confusion.end], [1, 3, 9]);
    const [cloze] = clozeChoices([{ domain: 'toy', text, options: ['a', 'b'], answer: 0 }]);
    assert.equal(masked(cloze), text);
    assert.throws(() => clozeChoices([{ domain: 'toy', text: 'none', options: [], answer: 0 }]), RangeError);
  });

  it('ranks case-folded candidates, each spelling of a word once', () => {
    assert.equal(rankOf(['The', 'THE', 'a', 'GitHub'], ['github']), 2);
    assert.equal(rankOf(['a', 'b'], ['c', 'B']), 1);
    assert.equal(rankOf([], ['c']), Infinity);
  });

  it('scores guesses', () => {
    const guesses = [
      { rank: 0, logProbability: -1 },
      { rank: 4, logProbability: -3 },
      { rank: Infinity, logProbability: -Infinity },
    ];
    assert.equal(shareWithin(guesses, 1), 1 / 3);
    assert.equal(shareWithin(guesses, 5), 2 / 3);
    assert.equal(meanLogProbability(guesses), (-4 + leastLogProbability) / 3);
    assert.deepEqual([pairCredit(-1, -2), pairCredit(-2, -1), pairCredit(-1, -1)], [1, 0, 0.5]);
  });
});
