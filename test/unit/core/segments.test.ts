import assert from 'node:assert/strict';
import { segmentsOf, segmentText } from '../../../src/core/segments';
import { readableText } from '../../../src/core/markup';

const markdown = `# A title
The first paragraph follows at once. It has two sentences.

Setext title
============

- one item of a list
- another item

\`\`\`js
const code = 1;
\`\`\`

The [last](https://x.example) one.
`;
const texts = (unit: 'sentence' | 'paragraph', text = markdown, language = 'markdown') => {
  const readable = readableText(text, language);
  return segmentsOf(text, language, unit).map((each) => [segmentText(readable, each), each.heading] as const);
};

describe('segmentsOf', () => {
  it('cuts paragraphs, tells headings apart, leaves code out', () => {
    const found = texts('paragraph');
    assert.deepEqual(found[0], ['A title', true]);
    assert.deepEqual(found[1], ['The first paragraph follows at once. It has two sentences.', false]);
    assert.deepEqual(found[2], ['Setext title', true]);
    assert.ok(found.some(([text, heading]) => /^(- )?one item of a list/.test(text) && !heading));
    assert.ok(found.every(([text]) => !text.includes('const code')));
    assert.match(found.at(-1)![0], /^The last .*one\.$/);
  });

  it('cuts sentences with spans into the text', () => {
    assert.deepEqual(texts('sentence').slice(1, 3), [
      ['The first paragraph follows at once.', false],
      ['It has two sentences.', false],
    ]);
    for (const { start, end } of segmentsOf(markdown, 'markdown', 'sentence'))
      assert.ok(start < end && end <= markdown.length);
  });

  it('takes only what lies within', () => {
    const from = markdown.indexOf('It has');
    const within = { start: from, end: from + 'It has two sentences.'.length };
    assert.deepEqual(
      segmentsOf(markdown, 'markdown', 'paragraph', within).map(({ start, end }) => markdown.slice(start, end)),
      ['It has two sentences.'],
    );
  });

  it('finds headings of LaTeX, none in an empty text, and is quick with a huge one', function () {
    this.timeout(20_000);
    assert.equal(texts('paragraph', '\\section{On bees}\n\nBees fly far and wide.\n', 'latex').at(-1)?.[1], false);
    assert.deepEqual(texts('paragraph', ' \n\n ', 'plaintext'), []);
    const huge = 'Some words stand in this sentence.\n\n'.repeat(20_000);
    const began = performance.now();
    assert.equal(segmentsOf(huge, 'markdown', 'paragraph').length, 20_000);
    assert.ok(performance.now() - began < 10_000);
  });
});
