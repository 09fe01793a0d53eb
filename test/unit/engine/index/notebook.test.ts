import assert from 'node:assert/strict';
import { chunkFile } from '../../../../src/engine/index/chunker';
import { notebookPassage } from '../../../../src/engine/index/structure/notebook';
import { countWords, sentences, soundChunks } from '../../../support/chunks';

const cell = (kind: string, source: string | string[]): object => ({
  cell_type: kind,
  metadata: {},
  outputs: [{ data: { 'image/png': 'iVBOR'.repeat(1000) } }],
  source,
});
const notebook = (cells: object[], indent?: number): string =>
  JSON.stringify({ cells, metadata: { language_info: { name: 'python' } }, nbformat: 4, 'a "[{': '\\' }, null, indent);
const long = (seed: number): string => sentences(12, seed);
const options = { countTokens: countWords, maxTokens: 510 };

describe('chunks of notebooks', () => {
  const file = notebook(
    [
      cell('markdown', ['# Ti\\tle "é"\n', '\n', `${long(1)} 😀\n`]),
      cell('code', ''),
      cell('code', ['def f():\n', `    return "${long(2)}\\n\ttab"\n`]),
      cell('markdown', `## Part\n\n${long(3)}`),
    ],
    1,
  );

  it('read the cells as one text under their headings, and point into the file', async () => {
    const chunks = await chunkFile({ text: file, language: 'json', path: 'a.ipynb' }, options);
    assert.deepEqual(
      chunks.map(({ heading }) => heading),
      [['Ti\\tle "é"'], ['Ti\\tle "é"', 'Part']],
    );
    const lines = file.split('\n');
    for (const { start, end, startLine, endLine, text } of chunks) {
      assert.ok(!text.includes('iVBOR'));
      assert.equal(file.slice(0, start).split('\n').length - 1, startLine);
      assert.equal(file.slice(0, end).split('\n').length - 1, endLine);
      assert.ok(lines[startLine].length > 0);
      const passage = notebookPassage(file, { start, end });
      assert.ok(passage && text.endsWith(passage.text), text.slice(-40));
    }
    assert.deepEqual(
      chunks.map(({ start, end }) => notebookPassage(file, { start, end })?.cell),
      [0, 3],
    );
  });

  it('take what is no notebook as text', async () => {
    for (const text of ['{"cells": [', '[]', '{}', '{"cells": 1}', file.slice(0, -5), '', '"a"']) {
      await soundChunks(text, 'json', { path: 'a.IPYNB', overlaps: true });
      assert.equal(notebookPassage(text, { start: 0, end: 0 }), undefined);
    }
  });

  it('take odd cells', async () => {
    for (const cells of [[], [1, 'a', null, {}], [{ source: 1 }], [{ source: [1, 'a'] }], [cell('raw', '\uD800')]]) {
      const text = `\uFEFF${JSON.stringify({ cells })}`;
      await chunkFile({ text, language: 'json', path: 'a.ipynb' }, options);
    }
  });
});
