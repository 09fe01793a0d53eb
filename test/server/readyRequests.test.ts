// Requests to models fine-tuned for a task, over a connection, on the real loading path. What the models say is held to
// transformers (makeTinyHeads.py; the answers by the same script with these texts).

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CancellationTokenSource } from 'vscode-languageserver';
import type { ClassifyResult } from '../../src/protocol/classify';
import { parseWireError } from '../../src/protocol/params';
import type { AnswerResult, EntitiesResult, ReadyModelResult } from '../../src/protocol/ready';
import type { StatusResult } from '../../src/protocol/requests';
import { createServerRuntime } from '../../src/server/node/runtime';
import { TestClient } from './support/client';

const models = path.resolve('test/unit/fixtures/tiny-heads');
const settings = {
  'ready.classes': path.join(models, 'classes'),
  'ready.inference': path.join(models, 'classes'),
  'ready.entities': path.join(models, 'entities'),
  'ready.answers': path.join(models, 'answers'),
};
const text = 'the red cat runs in a house now';
const ask = { unsureBelow: 0, lane: 'interactive' };

describe('ready-made models over a connection', function () {
  this.timeout(60_000);
  let storage: string;
  let client: TestClient;
  beforeEach(async () => (storage = await mkdtemp(path.join(tmpdir(), 'semtext-ready-'))));
  afterEach(async () => {
    await client.request('shutdown');
    client.connection.dispose();
    await rm(storage, { recursive: true, force: true });
  });

  async function start(given: Record<string, string> = settings): Promise<void> {
    const runtime = createServerRuntime({ distFolder: path.resolve('dist') });
    const options = { settings: { semanticText: { device: 'cpu', ...given } } };
    client = await TestClient.start(runtime, { ...options, initializationOptions: { storageFolder: storage } });
  }

  it('puts texts into the classes of the model', async () => {
    await start();
    const params = { texts: [text, 'We like tea.'], ready: 'classes', ...ask };
    const { labels, classifications } = await client.request<ClassifyResult>('semanticText/classify', params);
    assert.deepEqual(labels, ['contradiction', 'neutral', 'entailment']);
    const expected = [
      [0.030596, 0.042957, 0.926447],
      [0.408524, 0.0635, 0.527977],
    ];
    for (const [n, { probabilities }] of classifications.entries()) {
      probabilities.forEach((p, k) => assert.ok(Math.abs(p - expected[n][k]) < 1e-4, `${n} ${k}: ${p}`));
    }
  });

  it('puts texts into named classes by inference, and explains it by the same model', async () => {
    await start();
    const labels = [{ name: 'tea' }, { name: 'home', description: 'a house' }];
    const params = { texts: [text], labels, ready: 'inference', ...ask };
    const { classifications } = await client.request<ClassifyResult>('semanticText/classify', params);
    // A softmax over the logits of entailment, 1.019303 and 0.16251.
    assert.ok(Math.abs(classifications[0].probabilities[0] - 1 / (1 + Math.exp(0.16251 - 1.019303))) < 1e-4);
    const explained = await client.request<{ label: string; probability: number }>(
      'semanticText/explainClassification',
      { text, labels, ready: 'inference' },
    );
    assert.equal(explained.label, 'tea');
    assert.ok(Math.abs(explained.probability - classifications[0].probabilities[0]) < 1e-6);
  });

  it('finds names with their places', async () => {
    await start();
    const { entities, model } = await client.request<EntitiesResult>('semanticText/entities', { text });
    assert.match(model, /^entities@[0-9a-f]{12}$/);
    assert.deepEqual(
      entities.map(({ start, end, label }) => [text.slice(start, end), label]),
      [['red', 'PLACE'], ['cat', 'PLACE'], ['runs', 'PLACE'], ['a', 'PLACE']], // prettier-ignore
    );
  });

  it('finds the answer to a question, or none', async () => {
    await start();
    const cat = 'A cat sat on the mat.';
    const answer = async (question: string) => {
      const found = await client.request<AnswerResult>('semanticText/answer', { question, text: cat });
      return found.answer && [cat.slice(found.answer.start, found.answer.end), found.answer.probability.toFixed(2)];
    };
    assert.deepEqual(await answer('blue house'), ['cat sat', '0.06']);
    assert.deepEqual(await answer('we like tea'), ['on the mat', '0.11']);
    assert.equal(await answer('coffee or tea'), null);
  });

  it('answers beside the encoder, and goes with it when the memory is freed', async () => {
    await start();
    const status = await client.request<StatusResult>('semanticText/warmUp');
    const before = status.memoryBytes.encoders;
    const { labels } = await client.request<ReadyModelResult>('semanticText/readyModel', { task: 'entities' });
    assert.deepEqual(labels, ['O', 'B-THING', 'I-THING', 'B-PLACE', 'I-PLACE']);
    const both = await client.request<StatusResult>('semanticText/status');
    assert.equal(both.encoder?.name, status.encoder?.name);
    assert.ok(both.memoryBytes.encoders > before);
    const after = await client.request<StatusResult>('semanticText/restart');
    assert.equal(after.memoryBytes.encoders, 0);
  });

  it('goes with the encoder also where an editor without a client of ours frees the memory', async () => {
    await start();
    await client.request<ReadyModelResult>('semanticText/readyModel', { task: 'entities' });
    const command = 'semanticText.server.restart';
    const after = await client.request<StatusResult>('workspace/executeCommand', { command });
    assert.equal(after.memoryBytes.encoders, 0);
  });

  it('follows the settings to another folder', async () => {
    await start({ ...settings, 'ready.entities': path.join(models, 'answers') });
    await assert.rejects(client.request('semanticText/entities', { text }), isError('outputMissing', 'answers'));
    await client.changeSettings({ semanticText: { device: 'cpu', ...settings } });
    const { entities } = await client.request<EntitiesResult>('semanticText/entities', { text });
    assert.equal(entities.length, 4);
  });

  for (const [what, task, folder, code] of [
    ['no model is chosen', 'answers', '', 'modelNotFound'],
    ['the folder is gone', 'answers', path.join(models, 'nowhere'), 'modelNotFound'],
    ['the model does another task', 'classes', path.join(models, 'entities'), 'outputMissing'],
    ['the classes are no inference', 'inference', path.resolve('test/unit/fixtures/tiny-bert'), 'outputMissing'],
  ] as const) {
    it(`says so where ${what}`, async () => {
      await start({ [`ready.${task}`]: folder });
      await assert.rejects(client.request('semanticText/readyModel', { task }), isError(code));
    });
  }

  it('is cancelled in the middle of a long text', async () => {
    await start();
    await client.request('semanticText/readyModel', { task: 'entities' });
    const long = 'The red cat runs in a house now. We like tea. '.repeat(4000);
    const cancelling = new CancellationTokenSource();
    const asked = client.connection.sendRequest('semanticText/entities', { text: long }, cancelling.token);
    await new Promise((resolve) => setTimeout(resolve, 300));
    cancelling.cancel();
    await assert.rejects(asked, { code: -32800 });
  });
});

const isError =
  (code: string, subject?: string) =>
  (error: unknown): boolean => {
    const data: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'data') : undefined;
    const found = parseWireError(data);
    assert.equal(found?.code, code);
    if (subject !== undefined) assert.equal(found?.subject, subject);
    return true;
  };
