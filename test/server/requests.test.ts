// Every request of the contract over a connection in memory, with a fake engine: what it answers, and each way to fail.

import assert from 'node:assert/strict';
import { CancelledError } from '../../src/core/cancel';
import { EngineError, type EngineErrorCode } from '../../src/engine/errors';
import type { FillRequest, ProofreadRequest, SuggestRequest } from '../../src/engine/requests';
import {
  engineErrorCode,
  type FillResult,
  type InstallPlan,
  type ProofreadResult,
  type StatusResult,
  type SuggestResult,
  type WireToken,
} from '../../src/protocol/requests';
import { eventually, failure, settled, TestClient } from './support/client';
import { candidate, fakeInfo, FakeRuntime } from './support/fakeRuntime';

const uri = 'file:///a.txt';
const requestCancelled = -32800;
const contentModified = -32801;
const invalidParams = -32602;
const internalError = -32603;

const document = { uri, version: 1 };
const caret = { line: 0, character: 5 };
const suggestParams = { textDocument: document, position: caret, mode: 'fits', top: 10 };
const catSat = { text: 'the cat sat on, the dog ran.\n\nthe rain fell, the dog sat.', languageId: 'plaintext' };
const vectorChoice = { layers: 'last', pooling: 'mean' };
const comparisonParams = {
  compare: { a: catSat, b: catSat, ...vectorChoice },
  align: { a: catSat, b: catSat, layers: 'last' },
  matrix: { document: catSat, unit: 'paragraph', limit: 10, ...vectorChoice },
  duplicates: {
    documents: [catSat],
    ...{ unit: 'paragraph', limit: 10, minimumWords: 2, withHeadings: false, ...vectorChoice },
  },
  coherence: { document: catSat, ...vectorChoice },
};
const plan: InstallPlan = {
  id: 'a/b',
  revision: 'main',
  host: 'http://localhost',
  licence: undefined,
  files: [],
  sizeBytes: 0,
  folder: '/models/x',
  presentBytes: 0,
};

const animalsAndTraffic = [
  ...['cat', 'dog', 'cat dog'].map((text) => ({ text, label: 'animals' })),
  ...['car', 'bus', 'car bus'].map((text) => ({ text, label: 'traffic' })),
];

/** Each request, with parameters that work, on the text that it needs. */
const requests: { method: string; params: object; text: string; usesEngine: boolean }[] = [
  { method: 'semanticText/suggest', params: suggestParams, text: 'The good day', usesEngine: true },
  {
    method: 'semanticText/fill',
    params: { textDocument: document, position: caret, top: 10 },
    text: 'A [MASK] day',
    usesEngine: true,
  },
  {
    method: 'semanticText/proofread',
    params: { textDocument: document, ignoredWords: [] },
    text: 'A letter form home',
    usesEngine: true,
  },
  { method: 'semanticText/inspect', params: { text: 'word' }, text: '', usesEngine: true },
  { method: 'semanticText/attend', params: { text: 'A day', layer: 0 }, text: '', usesEngine: true },
  ...Object.entries(comparisonParams).map(([name, params]) => ({
    method: `semanticText/${name}`,
    params,
    text: '',
    usesEngine: true,
  })),
  { method: 'semanticText/senses', params: { word: 'day', texts: ['A day'] }, text: '', usesEngine: true },
  {
    method: 'semanticText/neighbours',
    params: { word: 'day', texts: ['A day'], uses: [{ text: 0, start: 2, end: 5 }], top: 3 },
    text: '',
    usesEngine: true,
  },
  {
    method: 'semanticText/vocabularyNeighbours',
    params: { word: 'day', texts: ['A day'], use: { text: 0, start: 2, end: 5 }, top: 3 },
    text: '',
    usesEngine: true,
  },
  {
    method: 'semanticText/calculate',
    params: { plus: ['king', 'woman'], minus: ['man'], method: 'add', top: 3 },
    text: '',
    usesEngine: true,
  },
  {
    method: 'semanticText/substitutes',
    params: { text: 'A day', start: 2, end: 5, top: 3 },
    text: '',
    usesEngine: true,
  },
  { method: 'semanticText/predict', params: { text: 'A day', tokens: [1], top: 3 }, text: '', usesEngine: true },
  {
    method: 'semanticText/trainClassifier',
    params: { examples: animalsAndTraffic, multiLabel: false },
    text: '',
    usesEngine: true,
  },
  {
    method: 'semanticText/classify',
    params: { texts: ['cat'], labels: [{ name: 'animals' }, { name: 'traffic' }], unsureBelow: 0, lane: 'interactive' },
    text: '',
    usesEngine: true,
  },
  {
    method: 'semanticText/evaluateExamples',
    params: { examples: animalsAndTraffic, multiLabel: false, folds: 2 },
    text: '',
    usesEngine: true,
  },
  {
    method: 'semanticText/explainClassification',
    params: { text: 'cat car', labels: [{ name: 'animals' }, { name: 'traffic' }] },
    text: '',
    usesEngine: true,
  },
  { method: 'semanticText/similarTexts', params: { text: 'cat', texts: ['dog'] }, text: '', usesEngine: true },
  { method: 'semanticText/planInstall', params: { id: 'a/b' }, text: '', usesEngine: false },
  { method: 'semanticText/installModel', params: { plan }, text: '', usesEngine: false },
];

