// Classification in VS Code for the Web: examples are marked, learned from and kept without a process and without a disk.

import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { addLine, chooseRow, column } from '../support/classifyHand';
import { useWebWindow } from '../support/webWindow';

const file = 'tickets.txt';
const limit = { timeout: 60_000 };
const perClass = 5;

describe('classification in a browser', () => {
  const vscode = useWebWindow();
  const panel = (): FrameLocator => vscode().workbench.webview();

  it('learns from lines that are marked in the editor', async () => {
    const { workbench } = vscode();
    await vscode().openFile(file);
    const lines = workbench.textOnDisk(file).split('\n');
    for (const [n, line] of lines.slice(0, 2 * perClass).entries()) {
      await addLine(workbench, file, line, n < perClass ? 'billing' : 'fault');
    }
    await workbench.runCommand('Semantic Text: Train Classifier');
    await workbench.page.locator('.activitybar .action-label[aria-label^="Semantic Text"]').click();
    const view = workbench.page.locator('.pane', { hasText: 'Classes' });
    await view.locator('.monaco-list-row', { hasText: /^Accuracy \d+ %/ }).waitFor(limit);
    await view.locator('.monaco-list-row', { hasText: /^fault.*5/ }).waitFor();
    await workbench.screenshot('web-classes');
  });

  it('classifies each line of a file', async () => {
    const { workbench } = vscode();
    await workbench.editor(file).locator('.view-lines').click();
    await workbench.runCommand('Semantic Text: Classify Lines or Files…');
    await chooseRow(workbench, `Each line of ${file}`);
    await panel().locator('.results[data-state="done"]').waitFor(limit);
    const labels = (await column(panel(), 'label')).map((label) => label.replace(/^unsure /, ''));
    const expected = [...Array<string>(perClass).fill('billing'), ...Array<string>(perClass).fill('fault')];
    assert.deepEqual(labels, [...expected, 'billing', 'fault']);
    await workbench.screenshot('web-classified');
  });

  it('evaluates the examples', async () => {
    const { workbench } = vscode();
    await workbench.runCommand('Semantic Text: Evaluate Examples');
    await panel().locator('.cell.right').first().waitFor(limit);
    await workbench.screenshot('web-evaluation');
  });

  it('keeps examples and classifier when the window is loaded again', async () => {
    const { workbench } = vscode();
    await workbench.load();
    await workbench.runCommand('View: Show Explorer');
    await vscode().openFile(file);
    await workbench.select(file, 'My card was charged again');
    await workbench.runCommand('Semantic Text: Classify Selection or Document');
    const rows = await workbench.quickPickRows();
    assert.match(rows[0], /billing.*learned from 10 examples/);
    assert.match(await workbench.quickInputTitle(), /billing/);
    await workbench.page.keyboard.press('Escape');
  });

  it('asks for nothing but the files of the extension', () => {
    assert.deepEqual(vscode().browser.foreign, []);
  });
});
