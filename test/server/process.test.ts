// The server as editors run it: dist/server.cjs and `semtext lsp --stdio` as processes, with the bundled encoder, killed
// while it works. Needs the built bundles.

import assert from 'node:assert/strict';
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import {
  engineErrorCode,
  type FillResult,
  type ProofreadResult,
  type StatusResult,
  type SuggestResult,
} from '../../src/protocol/requests';
import { childrenOf, isAlive } from '../support/processes';
import { eventually, TestClient } from './support/client';

const uri = 'file:///a.md';
const kills = 20;
const text = [
  'The function returns the [MASK] of the array.',
  ...Array.from({ length: 6 }, (_, n) => `Line ${n} of a long text that somebody wrote about a good day at the sea.`),
].join('\n\n');

describe('server process', () => {
  let storage: string;
  let child: ChildProcess;
  let client: TestClient;
  beforeEach(async () => (storage = await mkdtemp(path.join(tmpdir(), 'semtext-server-'))));
  afterEach(async () => {
    child.kill('SIGKILL');
    await rm(storage, { recursive: true, force: true });
  });

  async function over(transport: 'ipc' | 'stdio' | 'lsp'): Promise<void> {
    const env = { ...process.env, XDG_CACHE_HOME: storage };
    let connection: ProtocolConnection;
    if (transport === 'ipc') {
      child = fork('dist/server.cjs', ['--node-ipc'], {
        env,
        execArgv: [],
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      connection = createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    } else {
      const args = transport === 'stdio' ? ['dist/server.cjs', '--stdio'] : ['dist/cli.cjs', 'lsp', '--stdio'];
      const spawned = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
      child = spawned;
      connection = createProtocolConnection(
        new StreamMessageReader(spawned.stdout),
        new StreamMessageWriter(spawned.stdin),
      );
    }
    client = await TestClient.over(connection, { initializationOptions: { storageFolder: storage } });
  }

  const exitOf = (process: ChildProcess): Promise<number | string | null> =>
    process.exitCode !== null
      ? Promise.resolve(process.exitCode)
      : new Promise((resolve) => process.once('exit', (code, signal) => resolve(code ?? signal)));
  const serverPid = (): number => {
    assert.ok(child.pid);
    return child.pid;
  };
  const ask = {
    fill: () =>
      client.request<FillResult>('semanticText/fill', {
        textDocument: { uri, version: 1 },
        position: { line: 0, character: 28 },
        top: 10,
      }),
    suggest: () =>
      client.request<SuggestResult>('semanticText/suggest', {
        textDocument: { uri, version: 1 },
        position: { line: 2, character: 8 },
        mode: 'fits',
        top: 10,
      }),
    proofread: () =>
      client.request<ProofreadResult>('semanticText/proofread', {
        textDocument: { uri, version: 1 },
        ignoredWords: [],
      }),
  };

  for (const transport of ['ipc', 'stdio', 'lsp'] as const) {
    it(`answers over ${transport}, and ends with its encoder when told to`, async function () {
      this.timeout(60_000);
      await over(transport);
      await client.open(uri, text, 'markdown');
      const { masks, model } = await ask.fill();
      assert.deepEqual(masks[0].range, { start: { line: 0, character: 25 }, end: { line: 0, character: 31 } });
      assert.equal(masks[0].candidates.length, 10);
      assert.match(model, /^semtext-mini-en@[0-9a-f]{12}$/);
      const { memoryBytes, encoder } = await client.request<StatusResult>('semanticText/status');
      assert.ok(memoryBytes.server > 1e7 && memoryBytes.encoders > 1e7, JSON.stringify(memoryBytes));
      assert.equal(encoder?.id, model);
      const encoders = childrenOf(serverPid());
      assert.equal(encoders.length, 1);
      await client.request('shutdown');
      await client.connection.sendNotification('exit');
      assert.equal(await exitOf(child), 0);
      await eventually(() => !encoders.some(isAlive), 'the encoder process ended');
    });
  }

  it('ends, with its encoder, when the editor goes without a word', async function () {
    this.timeout(60_000);
    await over('stdio');
    await client.open(uri, text, 'markdown');
    await ask.fill();
    const encoders = childrenOf(serverPid());
    client.connection.dispose();
    child.stdin?.end();
    await exitOf(child);
    await eventually(() => !encoders.some(isAlive), 'the encoder process ended', 5000);
  });

  it('does not leave its encoder behind when it is killed', async function () {
    this.timeout(60_000);
    await over('stdio');
    await client.open(uri, text, 'markdown');
    await ask.fill();
    const encoders = childrenOf(serverPid());
    child.kill('SIGKILL');
    await exitOf(child);
    await eventually(() => !encoders.some(isAlive), 'the encoder process ended', 5000);
  });

  it(`outlives ${kills} kills of its encoder in the middle of requests`, async function () {
    this.timeout(300_000);
    await over('stdio');
    await client.open(uri, text, 'markdown');
    const expected = await ask.fill();
    let answered = 0;
    let hit = 0;
    for (let round = 0; round < kills; round++) {
      const pending = [ask.proofread(), ask.suggest(), ask.fill(), ask.suggest()];
      const outcomes = Promise.allSettled(pending);
      await new Promise((resolve) => setTimeout(resolve, (round * 13) % 90));
      const [encoder] = childrenOf(serverPid());
      if (encoder !== undefined) {
        process.kill(encoder, 'SIGKILL');
        hit++;
      }
      for (const outcome of await outcomes) {
        if (outcome.status === 'fulfilled') answered++;
        else checkClearMessage(outcome.reason);
      }
      assert.deepEqual((await ask.fill()).masks, expected.masks, `the request after kill ${round + 1}`);
    }
    assert.ok(hit >= kills - 2, `${hit} kills met a running encoder`);
    assert.ok(answered > 0, 'some of the pending requests were answered');
    assert.equal(child.exitCode, null);
    assert.equal((await client.request<StatusResult>('semanticText/status')).state, 'ready');
  });
});

/** A request that could not be answered says so once and plainly: it was overtaken, or the encoder crashed. */
function checkClearMessage(reason: unknown): void {
  const { code, data } = reason as { code: number; data: { code: string } };
  const isOvertaken = code === -32800;
  assert.ok(
    isOvertaken || (code === engineErrorCode && data.code === 'encoderCrashed'),
    JSON.stringify({ code, data }),
  );
}
