// Nothing leaves this machine, and nothing of the text enters a log. The extension host and every Node process below it has
// loaded test/harness/noNetwork.cjs, which refuses foreign connections and writes each attempt down. Runs last, so that it
// sees what all suites did.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { closeAll, engineProcesses, openText, run, takeFirst } from '../support/host';

describe('privacy', () => {
  after(closeAll);
  const log = process.env.TEST_NETWORK_LOG ?? '';
  const attempts = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);

  it('nothing tried to reach the network, in any suite', () => {
    assert.notEqual(log, '');
    assert.deepEqual(attempts(), []);
  });

  it('an attempt would have been seen, also of a child process', async () => {
    const tries = [
      `require('node:net').connect(80, '192.0.2.1').on('error', (e) => console.log(e.code))`,
      `require('node:https').get('https://example.invalid').on('error', (e) => console.log(e.code))`,
      `require('node:dns').lookup('models.invalid', (e) => console.log(e.code))`,
      `fetch('http://192.0.2.7/').catch((e) => console.log(e.cause.code))`,
      `require('node:dns').resolve4('a.invalid', (e) => console.log(e.code))`,
      `require('node:dns').promises.resolveTxt('b.invalid').catch((e) => console.log(e.code))`,
      `require('node:dgram').createSocket('udp4').on('error', (e) => console.log(e.code) || process.exit())
        .send('x', 53, '192.0.2.9')`,
    ];
    for (const code of tries) {
      const { stdout } = await promisify(execFile)(process.execPath, ['-e', code]);
      assert.equal(stdout.trim(), 'ENETUNREACH', code);
    }
    const seen = attempts().map((line) => line.replace(/^\d+ /, ''));
    rmSync(log);
    assert.deepEqual(seen, [
      'connect 192.0.2.1',
      'connect example.invalid',
      'lookup models.invalid',
      'connect 192.0.2.7',
      'resolve4 a.invalid',
      'resolveTxt b.invalid',
      'send 192.0.2.9',
    ]);
  });

  it('the engine runs in processes that were watched', async () => {
    await takeFirst(await openText('A war|m evening.'), 'suggestWord');
    const pids = [...(await engineProcesses('server')), ...(await engineProcesses('encoder'))];
    assert.ok(pids.length >= 2, pids.join());
    for (const pid of process.platform === 'linux' ? pids : []) {
      assert.match(readFileSync(`/proc/${pid}/environ`, 'utf8'), /NODE_OPTIONS=[^\0]*noNetwork\.cjs/);
    }
  });

  it('no word of the text stands in a log, even when the engine dies at work', async () => {
    const secret = 'xylophonist';
    const editor = await openText(`The ${secret} wrote a lo|ng letter to there friends.`);
    const logs = path.join(process.env.HOME ?? '', 'user/logs');
    await run('proofread');
    await takeFirst(editor, 'suggestWord');
    const pending = run('suggestSynonym');
    for (const pid of await engineProcesses('server')) process.kill(pid, 'SIGKILL');
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await pending;
    await takeFirst(editor, 'suggestWord');
    const files = readdirSync(logs, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    const own = files.filter((file) => file.includes('semantic-text'));
    assert.ok(own.length > 0, `a log of the extension in ${files.join(', ')}`);
    const text = own.map((file) => readFileSync(file, 'utf8')).join('');
    assert.match(text, /\S/, 'the extension writes a log');
    for (const file of files) {
      assert.equal(
        readFileSync(file, 'utf8').toLowerCase().includes(secret),
        false,
        `${file} holds a word of the text`,
      );
    }
  });
});
