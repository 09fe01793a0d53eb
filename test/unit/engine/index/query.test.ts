import assert from 'node:assert/strict';
import { globTest } from '../../../../src/core/glob';
import { joinedFilter, parseQuery, phraseTerms } from '../../../../src/engine/index/query';

describe('engine/index/query', () => {
  it('takes filters and phrases out of the words', () => {
    const parsed = parseQuery('how "exact phrase" works lang:ts path:src -path:"old stuff" lang:Markdown');
    assert.equal(parsed.text, 'how exact phrase works');
    assert.deepEqual(parsed.phrases, ['exact phrase']);
    assert.deepEqual(parsed.filter, {
      include: ['**/*src*', '**/*src*/**'],
      exclude: ['**/*old stuff*', '**/*old stuff*/**'],
      languages: ['typescript', 'markdown'],
    });
  });

  const literal: readonly (readonly [string, string])[] = [
    ['an "unclosed quote', 'an "unclosed quote'],
    ['std::vector foo:bar', 'std::vector foo:bar'],
    ['path: lang:', ''],
    ['-lang: -path: stays', 'stays'],
    ['empty "" quotes', 'empty "" quotes'],
    ['', ''],
  ];
  for (const [query, text] of literal) {
    it(`reads ${JSON.stringify(query)} as ${JSON.stringify(text)}`, () => {
      assert.equal(parseQuery(query).text, text);
      assert.deepEqual(parseQuery(query).filter, {});
      assert.deepEqual(parseQuery(query).phrases, []);
    });
  }

  it('leaves languages out, by the names that people have for them', () => {
    const { filter, text } = parseQuery('user -lang:TS -language:"c++" lang:yml lang:unheard');
    assert.equal(text, 'user');
    assert.deepEqual(filter, { languages: ['yaml', 'unheard'], excludeLanguages: ['typescript', 'cpp'] });
  });

  const paths: readonly (readonly [string, string, boolean])[] = [
    ['path:engine', 'src/engine/a.ts', true],
    ['path:engine', 'docs/engine.md', true],
    ['path:engine', 'src/core/a.ts', false],
    ['path:src/engine/', 'x/src/engine/a.ts', true],
    ['path:*.md', 'a/b/readme.md', true],
    ['path:/*.md', 'a/readme.md', false],
    ['path:/*.md', 'readme.md', true],
    ['path:src/**/x?.ts', 'app/src/a/b/x1.ts', true],
    ['path:[slug]', 'app/[slug]/page.tsx', true],
    ['path:[slug]', 'app/slug/page.tsx', false],
    ['path:app/[slug]/*.tsx', 'web/app/[slug]/page.tsx', true],
    ['path:[ab].md', 'docs/a.md', true],
    ['path:[ab].md', 'docs/[ab].md', true],
    ['path:[ab].md', 'docs/c.md', false],
    ['path:"my folder/ünï"', 'a/my folder/ünïcode/b.md', true],
    ['path:src\\core', 'src/core/a.ts', true],
  ];
  for (const [query, path, fits] of paths) {
    it(`${query} ${fits ? 'lets through' : 'stops'} ${path}`, () => {
      const { include = [] } = parseQuery(query).filter;
      assert.equal(
        include.some((glob) => globTest(glob)(path)),
        fits,
      );
    });
  }

  it('takes typographic quotation marks for straight ones', () => {
    assert.deepEqual(parseQuery('say “never again” path:a').phrases, ['never again']);
    assert.deepEqual(parseQuery('say “never').phrases, []);
    assert.equal(parseQuery('say “never').text, 'say “never');
  });

  it('joins filters, and splits phrases as texts are split', () => {
    assert.deepEqual(joinedFilter({ include: ['a'] }, { include: ['b'], languages: ['c'] }), {
      include: ['a', 'b'],
      languages: ['c'],
    });
    assert.deepEqual(joinedFilter({}), {});
    assert.deepEqual(phraseTerms('parseHTTP headers'), ['pars', 'http', 'header']);
  });
});
