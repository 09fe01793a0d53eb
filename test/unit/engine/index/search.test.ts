import assert from 'node:assert/strict';
import { CancelledError } from '../../../../src/core/cancel';
import { Indexer } from '../../../../src/engine/index/indexer';
import { memoryIndex } from '../../../../src/engine/index/memoryIndex';
import { Searcher, type SearcherOptions } from '../../../../src/engine/index/search';
import type { SearchRequest } from '../../../../src/engine/index/types';
import { FakeClock } from '../../../support/fakeClock';
import { FakeFiles, hash, paragraphChunker, spec, WordEmbedder } from '../../../support/fakeWorkspace';

async function setUp(texts: Readonly<Record<string, string>>, options: Partial<SearcherOptions> = {}) {
  const files = new FakeFiles();
  for (const [path, text] of Object.entries(texts)) files.set(path, text);
  const embedder = new WordEmbedder();
  const index = memoryIndex(spec);
  const common = { index, files, chunker: paragraphChunker, embedder, hash };
  const indexer = new Indexer({ ...common, clock: new FakeClock() });
  await indexer.sync();
  const searcher = new Searcher({ ...common, ...options });
  const search = (query: string, request: Partial<SearchRequest> = {}) =>
    searcher.search({ query, mode: 'hybrid', limit: 10, ...request });
  return { files, embedder, index, indexer, searcher, search };
}

const texts = {
  'docs/fox.md': 'The quick fox jumps over the dog. It sleeps at night.\n\nSomething else entirely.',
  'docs/sea.md': 'Blue waves roll to the shore.\n\nA parser reads tokens.',
  'src/parse.ts': 'function parseTokens() {\n  return readAll();\n}',
};

