import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { neverCancelled } from '../../../../src/core/cancel';
import { TreeSitterGrammars } from '../../../../src/runtime/index/treeSitterGrammars';
import { grammarsIn, sourceIn } from '../../../../src/runtime/node/treeSitterFiles';
import { countWords, scramble, soundChunks } from '../../../support/chunks';

const folder = 'node_modules/@vscode/tree-sitter-wasm/wasm';
const grammars = grammarsIn(folder);
const say =
  'words and words that say a good deal of nothing but fill the passage so that it may stand alone in the index';
const text = Array.from({ length: 6 }, () => say).join(', ');

/** Trails of the chunks, and the first line of each. */
const outline = async (source: string, language: string): Promise<string[]> =>
  (await soundChunks(source, language, { grammars, overlaps: true })).map(
    ({ start, heading }) => `${heading.join(' > ')}: ${source.slice(start).trimStart().split('\n', 1)[0].slice(0, 24)}`,
  );

interface Case {
  readonly language: string;
  readonly source: string;
  readonly expected: readonly string[];
}

const cases: readonly Case[] = [
  {
    language: 'typescript',
    source: `import a from 'a';\n\n/** Doc. */\nexport class A<T> {\n  private b = '${text}';\n\n  // Says.\n  @dec()\n  c(d: string): void {\n    say('${text}');\n  }\n\n  readonly e = () => '${text}';\n}\n\nexport const f = async (): Promise<void> => {\n  // ${text}\n};\n`,
    expected: [
      "A > b: import a from 'a';",
      'A > c: // Says.',
      "A > e: readonly e = () => 'word",
      'f: export const f = async (',
    ],
  },
  {
    language: 'javascript',
    source: `describe('a thing', () => {\n  it('does this', () => {\n    // ${text}\n  });\n  it("does that", function () {\n    // ${text}\n  });\n});\nFoo.prototype.bar = function () {\n  // ${text}\n};\n`,
    expected: [
      "a thing > does this: describe('a thing', () =",
      'a thing > does that: it("does that", function',
      'Foo.prototype.bar: Foo.prototype.bar = func',
    ],
  },
  {
    language: 'typescriptreact',
    source: `export default function App(): JSX.Element {\n  return <p title="x">${text}</p>;\n}\nnamespace N { export enum E { A = '${text}' } }\n`,
    expected: ['App: export default function ', 'N > E: namespace N { export enu'],
  },
  {
    language: 'python',
    source: `import os\n\n\nclass A(B):\n    # About c.\n    @property\n    def c(self):\n        """${text}"""\n\n    async def d(self):\n        return '${text}'\n\n\ndef e():\n    return '${text}'\n`,
    expected: ['A > c: import os', 'A > d: async def d(self):', 'e: def e():'],
  },
  {
    language: 'go',
    source: `package a\n\n// B is ${text}.\ntype B struct{ c int }\n\n// D does.\nfunc (b *B) D() error {\n\treturn errors.New("${text}")\n}\n`,
    expected: ['B: package a', 'B.D: // D does.'],
  },
  {
    language: 'rust',
    source: `use a::b;\n/// ${text}\n#[derive(Debug)]\npub struct A { b: u8 }\n\nimpl<T> C for A<T> {\n    // ${text}\n    fn d(&self) {}\n    /// ${text}\n    #[inline]\n    fn e(&self) {}\n}\n`,
    expected: ['A: use a::b;', 'C for A<T> > d: impl<T> C for A<T> {', 'C for A<T> > e: /// words and words that'],
  },
  {
    language: 'cpp',
    source: `#ifndef A_H\n#define A_H\nnamespace a::b {\n/// ${text}\ntemplate <typename T>\nT& C<T>::operator[](int i) {\n  return d_[i];\n}\n\n// ${text}\nstatic const char *e(int f) { return 0; }\n}  // namespace a::b\n#endif\n`,
    expected: ['a::b > C<T>::operator[]: #ifndef A_H', 'a::b > e: // words and words that '],
  },
  {
    language: 'c',
    source: `#include <a.h>\n\n/* ${text} */\nstruct point {\n  int x;\n  int y;\n};\n\n/* ${text} */\nint *\nmain(int argc, char **argv)\n{\n  return 0;\n}\n`,
    expected: ['point: #include <a.h>', 'main: /* words and words that '],
  },
  {
    language: 'csharp',
    source: `namespace A.B;\n\n/// <summary>${text}</summary>\npublic interface IC { }\n\npublic class D\n{\n    // ${text}\n    public string E => "e";\n    // ${text}\n    public async Task F() { }\n}\n`,
    expected: ['IC: namespace A.B;', 'D > E: public class D', 'D > F: // words and words that '],
  },
  {
    language: 'java',
    source: `package a;\n\n@B\npublic class C {\n  /** ${text} */\n  @Override\n  public void d() {}\n  // ${text}\n  C() {}\n  /** ${text} */\n  enum E { F }\n}\n`,
    expected: ['C > d: package a;', 'C > C: // words and words that ', 'C > E: /** words and words that'],
  },
  {
    language: 'ruby',
    source: `module A\n  class B < C\n    # ${text}\n    def d(e)\n      e\n    end\n\n    # ${text}\n    def self.f\n    end\n  end\nend\n`,
    expected: ['A > B > d: module A', 'A > B > f: # words and words that s'],
  },
  {
    language: 'php',
    source: `<?php\nnamespace A;\n\nfinal class B {\n  /** ${text} */\n  public function c(): int { return 1; }\n  // ${text}\n  private static function d() {}\n}\n\n// ${text}\nfunction e() {}\n`,
    expected: ['B > c: <?php', 'B > d: // words and words that ', 'e: // words and words that '],
  },
  {
    language: 'shellscript',
    source: `#!/bin/sh\n# ${text}\na() {\n  echo b\n}\n\n# ${text}\nfunction c {\n  echo d\n}\n`,
    expected: ['a: #!/bin/sh', 'c: # words and words that s'],
  },
  {
    language: 'powershell',
    source: `# ${text}\nfunction Get-A {\n  param($b)\n  $b\n}\n\n# ${text}\nfunction Get-C { 1 }\n`,
    expected: ['Get-A: # words and words that s', 'Get-C: # words and words that s'],
  },
];

