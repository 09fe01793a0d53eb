import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/core/cancel';
import { doubledIn } from '../../../src/engine/doubled';
import type { ProofreadRequest } from '../../../src/engine/requests';
import { fakeEngine } from '../../support/fakeEngine';

/** What of the text is a double, and the text once each is mended. */
function mended(text: string, ignored: readonly string[] = []): { found: string[]; text: string } {
  const found = doubledIn(text, { start: 0, end: text.length }, new Set(ignored));
  let left = text;
  for (const { start, end, once } of [...found].reverse()) left = left.slice(0, start) + once + left.slice(end);
  return { found: found.map(({ word }) => word), text: left };
}

describe('doubled words', () => {
  const slips: readonly [text: string, mended: string][] = [
    ['We sat on the the mat.', 'We sat on the mat.'],
    ['The the mat is old.', 'The mat is old.'],
    ['It ends with a list of of names.', 'It ends with a list of names.'],
    ['You can be be sure of it.', 'You can be sure of it.'],
    ['It took a a year.', 'It took a year.'],
    ['The name must be unique unique here.', 'The name must be unique here.'],
    ['He said "the the" mat.', 'He said "the" mat.'],
    ['Wait for for for it.', 'Wait for it.'],
    ['We saw the  the mat, and and then.', 'We saw the mat, and then.'],
    ['It is used in in web pages, as well as in print.', 'It is used in web pages, as well as in print.'],
    ['It was written in in ink and based on on the wall.', 'It was written in ink and based on the wall.'],
    ['It is stored in in memory, and depends on on the size.', 'It is stored in memory, and depends on the size.'],
    ['The number is is too large.', 'The number is too large.'],
    ['A line may end with the\nthe word that begins the next.', 'A line may end with the\nword that begins the next.'],
    ['A line may end with the\r\n  the word.', 'A line may end with the\r\n  word.'],
    ['At the end it\nit.', 'At the end it.'],
  ];
  for (const [text, right] of slips) {
    it(`mends ${JSON.stringify(text)}`, () => assert.equal(mended(text).text, right));
  }

  const right: readonly [why: string, text: string][] = [
    ['tenses', 'He had had enough of it.'],
    ['clauses', 'I know that that house is old, and I told you you must leave.'],
    ['a clause in front', 'What it is is a house, and what it was was a mill.'],
    ['a preposition left behind', 'We like the town we live in in summer, and which we come to to swim.'],
    [
      'a verb with its preposition',
      'We checked in in the morning, logged in in time, and the lamp is turned on on start.',
    ],
    ['more of them', 'Support is built in in all of them; they moved on on Monday, and she signed in in a hurry.'],
    ['emphasis', 'It was a very very long long time ago, far far away.'],
    ['sounds', '"Ha ha ha," they said, "no no, bye bye."'],
    ['names', 'We flew to Walla Walla and heard Duran Duran.'],
    ['capitals', 'NO NEWS NEWS.'],
    ['a name before a word of its own', 'Type the name of the Active Directory directory.'],
    ['three of one word', 'It went down the river river river.'],
    ['punctuation between', 'We saw the, the other one; it, it seems, is old. I know it. It is old.'],
    ['paragraphs', 'This is the\n\nthe other paragraph.'],
    ['columns', 'We have the    the names, in two columns,\tthe\tthe.'],
    ['compounds', 'We saw the the-end of it and a re-the the_end.'],
    ['code and paths', 'Call the the() and the the.end or /the the/end.'],
    ['single letters', 'Of the plane x x y y we know all.'],
    ['another language', 'Nous nous sommes vus dans la rue, et vous vous en souvenez sans doute avec les autres.'],
  ];
  for (const [why, text] of right) {
    it(`leaves alone: ${why}`, () => assert.deepEqual(mended(text), { found: [], text }));
  }

  it('leaves ignored words alone, as themselves or doubled', () => {
    const text = 'We sat on the the mat of of straw.';
    assert.deepEqual(mended(text, ['the']).found, ['of']);
    assert.deepEqual(mended(text, ['the the', 'of']).found, []);
  });

  it('takes no longer for a long text of one word', () => {
    const started = performance.now();
    mended('the '.repeat(50_000));
    assert.ok(performance.now() - started < 2000);
  });
});

describe('proofread: doubled words', () => {
  const vocabulary = 'the we sat on mat came form from it . `'.split(' ');
  function proofread(text: string, request: Partial<ProofreadRequest> = {}) {
    const { engine } = fakeEngine({
      vocabulary,
      // What follows "on" is known, also where it stands a second time.
      predict: (tokens, position) => {
        if (tokens[position - 1] === 'on') return { the: 0.8 };
        if (tokens[position - 1] === 'the') return { the: 0.1 };
        return tokens[position - 1] === 'came' ? { from: 0.9 } : {};
      },
    });
    const full: ProofreadRequest = { text, ignoredWords: [], sensitivity: 'medium', languageCheck: false, ...request };
    return engine.proofread(full, neverCancelled);
  }

  it('gives the probability of the second one, and of the word where it stands once', async () => {
    const { findings } = await proofread('We sat on the the mat.');
    assert.equal(findings.length, 1);
    const [{ start, end, text, probability, candidates, doubled }] = findings;
    assert.deepEqual([start, end, text, doubled], [10, 17, 'the the', 'the']);
    assert.ok(Math.abs(probability - 0.1) < 1e-6);
    assert.deepEqual(
      candidates.map(({ text }) => text),
      ['the'],
    );
    assert.ok(Math.abs(candidates[0].probability - 0.8) < 1e-6);
  });

  it('finds them beside other slips, in the order of the text, whatever the sensitivity', async () => {
    const text = 'We came form the the mat. It came form it it.';
    for (const sensitivity of ['low', 'high'] as const) {
      const { findings } = await proofread(text, { sensitivity });
      assert.deepEqual(
        findings.map((each) => each.text),
        ['form', 'the the', 'form', 'it it'],
      );
    }
  });

  it('looks at prose only', async () => {
    const text = 'We sat on the `the` mat on the the mat.';
    const spans = [
      { start: 0, end: 13 },
      { start: 20, end: text.length },
    ];
    const { findings } = await proofread(text, { spans });
    assert.deepEqual(
      findings.map(({ start }) => start),
      [text.indexOf('the the')],
    );
  });

  it('leaves ignored words alone', async () => {
    assert.deepEqual((await proofread('We sat on the the mat.', { ignoredWords: ['the the'] })).findings, []);
  });
});
