// Wrong words that a spelling checker lets through: marks, the quick fix by keyboard, and none of it without being asked.

import assert from 'node:assert/strict';
import { useWorkbench } from '../support/workbench';

const file = 'slips.md';

describe('proofread', () => {
  const vscode = useWorkbench({ shared: true });

  it('marks nothing before it is asked', async () => {
    const workbench = vscode();
    await workbench.openFile(file);
    await workbench.page.waitForTimeout(1_500);
    assert.equal(await workbench.squiggles(file).count(), 0);
  });

  it('underlines wrong words, and counts them', async () => {
    const workbench = vscode();
    await workbench.runCommand('Semantic Text: Check Wording');
    const told = workbench.notifications.filter({ hasText: /words look wrong here/ });
    await told.waitFor();
    const [, count] = /(\d+) words/.exec((await told.textContent()) ?? '') ?? assert.fail('no count');
    assert.ok(Number(count) >= 3, `${count} of the 17 wrong words`);
    await workbench.squiggles(file).first().waitFor();
    await workbench.screenshot('proofread');
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('burns a light bulb at a wrong word, and none at every other word', async () => {
    const workbench = vscode();
    const bulb = workbench.page.locator('.lightBulbWidget:visible, .codicon-gutter-lightbulb:visible');
    await workbench.putCaret(file, 'planned', 2);
    await workbench.page.waitForTimeout(1_500);
    assert.equal(await bulb.count(), 0, 'a word without fault');
    await workbench.page.keyboard.press('Control+Home');
    await workbench.page.keyboard.press('F8');
    await workbench.page.keyboard.press('Escape');
    await bulb.first().waitFor();
    await workbench.screenshot('proofread-bulb');
    await workbench.putCaret(file, 'committee', 2);
    await workbench.page.waitForTimeout(1_500);
    assert.equal(await bulb.count(), 0, 'and when the caret has left');
  });

  it('fixes one by keyboard', async () => {
    const workbench = vscode();
    const before = workbench.textOnDisk(file);
    await workbench.page.keyboard.press('Control+Home');
    await workbench.page.keyboard.press('F8');
    await workbench.page.keyboard.press('Control+.');
    const menu = workbench.page.locator('.action-widget').first();
    await menu.waitFor();
    const first = menu.locator('.monaco-list-row.action').first();
    await first.waitFor();
    await workbench.screenshot('proofread-fix');
    assert.match((await first.textContent()) ?? '', /^Replace with “/);
    await workbench.page.keyboard.press('Enter');
    await menu.waitFor({ state: 'hidden' });
    const after = await workbench.saveChanged(file, before);
    const changed = after.split(/\s+/).filter((word, i) => word !== before.split(/\s+/)[i]);
    assert.equal(changed.length, 1, changed.join());
  });
});
