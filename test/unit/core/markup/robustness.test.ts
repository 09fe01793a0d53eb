import assert from 'node:assert/strict';
import { isProse, proseSpans, readableText } from '../../../../src/core/markup';
import type { Span } from '../../../../src/core/types';

const languages =
  'plaintext markdown mdx latex restructuredtext asciidoc typst html git-commit typescript python rust shellscript sql lua made-up'.split(
    ' ',
  );

/** A stream of numbers 0…1 that is the same in every run. Source: Park and Miller 1988. */
function* numbers(): Generator<number, never> {
  for (let state = 42; ;) {
    state = (state * 48271) % 2147483647;
    yield state / 2147483647;
  }
}

const scraps =
  '` `` ``` ~~~ $ $$ \\ \\( \\[ \\begin{ \\begin{verbatim} \\end{verbatim} { } {{ }} [ ] ]( ]: ![ ( ) < > <!-- --> <code> </code> <script> # ## #let #f( * ** _ ___ - -- --- ---- = === :: .. .. note:: :a:` | |=== ++++ //// // /* */ """ \' " @a @param % & &amp; http://a.b www.x a@b.c ./a/b word words. Two [MASK] \n \n\n \r\n \t é 中 😀 \uD800'
    .split(' ')
    .concat(' ', '    ');

describe('prose of broken text', () => {
  for (const language of languages) {
    it(`${language}: spans in order, nothing moved, whatever the text`, () => {
      const random = numbers();
      for (let round = 0; round < 300; round++) {
        const text = Array.from({ length: 60 }, () => scraps[Math.floor(random.next().value * scraps.length)]).join('');
        let last = -1;
        for (const { start, end } of proseSpans(text, language)) {
          assert.ok(start > last && end > start && end <= text.length);
          assert.match(text.slice(start, end), /^\S(?:[^]*\S)?$/);
          last = end;
        }
        const readable = readableText(text, language);
        assert.equal(readable.length, text.length);
        for (let at = 0; at < text.length; at++) {
          if (/[\r\n]/.test(text[at])) assert.equal(readable[at], text[at]);
          else assert.ok(readable[at] === text[at] || /[ \n]/.test(readable[at]));
        }
        for (const { start, end } of proseSpans(text, language)) {
          assert.equal(readable.slice(start, end), text.slice(start, end));
        }
      }
    });
  }
});

describe('prose of a megabyte', () => {
  const units = [
    '`',
    '$x ',
    '<',
    '<!--\n\n',
    '[a](b "',
    '[',
    '*',
    '\\begin{',
    '\\',
    '{',
    '#a(',
    '"',
    '/*',
    ':a:`',
    '|a|\n',
    '- a\n\n',
    '> ',
    '\n',
    '\r',
    'a',
    '../',
    'a@',
    'a.',
    '[[a|',
    '{a=b ',
    '```\n',
    '<code>',
    '中',
  ];
  for (const language of [
    'markdown',
    'mdx',
    'latex',
    'restructuredtext',
    'asciidoc',
    'typst',
    'html',
    'git-commit',
    'typescript',
  ]) {
    it(`${language}: eight times the text takes no more than about eight times as long`, function () {
      this.timeout(120_000);
      for (const unit of units) {
        const large = cost(unit.repeat(Math.ceil((1 << 19) / unit.length)), language);
        // A quadratic reading would take minutes here.
        assert.ok(large < 2500, `${JSON.stringify(unit)}: ${large} ms`);
      }
    });
  }
});

it('reads a line of many blanks in linear time', () => {
  const blanks = ' '.repeat(60_000);
  for (const line of [`${blanks}x`, `-${blanks}x`]) assert.ok(cost(line, 'markdown') < 1000, line.trim().slice(0, 1));
});

/** Processor time, in ms, that reading a text took. */
function cost(text: string, language: string): number {
  const before = process.cpuUsage();
  proseSpans(text, language);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe('isProse', () => {
  const spans: readonly Span[] = [
    { start: 2, end: 5 },
    { start: 8, end: 20 },
  ];
  const table: readonly [number, number, boolean][] = [
    [2, 5, true],
    [3, 3, true],
    [5, 5, true],
    [1, 3, false],
    [4, 6, false],
    [6, 7, false],
    [8, 20, true],
    [19, 21, false],
    [4, 9, false],
    [25, 26, false],
  ];
  for (const [start, end, expected] of table) {
    it(`${start}…${end}: ${expected}`, () => assert.equal(isProse(spans, { start, end }), expected));
  }
  it('is false without prose', () => assert.equal(isProse([], { start: 0, end: 0 }), false));
});
