import assert from 'node:assert/strict';
import { CancelledError, CancelSource } from '../../../../src/core/cancel';
import { chunkerId, chunkFile } from '../../../../src/engine/index/chunker';
import { countWords, scramble, sentences, soundChunks } from '../../../support/chunks';

const languages =
  'plaintext markdown restructuredtext asciidoc latex typst xml csv log json yaml kotlin unheard-of'.split(' ');

describe('chunkFile', () => {
  it('gives a tree back that came when nobody wanted it any more', async () => {
    const source = new CancelSource();
    let disposed = 0;
    const grammars = {
      parse: (_language: string, text: string) => {
        source.cancel();
        const root = { type: 'program', named: true, start: 0, end: text.length, childCount: 0 };
        const tree = { root: { ...root, children: () => [], field: () => undefined }, dispose: () => void disposed++ };
        return Promise.resolve(tree);
      },
    };
    const file = { text: 'let a = 1;\n', language: 'typescript', path: 'a.ts' };
    const options = { countTokens: countWords, maxTokens: 510, grammars };
    await assert.rejects(chunkFile(file, options, source.signal), CancelledError);
    assert.equal(disposed, 1);
  });

  it('has nothing for what is blank', async () => {
    for (const text of ['', '\uFEFF', ' \r\n\t\n ']) assert.deepEqual(await soundChunks(text, 'plaintext'), []);
  });

  it('keeps a small text whole', async () => {
    const [chunk, ...others] = await soundChunks('\uFEFFOne two.\r\n\r\nThree.\r\n', 'plaintext');
    assert.deepEqual(others, []);
    assert.deepEqual(chunk, {
      start: 1,
      end: 19,
      startLine: 0,
      endLine: 2,
      heading: [],
      text: 'One two.\r\n\r\nThree.',
    });
  });

  it('merges small paragraphs into chunks of about the same size', async () => {
    const text = Array.from({ length: 12 }, (_, n) => sentences(5, n + 1)).join('\n\n');
    const chunks = await soundChunks(text, 'plaintext');
    const sizes = chunks.map((chunk) => countWords(chunk.text));
    assert.ok(sizes.length > 2 && Math.min(...sizes) > 128 && Math.max(...sizes) < 400, String(sizes));
    for (const { start, end } of chunks) {
      assert.ok(start === 0 || text.startsWith('\n\n', start - 2), 'begins with a paragraph');
      assert.ok(end === text.length || text.startsWith('\n\n', end), 'ends with a paragraph');
    }
  });

  it('cuts an enormous paragraph between sentences, without overlap', async () => {
    const text = sentences(400);
    const chunks = await soundChunks(text, 'plaintext');
    assert.ok(chunks.length > 8);
    for (const { start, end } of chunks) assert.match(text.slice(start, end), /^[A-Z].*\.$/s);
  });

  it('cuts a sentence without end between words, with some overlap', async () => {
    const text = sentences(200).replaceAll('.', '');
    const chunks = await soundChunks(text, 'plaintext', { overlaps: true });
    assert.ok(chunks.length > 2);
    for (const [n, chunk] of chunks.slice(1).entries()) {
      const shared = countWords(text.slice(chunk.start, chunks[n].end));
      assert.ok(shared > 16 && shared <= 64, String(shared));
      assert.match(text.slice(chunk.start - 1), /^\s\S/);
    }
  });

  it('cuts a word without end between characters', async () => {
    const text = `x${'😀'.repeat(5000)}`;
    for (const { start, end } of await soundChunks(text, 'plaintext', { overlaps: true })) {
      assert.doesNotMatch(text.slice(start, end), /^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/);
    }
  });

  it('keeps to the window where the parts of a text do not add up to the whole', async () => {
    const nasty = (text: string): number => Math.ceil(countWords(text) ** 1.2);
    const text = `# ${sentences(3)}\n\n${sentences(300)}`;
    for (const maxTokens of [32, 100, 510]) {
      for (const language of languages) {
        await soundChunks(text, language, { countTokens: nasty, maxTokens, overlaps: true });
      }
    }
  }).timeout(60_000);

  const fragments = [
    ...['# A heading\n', '## Under it\n', 'Title\n=====\n', '\n', '\n\n', '\r\n', '\r', ' ', '\t', '    '],
    ...[
      '- item\n',
      '  1. item\n',
      '> quote\n',
      '| a | b |\n|---|---|\n| 1 | 2 |\n',
      '```js\n',
      '```\n',
      '---\n',
      '~~~\n',
    ],
    ...[
      '\uD800',
      '\uDC00',
      '😀',
      '\uFEFF',
      '\u0000',
      '\u2028',
      '漢字。',
      'word ',
      'A sentence. ',
      '<!--',
      '-->',
      '<p>',
      '</p>',
    ],
    ...[
      '{',
      '}',
      '"',
      "'",
      '/*',
      '*/',
      '//',
      '#',
      ':',
      '\\begin{a}',
      '\\section{b}',
      '==== ',
      'def f():\n',
      'class A {\n',
    ],
  ];
  for (const language of languages) {
    it(`loses nothing of anything: ${language}`, async () => {
      for (let seed = 1; seed <= 40; seed++) {
        const text = scramble(fragments, seed, 20 * seed);
        await soundChunks(text, language, { maxTokens: [32, 64, 510][seed % 3], overlaps: true });
      }
    }).timeout(60_000);

    it(`takes linear time for large texts: ${language}`, async () => {
      const times = language === 'plaintext' ? 10 : 1;
      const large = [
        'x'.repeat(times * 1_000_000),
        'a b '.repeat(times * 10_000),
        '漢字。'.repeat(times * 10_000),
        '漢'.repeat(times * 20_000),
        '- \n'.repeat(times * 5_000),
        '# h\n'.repeat(times * 3_000),
        '|'.repeat(times * 10_000),
        `${'> '.repeat(times * 5_000)}x`,
        '<h1>'.repeat(times * 5_000),
        '\n'.repeat(times * 100_000),
        sentences(times * 1_000),
      ];
      for (const text of large) {
        const before = performance.now();
        await chunkFile({ text, language, path: 'large' }, { countTokens: countWords, maxTokens: 510 });
        const tookMs = performance.now() - before;
        assert.ok(tookMs < 30_000, `${JSON.stringify(text.slice(0, 10))} took ${Math.round(tookMs)} ms`);
      }
    }).timeout(300_000);
  }

  it('can be cancelled', async () => {
    const source = new CancelSource();
    source.cancel();
    const options = { countTokens: countWords, maxTokens: 510 };
    await assert.rejects(chunkFile({ text: 'a', language: 'c', path: '' }, options, source.signal), CancelledError);
  });

  it('refuses a window that no chunk fits into', async () => {
    const options = { countTokens: countWords, maxTokens: 31 };
    await assert.rejects(chunkFile({ text: 'a', language: 'c', path: '' }, options), RangeError);
  });

  it('names its parameters', () => {
    assert.equal(chunkerId(510), 'structure-3/64-256-510');
    assert.equal(chunkerId(8190), 'structure-3/64-256-512');
    assert.equal(chunkerId(126), 'structure-3/16-64-126');
  });
});
