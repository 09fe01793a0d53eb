// What stands around the text: the status item and its list, the walkthrough, the log; and pictures in every kind of theme.

import assert from 'node:assert/strict';
import { allThemes } from '../support/themes';
import { useWorkbench } from '../support/workbench';

describe('face', () => {
  const vscode = useWorkbench({ shared: true });

  it('has one status item, only where there is text', async () => {
    const workbench = vscode();
    await workbench.openFile('essay.md');
    const item = workbench.statusItem('Semantic Text');
    await item.waitFor();
    assert.equal(await item.count(), 1);
    assert.match((await item.locator('[aria-label]').first().getAttribute('aria-label')) ?? '', /^Semantic Text: \S/);
  });

  it('shows encoder, device and memory behind it', async () => {
    const workbench = vscode();
    await workbench.putCaret('essay.md', 'boring', 3);
    await workbench.page.keyboard.press('Alt+W');
    await workbench.quickPickRows();
    await workbench.page.keyboard.press('Escape');
    await workbench.statusItem('Semantic Text').click();
    const rows = await workbench.quickPickRows();
    const text = rows.join('\n');
    assert.match(text, /semtext-mini-en/);
    assert.match(text, /Device\s*cpu · int8/);
    assert.match(text, /\d+ MB/);
    await workbench.screenshot('status');
    await workbench.page.keyboard.press('Escape');
  });

  it('explains itself in a walkthrough whose pictures load', async () => {
    const workbench = vscode();
    await workbench.runCommand('Semantic Text: Open Walkthrough');
    const steps = workbench.page.locator('.gettingStartedContainer .getting-started-step');
    await steps.first().waitFor();
    assert.equal(await steps.count(), 5);
    await workbench.page.waitForTimeout(1_000);
    await workbench.screenshot('walkthrough');
  });

  it('has a log that a person can open', async () => {
    const workbench = vscode();
    await workbench.runCommand('Semantic Text: Show Log');
    const panel = workbench.page.locator('.part.panel');
    await panel.locator('.monaco-editor').first().waitFor();
    assert.match((await panel.locator('.title-actions').textContent()) ?? '', /Semantic Text Tools/);
    await workbench.screenshot('log');
  });

  for (const theme of allThemes) {
    it(`draws the list over the text, in ${theme}`, async () => {
      const workbench = vscode();
      await workbench.setTheme(theme);
      await workbench.openFile('essay.md');
      await workbench.putCaret('essay.md', 'boring', 3);
      await workbench.page.keyboard.press('Alt+W');
      assert.ok((await workbench.quickPickRows()).length >= 10);
      await workbench.page.waitForTimeout(300);
      await workbench.screenshot(`suggest-${theme}`);
      await workbench.page.keyboard.press('Escape');
    });
  }

  it('has shown no notification by itself', async () => {
    assert.deepEqual(await vscode().notifications.allTextContents(), []);
  });
});
