// Hits of notebooks as a person reads them: the source of the cells, and the cell to go to.

import assert from 'node:assert/strict';
import { chunkFile } from '../../../../src/engine/index/chunker';
import { FreshFiles } from '../../../../src/engine/index/freshness';
import { cutFile } from '../../../../src/engine/index/prepare';
import type { Chunker } from '../../../../src/engine/index/ports';
import { countWords, sentences } from '../../../support/chunks';
import { FakeFiles, hash } from '../../../support/fakeWorkspace';

const chunker: Chunker = { id: 'c', chunk: (file) => chunkFile(file, { countTokens: countWords, maxTokens: 510 }) };
const cell = (kind: string, source: string): object => ({ cell_type: kind, metadata: {}, outputs: [], source });
const notebook = (...cells: object[]): string => JSON.stringify({ cells, metadata: {}, nbformat: 4 });

describe('hits of a notebook', () => {
  const markdown = `# Bees\n\nThe "queen" lays the eggs.\n\n${sentences(14, 1)}`;
  const code = `def hive():\n    # ${sentences(14, 2)}\n    return "honey\\n"`;

  for (const name of ['bees.ipynb', 'BEES.IPYNB']) {
    it(`are the source of the cells, at the cell where they stand now: ${name}`, async () => {
      const files = new FakeFiles();
      files.set(name, notebook(cell('markdown', markdown), cell('code', ''), cell('code', code)));
      const reading = await files.read(name);
      assert.ok('file' in reading);
      const { file } = reading;
      const { chunks, hashes } = await cutFile({ chunker, hash }, file);
      const candidates = chunks.map((chunk, n) => {
        const { path, language, hash: fileHash } = file;
        return { ...chunk, path, language, fileHash, hash: hashes[n], score: 1 };
      });
      const fresh = new FreshFiles(files, { chunker, hash });
      const located = await Promise.all(candidates.map((candidate) => fresh.locate(candidate)));
      assert.deepEqual(
        located.map((each) => [each?.cell, each?.text]),
        [
          [0, markdown],
          [2, code],
        ],
      );
      files.set(name, notebook(cell('raw', 'New.'), cell('markdown', markdown), cell('code', code)));
      const later = new FreshFiles(files, { chunker, hash });
      const moved = await later.locate(candidates[1]);
      assert.deepEqual([moved?.cell, moved?.text], [2, code]);
    });
  }
});
