import assert from 'node:assert/strict';
import { proseSpans, readableText } from '../../../../src/core/markup';
import { sentenceSpans } from '../../../../src/core/sentences';
import { proseOf, testProse } from '../../../support/prose';

describe('prose of Markdown: blocks', () => {
  testProse('markdown', [
    ['nothing', '', []],
    ['white space', ' \n\t\n', []],
    ['plain', 'Two words.\nThree more.\n\nEnd.', ['Two words.\nThree more.\n\nEnd.']],
    ['headings', '# Title #\n\nText.\n\n###### Six\n\n#hash sign', ['Title', 'Text.', 'Six\n\n#hash sign']],
    ['setext headings', 'Title\n=====\n\nSub\n---\nText', ['Title', 'Sub', 'Text']],
    ['thematic breaks', 'One\n\n---\n\n***\n\n___\n\n* * *\n\nTwo', ['One', 'Two']],
    ['backquote fence', 'A\n```js\nconst a = `b`;\n```\nB', ['A', 'B']],
    ['tilde fence', 'A\n\n~~~\n```\ncode\n~~~\n\nB', ['A', 'B']],
    ['longer fence', 'A\n````md\n```\ncode\n```\n````\nB', ['A', 'B']],
    ['open fence', 'A\n\n```\ncode\n\nmore', ['A']],
    ['fence in a list', '- A\n\n  ```sh\n  npm start\n  ```\n\n- B', ['A', 'B']],
    ['fence in a quote', '> A\n> ```\n> code\n> ```\n> B', ['A', 'B']],
    ['three backquotes in a line are no fence', 'A\n\n```a``` b', ['A', 'b']],
    ['indented code', 'A\n\n    code\n\n    more\n\nB', ['A', 'B']],
    ['an indented line goes on with a paragraph', 'A\n    b', ['A\n    b']],
    ['indented text in a list item', '- A\n\n    B\n\n- C', ['A\n\n    B', 'C']],
    ['code in a list item', '- A\n\n      code\n\n- C', ['A', 'C']],
    ['front matter', '---\ntitle: x\n---\nText', ['Text']],
    ['TOML front matter', '+++\ntitle = "x"\n+++\nText', ['Text']],
    ['front matter that does not end', '---\ntitle\n\nText', ['title\n\nText']],
    ['front matter over Windows line breaks', '---\r\na: b\r\n---\r\nText\r\n', ['Text']],
    [
      'lists',
      '- one\n* two\n+ three\n1. four\n2) five\n- [ ] six\n- [x] seven',
      'one two three four five six seven'.split(' '),
    ],
    ['quotes', '> one\n> two\n\n>> three', ['one', 'two', 'three']],
    ['tables', '| a b | c |\n|---|:-:|\n| d | e |', ['a b', 'c', 'd', 'e']],
    ['link definitions', '[id]: https://a.b "T"\n[x y]: <c>\n\nText', ['Text']],
    ['footnotes', 'Text[^1] on.\n\n[^1]: The note.', ['Text', 'on.', 'The note.']],
    ['raw HTML', 'A\n\n<script>\nlet a;\n\nlet b;\n</script>\n\nB', ['A', 'B']],
    ['a comment over blank lines', 'A\n\n<!-- one\n\ntwo -->\n\nB', ['A', 'B']],
    ['HTML around text', '<div class="x">\n\nText <b>bold</b>\n\n</div>', ['Text', 'bold']],
    ['containers', ':::note\nText\n:::', ['Text']],
    ['a byte order mark', '\uFEFF---\na: b\n---\nText', ['Text']],
  ]);
});

