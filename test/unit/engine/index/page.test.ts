// Chunks and hits of HTML: what a person reads of the page, and the way back into the file.

import assert from 'node:assert/strict';
import { chunkFile } from '../../../../src/engine/index/chunker';
import { FreshFiles } from '../../../../src/engine/index/freshness';
import type { Chunker } from '../../../../src/engine/index/ports';
import { cutFile } from '../../../../src/engine/index/prepare';
import { countWords, scramble, sentences } from '../../../support/chunks';
import { FakeFiles, hash } from '../../../support/fakeWorkspace';

const chunker: Chunker = { id: 'c', chunk: (file) => chunkFile(file, { countTokens: countWords, maxTokens: 510 }) };
const long = (seed: number): string => sentences(12, seed);
const head = `<html><head><title>My &amp; page</title><script>var a = '<h1>no</h1>';</script></head>`;
const body = `<body>\n<h1>One</h1><p>The <a href="/x">quee</a>n &mdash; a bee. ${long(1)}</p>\n<h2 id="b">Two <b>b</b></h2><p>Honey&hellip; ${long(2)}</p></body></html>`;

describe('chunks of a page', () => {
  it('hold what a person reads under its headings, and point into the file', async () => {
    const text = `${head}${body}`;
    const chunks = await chunker.chunk({ text, language: 'html', path: 'a.html' });
    assert.deepEqual(
      chunks.map(({ heading, text: shown }) => `${heading.join(' > ')}: ${shown.split('\n', 1)[0].slice(0, 24)}`),
      ['My & page > One: My & page', 'My & page > One > Two b: My & page > One'],
    );
    for (const { text: shown } of chunks) assert.doesNotMatch(shown, /<\/?[pab]|&amp;|&mdash;|href/);
    assert.match(chunks[0].text, /One\n\nThe queen — a bee\./);
    assert.ok(text.slice(chunks[0].start, chunks[0].end).startsWith('My &amp; page</title>'));
    assert.ok(text.slice(chunks[1].start, chunks[1].end).startsWith('Two <b>b</b></h2><p>'));
    assert.deepEqual([chunks[0].endLine, chunks[1].startLine], [1, 2]);
  });

  it('has none where there is nothing to read', async () => {
    for (const text of ['', '<div id="root"></div>', '<br>\n<hr>']) {
      assert.deepEqual(await chunker.chunk({ text, language: 'html', path: 'a.html' }), []);
    }
  });

  it('take anything', async () => {
    const fragments = [
      '<h1>',
      '</h1>',
      '<p>',
      '<script>',
      '</script>',
      '<!--',
      '-->',
      'A sentence. ',
      '&lt;',
      '\n',
      '<',
      '漢字。',
    ];
    for (let seed = 1; seed <= 20; seed++) {
      const text = scramble(fragments, seed, 20 * seed);
      const chunks = await chunkFile(
        { text, language: 'html', path: 'a.html' },
        { countTokens: countWords, maxTokens: [32, 64, 510][seed % 3] },
      );
      for (const { start, end } of chunks) assert.ok(start < end && end <= text.length);
    }
  }).timeout(60_000);
});

describe('hits of a page', () => {
  it('show what a person reads, where it stands now', async () => {
    const files = new FakeFiles();
    files.set('a.html', `${head}${body}`);
    const reading = await files.read('a.html');
    assert.ok('file' in reading);
    const { path, language, hash: fileHash } = reading.file;
    assert.equal(language, 'html');
    const { chunks, hashes } = await cutFile({ chunker, hash }, reading.file);
    const candidate = { ...chunks[1], path, language, fileHash, hash: hashes[1], score: 1 };
    const located = await new FreshFiles(files, { chunker, hash }).locate(candidate);
    assert.equal(located?.text, `Two b\n\nHoney… ${long(2)}`);
    const moved = `${head}\n<!-- new -->\n${body}`;
    files.set('a.html', moved);
    const later = await new FreshFiles(files, { chunker, hash }).locate(candidate);
    assert.equal(later?.text, located.text);
    assert.ok(later && moved.slice(later.start, later.end).startsWith('Two <b>b</b></h2>'));
  });
});
