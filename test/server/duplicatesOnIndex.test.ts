// Near-duplicates of a workspace on its search index: on the real loading path, with the bundled encoder.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseDuplicatesResult, type DuplicatesResult } from '../../src/protocol/similarity';
import type { IndexStatus } from '../../src/protocol/search';
import { createServerRuntime } from '../../src/server/node/runtime';
import { withFolder } from '../support/temporaryFolder';
import { eventually, TestClient } from './support/client';

const bees =
  'The bees come back to the garden in the first warm days of March, and the hives are opened for a short look.';
const texts: Readonly<Record<string, string>> = {
  'spring.md': `# Spring\n\n${bees}\n`,
  'garden/copy.md': `# Another Title\n\n${bees}\n`,
  'garden/near.md':
    '# Garden\n\nIn the first warm days of March the bees return to the garden, and one looks into the hives for a moment.\n',
  'invoice.md':
    '# Invoices\n\nThe second charge of this month was an error and goes back to your card within five working days.\n',
};
const files = Object.keys(texts);
const documents = files.map((file) => ({ text: texts[file], languageId: 'markdown' }));
const params = { documents, limit: 100, minimumWords: 5, withHeadings: false, layers: 'last', pooling: 'mean' };

/** A server over the folder with the texts; it ends with the work. */
async function withServer(storage: string, work: (client: TestClient) => Promise<void>): Promise<void> {
  const folder = path.join(storage, 'files');
  for (const [name, text] of Object.entries(texts)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  const client = await TestClient.start(createServerRuntime({ distFolder: path.resolve('dist') }), {
    settings: { semanticText: { device: 'cpu' } },
    folders: [{ uri: pathToFileURL(folder).href, name: 'files' }],
    initializationOptions: { hasCommands: true, indexFolder: path.join(storage, 'indexes', 'mine') },
  });
  try {
    await work(client);
  } finally {
    await client.request('shutdown');
    client.connection.dispose();
  }
}

const find = async (client: TestClient, unit: string, more: object = {}): Promise<DuplicatesResult> =>
  parseDuplicatesResult(await client.request('semanticText/duplicates', { ...params, unit, ...more }), '');

const index = async (client: TestClient): Promise<void> => {
  await client.request('semanticText/controlIndex', { action: 'start', consent: true });
  await eventually(() => client.indexStates.at(-1)?.state === 'ready', 'the index is ready');
};

/** Similarity of each pair of files. */
const byFiles = ({ pairs, segments }: DuplicatesResult): ReadonlyMap<string, number> =>
  new Map(pairs.map(({ a, b, similarity }) => [`${segments[a].document} ${segments[b].document}`, similarity]));

describe('near-duplicates on the search index', function () {
  this.timeout(60_000);

  it('embeds without an index, nothing with a whole one, and what it lacks with a part of it', () =>
    withFolder((storage) =>
      withServer(storage, async (client) => {
        const exact = await find(client, 'passage');
        assert.deepEqual([exact.compared, exact.fromIndex], [4, 0]);
        await index(client);
        const { files: indexed } = await client.request<IndexStatus>('semanticText/indexStatus');
        assert.equal(indexed, 4);
        const held = await find(client, 'passage');
        assert.deepEqual([held.compared, held.fromIndex, held.model], [4, 4, exact.model]);
        const [before, after] = [byFiles(exact), byFiles(held)];
        assert.deepEqual([...after.keys()].sort(), [...before.keys()].sort());
        assert.ok((before.get('0 2') ?? 0) > exact.scale.alike, 'the paraphrase is found');
        for (const [files, similarity] of after) {
          const off = Math.abs(similarity - (before.get(files) ?? 0));
          assert.ok(off < 0.012, `${files} is off by ${off}`);
        }
        // The same words under another title are the same passage.
        assert.ok(Math.abs((after.get('0 1') ?? 0) - 1) < 1e-5);
        const unsaved = [
          ...documents,
          { text: 'A note that no file on this disk holds as yet.', languageId: 'markdown' },
        ];
        const more = await find(client, 'passage', { documents: unsaved });
        assert.deepEqual([more.compared, more.fromIndex], [5, 4]);
      }),
    ));

  it('takes no vector of the index for what it does not hold: other layers, paragraphs', () =>
    withFolder((storage) =>
      withServer(storage, async (client) => {
        await index(client);
        for (const found of [
          await find(client, 'passage', { layers: 'sumLast4' }),
          await find(client, 'passage', { pooling: 'cls' }),
          await find(client, 'paragraph'),
        ]) {
          assert.deepEqual([found.compared, found.fromIndex], [4, 0]);
        }
      }),
    ));
});
