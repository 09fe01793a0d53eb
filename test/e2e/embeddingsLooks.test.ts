// The tabs of the panel about embeddings as they look in each theme, wide and narrow.

import assert from 'node:assert/strict';
import { openFaces } from '../support/embeddingsPanel';

const narrow = { width: 760, height: 700 };
const wide = { width: 1280, height: 800 };

describe('panel about embeddings, looked at', () => {
  const [workbench, faces] = openFaces();
  const at = async (size: typeof wide) => {
    await workbench().page.setViewportSize(size);
    await workbench().page.waitForTimeout(500);
  };
  const openAt = async (file: string, needle: string, command: string) => {
    await at(wide);
    await workbench().openFile(file);
    await workbench().putCaret(file, needle, 2);
    await workbench().runCommand(`Semantic Text: ${command}`);
  };

  it('shows markup as text, and words of any script', async () => {
    await openAt('hostile.txt', 'bank', 'Show Word Layer by Layer');
    await faces.frame.locator('.summary', { hasText: '“bank” among' }).waitFor({ timeout: 60_000 });
    await faces.idle();
    assert.match((await faces.frame.locator('#face-layers .sentence').textContent()) ?? '', /<b onclick/);
    assert.equal(await faces.frame.locator('#face-layers b[onclick]').count(), 0);
    await workbench().lookAt('layers-hostile', () => faces.column(3).first().hover());
  });

  it('shows a word layer by layer where there is little room', async () => {
    await openAt('senses.md', 'bank of the river', 'Show Word Layer by Layer');
    await faces.frame.locator('#face-layers .sentence', { hasText: 'of the river' }).waitFor({ timeout: 60_000 });
    await faces.idle();
    await at(narrow);
    await workbench().lookAt('layers-narrow', () => faces.column(2).first().hover());
  });

  it('shows the map of senses and the list, wide and narrow', async () => {
    await openAt('senses.md', 'bank of the river', 'Show Senses of Word');
    await faces.items.nth(8).waitFor({ timeout: 60_000 });
    await workbench().page.waitForTimeout(700);
    await workbench().lookAt('senses', () => faces.items.nth(2).hover());
    await at(narrow);
    await workbench().lookAt('senses-narrow');
  });

  it('shows the calculator of words, wide and narrow', async () => {
    await openAt('senses.md', 'bank into', 'Calculate with Words');
    await faces.frame.locator('[data-list="table"] tr').first().waitFor({ timeout: 60_000 });
    await faces.frame.locator('[data-list="place"] tr').first().waitFor({ timeout: 60_000 });
    await workbench().lookAt('calculator');
    await at(narrow);
    await workbench().lookAt('calculator-narrow');
  });
});
