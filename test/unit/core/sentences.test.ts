import assert from 'node:assert/strict';
import { sentenceSpans, startsSentence } from '../../../src/core/sentences';

describe('sentenceSpans', () => {
  const split = (text: string): string[] => sentenceSpans(text).map(({ start, end }) => text.slice(start, end));
  /** Sentences that stand in one line, parted by one blank, must come out as they went in. */
  const sequences: readonly (readonly string[])[] = [
    ['It rained.', 'We stayed in.', 'Nobody minded!', 'Did they?'],
    ['Dr. Smith met Mr. Jones at St. Mary’s.', 'They talked.'],
    ['See e.g. Fig. 3 and Sec. 2.1, i.e. the end.', 'It shows more.'],
    ['Values of 3.14 and 2.71 are fine.', 'So is .5 of it.'],
    ['J. R. R. Tolkien wrote it.', 'George W. Bush did not.'],
    ['He lives in the U.S. and likes it.', 'She left the U.S.', 'The end came.'],
    ['It opened at 9 a.m. on Monday.', 'It closed at 5 p.m.', 'The end came.'],
    ['We sell apples, pears, etc.', 'Everything is fresh.'],
    ['Apples, pears, etc. are fresh.'],
    ['Acme Inc. makes things.', 'They sell.'],
    ['She said, "Stop."', 'He did.'],
    ['"Really?" he asked.', '"Yes!" she said.'],
    ['What… is this?', 'Wait... it moves.', 'Yes.'],
    ['Use Node.js or .NET.', 'Open package.json first.'],
    ['Install it.', 'npm will then run the script.'],
    ['Call foo.bar() now.', 'git does the rest.'],
    ['(This is one.)', 'This is another.'],
    ['**Bold end.**', 'Next *one.*', 'Last.'],
    ['In 1999.', '2000 came next.'],
    ['See No. 5 on the list.', 'There is no.', 'But yes.'],
    ['As Smith et al. showed, it works.', 'It does.'],
    ['Version 2.0.', 'Version 2.1!?', 'Done?!'],
    ['The plan was B.', 'The rest is known.'],
    ['He was born in Jan. 1990 in Kent.', 'She was not.'],
    ['我喜欢猫。', '你呢？', '好！'],
    ['これは本です。', '「そうですか。」', 'はい。'],
  ];
  for (const sentences of sequences) {
    const unspaced = /[。！？]/.test(sentences.join(''));
    it(sentences.join(' | '), () => assert.deepEqual(split(sentences.join(unspaced ? '' : ' ')), sentences));
  }

  const table: readonly [string, string, readonly string[]][] = [
    ['nothing', '', []],
    ['white space', ' \n\t\n', []],
    ['a blank line', 'One\n\ntwo', ['One', 'two']],
    ['a line break inside', 'One goes\non here. Two\r\ntoo.', ['One goes\non here.', 'Two\r\ntoo.']],
    [
      'list items',
      '- one\n- two goes\n  on\n* three\n1. four\n2) five',
      ['one', 'two goes\n  on', 'three', 'four', 'five'],
    ],
    ['headings', '# Title\nText here.\n## Next ##\nMore.', ['Title', 'Text here.', 'Next ##', 'More.']],
    ['setext headings', 'Title\n=====\nText.\nSub\n---\nMore.', ['Title', 'Text.', 'Sub', 'More.']],
    ['block quotes', '> one goes\n> on. Two.\n\nThree.', ['one goes\n> on.', 'Two.', 'Three.']],
    ['table rows', 'a\n| b | c |\n| d |', ['a', 'b | c |', 'd |']],
    ['no stop at the end', 'One. Two', ['One.', 'Two']],
    ['stops alone', '... !!! ?', ['...', '!!!', '?']],
    ['a URL', 'See https://a.b/c.d?e=f. Then go.', ['See https://a.b/c.d?e=f.', 'Then go.']],
    ['numbered beginning', '1. First thing. Second thing.', ['First thing.', 'Second thing.']],
  ];
  for (const [what, text, sentences] of table) {
    it(what, () => assert.deepEqual(split(text), sentences));
  }

  it('never overlaps, never leaves a letter out', () => {
    const text = 'Mr. X said: "No." (Why? Nobody knows...) e.g. this.\n\n> quote\n> more\n\n1. a\n2. b\n日本。語';
    let last = 0;
    const covered = new Uint8Array(text.length);
    for (const { start, end } of sentenceSpans(text)) {
      assert.ok(start >= last && end > start);
      covered.fill(1, start, end);
      last = end;
    }
    assert.deepEqual(
      [...text].filter((letter, n) => /\p{L}/u.test(letter) && !covered[n]),
      [],
    );
  });

  it('takes a megabyte of stops, of blanks and of letters', () => {
    assert.equal(sentenceSpans('.'.repeat(1 << 20)).length, 1);
    assert.equal(sentenceSpans(' '.repeat(1 << 20)).length, 0);
    assert.equal(sentenceSpans('a'.repeat(1 << 20)).length, 1);
    assert.equal(sentenceSpans('Go on. '.repeat(100_000)).length, 100_000);
    assert.equal(sentenceSpans('- x\n'.repeat(100_000)).length, 100_000);
    assert.equal(sentenceSpans('>'.repeat(1 << 20)).length, 0);
  });

  it('takes linear time for lines that hold nothing', () => {
    // Processor time: other work on the machine makes everything wait.
    const before = process.cpuUsage();
    for (const line of [' \n', '---\n']) assert.equal(sentenceSpans(`One.\n${line.repeat(50_000)}`).length, 1);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 2_000_000, `${user + system} µs`);
  });
});

describe('startsSentence', () => {
  const table: readonly [string, boolean][] = [
    ['|One two.', true],
    ['One |two.', false],
    ['One. |Two.', true],
    ['One. "|Two" three.', true],
    ['e.g. |Two.', false],
    ['para\n\n|next', true],
    ['- |item', true],
    ['**|Bold** one', true],
    ['# |Title', true],
    ['wrapped\n|line', false],
    ['One.|', false],
  ];
  for (const [marked, expected] of table) {
    it(JSON.stringify(marked), () => {
      assert.equal(startsSentence(marked.replace('|', ''), marked.indexOf('|')), expected);
    });
  }

  it('looks at the neighbourhood alone', () => {
    const text = `${'word '.repeat(200_000)}end. Next`;
    const began = performance.now();
    for (let n = 0; n < 50; n++) assert.equal(startsSentence(text, text.length - 4), true);
    assert.ok(performance.now() - began < 2000);
  });
});
