// What a server embedded is there for the next one: on the real loading path, with the bundled encoder.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ClassifyResult, TrainResult } from '../../src/protocol/classify';
import { createServerRuntime } from '../../src/server/node/runtime';
import { withFolder } from '../support/temporaryFolder';
import { TestClient } from './support/client';

const examples = [
  ...['Refund the second charge.', 'Why was I billed twice?', 'The invoice is wrong.'].map((text) => ({ text, label: 'billing' })),
  ...['The page stays blank.', 'It crashes when I save.', 'Nothing loads any more.'].map((text) => ({ text, label: 'bug' })),
]; // prettier-ignore

/** Starts a server, trains and classifies, and ends it; what is left on disk with it. */
async function session(storage: string, text: string) {
  const runtime = createServerRuntime({ distFolder: path.resolve('dist') });
  const client = await TestClient.start(runtime, {
    settings: { semanticText: { device: 'cpu' } },
    initializationOptions: { storageFolder: storage },
  });
  const { classifier } = await client.request<TrainResult>('semanticText/trainClassifier', {
    examples,
    multiLabel: false,
  });
  const params = { texts: [text], classifier, unsureBelow: 0, lane: 'interactive' };
  const { classifications } = await client.request<ClassifyResult>('semanticText/classify', params);
  await client.request('shutdown');
  client.connection.dispose();
  return { classifier, classifications, kept: await keptIn(storage) };
}

async function keptIn(storage: string): Promise<Buffer> {
  const root = path.join(storage, 'vectors');
  const [folder, ...others] = await readdir(root);
  assert.deepEqual(others, [], 'one folder for one encoder');
  return readFile(path.join(root, folder, '00000001.vec'));
}

describe('Vectors of texts', function () {
  this.timeout(60_000);

  it('are read from disk after a restart: nothing is embedded again, and every number is the same', () =>
    withFolder(async (storage) => {
      const first = await session(storage, 'I want my money back.');
      // Seven texts in two layers, each with its vector of 384 or 768 bytes and more.
      assert.ok(first.kept.length > 14 * 384 * 2, `${first.kept.length} bytes`);
      const second = await session(storage, 'I want my money back.');
      // Whatever is embedded is appended.
      assert.ok(second.kept.equals(first.kept), 'something was embedded again');
      assert.deepEqual(second.classifier, first.classifier);
      assert.deepEqual(second.classifications, first.classifications);
      const third = await session(storage, 'The invoice crashes.');
      assert.ok(third.kept.length > first.kept.length && third.kept.subarray(0, first.kept.length).equals(first.kept));
    }));
});