const allCodes: EngineErrorCode[] = [
  'emptyText',
  'noMask',
  'tooManyMasks',
  'maskOutsideWindow',
  'noWord',
  'unsupportedLanguage',
  'modelNotFound',
  'modelCorrupt',
  'modelUnsupported',
  'outputMissing',
  'attentionHidden',
  'downloadFailed',
  'downloadMismatch',
  'storage',
  'encoderCrashed',
  'deviceUnavailable',
  'badInput',
];

describe('server requests', () => {
  let runtime: FakeRuntime;
  let client: TestClient;
  beforeEach(async () => {
    runtime = new FakeRuntime();
    client = await TestClient.start(runtime);
  });
  afterEach(() => client.stop());

  describe('answers', () => {
    it('initialize without loading anything', async () => {
      assert.equal(client.initialized.serverInfo?.name, 'semantic-text-tools');
      assert.equal(client.initialized.capabilities.textDocumentSync instanceof Object, true);
      await client.open(uri, 'Some text');
      await settled(client);
      assert.deepEqual([runtime.opened.length, runtime.engine.loads], [0, 0]);
    });

    it('suggest: the word at the caret, ranges in UTF-16', async () => {
      await client.open(uri, '🙂 é good day');
      const answer = await client.request<SuggestResult>('semanticText/suggest', {
        ...suggestParams,
        position: { line: 0, character: 7 },
        targets: ['a', 'b'],
        mode: 'meaning',
      });
      assert.deepEqual(answer, {
        version: 1,
        range: { start: { line: 0, character: 5 }, end: { line: 0, character: 9 } },
        word: 'good',
        candidates: runtime.engine.candidates,
        model: fakeInfo.id,
      });
      const { span, mode, top, targets } = runtime.engine.last<SuggestRequest>('suggest');
      assert.deepEqual(
        { span, mode, top, targets },
        {
          span: { start: 7, end: 7 },
          mode: 'meaning',
          top: 10,
          targets: ['a', 'b'],
        },
      );
    });

    it('suggest: a range, in the text as it is after incremental edits', async () => {
      await client.open(uri, 'one\r\ntwo\r\nthree');
      await client.edit(uri, [1, 0], [1, 3], 'zwei drei');
      const version = await client.edit(uri, [0, 3], [1, 0], ' ');
      const range = { start: { line: 0, character: 9 }, end: { line: 0, character: 13 } };
      const answer = await client.request<SuggestResult>('semanticText/suggest', {
        ...suggestParams,
        textDocument: { uri, version },
        range,
      });
      assert.equal(runtime.engine.last<SuggestRequest>('suggest').text, 'one zwei drei\r\nthree');
      assert.deepEqual([answer.word, answer.version, answer.range], ['drei', version, range]);
    });

    it('fill: masks and joint fillings', async () => {
      await client.open(uri, 'A [MASK] day\nand a ___ night');
      const answer = await client.request<FillResult>('semanticText/fill', {
        textDocument: document,
        position: caret,
        top: 1,
        targets: ['great', 'fine'],
      });
      assert.deepEqual(
        answer.masks.map(({ range }) => [range.start, range.end]),
        [
          [
            { line: 0, character: 2 },
            { line: 0, character: 8 },
          ],
          [
            { line: 1, character: 6 },
            { line: 1, character: 9 },
          ],
        ],
      );
      assert.deepEqual(answer.fillings, [{ texts: ['great', 'great'], probability: 0.4 }]);
      const { around, languageCheck, targets } = runtime.engine.last<FillRequest>('fill');
      assert.deepEqual([around, languageCheck, targets], [5, true, ['great', 'fine']]);
    });

    it('proofread: findings, also as diagnostics, cleared on request', async () => {
      await client.open(uri, 'A letter form home.\nIn good form.');
      const answer = await client.request<ProofreadResult>('semanticText/proofread', {
        textDocument: document,
        ignoredWords: [],
      });
      assert.deepEqual(
        answer.findings.map(({ text, range }) => [text, range.start.line, range.start.character]),
        [
          ['form', 0, 9],
          ['form', 1, 8],
        ],
      );
      await settled(client);
      assert.equal(client.shown(uri).length, 2);
      assert.match(
        String(client.shown(uri)[0].message),
        /“form” is unlikely here \(0\.1 %\); “great” fits better \(40 %\)/,
      );
      await client.request('semanticText/clearFindings', { textDocument: { uri } });
      await settled(client);
      assert.equal(client.shown(uri).length, 0);
    });

    it('proofread: only a range, and not the ignored words', async () => {
      await client.open(uri, 'A form one.\nA form two.');
      const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 11 } };
      const params = { textDocument: document, range, ignoredWords: ['Other'] };
      const answer = await client.request<ProofreadResult>('semanticText/proofread', params);
      assert.deepEqual(
        answer.findings.map((finding) => finding.range.start.line),
        [1],
      );
      const none = await client.request<ProofreadResult>('semanticText/proofread', {
        ...params,
        ignoredWords: ['FORM'],
      });
      assert.deepEqual(none.findings, []);
      assert.deepEqual(runtime.engine.last<ProofreadRequest>('proofread').ignoredWords, ['form']);
    });

    it('proofread: reports progress on the token in both shapes', async () => {
      const values: { kind: string; fraction: number; percentage?: number }[] = [];
      client.connection.onNotification('$/progress', ({ value }: { value: (typeof values)[number] }) => {
        values.push(value);
      });
      await client.open(uri, 'A form one.');
      await client.request('semanticText/proofread', { textDocument: document, ignoredWords: [], workDoneToken: 7 });
      assert.deepEqual(
        values.map(({ kind, fraction, percentage }) => [kind, fraction, percentage]),
        [
          ['begin', 0, 0],
          ['report', 0.5, 50],
          ['report', 1, 100],
          ['end', 1, undefined],
        ],
      );
    });

    for (const [name, params, text] of [
      ['suggest', suggestParams, 'The good day'],
      ['fill', { textDocument: document, position: caret, top: 10 }, 'The [MASK] day'],
    ] as const) {
      it(`${name}: sends the first list on its token, before the complete answer, and only where there is one`, async () => {
        const heard: { token: unknown; value: unknown }[] = [];
        client.connection.onNotification('$/progress', (params: (typeof heard)[number]) => void heard.push(params));
        await client.open(uri, text);
        const method = `semanticText/${name}`;
        const complete = await client.request<object>(method, params);
        runtime.engine.firstCandidates = [candidate('fine', 0.2)];
        runtime.engine.hold = true;
        const asked = client.request<object>(method, { ...params, partialResultToken: 'first' });
        await eventually(() => heard.length > 0, 'the first list');
        runtime.engine.release();
        assert.deepEqual(await asked, complete);
        await client.request(method, params);
        await settled(client);
        const written = JSON.stringify(complete).replace(/\{"text":"great"[^}]*\},/, '');
        assert.deepEqual(heard, [{ token: 'first', value: JSON.parse(written) }]);
      });
    }

    it('inspect: tokens', async () => {
      const answer = await client.request<{ tokens: WireToken[]; model: string }>('semanticText/inspect', {
        text: 'ab',
      });
      const token = { text: 'ab', id: 7, segment: 0, attentionMask: 1, start: 0, end: 2 };
      assert.deepEqual(answer, { tokens: [token], model: fakeInfo.id });
    });

    it('status, warmUp and restart: state, encoder, memory', async () => {
      const before = await client.request<StatusResult>('semanticText/status');
      assert.deepEqual(before, { state: 'unloaded', memoryBytes: { server: 1, encoders: 2 } });
      const warm = await client.request<StatusResult>('semanticText/warmUp');
      assert.deepEqual([warm.state, warm.encoder?.id, warm.encoder?.numHeads], ['ready', fakeInfo.id, 3]);
      const after = await client.request<StatusResult>('semanticText/restart', {});
      assert.deepEqual([after.state, runtime.engine.disposals], ['unloaded', 1]);
    });

    it('planInstall and installModel: host, device and network of the settings', async () => {
      await client.changeSettings({
        semanticText: { model: { host: 'http://mirror' }, device: 'webgpu' },
        'http.proxy': 'http://proxy:1',
        'http.noProxy': ['mirror.example', 3, ''],
        'http.proxyAuthorization': 'Bearer x',
        'http.proxySupport': 'off',
        'http.proxyStrictSSL': false,
      });
      const planned = await client.request<InstallPlan>('semanticText/planInstall', { id: 'a/b' });
      assert.deepEqual(await client.request('semanticText/installModel', { plan: planned }), { folder: '/models/x' });
      const access = {
        ...{ host: 'http://mirror', device: 'webgpu', storageFolder: undefined },
        ...{ proxy: 'http://proxy:1', noProxy: ['mirror.example'], proxyAuthorization: 'Bearer x', direct: true },
        strictTls: false,
      };
      assert.deepEqual(runtime.hub, [
        { access, id: 'a/b' },
        { access, id: 'a/b' },
      ]);
    });

    it('planInstall: the usual network where the editor has no settings for it', async () => {
      await client.changeSettings({});
      await client.request('semanticText/planInstall', { id: 'a/b' });
      const { proxy, noProxy, proxyAuthorization, direct, strictTls } = runtime.hub[0].access;
      const found = { proxy, noProxy, proxyAuthorization, direct, strictTls };
      const none = { proxy: undefined, proxyAuthorization: undefined };
      assert.deepEqual(found, { ...none, noProxy: [], direct: false, strictTls: true });
    });
  });

  describe('fails', () => {
    for (const { method, params, text, usesEngine } of requests) {
      for (const code of allCodes) {
        it(`${method} with ${code}`, async () => {
          await client.open(uri, text);
          const error = new EngineError(code, { subject: 'x', reason: 'y', limit: 3 });
          if (usesEngine) runtime.engine.failNext = error;
          else runtime.failHub = error;
          const answer = await failure(client.request(method, params));
          assert.equal(answer.code, engineErrorCode);
          assert.deepEqual(answer.data, { code, subject: 'x', reason: 'y', limit: 3 });
          assert.equal(answer.message, `sentence for ${code}`);
          runtime.failHub = undefined;
          await client.request(method, params);
        });
      }

      it(`${method} with a bug: an internal error without the person's text`, async () => {
        await client.open(uri, text);
        const error = new TypeError(`cannot read "secret words" of undefined`);
        if (usesEngine) runtime.engine.failNext = error;
        else runtime.failHub = error;
        const answer = await failure(client.request(method, params));
        assert.deepEqual([answer.code, answer.data], [internalError, { code: 'internal' }]);
        await settled(client);
        const log = client.logs.join('\n');
        assert.match(log, new RegExp(`${method}: TypeError`));
        assert.doesNotMatch(log + answer.message, /secret/);
      });

      it(`${method} with parameters of the wrong form`, async () => {
        await client.open(uri, text);
        for (const wrong of [null, 3, [], {}, { ...params, ...wrongField(params) }]) {
          const answer = await failure(client.connection.sendRequest(method, wrong));
          assert.deepEqual([answer.code, (answer.data as { code: string }).code], [invalidParams, 'badInput']);
        }
      });
    }

    for (const { method, params, text } of requests.filter((each) => each.usesEngine)) {
      it(`${method} when the caller cancels`, async () => {
        await client.open(uri, text);
        await client.request('semanticText/warmUp');
        runtime.engine.hold = true;
        const { CancellationTokenSource } = await import('vscode-languageserver/node');
        const source = new CancellationTokenSource();
        const answer = failure(client.connection.sendRequest(method, params, source.token));
        await eventually(() => runtime.engine.asked.length > 0, 'the engine was asked');
        source.cancel();
        assert.equal((await answer).code, requestCancelled);
        assert.equal(runtime.engine.asked[0].signal.cancelled, true);
      });

      it(`${method} when the engine gave way to a newer request`, async () => {
        await client.open(uri, text);
        runtime.engine.failNext = new CancelledError();
        assert.equal((await failure(client.request(method, params))).code, requestCancelled);
      });
    }

    for (const { method, params, text } of requests.slice(0, 2)) {
      it(`${method} when the document changes meanwhile, and the engine is told to stop`, async () => {
        await client.open(uri, text);
        await client.request('semanticText/warmUp');
        runtime.engine.hold = true;
        const answer = failure(client.request(method, params));
        await eventually(() => runtime.engine.asked.length > 0, 'the engine was asked');
        await client.edit(uri, [0, 0], [0, 0], 'x');
        assert.equal((await answer).code, contentModified);
        assert.equal(runtime.engine.asked[0].signal.cancelled, true);
      });
    }

    for (const { method, params, text } of requests.slice(0, 2)) {
      it(`${method}: a late answer about an older text is never given`, async () => {
        await client.open(uri, text);
        await client.request('semanticText/warmUp');
        runtime.engine.hold = true;
        runtime.engine.isDeaf = true;
        const answer = failure(client.request(method, params));
        await eventually(() => runtime.engine.asked.length > 0, 'the engine was asked');
        await client.edit(uri, [0, 0], [0, 0], 'x');
        await settled(client);
        runtime.engine.release();
        assert.equal((await answer).code, contentModified);
      });
    }

    for (const { method, params, text } of requests.slice(0, 3)) {
      it(`${method} for an older version`, async () => {
        await client.open(uri, text);
        await client.edit(uri, [0, 0], [0, 0], 'x');
        assert.equal((await failure(client.request(method, params))).code, contentModified);
        assert.equal(runtime.engine.asked.length, 0);
      });

      it(`${method} for a document that is not open`, async () => {
        const answer = await failure(client.request(method, params));
        assert.deepEqual([answer.code, (answer.data as { code: string }).code], [engineErrorCode, 'badInput']);
      });
    }

    it('suggest outside prose: noWord, and the engine is not asked', async () => {
      await client.open(uri, 'Text\n\n```\ngood code\n```\n', 'markdown');
      const position = { line: 3, character: 2 };
      const answer = await failure(client.request('semanticText/suggest', { ...suggestParams, position }));
      assert.deepEqual(answer.data, { code: 'noWord', reason: 'not prose' });
      assert.equal(runtime.engine.count('suggest'), 0);
    });

    it('suggest in a comment of code, unless the settings allow it', async () => {
      await client.open(uri, 'let x = 1; // a good day', 'typescript');
      const params = { ...suggestParams, position: { line: 0, character: 18 } };
      const answer = await failure(client.request('semanticText/suggest', params));
      assert.deepEqual(answer.data, { code: 'noWord', reason: 'suggest.inCode' });
      await client.changeSettings({ semanticText: { suggest: { inCode: true } } });
      assert.equal((await client.request<SuggestResult>('semanticText/suggest', params)).word, 'good');
      assert.equal(runtime.engine.last<SuggestRequest>('suggest').text.trim(), 'a good day');
    });
  });
});

/** One field of these parameters with a value that no field takes. */
function wrongField(params: object): object {
  return Object.fromEntries(Object.keys(params).map((key) => [key, { wrong: true }]));
}
