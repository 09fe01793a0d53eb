// `npm start` as a newcomer runs it on a machine without VS Code: from the command to words in the list, and a clean end.

import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { startBrowser, type Browser } from '../support/browser';
import { isAlive } from '../support/processes';
import { Workbench } from '../support/workbench';

describe('npm start, interrupted while VS Code starts', () => {
  it('leaves no process and no folder behind', async function () {
    this.timeout(180_000);
    const start = spawn(process.execPath, ['scripts/start.mjs', '--browser', '--no-open'], { stdio: 'ignore' });
    try {
      const [pid, folder] = await serverOf(start);
      const ended = new Promise<number | null>((resolve) => start.once('exit', resolve));
      start.kill('SIGINT');
      assert.equal(await ended, 130);
      for (let n = 0; n < 50 && isAlive(pid); n++) await new Promise((resolve) => setTimeout(resolve, 100));
      assert.ok(!isAlive(pid), "VS Code's server still runs");
      assert.equal(existsSync(folder), false);
    } finally {
      start.kill('SIGKILL');
    }
  });

  /** VS Code's server as soon as there is one, and the folder of its profile. */
  async function serverOf(start: ChildProcess): Promise<[pid: number, folder: string]> {
    for (;;) {
      assert.equal(start.exitCode, null, 'npm start ended');
      const listed = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
      for (const line of listed.split('\n')) {
        const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
        const folder = /--connection-token/.test(args ?? '') && /--user-data-dir (\S+)\/user/.exec(args)?.[1];
        if (Number(parent) === start.pid && folder) return [Number(pid), folder];
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
});

describe('npm start', () => {
  let start: ChildProcess;
  let output = '';
  let browser: Browser | undefined;
  let address: URL | undefined;

  before(async function () {
    this.timeout(180_000);
    start = spawn(process.execPath, ['scripts/start.mjs', '--browser', '--no-open'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const read = (data: Buffer): void => void (output += data.toString());
    start.stdout?.on('data', read);
    start.stderr?.on('data', read);
    browser = await startBrowser();
    while (!/Ctrl\+C/.test(output)) {
      if (start.exitCode !== null) throw new Error(`npm start ended: ${output}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    address = new URL(/http:\S+/.exec(output)?.[0] ?? assert.fail(output));
  });

  after(async () => {
    start.kill('SIGKILL');
    await browser?.close();
  });

  it('prints what to click, with the titles and keys that the extension has', () => {
    assert.match(output, /“Semantic Text: Suggest Another Word” \(F1, or alt\+w\)/);
    assert.match(output, /“Semantic Text: Check Wording” \(F1\)/);
  });

  it('lets nobody in without the token', async () => {
    assert.ok(address);
    const response = await fetch(address.origin, { redirect: 'manual' });
    assert.equal(response.status, 403);
  });

  it('opens the sample with its guide, and suggests words', async () => {
    assert.ok(browser && address);
    const folder = address.searchParams.get('folder') ?? '';
    const workbench = await Workbench.over(browser, address, folder);
    await workbench.webview().getByText('A workspace to try things in').waitFor();
    await workbench.screenshot('npm-start');
    await workbench.openFile('essay.md');
    await workbench.putCaret('essay.md', 'boring', 3);
    await workbench.page.keyboard.press('Alt+W');
    assert.ok((await workbench.quickPickRows()).length >= 10);
    assert.deepEqual(browser.foreign, []);
  });

  it('ends on Ctrl+C and leaves nothing behind', async () => {
    assert.ok(address);
    const ended = new Promise<number | null>((resolve) => start.once('exit', resolve));
    start.kill('SIGINT');
    assert.equal(await ended, 0);
    await assert.rejects(fetch(address.origin));
    assert.equal(existsSync(address.searchParams.get('folder') ?? ''), false);
  });
});