describe('chunks of code', () => {
  for (const { language, source, expected } of cases) {
    it(`follow the symbols of ${language}`, async () => assert.deepEqual(await outline(source, language), expected));
  }

  it('cut a huge function between statements, under its name', async () => {
    const source = `class A {\n  b() {\n${Array.from({ length: 60 }, (_, n) => `    if (a${n}) {\n      say('${say}');\n    }`).join('\n')}\n  }\n}\n`;
    const chunks = await soundChunks(source, 'typescript', { grammars });
    assert.ok(chunks.length > 4);
    for (const [n, { start, heading, text: shown }] of chunks.entries()) {
      assert.deepEqual(heading, ['A', 'b']);
      if (n === 0) continue;
      assert.match(source.slice(start), /^ {4}if/);
      assert.ok(shown.startsWith('A > b\n'));
    }
  });

  it('merge small symbols', async () => {
    const source = Array.from({ length: 20 }, (_, n) => `/** Number ${n}. */\nexport const a${n} = ${n};\n`).join('\n');
    assert.deepEqual(await outline(source, 'typescript'), [': /** Number 0. */']);
  });

  const large = (name: string): string => `function ${name}() {\n  // ${text}\n  return '${say}';\n}`;
  const crumbs: readonly (readonly [string, string, readonly RegExp[]])[] = [
    [
      'goes to what it touches',
      `${large('a')}\nexports.a = a;\n${large('b')}\nexports.b = b;\n`,
      [/^function a[^]+exports\.a = a;$/, /^function b[^]+exports\.b = b;$/],
    ],
    [
      'goes to the next where it touches neither',
      `${large('a')}\n\nconst few = 3;\n\n${large('b')}\n`,
      [/^function a[^]+}$/, /^const few[^]+function b/],
    ],
    ['goes back at the end of a file', `${large('a')}\n\n//# sourceMappingURL=a.js.map\n`, [/^function a[^]+map$/]],
    [
      'goes back where the next one is full',
      `${large('a')}\n\nconst few = 3;\n\n${large('b').replace('//', `// ${'word '.repeat(507 - countWords(large('b')))}`)}\n`,
      [/^function a[^]+few = 3;$/, /^function b/],
    ],
  ];
  for (const [what, source, expected] of crumbs) {
    it(`have no line of their own between functions: it ${what}`, async () => {
      const chunks = await soundChunks(source, 'javascript', { grammars });
      assert.equal(chunks.length, expected.length);
      for (const [n, { start, end }] of chunks.entries()) assert.match(source.slice(start, end), expected[n]);
    });
  }

  it('take broken code', async () => {
    const fragments = cases
      .map(({ source }) => source.slice(0, source.length / 2))
      .concat('{', '}', '"', '\uD800', '\r');
    for (const language of new Set(cases.map((each) => each.language))) {
      for (let seed = 1; seed <= 2; seed++) {
        await soundChunks(scramble(fragments, seed, 12), language, { grammars, overlaps: true, maxTokens: 100 });
      }
    }
  }).timeout(60_000);

  it('parse a large file in slices, and take deep and wide trees', async () => {
    for (const source of [
      'a(['.repeat(20_000),
      `x = [${'1,'.repeat(100_000)}]`,
      'a+'.repeat(30_000),
      '{'.repeat(30_000),
    ]) {
      await soundChunks(source, 'javascript', { grammars, overlaps: true });
    }
  }).timeout(60_000);
});

