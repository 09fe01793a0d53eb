import assert from 'node:assert/strict';
import { compileFilter } from '../../../../src/engine/index/filter';

const passes = (glob: string, path: string) => compileFilter({ include: [glob] })?.(path, 'markdown');

describe('compileFilter', () => {
  it('is nothing when it lets everything through', () => {
    assert.equal(compileFilter(undefined), undefined);
    assert.equal(compileFilter({ include: [], languages: [] }), undefined);
  });

  for (const [glob, yes, no] of [
    ['*.md', ['a.md', 'docs/deep/a.md', '.hidden/a.md'], ['a.mdx', 'md']],
    ['docs', ['docs/a.md', 'packages/docs/a.md', 'docs'], ['docs2/a.md', 'mydocs/a.md']],
    ['docs/', ['docs/a.md'], ['src/docs.md']],
    ['./docs/*.md', ['docs/a.md'], ['docs/deep/a.md', 'packages/docs/a.md']],
    ['/docs/**', ['docs/deep/a.md'], ['packages/docs/a.md']],
    ['**/test/**', ['test/a.ts', 'src/test/deep/a.ts'], ['src/tests/a.ts']],
    ['src/**/*.{ts,tsx}', ['src/a.ts', 'src/deep/b.tsx', 'packages/src/a.ts'], ['src/a.js']],
    ['file?.md', ['file1.md'], ['file.md', 'file12.md']],
    ['[ab].md', ['a.md', 'x/b.md'], ['c.md']],
    ['[!ab].md', ['c.md'], ['a.md']],
    ['模型/*.md', ['docs/模型/a.md'], ['docs/a.md']],
    ['a\\*.md', ['a/x.md'], ['a*.md']],
    ['!a.md', ['!a.md'], ['b.md']],
    ['@(a|b).md', [], ['a.md']],
    ['README.md', ['docs/readme.md'], []],
  ] as const) {
    it(`reads ${glob} as VS Code's search does`, () => {
      for (const path of yes) assert.equal(passes(glob, path), true, path);
      for (const path of no) assert.equal(passes(glob, path), false, path);
    });
  }

  it('leaves languages out', () => {
    const test = compileFilter({ excludeLanguages: ['typescript'] });
    assert.deepEqual([test?.('a.ts', 'typescript'), test?.('a.md', 'markdown')], [false, true]);
  });

  it('excludes, and asks for languages', () => {
    const test = compileFilter({ exclude: ['*.md'], languages: ['typescript'] });
    assert.deepEqual(
      [test?.('a.ts', 'typescript'), test?.('a.md', 'typescript'), test?.('a.ts', 'javascript')],
      [true, false, false],
    );
  });
});
