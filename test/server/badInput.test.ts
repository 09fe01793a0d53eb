// The server as an editor without a client of ours has it (`semtext lsp --stdio`), given texts and models that are wrong:
// each gets a sentence that says what failed, on what and, where that helps, what to do, and the next request is answered.
// Needs the built bundles.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type {
  AttendResult,
  FillResult,
  ProofreadResult,
  StatusResult,
  SuggestResult,
} from '../../src/protocol/requests';
import { fixture, withPresent, writeModel } from '../support/hiddenModel';
import { tinyBertFolder } from '../support/tinyBert';
import { failure, TestClient } from './support/client';

const uri = 'file:///a.md';
const sentence = 'the cat sat on the [MASK] and the dog runs in the red house .';

/** A server process; `limits`: what a shell sets for it first. */
class ServerProcess {
  readonly #child: ChildProcess;
  client!: TestClient;

  constructor(
    readonly storage: string,
    limits = '',
  ) {
    const run = `${limits} exec "$0" dist/cli.cjs lsp --stdio`;
    this.#child = spawn('sh', ['-c', run, process.execPath], { stdio: ['pipe', 'pipe', 'ignore'] });
  }

  async start(model: string): Promise<TestClient> {
    const { stdin, stdout } = this.#child;
    assert.ok(stdin && stdout);
    const connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    const settings = { semanticText: { model: { path: model } } };
    this.client = await TestClient.over(connection, {
      settings,
      initializationOptions: { storageFolder: this.storage },
    });
    return this.client;
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }
}

/** Opens the text anew, under the same name. */
async function opened(client: TestClient, text: string): Promise<void> {
  await client.close(uri);
  await client.open(uri, text, 'markdown');
}

const at = (text: string, offset: number): { line: number; character: number } => {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before[before.length - 1].length };
};
const document = { textDocument: { uri, version: 1 } };
const asks = {
  suggest: (client: TestClient, text: string, offset = 0) =>
    client.request<SuggestResult>('semanticText/suggest', {
      ...{ ...document, position: at(text, offset), mode: 'fits', top: 5 },
    }),
  fill: (client: TestClient, text: string, offset = 0) =>
    client.request<FillResult>('semanticText/fill', { ...document, position: at(text, offset), top: 5 }),
  proofread: (client: TestClient) =>
    client.request<ProofreadResult>('semanticText/proofread', { ...document, ignoredWords: [] }),
  inspect: (client: TestClient, text: string) =>
    client.request<{ tokens: readonly unknown[] }>('semanticText/inspect', { text }),
  attend: (client: TestClient, text: string) => client.request<AttendResult>('semanticText/attend', { text, layer: 0 }),
};

const codeOf = (error: { data: unknown }): unknown => (error.data as { code: unknown }).code;

describe('the server, given texts that are wrong', function () {
  this.timeout(120_000);
  let storage: string;
  let server: ServerProcess;
  let client: TestClient;
  before(async () => {
    storage = await mkdtemp(path.join(tmpdir(), 'semtext-bad-'));
    server = new ServerProcess(storage);
    client = await server.start(tinyBertFolder);
  });
  after(async () => {
    await server.stop();
    await rm(storage, { recursive: true, force: true });
  });
  /** Whatever it was given before, it still works. */
  afterEach(async () => {
    await opened(client, sentence);
    assert.equal((await asks.fill(client, sentence)).masks[0].candidates.length, 5);
  });

  const refused: readonly [string, string, keyof typeof asks, string, RegExp][] = [
    ['an empty text', '', 'fill', 'emptyText', /text is empty/],
    ['an empty text', '', 'suggest', 'noWord', /no word at that place/],
    ['an empty text', '', 'inspect', 'emptyText', /text is empty/],
    ['an empty text', '', 'attend', 'emptyText', /text is empty/],
    ['blanks alone', ' \n\t\u00a0\n', 'fill', 'emptyText', /text is empty/],
    ['blanks alone', ' \n\t\u00a0\n', 'suggest', 'noWord', /no word at that place/],
    ['a text without a blank', 'the cat sat on the mat .', 'fill', 'noMask', /write \[MASK\], ___ or …\?/],
    ['four blanks', '[MASK] [MASK] [MASK] [MASK]', 'fill', 'tooManyMasks', /at most 3/],
    ['signs alone', '. , ! ?', 'suggest', 'noWord', /no word at that place/],
  ];
  for (const [what, text, ask, code, words] of refused) {
    it(`${ask} says of ${what}: ${code}`, async () => {
      await opened(client, text);
      const error = await failure(asks[ask](client, text));
      assert.equal(codeOf(error), code);
      assert.match(error.message, words);
    });
  }

  it('finds nothing to say of the wording of a text without words', async () => {
    for (const text of ['', ' \n', '. , ! ?', '\0\u0001\u0002']) {
      await opened(client, text);
      assert.deepEqual((await asks.proofread(client)).findings, [], JSON.stringify(text));
    }
  });

  it('answers at both ends of a document of 100,000 words, and in the middle', async () => {
    const line = 'the cat sat on the mat and the dog runs in the red house .\n';
    const half = line.repeat(3600);
    const text = `${half}we like [MASK] now .\n${half}`;
    assert.ok(text.split(/\s+/).length > 100_000);
    await opened(client, text);
    for (const offset of [5, half.length + 4, text.length - line.length + 5]) {
      const { candidates, range } = await asks.suggest(client, text, offset);
      assert.ok(candidates.length > 0);
      assert.equal(range.start.line, at(text, offset).line);
    }
    const { masks } = await asks.fill(client, text, half.length);
    assert.deepEqual(masks[0].range.start, at(text, half.length + 8));
    assert.ok((await asks.inspect(client, text)).tokens.length > 100_000);
    assert.ok(((await asks.attend(client, text)).leftOutCharacters ?? 0) > 400_000);
  });

  it('answers in a single word of 100,000 letters, and beside it', async () => {
    const text = `the cat ${'abcdefgh'.repeat(12_500)} sat on the [MASK] .`;
    await opened(client, text);
    assert.equal((await asks.suggest(client, text, 5)).word, 'cat');
    assert.equal((await asks.suggest(client, text, 50_000)).word.length, 100_000);
    assert.equal((await asks.fill(client, text, text.length)).masks.length, 1);
    await asks.proofread(client);
    await asks.attend(client, text);
  });

  it('reads halves of surrogate pairs as signs that nobody knows, and moves no place', async () => {
    const text = 'the \ud83d cat \ude00 sat \ud83d\ud83d on the [MASK] \udc00.';
    await opened(client, text);
    const { word, range } = await asks.suggest(client, text, 6);
    assert.deepEqual([word, range], ['cat', { start: at(text, 6), end: at(text, 9) }]);
    const [mask] = (await asks.fill(client, text, 20)).masks;
    assert.deepEqual(mask.range, { start: at(text, text.indexOf('[')), end: at(text, text.indexOf(']') + 1) });
    await asks.proofread(client);
    assert.equal((await asks.attend(client, text)).numLayers, 4);
  });

  it('answers or says what it cannot, wherever it is asked in bytes that are no text', async () => {
    const text = new TextDecoder('utf-8').decode(randomBytes(20_000));
    await opened(client, text);
    for (let offset = 0; offset < text.length; offset += Math.floor(text.length / 40)) {
      const outcome = await asks.suggest(client, text, offset).catch((error: { data: unknown }) => codeOf(error));
      if (typeof outcome === 'string') assert.match(outcome, /^(?:noWord|unsupportedLanguage)$/);
      else assert.ok(outcome !== undefined);
    }
    for (const ask of [asks.fill(client, text), asks.proofread(client), asks.attend(client, text)]) {
      const code = await ask.then(
        () => 'answered',
        (error: { data: unknown }) => codeOf(error),
      );
      assert.match(String(code), /^(?:answered|noMask|emptyText|unsupportedLanguage)$/);
    }
  });
});

