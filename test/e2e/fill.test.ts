// Masks, as a person meets them: the completion list and the list of fillings.

import assert from 'node:assert/strict';
import { useWorkbench } from '../support/workbench';

const file = 'blanks.md';

describe('fill', () => {
  const vscode = useWorkbench({ shared: true });

  it('completes [MASK] on the key for suggestions, and takes a word', async () => {
    const workbench = vscode();
    await workbench.openFile(file);
    await workbench.putCaret(file, '[MASK] and came home', '[MASK]'.length);
    await workbench.page.keyboard.press('Control+Space');
    await workbench.suggestRows.first().waitFor();
    assert.ok((await workbench.suggestRows.count()) >= 10);
    const word = await workbench.suggestRows.first().locator('.label-name').textContent();
    await workbench.screenshot('fill-completion');
    await workbench.page.keyboard.press('Enter');
    await workbench.saveUntil(file, new RegExp(`sailed across the ${word} and came home`));
    await workbench.page.keyboard.press('Control+Z');
    await workbench.saveUntil(file, /sailed across the \[MASK\] and came home/);
  });

  it('fills two masks together from one list', async () => {
    const workbench = vscode();
    await workbench.putCaret(file, '[MASK] chased', 2);
    await workbench.runCommand('Semantic Text: Fill Mask');
    const [first] = await workbench.quickPickRows();
    const [, one, two] = /^([\p{L}’'-]+) · ([\p{L}’'-]+)[▇▁]/u.exec(first) ?? assert.fail(first);
    await workbench.screenshot('fill-two');
    await workbench.page.keyboard.press('Enter');
    await workbench.saveUntil(file, new RegExp(`^1\\. The ${one} chased the ${two} up a tree\\.$`, 'm'));
    await workbench.page.keyboard.press('Control+Z');
    await workbench.saveUntil(file, /^1\. The \[MASK\] chased the \[MASK\] up a tree\.$/m);
  });

  it('says plainly that there is no mask', async () => {
    const workbench = vscode();
    await workbench.openFile('notes/sleep.md');
    await workbench.runCommand('Semantic Text: Fill Mask');
    await workbench.notifications.filter({ hasText: 'There is no blank near the cursor' }).waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  });
});
