// The extension host stays responsive while the encoder works, and an engine that is killed comes back.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { watchLoop } from '../../bench/eventLoop';
import { acceptListed, closeAll, engineProcesses, openText, run, sleep, takeFirst, until } from '../support/host';

const blockedLimitMs = 50;
const paragraph =
  'The old bridge was closed in winter because the ice had broken two of its posts, and the people of the village went ' +
  'the long way round by the mill. In spring the carpenter looked at it and said that it could be mended in a week. ';

describe('resilience', () => {
  afterEach(closeAll);

  it('never blocks the host for 50 ms while the encoder reads a long text and words are asked for', async function () {
    this.timeout(120_000);
    const long = await openText(`${paragraph.repeat(60)}\n\nThe night was da|rk.`);
    await takeFirst(long, 'suggestWord');
    const watch = watchLoop();
    const proofread = run('proofread');
    for (let i = 0; i < 10; i++) {
      await takeFirst(long, 'suggestWord');
      await vscode.commands.executeCommand('undo');
    }
    await proofread;
    const { longestMs, turns } = watch.stop();
    assert.ok(turns > 100, `${turns} turns`);
    assert.ok(longestMs < blockedLimitMs, `blocked for ${longestMs.toFixed(1)} ms`);
  });

  for (const [which, kills] of [
    ['encoder', 6],
    ['server', 22],
  ] as const) {
    it(`answers again after ${kills} times kill -9 of the ${which}, in the middle of a request and between two`, async function () {
      this.timeout(300_000);
      const editor = await openText('She opened the win|dow of the kitchen.');
      const original = editor.document.getText();
      await takeFirst(editor, 'suggestWord');
      await vscode.commands.executeCommand('undo');
      for (let round = 0; round < kills; round++) {
        const [pid] = await until(`a running ${which}`, async () => {
          const found = await engineProcesses(which);
          return found.length > 0 && found;
        });
        // But for two, a request is on its way when the process dies, at another moment of it each time.
        const pending = round % 11 ? run('suggestWord') : undefined;
        if (pending) await sleep((round * 13) % 60);
        process.kill(pid, 'SIGKILL');
        if (pending) {
          await until(`an answer or the end of the list in round ${round}`, async () => {
            await acceptListed();
            return editor.document.getText() !== original || (await ended(pending));
          });
          await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
          await pending;
        }
        if (editor.document.getText() !== original) await vscode.commands.executeCommand('undo');
        assert.equal(editor.document.getText(), original, `round ${round}`);
        await takeFirst(editor, 'suggestWord');
        await vscode.commands.executeCommand('undo');
        assert.equal(editor.document.getText(), original, `round ${round}`);
        const alive = await engineProcesses(which);
        assert.equal(alive.includes(pid), false, 'a new process answered');
      }
      assert.equal((await engineProcesses('server')).length, 1, 'no server is left over');
      assert.equal((await engineProcesses('encoder')).length, 1, 'no encoder is left over');
    });
  }

  it('gives the memory of the encoder back on command, and loads it again when it is needed', async () => {
    const editor = await openText('He wrote a sh|ort letter.');
    await takeFirst(editor, 'suggestWord');
    await vscode.commands.executeCommand('undo');
    await run('unloadEncoder');
    await until('the encoder process has ended', async () => (await engineProcesses('encoder')).length === 0);
    await takeFirst(editor, 'suggestWord');
    assert.equal((await engineProcesses('encoder')).length, 1);
  });

  it('restarts the engine on command', async () => {
    const editor = await openText('He wrote a sh|ort letter.');
    await takeFirst(editor, 'suggestWord');
    await vscode.commands.executeCommand('undo');
    const before = await engineProcesses('server');
    await run('restartEngine');
    await takeFirst(editor, 'suggestWord');
    const after = await engineProcesses('server');
    assert.equal(after.length, 1);
    assert.notDeepEqual(after, before);
  });
});

const ended = (promise: Thenable<unknown>): Promise<boolean> =>
  Promise.race([
    Promise.resolve(promise).then(() => true),
    new Promise<boolean>((resolve) => setTimeout(resolve, 0, false)),
  ]);
