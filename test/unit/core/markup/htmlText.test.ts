import assert from 'node:assert/strict';
import { htmlText } from '../../../../src/core/markup/htmlText';
import { scramble } from '../../../support/chunks';

/** What a person reads of a page. */
const cases: readonly (readonly [name: string, html: string, text: string])[] = [
  ['leaves tags out and keeps the words together', '<p>A <b>bo</b>ld\n  word</p>', 'A bold\nword'],
  [
    'reads entities',
    '<p>caf&eacute; &amp; f&#252;r &#x1F600;&hellip; &AMP; &nosuch; &#0;',
    'café & für 😀… &AMP; &nosuch; &#0;',
  ],
  ['takes a hard blank for a blank and leaves soft hyphens out', 'a&nbsp;&nbsp; b&shy;c', 'a bc'],
  ['parts blocks by an empty line', '<h1>T</h1><p>a</p>\n\n<div>b<div>c</div></div>', 'T\n\na\n\nb\n\nc'],
  [
    'parts rows by a line, cells by a blank',
    '<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>',
    'a b\nc',
  ],
  ['keeps the lines of what is preformatted', '<pre>a\n  <b>b</b> &lt;c&gt;\n</pre>d', 'a\n  b <c>\n\n\nd'],
  [
    'keeps scripts and styles as they are',
    "<script>if (a < b)\n  c('&amp;<p>');</script>x",
    "if (a < b)\n  c('&amp;<p>');\n\nx",
  ],
  ['finds the end of a script in other letters', '<SCRIPT>a</script>b', 'a\n\nb'],
  ['keeps what comments say, as a block', 'a<!-- b <i>c</i> -->d', 'a\n\nb c\n\nd'],
  [
    'keeps what pictures and fields say',
    '<img alt="A &quot;dog&quot;" src="x.png"><input placeholder=\'Name\'>',
    'A "dog" Name',
  ],
  [
    'reads the description of a page',
    '<meta name="description" content="All of it."><meta name=a content=b>',
    'All of it.',
  ],
  ['leaves out the declarations', '<?xml version="1.0"?><!DOCTYPE html><html lang="en">a</html>', 'a'],
  ['keeps code of the server', 'a<?php if ($a < 1) echo "<b>"; ?>b', 'a\n\nphp if ($a < 1) echo "<b>"; \n\nb'],
  ['takes what is no tag as text', 'a < b, 1<2, <3 & c <', 'a < b, 1<2, <3 & c <'],
  [
    'keeps the placeholders of templates',
    '<p>{{ user.name }} {% if a %}b{% endif %}</p>',
    '{{ user.name }} {% if a %}b{% endif %}',
  ],
  ['has nothing of an empty shell', '<html><head></head><body><div id="root"></div></body></html>', ''],
];

describe('htmlText', () => {
  for (const [name, html, text] of cases) it(name, () => assert.equal(htmlText(html).text, text));

  it('leads back to the file', () => {
    const file = '<p>The <b>qu&eacute;en</b>\n bee.</p><p>Honey.</p>';
    const page = htmlText(file);
    const find = (words: string) => {
      const start = page.text.indexOf(words);
      return { start, end: start + words.length };
    };
    for (const [words, written] of [
      ['quéen', 'qu&eacute;en'],
      ['quéen\nbee', 'qu&eacute;en</b>\n bee'],
      ['é', '&eacute;'],
      ['Honey.', 'Honey.'],
    ]) {
      const { start, end } = page.inFile(find(words));
      assert.equal(file.slice(start, end), written);
      assert.deepEqual(page.inText({ start, end }), find(words));
    }
  });

  const fragments = ['<', '>', '<p>', '</p>', '<!--', '-->', '&', '&amp;', '<pre>', '</pre>', '<script>', '</script>'];
  fragments.push(
    '<?',
    '?>',
    ' ',
    '\n',
    'word',
    '😀',
    '\uD800',
    '<img alt="',
    '"',
    "'",
    "<a title='",
    '&#65;',
    '<textarea/>',
  );

  it('takes anything, and each place leads back to where it was read', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const file = scramble(fragments, seed, 60);
      const page = htmlText(file);
      for (const { index } of page.text.matchAll(/\S/g)) {
        const { start, end } = page.inFile({ start: index, end: index + 1 });
        assert.ok(end > start && end <= file.length);
        assert.ok(file.slice(start, end) === page.text[index] || file[start] === '&', file);
      }
    }
  });

  it('takes linear time', () => {
    for (const part of [
      '<p>',
      '<',
      '<!--',
      '<a title="',
      "<b '",
      '&',
      '<script>',
      '<?',
      '<img alt=',
      '&amp;',
      '<pre>\n',
    ]) {
      const before = performance.now();
      htmlText(part.repeat(30_000));
      assert.ok(performance.now() - before < 20_000, part);
    }
  }).timeout(300_000);
});