describe('prose of Markdown: inline', () => {
  testProse('markdown', [
    ['code', 'Use `npm i` and ``a`b`` now', ['Use', 'and', 'now']],
    ['an open backquote', 'Use `npm i now', ['Use `npm i now']],
    ['code does not reach over paragraphs', 'a `b\n\nc` d', ['a `b\n\nc` d']],
    ['code over a line break', 'a `b\nc` d', ['a', 'd']],
    ['links', 'A [link text](https://a.b/c "Title") here', ['A', 'link text', 'here']],
    ['links with brackets', "[a](b(c)d) [e](<f g>) [h]( i 'j' )", ['a', 'e', 'h']],
    ['reference links', '[a][b] [c][] [d]', ['a', 'c', 'd']],
    ['images', '![alt text](a.png){width=3}', ['alt text']],
    ['an image in a link', '[![alt](a.png)](b) end', ['alt', 'end']],
    ['brackets that are no link', 'a [b] (c) d](e)', ['a', 'b', '(c) d](e)']],
    ['autolinks', 'See <https://a.b/c> or <me@x.org>.', ['See', 'or', '.']],
    ['bare addresses', 'See https://a.b/c_d(e). Or www.x.org, ok', ['See', '. Or', ', ok']],
    ['mail and paths', 'me@x.org reads src/core/text.ts and ./a/b now', ['reads', 'and', 'now']],
    ['words with strokes are no paths', 'and/or his/her 1/2 w/o', ['and/or his/her 1/2 w/o']],
    ['tags and entities', 'a <br/> b &amp; c &nope d < e > f', ['a', 'b', 'c &nope d < e > f']],
    ['code in tags', 'press <kbd>Ctrl+C</kbd> now', ['press', 'now']],
    ['math', 'so $x + y$ and $$z$$ hold', ['so', 'and', 'hold']],
    ['money is no math', 'between $5 and $10 each', ['between $5 and $10 each']],
    ['emphasis', '*one* **two** ***three*** _four_ __five__ ~~six~~', ['one', 'two', 'three', 'four', 'five', 'six']],
    ['stars and underscores that are none', '2 * 3 a_b_c * d', ['2 * 3 a_b_c * d']],
    ['escapes', 'a \\*b\\* \\n', ['a', '*b', '* \\n']],
    ['masks', 'a [MASK] b ___ c …? d', ['a [MASK] b ___ c …? d']],
    ['a mask in a link', '[the [MASK] text](a)', ['the [MASK] text']],
    ['no mask in code', 'a `[MASK]` b', ['a', 'b']],
    ['emoji names', 'well :tada: done, at 10:30:45', ['well', 'done, at 10:30:45']],
    ['templates', 'a {{ b }} c {% d %} e', ['a', 'c', 'e']],
    ['wiki links', 'a [[Page name]] b [[Page|text]] c [[d]](e) [[MASK]]', ['a', 'b', 'text', 'c', 'd', '[MASK]']],
  ]);

  testProse('mdx', [
    [
      'imports',
      'import A from "./a"\nexport const b = 1\n\nText <A b="c">more</A>\n\nexport it to them',
      ['Text', 'more'],
    ],
  ]);
});

describe('readable text', () => {
  const table: readonly [string, string, string, string][] = [
    ['emphasis', 'markdown', 'a **bold** b', 'a   bold   b'],
    ['inline code stays', 'markdown', 'run `npm i` now', 'run  npm i  now'],
    ['the text of links', 'markdown', 'see [this](a.b) now', 'see  this       now'],
    ['a heading before text', 'markdown', '# T\ny', '# T\ny'],
    ['a heading before an empty line', 'markdown', '# T\n\ny', '\n T\n\ny'],
    ['fences', 'markdown', 'x\n```\na\n```\ny', 'x\n   \n \n   \ny'],
    ['line breaks', 'markdown', 'a\r\n<b>\r\nc', 'a\r\n   \r\nc'],
    ['list items', 'markdown', 'a\n- b\n- c', 'a\n\n b\n\n c'],
    ['table cells', 'markdown', '| a | b |', '\n a \n\nb\n\n'],
    ['list items of LaTeX', 'latex', '\\item a\n\\item b', '\n     a\n\n     b'],
    ['math and code of LaTeX', 'latex', 'so $x$ \\verb|y| \\emph{z}', 'so  x        y        z '],
    ['comments that go on', 'typescript', '// one\n// two', '   one\n   two'],
    ['comments behind code', 'typescript', 'a(); // one\nb(); // two', '     \n  one\n     \n  two'],
  ];
  for (const [what, language, text, readable] of table) {
    it(what, () => {
      assert.equal(readableText(text, language), readable);
    });
  }
});