describe('engine/index/search', () => {
  it('finds a passage, with its lines, the words that matched and the best sentence', async () => {
    const { search } = await setUp(texts);
    const [hit] = (await search('where does it sleep at night')).hits;
    assert.deepEqual([hit.path, hit.startLine, hit.endLine], ['docs/fox.md', 0, 0]);
    assert.equal(hit.preview.slice(hit.best.start, hit.best.end), 'It sleeps at night.');
    assert.deepEqual(
      hit.matches.map(({ start, end }) => hit.preview.slice(start, end)),
      ['sleeps', 'at', 'night'],
    );
    assert.ok(hit.similarity !== undefined && hit.vectorRank === 1 && hit.lexicalRank === 1);
  });

  it('meets parts of identifiers', async () => {
    const { search } = await setUp(texts);
    const { hits } = await search('token parsing', { mode: 'lexical' });
    assert.deepEqual(hits.map(({ path }) => path).sort(), ['docs/sea.md', 'src/parse.ts']);
    assert.equal(hits.find(({ path }) => path === 'src/parse.ts')?.similarity, undefined);
  });

  it('filters by path and language', async () => {
    const { search } = await setUp(texts);
    const paths = async (query: string) => (await search(query)).hits.map(({ path }) => path);
    assert.deepEqual(await paths('tokens lang:ts'), ['src/parse.ts']);
    assert.deepEqual([...new Set(await paths('tokens path:docs -path:fox'))], ['docs/sea.md']);
    assert.deepEqual([...new Set(await paths('tokens path:src/*.ts'))], ['src/parse.ts']);
  });

  it('wants a phrase word for word', async () => {
    const { search } = await setUp({ 'a.md': 'the red fox ran', 'b.md': 'the fox was red', 'c.md': 'Red\nfoxes' });
    assert.deepEqual((await search('"red fox"')).hits.map(({ path }) => path).sort(), ['a.md', 'c.md']);
  });

  /** What people type: the query, and the files that have it. */
  const found: readonly (readonly [string, readonly string[]])[] = [
    ['getUserName', ['camel.ts', 'snake.py']],
    ['get_user_name', ['camel.ts', 'snake.py']],
    ['user names', ['camel.ts', 'snake.py']],
    ['config.retry.limit', ['dotted.ts', 'prose.md']],
    ['retry limits', ['dotted.ts', 'prose.md']],
    ['XMLHttpRequest', ['acronym.ts']],
    ['http request', ['acronym.ts']],
    ['"retry.limit = 3;"', ['dotted.ts']],
    ['"don’t panic!"', ['prose.md']],
    ["“don't panic!”", ['prose.md']],
    ['"café noir"', ['prose.md']],
    ['"Don\'t  Panic! Said"', ['prose.md']],
    ['"数据库索引"', ['zh.md']],
    ['数据库', ['zh.md']],
    ['索引', ['zh.md']],
    ['库', ['zh.md']],
    ['询', ['zh.md']],
    ['鱼', []],
    ['"库"', ['zh.md']],
    ['"可以加快查"', ['zh.md']],
    ['panic lang:markdown -path:zh', ['prose.md']],
    ['user lang:python', ['snake.py']],
    ['user -path:*.py', ['camel.ts']],
    ['user -lang:python', ['camel.ts']],
    ['user lang:ts -lang:ts', []],
    ['acronym', ['acronym.ts']],
    ['dotted.ts', ['acronym.ts', 'camel.ts', 'dotted.ts']],
    ['path:[id] panic', []],
    ['x', ['letter.md']],
    ['?!', []],
    ['', []],
    ['lang:python', []],
    ['🦊', []],
  ];
  for (const [query, paths] of found) {
    it(`finds ${JSON.stringify(query)}`, async () => {
      const { search } = await setUp({
        'camel.ts': 'function getUserName(id) { return it(id); }',
        'snake.py': 'def get_user_name(key):\n    return load(key)',
        'dotted.ts': 'settings.config.retry.limit = 3;',
        'acronym.ts': 'const r = new XMLHttpRequest();',
        'prose.md': 'Don’t panic! said the waiter, and brought a cafe\u0301 noir. A limited offer.',
        'zh.md': '数据库索引可以加快查询。',
        'letter.md': 'the unknown is called x here',
      });
      const { hits, withoutPhrases } = await search(query, { mode: 'lexical' });
      assert.deepEqual(hits.map(({ path }) => path).sort(), paths);
      assert.equal(withoutPhrases, false);
    });
  }

  it('is helped by the words of a path, which no phrase goes on into', async () => {
    const { search } = await setUp({
      'docs/README.md': 'Install it with one command.',
      'src/install.md': 'Install the other one with a command.',
      'app/settings.json': '{ "proxy": "off" }',
      'app/other.json': '{ "proxy": "off", "also": 1 }',
    });
    for (const mode of ['lexical', 'hybrid'] as const) {
      assert.equal((await search('readme install', { mode })).hits[0].path, 'docs/README.md');
      assert.equal((await search('settings.json proxy', { mode })).hits[0].path, 'app/settings.json');
    }
    assert.equal((await search('"one command docs"')).withoutPhrases, true);
  });

  it('marks a single Chinese character, and the sentence that it stands in', async () => {
    const { search } = await setUp({ 'zh.md': '天气很好。数据库索引可以加快查询。' });
    const [hit] = (await search('库', { mode: 'lexical' })).hits;
    assert.deepEqual(
      hit.matches.map(({ start, end }) => hit.preview.slice(start, end)),
      ['库'],
    );
    assert.equal(hit.preview.slice(hit.best.start, hit.best.end), '数据库索引可以加快查询。');
  });

  it('takes a query of thousands of words', async () => {
    const { search } = await setUp(texts);
    const query = Array.from({ length: 5000 }, (_, n) => (n === 2500 ? 'waves' : `word${n}`)).join(' ');
    assert.equal((await search(query, { mode: 'lexical' })).hits[0].path, 'docs/sea.md');
    assert.equal((await search(`"${query}"`, { mode: 'lexical' })).withoutPhrases, true);
  });

  it('looks for the words where no passage holds the phrase, and says so', async () => {
    const { search } = await setUp(texts);
    const answer = await search('"fox quick"');
    assert.equal(answer.withoutPhrases, true);
    assert.equal(answer.hits[0].path, 'docs/fox.md');
    assert.equal((await search('"quick fox"')).withoutPhrases, false);
  });

  it('folds copies, and the many hits of one file', async () => {
    const many = Array.from({ length: 6 }, (_, n) => `fox number ${'x'.repeat(n + 1)}`).join('\n\n');
    const { search } = await setUp({ 'a.md': 'a fox in the box', 'copy.md': 'a fox in the box', 'many.md': many });
    const { hits } = await search('fox', { hitsPerFile: 2 });
    const single = hits.filter(({ path }) => path !== 'many.md');
    assert.equal(single.length, 1);
    assert.equal(single[0].duplicates.length, 1);
    const ofMany = hits.filter(({ path }) => path === 'many.md');
    assert.deepEqual(
      ofMany.map(({ moreInFile }) => moreInFile),
      [0, 4],
    );
  });

  it('leaves out what is neither similar enough nor shares a word', async () => {
    const { search } = await setUp(texts);
    const all = await search('parser', { mode: 'vector' });
    const few = await search('parser', { mode: 'vector', minimumSimilarity: 0.2 });
    assert.ok(few.hits.length < all.hits.length);
    assert.ok(few.hits.every(({ similarity = 0, matches }) => similarity >= 0.2 || matches.length > 0));
  });

  it('follows a passage that moved, and tells of one that is gone', async () => {
    const stale: string[] = [];
    const { files, search } = await setUp(texts, { onStale: (paths) => void stale.push(...paths) });
    files.set('docs/fox.md', `A new first line.\n\n${texts['docs/fox.md']}`);
    const moved = await search('quick fox');
    assert.deepEqual([moved.hits[0].startLine, moved.stale], [2, []]);
    files.set('docs/fox.md', 'Nothing of it is left.');
    const gone = await search('quick fox');
    assert.ok(gone.hits.every(({ path }) => path !== 'docs/fox.md'));
    assert.deepEqual(gone.stale, ['docs/fox.md']);
    assert.deepEqual([...new Set(stale)], ['docs/fox.md']);
  });

  it('finds passages like one, not itself', async () => {
    const { search } = await setUp({ 'a.md': 'red fox ran\n\nblue sea', 'b.md': 'red fox slept' });
    const like = { text: 'red fox ran', path: 'a.md', span: { start: 0, end: 11 } };
    const { hits } = await search('', { like });
    assert.equal(hits[0].path, 'b.md');
    assert.ok(hits.every(({ path, start }) => path !== 'a.md' || start > 0));
  });

  it('needs no encoder for words alone, and finds nothing for an empty query', async () => {
    const { embedder, search } = await setUp(texts);
    embedder.asked.length = 0;
    assert.ok((await search('fox', { mode: 'lexical' })).hits.length > 0);
    assert.deepEqual((await search('  ')).hits, []);
    assert.deepEqual((await search('path:docs')).hits, []);
    assert.deepEqual(embedder.asked, []);
  });

  it('marks the best piece by meaning where no word matches', async () => {
    const { search } = await setUp({ 'a.ts': 'const a = 1;\nconst blueSea = 2;\n' });
    const [hit] = (await search('zzz', { mode: 'vector' })).hits;
    assert.deepEqual(hit.matches, []);
    assert.ok(hit.best.end > hit.best.start);
  });

  it('lets the newest query of a key win', async () => {
    const { search } = await setUp(texts);
    const older = search('fox', { key: 'box' });
    const newer = search('sea', { key: 'box' });
    await assert.rejects(older, CancelledError);
    assert.ok((await newer).hits.length > 0);
  });

  it('says when the index is still being built', async () => {
    const { search } = await setUp(texts, { partial: () => true });
    assert.equal((await search('fox')).partial, true);
  });
});
