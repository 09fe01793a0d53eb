import assert from 'node:assert/strict';
import { sentences, soundChunks } from '../../../support/chunks';

const long = (seed: number): string => sentences(12, seed);

describe('chunks of Markdown', () => {
  it('follow headings, with their trail', async () => {
    const text = [
      ...['# Guide', '', '## Install', '', long(1), '', '### On `Windows`', '', long(2), ''],
      ...['Use [it](http://a.b)', '---', '', long(3), ''],
    ].join('\n');
    const chunks = await soundChunks(text, 'markdown');
    assert.deepEqual(
      chunks.map(({ heading, startLine }) => ({ heading, startLine })),
      [
        { heading: ['Guide', 'Install'], startLine: 0 },
        { heading: ['Guide', 'Install', 'On Windows'], startLine: 6 },
        { heading: ['Guide', 'Use it'], startLine: 10 },
      ],
    );
    assert.ok(chunks[0].text.startsWith('# Guide\n\n## Install\n\n'));
    assert.ok(chunks[1].text.startsWith('Guide > Install\n### On `Windows`\n\n'));
  });

  it('merge sections that are too small to stand alone', async () => {
    const text = '# Questions\n\n## Why?\n\nBecause.\n\n## How?\n\nLike this.\n';
    const chunks = await soundChunks(text, 'markdown');
    assert.deepEqual(
      chunks.map(({ heading }) => heading),
      [['Questions']],
    );
  });

  it('keep a list with what announces it, and a table and a fence whole', async () => {
    const fence = `\`\`\`python\n${'# not a heading\nprint(1)\n\n'.repeat(40)}\`\`\``;
    const table = `| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(40)}`;
    const list = `The steps are:\n\n- one\n- two\n\n  more of two\n- three\n`;
    const text = [long(1), long(2), list, fence, long(3), table, long(4)].join('\n\n');
    const chunks = await soundChunks(text, 'markdown');
    const passages = chunks.map(({ start, end }) => text.slice(start, end));
    for (const whole of [list, fence, table]) {
      assert.ok(
        passages.some((passage) => passage.includes(whole.trim())),
        whole.slice(0, 20),
      );
    }
  });

  it('repeat the header of a long table', async () => {
    const header = '| name | meaning |\n|---|---|';
    const text = `# Words\n\n${header}\n${Array.from({ length: 300 }, (_, n) => `| w${n} | m${n} |`).join('\n')}\n`;
    const chunks = await soundChunks(text, 'markdown');
    assert.ok(chunks.length > 2);
    for (const chunk of chunks.slice(1)) assert.ok(chunk.text.startsWith(`Words\n${header}\n| w`));
  });

  it('take the title of front matter', async () => {
    const text = `---\ntitle: "My page"\n---\n\n${long(1)}\n\n## Part\n\n${long(2)}\n`;
    const chunks = await soundChunks(text, 'markdown');
    assert.deepEqual(
      chunks.map(({ heading }) => heading),
      [['My page'], ['My page', 'Part']],
    );
  });

  it('show headings of every length within the window', async () => {
    const text = `# ${'very '.repeat(300)}long\n\n## ${'x'.repeat(900)}\n\n${long(1)}\n\n### Third\n\n${long(2)}\n`;
    await soundChunks(text, 'markdown', { maxTokens: 64, overlaps: true });
  });
});