describe('sentences of readable text', () => {
  const table: readonly [string, string, string, readonly string[]][] = [
    [
      'list items',
      'markdown',
      '- one thing\n- two **things**\n  go on\n\nThen',
      ['one thing', 'two   things  \n  go on', 'Then'],
    ],
    ['headings', 'markdown', '# The title\nText here.\n\n## Next\n\nMore', ['The title', 'Text here.', 'Next', 'More']],
    ['tables', 'markdown', '| one | two |\n|---|---|\n| a b | c |', ['one', 'two', 'a b', 'c']],
    ['emphasis inside', 'markdown', 'This is *so*. And `x`.', ['This is  so .', 'And  x .']],
    ['code between', 'markdown', 'Run this\n```\nx\n```\nand that', ['Run this', 'and that']],
    ['footnotes', 'markdown', '[^1]: one\n[^2]: two', ['one', 'two']],
    ['rst lists', 'restructuredtext', '- one\n- two\n\n:a: three\n:b: four', ['one', 'two', 'three', 'four']],
    ['rst titles', 'restructuredtext', 'Title\n=====\nText', ['Title', 'Text']],
    ['AsciiDoc lists and cells', 'asciidoc', '* one\n* two\n\n|===\n|a |b\n|===', ['one', 'two', 'a', 'b']],
    ['Typst lists', 'typst', '- one\n+ two', ['one', 'two']],
    [
      'LaTeX',
      'latex',
      '\\section{One}\nText\n\\item two\n\\item three & four \\\\ five',
      ['One', 'Text', 'two', 'three', 'four', 'five'],
    ],
    [
      'HTML',
      'html',
      '<h1>One</h1><p>Two <i>and</i> so on</p><ul><li>three<li>four</ul>',
      ['One', 'Two    and     so on', 'three', 'four'],
    ],
    ['commits', 'git-commit', 'Subject\n\n- one\n- two', ['Subject', 'one', 'two']],
    [
      'comments',
      'typescript',
      '// One goes\n// on.\na(); // two\nb("three four"); // five\n/* six */ /* seven */',
      ['One goes\n   on.', 'two', 'three four', 'five', 'six', 'seven'],
    ],
    [
      'documentation',
      'java',
      '/**\n * Gets it\n * @param a the first\n * @param b the second\n */',
      ['Gets it', 'the first', 'the second'],
    ],
  ];
  for (const [what, language, text, sentences] of table) {
    it(what, () => {
      const readable = readableText(text, language);
      assert.deepEqual(
        sentenceSpans(readable).map(({ start, end }) => readable.slice(start, end)),
        sentences,
      );
    });
  }
});

describe('prose of Markdown: a whole document', () => {
  it('has its words in order', () => {
    const text = [
      '# Guide',
      '',
      'Install with `npm i`, then *open* the [panel](#panel).',
      '',
      '1. First, run:',
      '   ```sh',
      '   npm start',
      '   ```',
      '2. Then look.',
      '',
      '| Key | What it does |',
      '|-----|--------------|',
      '| F1  | Help         |',
    ].join('\n');
    assert.deepEqual(proseOf(text, 'markdown'), [
      'Guide\n\nInstall with',
      ', then',
      'open',
      'the',
      'panel',
      '.',
      'First, run:',
      'Then look.',
      'Key',
      'What it does',
      'F1',
      'Help',
    ]);
    assert.equal(proseSpans(text, 'quarto').length, 12);
  });
});
