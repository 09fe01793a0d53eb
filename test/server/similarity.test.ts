// Comparing texts over the wire: the answers pass the client's parsers, numbers survive the packing, bad input is refused.

import assert from 'node:assert/strict';
import {
  parseAlignResult,
  parseCoherenceResult,
  parseCompareResult,
  parseDuplicatesResult,
  parseMatrixResult,
} from '../../src/protocol/similarity';
import { failure, TestClient } from './support/client';
import { FakeRuntime } from './support/fakeRuntime';

const text = (content: string) => ({ text: content, languageId: 'markdown' });
const choice = { layers: 'last', pooling: 'mean' } as const;
const paragraphs = text('the cat sat, the cat sat.\n\nthe cat sat, a cat sat.\n\nrain fell, rain fell far.\n');

const codeOf = async (answer: Promise<unknown>): Promise<unknown> =>
  ((await failure(answer)).data as { code?: unknown }).code;

describe('comparing texts over the wire', () => {
  let client: TestClient;
  beforeEach(async () => {
    client = await TestClient.start(new FakeRuntime());
  });
  afterEach(() => client.stop());
  const ask = (name: string, params: object): Promise<unknown> => client.request(`semanticText/${name}`, params);

  it('compares', async () => {
    const params = { a: text('the cat sat.'), b: text('the dog ran.'), ...choice };
    const result = parseCompareResult(await ask('compare', params), '');
    assert.ok(result.similarity > 0 && result.similarity < 1);
    assert.equal(result.model, 'fake@0123456789ab');
    assert.ok(Math.abs((result.nextSentence?.probability ?? 0) - 0.9) < 1e-6);
  });

  it('aligns', async () => {
    const found = await ask('align', { a: text('the cat'), b: text('a cat'), layers: 'last' });
    const { wordsOfA } = parseAlignResult(found, '');
    assert.deepEqual(wordsOfA[1], { start: 4, end: 7, match: 1, similarity: wordsOfA[1].similarity });
  });

  it('packs the matrix', async () => {
    const params = { document: paragraphs, unit: 'paragraph', limit: 10, ...choice };
    const { similarities, segments, clusterOrder } = parseMatrixResult(await ask('matrix', params), '');
    assert.equal(segments.length, 3);
    assert.equal(similarities.length, 9);
    assert.ok(Math.abs(similarities[4] - 1) < 1e-5);
    assert.ok(similarities[1] > similarities[2]);
    assert.deepEqual([...clusterOrder].sort(), [0, 1, 2]);
  });

  it('finds duplicates and weak joints', async () => {
    const rest = { unit: 'paragraph', limit: 10, minimumWords: 3, withHeadings: false, ...choice };
    const found = parseDuplicatesResult(await ask('duplicates', { documents: [paragraphs], ...rest }), '');
    assert.ok(found.compared === 3 && found.pairs.every(({ similarity }) => similarity >= found.floor));
    const { joints } = parseCoherenceResult(await ask('coherence', { document: paragraphs, ...choice }), '');
    assert.equal(joints.length, 1);
  });

  it('embeds what an index that fails cannot give', async () => {
    await client.stop();
    const runtime = new FakeRuntime();
    runtime.onOpenIndex = (index) => {
      index.known = () => {
        throw new Error('lost');
      };
    };
    client = await TestClient.start(runtime, {
      folders: [{ uri: 'file:///work', name: 'work' }],
      initializationOptions: { indexFolder: '/store' },
    });
    await client.request('semanticText/indexStatus');
    const rest = { unit: 'passage', limit: 10, minimumWords: 3, withHeadings: false, ...choice };
    const found = parseDuplicatesResult(await ask('duplicates', { documents: [paragraphs, paragraphs], ...rest }), '');
    assert.equal(runtime.indexes[0].asked.length, 1);
    assert.deepEqual([found.compared, found.fromIndex, found.pairs.length], [2, 0, 1]);
  });

  it('refuses what is not asked for in the contract', async () => {
    for (const wrong of [{ layers: 'seventh' }, { pooling: 'max' }, { a: 'text' }]) {
      const params = { a: text('the cat'), b: text('a cat'), ...choice, ...wrong };
      assert.equal(await codeOf(ask('compare', params)), 'badInput');
    }
    assert.equal(await codeOf(ask('compare', { a: text(' '), b: text('a'), ...choice })), 'emptyText');
  });
});