describe('TreeSitterGrammars', () => {
  it('knows no other languages, and none where its files are missing', async () => {
    assert.equal(await grammars.parse('markdown', '# a', neverCancelled), undefined);
    const elsewhere = grammarsIn('nowhere');
    assert.equal(await elsewhere.parse('python', 'a = 1', neverCancelled), undefined);
  });

  it('tries again with the next file where a grammar could not be read', async () => {
    const reads: string[] = [];
    const flaky = new TreeSitterGrammars({
      ...sourceIn(folder),
      grammar: (name) => {
        reads.push(name);
        return reads.length < 2 ? Promise.reject(new Error('EMFILE')) : sourceIn(folder).grammar(name);
      },
    });
    const parse = (): Promise<unknown> => flaky.parse('python', 'a = 1', neverCancelled);
    assert.equal(await parse(), undefined);
    assert.notEqual(await parse(), undefined);
    await parse();
    assert.deepEqual(reads, ['python', 'python']);
  });

  it('gives up on files that stay missing', async () => {
    let reads = 0;
    const source = { ...sourceIn(folder), library: () => Promise.reject(new Error(`ENOENT ${++reads}`)) };
    const missing = new TreeSitterGrammars(source);
    for (let n = 0; n < 100; n++) assert.equal(await missing.parse('python', 'a = 1', neverCancelled), undefined);
    assert.ok(reads > 1 && reads < 100, `${reads} tries`);
  });

  it('counts in UTF-16 code units', async () => {
    const source = "'😀\uD800é'\nfunction f() {}";
    const tree = await grammars.parse('javascript', source, neverCancelled);
    const last = tree?.root.children().at(-1);
    assert.equal(source.slice(last?.start, last?.end), 'function f() {}');
    tree?.dispose();
  });

  it('loads every grammar that it names', async () => {
    const names = JSON.parse(readFileSync('src/runtime/index/grammars.json', 'utf8')) as Record<string, string>;
    for (const language of Object.keys(names)) {
      const tree = await grammars.parse(language, 'a', neverCancelled);
      assert.ok(tree, language);
      tree.dispose();
    }
  }).timeout(60_000);
});
