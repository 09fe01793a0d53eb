// What the attention panel asks, over a connection, on the real loading path with the bundled encoder: layers, masks,
// silenced heads, predictions. Needs the built bundles.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unpackRows } from '../../src/core/attention';
import type { AttendResult, PredictResult } from '../../src/protocol/requests';
import { fromBase64 } from '../../src/protocol/wire';
import { createServerRuntime } from '../../src/server/node/runtime';
import { farthest } from '../support/tinyBert';
import { TestClient } from './support/client';

const text = 'The bank raised its rates.';

describe('attention over a connection', function () {
  this.timeout(60_000);
  let storage: string;
  let client: TestClient;
  before(async () => {
    storage = await mkdtemp(path.join(tmpdir(), 'semtext-attend-'));
    const runtime = createServerRuntime({ distFolder: path.resolve('dist') });
    const options = { settings: { semanticText: { device: 'cpu' } } };
    client = await TestClient.start(runtime, { ...options, initializationOptions: { storageFolder: storage } });
  });
  after(async () => {
    await client.request('shutdown');
    client.connection.dispose();
    await rm(storage, { recursive: true, force: true });
  });

  const attend = (layer: number, more: object = {}) =>
    client.request<AttendResult>('semanticText/attend', { text, layer, ...more });
  const weightsOf = ({ values }: AttendResult): Float32Array => {
    const bytes = fromBase64(values);
    return unpackRows(new Uint16Array(bytes.buffer, 0, bytes.length / 2));
  };

  it('gives rows that sum to 1, of one layer, with segment ids of a pair', async () => {
    const answer = await attend(1, { pair: 'Yes.' });
    const [values, size] = [weightsOf(answer), answer.tokens.length];
    assert.equal(values.length, answer.heads * size * size);
    for (let row = 0; row < values.length; row += size) {
      const sum = values.subarray(row, row + size).reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(sum - 1) < 1e-3, String(sum));
    }
    const segments = answer.tokens.map(({ segment }) => segment).join('');
    assert.match(segments, /^0+1+$/);
    assert.equal(answer.tokens.find(({ segment }) => segment === 1)?.text, 'yes');
  });

  it('changes the layers after a silenced head, not its own', async () => {
    const intervention = { masked: [], silenced: [{ layer: 1, head: 0 }] };
    const change = async (layer: number) =>
      farthest(weightsOf(await attend(layer, { intervention })), weightsOf(await attend(layer)));
    assert.ok((await change(1)) < 1e-3);
    assert.ok((await change(2)) > 1e-3);
  });

  it('changes what is expected where a head is silenced or another token masked', async () => {
    const expected = async (intervention: object) => {
      const { predictions } = await client.request<PredictResult>('semanticText/predict', {
        ...{ text, tokens: [2], top: 5, intervention },
      });
      return predictions[0].candidates.map(({ probability }) => probability);
    };
    const plain = await expected({ masked: [], silenced: [] });
    assert.equal(plain.length, 5);
    for (const intervention of [
      { masked: [], silenced: [{ layer: 0, head: 1 }] },
      { masked: [5], silenced: [] },
    ]) {
      assert.ok(farthest(await expected(intervention), plain) > 1e-4, JSON.stringify(intervention));
    }
    assert.ok(farthest(await expected({ masked: [2], silenced: [] }), plain) < 1e-6, 'the token itself');
  });

  it('gives queries and keys from which the weights follow', async () => {
    const answer = await attend(2, { queriesAndKeysOf: 3 });
    const [size, width] = [answer.tokens.length, answer.headSize];
    const floats = (packed: string | undefined) => new Float32Array(fromBase64(packed ?? '').buffer);
    const [queries, keys] = [floats(answer.queries), floats(answer.keys)];
    assert.deepEqual([queries.length, keys.length], [size * width, size * width]);
    const values = weightsOf(answer).subarray(3 * size * size);
    for (let query = 0; query < size; query++) {
      const scores = Array.from({ length: size }, (_, key) => {
        let dot = 0;
        for (let d = 0; d < width; d++) dot += queries[query * width + d] * keys[key * width + d];
        return Math.exp(dot / Math.sqrt(width));
      });
      const total = scores.reduce((a, b) => a + b, 0);
      scores.forEach((score, key) => assert.ok(Math.abs(score / total - values[query * size + key]) < 1e-3));
    }
  });
});
