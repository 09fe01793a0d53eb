import assert from 'node:assert/strict';
import { isCodeLanguage } from '../../../../src/core/markup';
import { testProse } from '../../../support/prose';

describe('prose of TypeScript', () => {
  testProse('typescript', [
    ['no comment, no string', 'const a = b / c;', []],
    ['line comments', 'a(); // Call it now.\n//// more', ['Call it now.', 'more']],
    ['block comments', '/* one */ a /* two\n * three */', ['one', 'two', 'three']],
    [
      'documentation',
      '/**\n * Adds it.\n * @param {number} a the first\n * @returns the sum, see {@link b}\n */',
      ['Adds it.', 'the first', 'the sum, see'],
    ],
    ['code in comments', '// Use `f(x)` or <b>that</b>', ['Use', 'or', 'that']],
    ['addresses', '// See https://a.b/c.', ['See', '.']],
    ['directives', '// eslint-disable-line\n// @ts-ignore\n/* prettier-ignore */\n//#region X Y', []],
    ['strings of words', "f('two words', \"one\", './a/b', 'utf-8')", ['two words']],
    ['strings in comments', "// it's a test", ["it's a test"]],
    ['escapes', "'two\\nwords here'", ['two', 'words here']],
    ['comment marks in strings', "'see // this text'; a", ['see // this text']],
    ['templates', 'f(`some ${g("a b")} words`)', ['some', 'words']],
    ['a string that does not end', "'some words\n'more words here'", ['more words here']],
    ['regular expressions', 'a = /["\'`]/; "some words"', ['some words']],
    ['divisions', 'a = b / c / "some words"', ['some words']],
    ['a comment that does not end', 'a /* some words', ['some words']],
    ['placeholders', '"some {0} words"', ['some', 'words']],
    ['code in strings', '"a = b; c(); // d e"', []],
    ['masks', '// a [MASK] b ___ c', ['a [MASK] b ___ c']],
  ]);
});

describe('prose of other languages', () => {
  const table: readonly [string, string, readonly string[]][] = [
    ['python', '#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n# Some words.', ['Some words.']],
    [
      'python',
      'def f(x):\n    """Return it.\n\n    :param x: the value\n    >>> f(1)\n    """',
      ['Return it.', 'the value'],
    ],
    ['python', "s = 'it # is not' # it is", ['it # is not', 'it is']],
    ['rust', "fn f<'a>(x: &'a str) { let c = '\"'; } // done now", ['done now']],
    ['rust', '/// Docs for a `thing`.', ['Docs for a', '.']],
    ['c', "char c = '\\''; /* some words */", ['some words']],
    ['cpp', '/// \\brief Adds it. \\param x the value', ['Adds it.', 'the value']],
    ['go', 'a := `raw words\nhere` // b', ['raw words\nhere', 'b']],
    ['java', '/** Gets it. @throws IOException when broken */', ['Gets it.', 'when broken']],
    ['css', 'a { b: url(//c.d) } /* some words */', ['some words']],
    ['shellscript', 'echo a#b "two words" # why', ['two words', 'why']],
    ['yaml', 'a: b#c # why not\nd: http://e.f', ['why not']],
    ['toml', 'a = "two words" # why', ['two words', 'why']],
    ['sql', "SELECT 'it''s two words' -- why", ["it''s two words", 'why']],
    ['lua', '--[[ some\nwords ]] a -- b', ['some\nwords', 'b']],
    ['haskell', '{- some words -} a -- b', ['some words', 'b']],
    ['clojure', ';; some words\n(f "doc\nstring")', ['some words', 'doc\nstring']],
    ['matlab', 'a % why\n%{\nsome words\n%}', ['why', 'some words']],
    ['vb', "Dim a As String ' why not", ['why not']],
    ['bat', 'REM some words\necho x', ['some words']],
    ['powershell', '<# some words #> a # b', ['some words', 'b']],
    ['ruby', '=begin\nsome words\n=end\na # b', ['some words', 'b']],
    ['jsonc', '{ "a": 1 } // why', ['why']],
    ['json', '{ "a": "two words" }', ['two words']],
    ['fortran', 'a = 1 ! why', ['why']],
    ['vim', '" some words', ['some words']],
    ['csv', 'a,b,"two words"', []],
    ['a language nobody knows', 'a // some words\n# more words', ['some words', 'more words']],
  ];
  for (const [language, text, prose] of table)
    testProse(language, [[`${language}: ${JSON.stringify(text)}`, text, prose]]);
});

describe('isCodeLanguage', () => {
  for (const id of ['typescript', 'python', 'json', 'yaml', 'made-up'])
    it(`${id} is code`, () => assert.ok(isCodeLanguage(id)));
  for (const id of [
    'markdown',
    'plaintext',
    'latex',
    'restructuredtext',
    'asciidoc',
    'typst',
    'html',
    'git-commit',
    'scminput',
  ]) {
    it(`${id} is prose`, () => assert.ok(!isCodeLanguage(id)));
  }
});
