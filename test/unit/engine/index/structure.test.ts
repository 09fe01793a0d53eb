import assert from 'node:assert/strict';
import { sentences, soundChunks } from '../../../support/chunks';

const long = (seed: number): string => sentences(12, seed);

interface Case {
  readonly language: string;
  readonly text: string;
  /** Trail and first line of each chunk. */
  readonly expected: readonly string[];
}

const cases: readonly Case[] = [
  {
    language: 'restructuredtext',
    text: `=====\nTitle\n=====\n\n${long(1)}\n\nPart\n====\n\n${long(2)}\n\nInner\n-----\n\n.. note::\n\n   Hello.\n\n${long(3)}\n`,
    expected: ['Title: =====', 'Title > Part: Part', 'Title > Part > Inner: Inner'],
  },
  {
    language: 'asciidoc',
    text: `= Title\n\n${long(1)}\n\n== Part\n\n----\n== no heading\n\nat all\n----\n\n${long(2)}\n\n=== Inner ===\n\n${long(3)}\n`,
    expected: ['Title: = Title', 'Title > Part: == Part', 'Title > Part > Inner: === Inner ==='],
  },
  {
    language: 'latex',
    text: `\\documentclass{article}\n\\title{A \\emph{Title}}\n\\begin{document}\n\\section{One \\label{a}}\n${long(1)}\n\n\\subsection*{Two \\texttt{b}}\n${long(2)}\n\\end{document}\n`,
    expected: ['One: \\documentclass{article}', 'One > Two b: \\subsection*{Two \\texttt{b}}'],
  },
  {
    language: 'typst',
    text: `= One <a>\n${long(1)}\n\n== Two\n${long(2)}\n`,
    expected: ['One: = One <a>', 'One > Two: == Two'],
  },
  {
    language: 'django-html',
    text: `<html><head><title>My &amp; page</title><script>var a = '<h1>no</h1>';</script></head><body>\n<h1>One</h1><p>${long(1)}</p>\n<h2 id="b">Two <b>b</b></h2><p>${long(2)}</p></body></html>`,
    expected: ['My & page: <html>', 'My & page > One: <h1>One', 'My & page > One > Two b: <h2 id="b">Two <b>b</b><'],
  },
  {
    language: 'kotlin',
    text: `package a\n\nimport b.c\n\n/**\n * ${long(1)}\n */\nclass A(val b: Int) {\n    // ${long(2).slice(0, 500)}\n    @Test\n    fun c(): Int {\n        return 1\n    }\n\n    fun d() {\n        // ${long(3).slice(0, 500)}\n    }\n}\n`,
    expected: ['A: package a', 'A > c: // ', 'A > d: fun d() {'],
  },
  {
    language: 'lua',
    text: `local a = 1\n\n-- ${long(1)}\nfunction b.c(d)\n  return d\nend\n\n-- ${long(2)}\nlocal function e()\n  return 2\nend\n`,
    expected: ['b.c: local a = 1', 'e: -- '],
  },
  {
    language: 'toml',
    text: `title = "x"\n\n# About a.\n[a.b]\nc = "${long(1)}"\nd = 1\n\n[e]\n# Inside.\nf = "${long(2)}"\n`,
    expected: ['a.b: title = "x"', 'e: [e]'],
  },
  {
    language: 'yaml',
    text: `# File.\njobs:\n  build:\n    steps:\n      - run: ${long(1)}\n      - run: ${long(2)}\n  test:\n    steps:\n      - run: ${long(3)}\n      - run: ${long(4)}\n`,
    expected: ['jobs > build > steps: # File.', 'jobs > test > steps: test:'],
  },
  {
    language: 'json',
    text: JSON.stringify({ a: { b: long(1), c: long(2) }, d: { e: long(3), f: long(4) } }, null, 2),
    expected: ['a: {', 'd: "d": {'],
  },
];

describe('chunks of other files', () => {
  for (const { language, text, expected } of cases) {
    it(`follow the structure of ${language}`, async () => {
      const chunks = await soundChunks(text, language);
      const seen = chunks.map(
        ({ start, heading }) => `${heading.join(' > ')}: ${text.slice(start).trimStart().split('\n', 1)[0]}`,
      );
      assert.deepEqual(
        seen.map((each, n) => each.slice(0, expected.at(n)?.length ?? 80)),
        expected,
      );
    });
  }

  it('repeat the header of a file of rows', async () => {
    const text = `name,meaning\n${Array.from({ length: 500 }, (_, n) => `word ${n},"what ${n} means"`).join('\n')}\n`;
    const chunks = await soundChunks(text, 'csv');
    assert.ok(chunks.length > 5);
    for (const chunk of chunks.slice(1)) assert.match(chunk.text, /^name,meaning\nword \d+,/);
  });
});
