import { testProse } from '../../../support/prose';

describe('prose of reStructuredText', () => {
  testProse('restructuredtext', [
    ['titles', 'Title\n=====\n\n***\nOver\n***\n\nText', ['Title', 'Over', 'Text']],
    ['inline', 'Some *em* **strong** ``code`` `name` end', ['Some', 'em', 'strong', 'end']],
    ['roles', 'see :ref:`text <target>` and :class:`Foo` end', ['see', 'and', 'end']],
    ['links', 'a `link text <https://a.b>`_ and word_ b', ['a', 'link text', 'and word', 'b']],
    ['substitutions and footnotes', 'a |sub| b [1]_ c [#x]_', ['a', 'b', 'c']],
    [
      'admonitions',
      '.. note:: Take care\n   of this.\n\n   More.\n\nEnd',
      ['Take care\n   of this.\n\n   More.\n\nEnd'],
    ],
    ['code blocks', 'a\n\n.. code-block:: python\n   :linenos:\n\n   x = 1\n\n   y = 2\n\nb', ['a', 'b']],
    ['options', '.. figure:: a.png\n   :alt: words\n\n   The caption.', ['The caption.']],
    ['comments', '.. a comment\n   goes on\n\ntext', ['text']],
    ['targets', '.. _here: https://a.b\n\ntext', ['text']],
    ['literal blocks', 'so::\n\n    code\n\n      more\n\nback', ['so:', 'back']],
    ['quoted literal blocks', 'so::\n\n> code\n\nback', ['so:', 'back']],
    ['doctests', '>>> f(1)\n3\n\ntext', ['text']],
    ['fields', ':param x: the value\n:returns: it', ['the value', 'it']],
    ['lists', '- one\n- two\n\n1. three\n#. four', ['one', 'two', 'three', 'four']],
    ['grid tables', '+---+---+\n| a | b |\n+===+===+\n| c | d |\n+---+---+', ['a', 'b', 'c', 'd']],
    ['simple tables', '===  ===\na b  c\n===  ===\nd    e\n===  ===', ['a b  c', 'd    e']],
    ['functions', '.. function:: f(x)\n\n   Does it.', ['Does it.']],
    ['footnote texts', '.. [1] The note.', ['The note.']],
    ['masks', 'a [MASK] b ___ c', ['a [MASK] b ___ c']],
    ['an open backquote', 'a `b c\n\nd', ['a `b c\n\nd']],
    ['escapes', 'a \\*b', ['a', '*b']],
  ]);
});

describe('prose of AsciiDoc', () => {
  testProse('asciidoc', [
    ['titles', '= Title\n\n== Section\n\nText', ['Title', 'Section\n\nText']],
    ['attributes', ':toc: left\n:!x:\n\nText', ['Text']],
    ['comments', '// no\n\n////\nno\n////\n\nText', ['Text']],
    ['inline', 'a *b* _c_ `d` +e+ #f# g', ['a', 'b', 'c', 'f', 'g']],
    ['listings', '[source,java]\n----\nint a;\n----\n\nText', ['Text']],
    ['literal blocks', '....\nno\n....\nText', ['Text']],
    ['a source paragraph', '[source]\ncode\nmore\n\nText', ['Text']],
    ['example blocks', '.The title\n====\nWords.\n====', ['The title', 'Words.']],
    ['admonitions', 'NOTE: Take care.', ['Take care.']],
    ['lists', '* one\n** two\n. three\n- four', ['one', 'two', 'three', 'four']],
    ['links', 'a https://a.b[Site name] and link:x.html[A link] end', ['a', 'Site name', 'and', 'A link', 'end']],
    ['cross references', 'a <<id,the text>> b <<other>> c xref:d.adoc[e f]', ['a', 'the text', 'b', 'c', 'e f']],
    ['images', 'a image:b.png[c d] e', ['a', 'e']],
    ['footnotes', 'a footnote:[The note.] b', ['a', 'The note.', 'b']],
    ['attributes in text', 'a {b} c', ['a', 'c']],
    ['tables', '|===\n|a b |c\n\n|d |e\n|===', ['a b', 'c', 'd', 'e']],
    ['literal lines', 'a\n\n code\n\nb', ['a', 'b']],
    ['anchors', '[[here]]\n[[there]]a b', ['a b']],
    ['includes', 'include::a.adoc[]\n\ntext', ['text']],
    ['masks', 'a [MASK] b ___ c', ['a [MASK] b ___ c']],
  ]);
});

