// With the bundled encoder nothing leaves this machine. The extension host and every Node process below it has loaded
// test/harness/noNetwork.cjs, which refuses foreign connections and writes each attempt down.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';

describe('network', () => {
  const log = process.env.TEST_NETWORK_LOG ?? '';
  const attempts = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);

  it('would see an attempt, also of a child process', async () => {
    const before = attempts();
    const tries = [
      `require('node:net').connect(80, '192.0.2.1').on('error', (e) => console.log(e.code))`,
      `require('node:https').get('https://example.invalid').on('error', (e) => console.log(e.code))`,
      `require('node:dns').lookup('models.invalid', (e) => console.log(e.code))`,
      `fetch('http://192.0.2.7/').catch((e) => console.log(e.cause.code))`,
    ];
    for (const code of tries) {
      const { stdout } = await promisify(execFile)(process.execPath, ['-e', code]);
      assert.equal(stdout.trim(), 'ENETUNREACH', code);
    }
    assert.deepEqual(
      attempts()
        .slice(before.length)
        .map((line) => line.replace(/^\d+ /, '')),
      ['connect 192.0.2.1', 'connect example.invalid', 'lookup models.invalid', 'connect 192.0.2.7'],
    );
    rmSync(log);
    assert.deepEqual(before, [], 'attempts while VS Code and the extension started');
  });
});