describe('the server, given a model that is wrong', function () {
  this.timeout(120_000);
  let place: string;
  let server: ServerProcess | undefined;
  beforeEach(async () => (place = await mkdtemp(path.join(tmpdir(), 'semtext-bad-'))));
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    await rm(place, { recursive: true, force: true });
  });
  const onnx = (folder: string): string => path.join(folder, 'onnx', 'model_quantized.onnx');

  const damages: readonly [string, (folder: string) => Promise<void>, string, RegExp][] = [
    ['cut off', (folder) => truncate(onnx(folder), 60_000), 'modelCorrupt', /model_quantized\.onnx is damaged: ./],
    ['of random bytes', (folder) => writeFile(onnx(folder), randomBytes(9999)), 'modelCorrupt', /onnx is damaged: ./],
    ['empty', (folder) => writeFile(onnx(folder), ''), 'modelCorrupt', /onnx is damaged: the file is empty/],
    ['not there', (folder) => rm(folder, { recursive: true }), 'modelNotFound', /There is no model .*model/],
  ];
  for (const [what, damage, code, words] of damages) {
    it(`says so where it is ${what}, and answers as soon as it is whole again`, async () => {
      const folder = path.join(place, 'model');
      await cp(tinyBertFolder, folder, { recursive: true });
      await damage(folder);
      server = new ServerProcess(path.join(place, 'storage'));
      const client = await server.start(folder);
      await opened(client, sentence);
      const error = await failure(asks.fill(client, sentence));
      assert.equal(codeOf(error), code);
      assert.match(error.message, words);
      const { state, reason } = await client.request<StatusResult>('semanticText/status');
      assert.deepEqual([state, reason?.code], ['failed', code]);
      await cp(tinyBertFolder, folder, { recursive: true });
      assert.equal((await asks.fill(client, sentence)).masks[0].candidates.length, 5);
      assert.equal((await client.request<StatusResult>('semanticText/status')).state, 'ready');
    });
  }

  it('says of one with fused attention what to take instead, and does all the rest', async () => {
    const folder = path.join(place, 'model');
    await mkdir(folder);
    await writeModel(folder, withPresent(await fixture('bert.fused-attention')));
    server = new ServerProcess(path.join(place, 'storage'));
    const client = await server.start(folder);
    await opened(client, sentence);
    const error = await failure(asks.attend(client, sentence));
    assert.equal(codeOf(error), 'attentionHidden');
    assert.match(error.message, /take an encoder that was exported without fusing its attention/);
    assert.equal((await asks.fill(client, sentence)).masks.length, 1);
  });

  it('answers where the disk takes nothing more, and keeps nothing', async () => {
    const storage = path.join(place, 'storage');
    // Every write fails, as on a full disk.
    server = new ServerProcess(storage, 'ulimit -f 0;');
    const client = await server.start(tinyBertFolder);
    await opened(client, sentence);
    assert.equal((await asks.fill(client, sentence)).masks[0].candidates.length, 5);
    assert.equal((await asks.attend(client, sentence)).numLayers, 4);
    const kept = await readdir(storage, { recursive: true, withFileTypes: true }).catch(() => []);
    assert.deepEqual(
      kept.filter((each) => each.isFile()).map(({ name }) => name),
      [],
    );
  });
});
