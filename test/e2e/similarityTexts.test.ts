// Which texts *Compare Texts…* and *Compare the Meaning of Files…* take, in the real workbench: two files of the workspace
// that are picked by name, and a selection with the clipboard.

import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { useWorkbench } from '../support/workbench';

const copied = 'The bakery on the corner opens at six in the morning.';
const selected = 'From six a.m. you can buy bread at the corner bakery.';
const files = {
  'first.md': `# One\n\n${copied} It closes at noon.\n`,
  'second.md': `# Two\n\n${selected} At twelve it shuts.\n`,
  'same.md': `# One\n\n${copied} It closes at noon.\n`,
};

describe('texts to compare', () => {
  const workbench = useWorkbench({ files, theme: 'dark', shared: true });
  const panel = (): FrameLocator => workbench().webview();
  const compared = async (names: string): Promise<number> => {
    await panel().locator('h2', { hasText: names }).waitFor({ timeout: 60_000 });
    await panel().locator('.compare[aria-busy="false"]').waitFor({ timeout: 60_000 });
    return Number(await panel().locator('.score .number').textContent());
  };
  const pickFile = async (title: string, name: string) => {
    const { quickInput } = workbench();
    await quickInput.locator('.quick-input-title', { hasText: title }).waitFor();
    await quickInput.locator('input.input').fill(name);
    await quickInput.locator('.monaco-list-row.focused', { hasText: name }).waitFor();
    await quickInput.locator('input.input').press('Enter');
  };

  it('compares two files that are picked by name', async () => {
    await workbench().runCommand('Semantic Text: Compare the Meaning of Files…');
    await pickFile('First file to compare', 'first.md');
    await pickFile('Second file to compare', 'second.md');
    const score = await compared('first.md and second.md');
    assert.ok(score > 0.3 && score < 1, `${score}`);
    await workbench().page.waitForTimeout(300);
    await workbench().screenshot('similarity-files-dark');
  });

  it('leads from a pair of passages to its places in both files', async () => {
    await panel().locator('.pairs [data-control="go"]').first().click();
    for (const name of ['first.md', 'second.md']) {
      await workbench().editor(name).locator('.selected-text').first().waitFor({ timeout: 20_000 });
    }
  });

  it('gives two files of the same text 1.00, and says that they are the same', async () => {
    await workbench().runCommand('Semantic Text: Compare the Meaning of Files…');
    await pickFile('First file to compare', 'first.md');
    await pickFile('Second file to compare', 'same.md');
    assert.equal(await compared('first.md and same.md'), 1);
    assert.match((await panel().locator('.score .band').textContent()) ?? '', /same text/i);
  });

  it('compares the selection with the clipboard', async () => {
    await workbench().runCommand('View: Close All Editors');
    await workbench().openFile('first.md');
    await workbench().select('first.md', copied);
    await workbench().page.keyboard.press('Control+C');
    await workbench().openFile('second.md');
    await workbench().select('second.md', selected);
    await workbench().runCommand('Semantic Text: Compare Texts…');
    const row = workbench().quickInput.locator('.monaco-list-row', { hasText: 'The clipboard' });
    await row.filter({ hasText: copied }).click();
    const found = await compared('second.md:3 and clipboard');
    assert.ok(found > 0.3 && found < 1, `${found}`);
    const words = panel().locator('.aligned[data-side="b"] .word');
    assert.equal((await words.allTextContents()).join(' '), 'The bakery on the corner opens at six in the morning .');
    await workbench().page.waitForTimeout(300);
    await workbench().screenshot('similarity-clipboard-dark');
  });
});
