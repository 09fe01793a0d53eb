// What VS Code sees of the extension before anything is done with it. Runs first: the extension must not be active yet.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandId, commands } from '../../src/protocol/commands';
import { closeAll, engineProcesses, extensionId, openText, sleep, until } from '../support/host';
import { watchLoop } from '../../bench/eventLoop';
import { keepFigures } from '../support/figures';

const activationLimitMs = 50;

describe('activation', () => {
  after(closeAll);

  it('waits for a text, then takes under 50 ms of the extension host', async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension, 'the extension is installed');
    assert.equal(extension.isActive, false, 'nothing has needed it yet');
    await quietHost();
    const watch = watchLoop();
    await extension.activate();
    const { busyMs } = watch.stop();
    assert.equal(extension.isActive, true);
    keepFigures(extension.extensionPath, 'activation.json', { activationMs: busyMs });
    assert.ok(busyMs < activationLimitMs, `activation kept the host busy for ${busyMs.toFixed(1)} ms`);
  });

  it('registers every command of the contract, and no other', async () => {
    const known = (await vscode.commands.getCommands(true)).filter((id) => /^semanticText\.[a-zA-Z]+$/.test(id));
    assert.deepEqual(known.sort(), commands.map(commandId).sort());
  });

  it('offers every command that the manifest names', async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    const { contributes } = vscode.extensions.getExtension(extensionId)?.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    assert.ok(contributes.commands.length > 10);
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).filter((id) => !known.has(id)),
      [],
    );
  });

  it('starts no process for a text that is only open', async () => {
    await openText('A text that nobody asks anything about.');
    assert.deepEqual(await engineProcesses('server'), []);
    assert.deepEqual(await engineProcesses('encoder'), []);
  });
});

/** VS Code itself is busy in the host when a window opens: waits for half a second in which it hardly works. */
function quietHost(): Promise<true> {
  return until('the host is idle', async () => {
    const watch = watchLoop();
    await sleep(500);
    return watch.stop().busyMs < 10;
  });
}
