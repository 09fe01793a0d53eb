// What `npm start` says before it does anything, and what an installation that was killed leaves behind.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { withFolder } from '../support/temporaryFolder';

async function start(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['scripts/start.mjs', '--no-open', ...args]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

describe('npm start', () => {
  it('says that a port is in use before it builds anything', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    try {
      const { code, output } = await start('--port', String(port));
      assert.equal(code, 1);
      assert.equal(
        output.trim(),
        `Port ${port} is in use. Name another one, or leave --port out: then a free one is taken.`,
      );
    } finally {
      taken.close();
    }
  });

  for (const [args, complaint] of [
    [['--port', '99999'], /^--port 99999 is not a port\nUsage: npm start/],
    [['--prot', '1'], /^Unknown option '--prot'[^]*\nUsage: npm start/],
  ] as const) {
    it(`says how it is used: ${args.join(' ')}`, async () => {
      const { code, output } = await start(...args);
      assert.equal(code, 1);
      assert.match(output.trim(), complaint);
      assert.doesNotMatch(output, /\n\s+at /);
    });
  }
});

describe('an installation that was killed', () => {
  it('is removed by the next one, and one that runs is not', () =>
    withFolder(async (folder) => {
      const { removeDrafts } = (await import(pathToFileURL(path.resolve('test/harness/drafts.mjs')).href)) as {
        removeDrafts: (folder: string) => void;
      };
      const { pid: ended } = spawnSync(process.execPath, ['--version']);
      const names = [`abc-linux-x64.${ended}.part`, `abc-linux-x64.${process.pid}.part`, 'abc-linux-x64'];
      for (const name of names) await mkdir(path.join(folder, name));
      removeDrafts(folder);
      assert.deepEqual(
        names.map((name) => existsSync(path.join(folder, name))),
        [false, true, true],
      );
      removeDrafts(path.join(folder, 'none'));
    }));
});
