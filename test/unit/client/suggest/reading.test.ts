import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readingOf } from '../../../../src/client/suggest/reading';

const replacement = (line: number, from: number, to: number, text: string) => ({
  range: { start: { line, character: from }, end: { line, character: to } },
  text,
});

describe('readingOf', () => {
  it('puts the word into its line', () => {
    const text = readingOf('The talk was good to the end.', 3, [replacement(3, 13, 17, 'great')]);
    assert.equal(text, 'The talk was ‹great› to the end.');
  });

  it('takes several words of a line, in whatever order they come', () => {
    const both = [replacement(0, 14, 17, 'cat'), replacement(0, 2, 5, 'dog')];
    assert.equal(readingOf('A ___ and the ___!', 0, both), 'A ‹dog› and the ‹cat›!');
  });

  it('says nothing of other lines', () => {
    assert.equal(readingOf('A line.', 0, [replacement(1, 0, 1, 'x')]), undefined);
    assert.equal(readingOf('A line.', 0, []), undefined);
  });

  it('cuts a long line at words on both sides', () => {
    const before = 'one two three four five six seven eight nine ten eleven twelve ';
    const after = ' thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty';
    const at = before.length;
    const text = readingOf(`${before}good${after}`, 0, [replacement(0, at, at + 4, 'great')]) ?? '';
    assert.match(text, /^….*‹great›.*…$/u);
    assert.ok(text.length < 110, text);
    const [, left, right] = /^…(.*)‹great›(.*)…$/u.exec(text) ?? [];
    assert.ok(before.endsWith(` ${left}`), left);
    assert.ok(after.startsWith(`${right} `), right);
  });

  it('cuts also where there is no space', () => {
    const text = readingOf('字'.repeat(300), 0, [replacement(0, 100, 101, '词')]) ?? '';
    assert.match(text, /‹词›/u);
    assert.ok(text.length < 160, String(text.length));
  });
});