describe('prose of Typst', () => {
  testProse('typst', [
    ['plain', 'Two words.\n\nMore.', ['Two words.\n\nMore.']],
    ['headings', '= One\n== Two <label>', ['One', 'Two']],
    ['inline', 'a *b* _c_ `d` $e$ f', ['a', 'b', 'c', 'f']],
    ['comments', 'a // b\nc /* d\ne */ f', ['a', 'c', 'f']],
    ['an address is no comment', 'see https://a.b/c ok', ['see', 'ok']],
    ['statements', '#let x = 5\n#import "a.typ": b\ntext', ['text']],
    ['expressions', 'a #x b #x.y() c #(1 + 2) d', ['a', 'b', 'c', 'd']],
    ['content arguments', '#align(center)[Some *words* here] end', ['Some', 'words', 'here', 'end']],
    ['content in arguments', '#figure(image("a.png"), caption: [The #emph[words] here.])', ['The', 'words', 'here.']],
    ['conditions', '#if x > 3 [yes] else [no]\nend', ['yes', 'no', 'end']],
    ['raw blocks', 'a\n```py\nb\n```\nc', ['a', 'c']],
    ['references', 'see @fig and <lab> ok, me@x.org', ['see', 'and', 'ok,']],
    ['lists', '- one\n+ two\n/ Term: three', ['one', 'two', 'Term: three']],
    ['escapes', 'a \\# b \\$ c', ['a', 'b', 'c']],
    ['a lone dollar', 'a $ b\n\nc', ['a $ b\n\nc']],
    ['strings with brackets', '#f("a [b] c") d', ['d']],
    ['unclosed code', '#f(a, [b c', ['b c']],
    ['masks', 'a [MASK] b ___ c', ['a [MASK] b ___ c']],
  ]);
});

describe('prose of HTML', () => {
  testProse('html', [
    ['text', '<p>One <b>two</b> three</p>', ['One', 'two', 'three']],
    ['doctype and comments', '<!DOCTYPE html><!-- no -->yes', ['yes']],
    ['scripts and styles', '<style>a { }</style>a<script>if (a < b) "c"</script>b', ['a', 'b']],
    ['titles', '<head><title>Page</title></head>', ['Page']],
    ['attributes', '<a href="x" title="y > z">w</a>', ['w']],
    ['code', 'use <code>npm i</code> now <pre>x\ny</pre> ok', ['use', 'now', 'ok']],
    ['entities', 'a &amp; b&nbsp;c &#39; d', ['a', 'b', 'c', 'd']],
    ['signs', '1 < 2 and a > b <3', ['1 < 2 and a > b <3']],
    ['templates', 'a {{ b }} c <% d %> e <?php f ?> g', ['a', 'c', 'e', 'g']],
    ['unclosed', 'a <b c\nd <script> e', ['a <b c\nd', 'e']],
    ['upper case', '<SCRIPT>no</SCRIPT>yes', ['yes']],
    ['masks', 'a [MASK] b ___ c', ['a [MASK] b ___ c']],
  ]);
  testProse('vue', [['components', '<template><p>{{ a }} words</p></template>', []]]);
});

describe('prose of git commit messages', () => {
  testProse('git-commit', [
    ['subject and body', 'Add a thing\n\nExplain why\nit is here.', ['Add a thing\n\nExplain why\nit is here.']],
    ['conventional subjects', 'feat(core)!: add it\n\nfix: not here', ['add it\n\nfix: not here']],
    ['comments', 'Add it\n# Please enter\n# more\n', ['Add it']],
    ['issue numbers are no comments', 'Add it\n\n#12 is done', ['Add it\n\n#12 is done']],
    ['trailers', 'Add it\n\nSigned-off-by: Me <a@b.c>\nFixes: #3\nChange-Id: Iabc', ['Add it']],
    ['breaking changes', 'Add it\n\nBREAKING CHANGE: all is new', ['Add it', 'all is new']],
    ['scissors', 'Add it\n# ------------------------ >8 ------------------------\n+words', ['Add it']],
    ['a diff', 'Add it\n\ndiff --git a/x b/x\n+words', ['Add it']],
    ['code and addresses', 'Call `f` of https://a.b now', ['Call', 'of', 'now']],
    ['lists', 'Add it\n\n- one\n* two', ['Add it', 'one', 'two']],
    ['only comments', '\n# Please enter', []],
  ]);
});

describe('prose of plain text', () => {
  testProse('plaintext', [
    ['all but code in backquotes', '# a *b* `c`\n    d ` e', ['# a *b*', 'd ` e']],
    ['all but fenced code', 'a\n```sh\nb\n```\nc\n```\nd', ['a', 'c\n```\nd']],
    ['without addresses', 'see https://a.b/c, ok', ['see', ', ok']],
  ]);
  testProse('scminput', [['the commit box', 'Add a thing', ['Add a thing']]]);
});
