// Semantic search seen from the extension host: it stays responsive while the index is made, the commands steer the work, and
// what was embedded once is not embedded again.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import type { IndexStatus } from '../../src/protocol/search';
import { watchLoop } from '../../bench/eventLoop';
import { keepFigures } from '../support/figures';
import { extensionFolder, run, sleep, until } from '../support/host';

const blockedLimitMs = 50;
const folder = (): vscode.Uri => {
  const first = vscode.workspace.workspaceFolders?.[0].uri;
  if (!first) throw new Error('the window has no folder');
  return first;
};
const place = (name: string): vscode.Uri => vscode.Uri.joinPath(folder(), name);
const write = (name: string, text: string): Thenable<void> =>
  vscode.workspace.fs.writeFile(place(name), new TextEncoder().encode(text));
const section = (n: number): string =>
  `The measurement number ${n} was taken by the river in the morning, before the boats came. `.repeat(9);
const text = (n: number): string => `# First ${n}\n\n${section(n)}\n\n# Second ${n}\n\n${section(n + 1000)}\n`;
/** A command that does nothing when nothing is paused answers with the state all the same. */
const status = async (): Promise<IndexStatus> => (await run('resumeIndexing')) as IndexStatus;
const steer = async (command: string): Promise<IndexStatus> => (await run(command)) as IndexStatus;

/** Brings the index in step and tells what that embedded. */
async function embedded(): Promise<number> {
  const before = (await status()).embedded;
  await until('nothing goes on', async () => (await status()).state === 'ready', 60_000);
  await steer('updateIndex');
  await until('the index is in step', async () => (await status()).state === 'ready', 60_000);
  return (await status()).embedded - before;
}

function git(...args: string[]): void {
  const who = ['-c', 'user.email=a@example.com', '-c', 'user.name=a', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd: folder().fsPath, stdio: 'ignore' });
}

describe('the index of the window', function () {
  this.timeout(240_000);
  const count = 400;

  after(async () => {
    await run('stopIndexing');
    for (const name of ['many', '.git']) {
      await vscode.workspace.fs.delete(place(name), { recursive: true }).then(undefined, () => {});
    }
  });

  it('is made without blocking the host, paused, resumed, stopped and taken up again', async () => {
    for (let n = 0; n < count; n++) await write(`many/text${n}.md`, text(n));
    // The server is started by the first question; that is not what is watched.
    await status();
    const watch = watchLoop();
    await steer('updateIndex');
    await until('passages are indexed', async () => (await status()).chunks > 20, 90_000);
    assert.equal((await steer('pauseIndexing')).state, 'paused');
    // What is under way ends; then nothing is added any more.
    const paused = await until('the work rests', async () => {
      const before = await steer('pauseIndexing');
      await sleep(2000);
      const now = await steer('pauseIndexing');
      return now.chunks === before.chunks && now;
    });
    await sleep(1000);
    assert.equal((await steer('pauseIndexing')).chunks, paused.chunks);
    assert.equal((await steer('resumeIndexing')).state, 'indexing');
    await until('it goes on', async () => (await status()).chunks > paused.chunks, 60_000);
    const stopped = await steer('stopIndexing');
    assert.ok(stopped.chunks < 2 * count, 'it was stopped in the middle');
    await sleep(1000);
    assert.equal((await status()).chunks, stopped.chunks);
    await steer('updateIndex');
    await until('the index is complete', async () => (await status()).state === 'ready', 120_000);
    const { longestMs, p99Ms, turns } = watch.stop();
    const { chunks, embedded: made } = await status();
    assert.ok(chunks >= 2 * count);
    // All that is written here is new; of the sample, tests before this one may have left passages in the index.
    assert.ok(
      made >= 2 * count && made <= chunks + 200,
      `${made} of ${chunks}: only what a stop left undone is done twice`,
    );
    assert.ok(turns > 200, `${turns} turns`);
    keepFigures(extensionFolder(), 'eventLoop.json', { hostEventLoopP99Ms: p99Ms });
    assert.ok(p99Ms < blockedLimitMs, `blocked for ${p99Ms.toFixed(1)} ms in one of a hundred turns`);
    assert.ok(longestMs < 2 * blockedLimitMs, `blocked for ${longestMs.toFixed(1)} ms`);
  });

  it('embeds only what changed after an edit, and nothing after a rename, a branch and a delete', async () => {
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-qm', 'one');
    assert.equal(await embedded(), 0);
    await write('many/text5.md', text(5).replace('# Second 5', '# Second 5 anew'));
    assert.equal(await embedded(), 1);
    await vscode.workspace.fs.rename(place('many'), place('few'));
    assert.equal(await embedded(), 0);
    await vscode.workspace.fs.rename(place('few'), place('many'));
    assert.equal(await embedded(), 0);
    git('checkout', '-qb', 'other');
    git('commit', '-qam', 'two');
    for (const branch of ['main', 'other', 'main']) {
      git('checkout', '-q', branch);
      assert.equal(await embedded(), 0, branch);
    }
    const before = await status();
    await vscode.workspace.fs.delete(place('many/text7.md'));
    assert.equal(await embedded(), 0);
    const { files, chunks } = await status();
    assert.deepEqual([files, chunks], [before.files - 1, before.chunks - 2]);
  });
});
