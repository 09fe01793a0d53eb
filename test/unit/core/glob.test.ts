import assert from 'node:assert/strict';
import { anyGlobTest, globTest, literalGlob } from '../../../src/core/glob';

describe('core/glob', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['**/*.ts', ['a.ts', 'x/y/a.ts'], ['a.tsx', 'a.ts/b']],
    ['*.ts', ['a.ts'], ['x/a.ts']],
    ['**/node_modules/**', ['node_modules/a', 'x/node_modules/y/z'], ['node_modules2/a', 'node_modules']],
    ['src/**', ['src/a', 'src/a/b'], ['src', 'other/src/a']],
    ['**/{a,b}.{md,txt}', ['a.md', 'x/b.txt'], ['c.md', 'a.ts']],
    ['file?.md', ['file1.md'], ['file.md', 'file10.md', 'file/.md']],
    ['[a-c].md', ['b.md'], ['d.md']],
    ['[!a-c].md', ['d.md'], ['b.md', '/.md']],
    ['[a&b].md', ['a.md', '&.md'], ['c.md']],
    ['[z-a].md', ['[z-a].md'], ['z.md', '-.md']],
    ['a+(b).md', ['a+(b).md'], ['aab.md']],
    ['{unclosed', ['{unclosed'], ['unclosed']],
    ['**', ['a', 'a/b'], []],
    ['/docs/*', ['docs/a'], ['x/docs/a']],
    ['**/*foo*/**', ['a/foobar/b', 'foo/b'], ['foo', 'a/bar']],
    ['📁/*', ['📁/a'], ['a/a']],
  ];
  for (const [pattern, fits, others] of cases) {
    it(`reads ${pattern}`, () => {
      const test = globTest(pattern);
      for (const path of fits) assert.ok(test(path), path);
      for (const path of others) assert.ok(!test(path), path);
    });
  }

  it('has a pattern for any path alone', () => {
    for (const path of ['a/[id]/b*.md', '{a,b}?', 'plain.md', '[!x]']) {
      assert.ok(globTest(literalGlob(path))(path), path);
      assert.ok(!globTest(literalGlob(path))(path.replace(/[*?]|\[.*\]|\{.*\}|plain/, 'i')), path);
    }
  });

  it('asks for one of several, and may pass over case', () => {
    assert.ok(anyGlobTest(['*.md', 'README*'], { ignoreCase: true })('readme.MD'));
    assert.ok(!anyGlobTest([])('a'));
  });
});
