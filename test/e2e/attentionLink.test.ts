// Tokens and the text in the editor, both ways, for both texts of a pair, also after edits. What is selected is read off the
// status bar.

import assert from 'node:assert/strict';
import { PanelHand } from '../support/attentionPanel';
import { useWorkbench } from '../support/workbench';

const [first, second] = ['The bank raised its rates.', 'Fish swim under the bridge.'];
const files = { 'two.md': `# Two\n\n${first}\n\n${second}\n` };

describe('attention panel and editor', () => {
  const workbench = useWorkbench({ files, theme: 'light', shared: true });
  const panel = new PanelHand(workbench);
  const unit = (text: string, segment: 0 | 1) =>
    panel.frame.locator(`.unit.segment${segment}[data-side="query"]`, { hasText: text });
  const intoEditor = () => workbench().runCommand('View: Focus First Editor Group');
  /** Waits until so many characters are selected, up to this place; the status bar tells of an editor that has the focus. */
  const selects = async (line: number, column: number, length: number) => {
    await workbench().editor('two.md').locator('.selected-text').first().waitFor({ timeout: 20_000 });
    await intoEditor();
    const place = new RegExp(`Ln ${line}, Col ${column} \\(${length} selected\\)`);
    await workbench().statusItem(place).waitFor({ timeout: 20_000 });
  };
  const marked = async () =>
    (await panel.frame.locator('.unit.in-editor[data-side="query"]').allTextContents()).join(' ');
  const eventuallyMarked = async (expected: string) => {
    for (let left = 40; left && (await marked()) !== expected; left--) await workbench().page.waitForTimeout(100);
    assert.equal(await marked(), expected);
  };
  const pin = async (wanted: boolean) => {
    const button = panel.frame.getByRole('button', { name: 'Pin text' });
    if ((await button.getAttribute('aria-pressed')) !== String(wanted)) await button.click();
  };

  it('selects the text of a token, and marks the tokens of a selection', async () => {
    await workbench().openFile('two.md');
    await workbench().putCaret('two.md', 'bank');
    await workbench().runCommand('Semantic Text: Show Attention');
    await unit('raised', 0).waitFor({ timeout: 30_000 });
    await panel.idle();
    await eventuallyMarked('bank');
    await unit('raised', 0).click();
    await selects(3, 16, 6);
    await eventuallyMarked('raised');
    await intoEditor();
    await workbench().select('two.md', 'its rates');
    await eventuallyMarked('its rates');
    // A caret counts as well.
    await workbench().putCaret('two.md', 'bank', 2);
    await eventuallyMarked('bank');
    await unit('raised', 0).waitFor();
  });

  it('marks the token under the caret as soon as another text is shown, before the cursor moves again', async () => {
    await intoEditor();
    await workbench().putCaret('two.md', 'under', 2);
    await unit('swim', 0).waitFor({ timeout: 30_000 });
    await panel.idle();
    await eventuallyMarked('under');
    await intoEditor();
    await workbench().putCaret('two.md', 'bank', 2);
    await unit('raised', 0).waitFor({ timeout: 30_000 });
    await eventuallyMarked('bank');
  });

  it('takes the selection as text B, with its place', async () => {
    await pin(true);
    await intoEditor();
    await workbench().select('two.md', second);
    await panel.frame.getByRole('button', { name: 'Add text B…' }).click();
    const rows = await workbench().quickPickRows();
    assert.match(rows[0], /Use the selection.*Fish swim under the bridge\./s);
    await workbench().page.keyboard.press('Enter');
    await unit('swim', 1).waitFor({ timeout: 30_000 });
    await panel.idle();
    await unit('swim', 1).click();
    await selects(5, 10, 4);
    await eventuallyMarked('swim');
    await unit('rates', 0).click();
    await selects(3, 26, 5);
    await intoEditor();
    await workbench().select('two.md', 'under');
    await eventuallyMarked('under');
    await workbench().screenshot('attention-link-pair-light');
  });

  it('finds both texts again after lines were written before and between them', async () => {
    await intoEditor();
    await workbench().putCaret('two.md', '# Two', 0);
    await workbench().page.keyboard.type('New\n\n');
    await workbench().saveUntil('two.md', /^New\n\n# Two/);
    await unit('swim', 1).click();
    await selects(7, 10, 4);
    await unit('raised', 0).click();
    await selects(5, 16, 6);
  });

  it('says so when a text is no longer there, and finds it when it is back', async () => {
    await intoEditor();
    await workbench().putCaret('two.md', 'swim', 4);
    await workbench().page.keyboard.type('s');
    await workbench().saveUntil('two.md', /Fish swims/);
    await unit('under', 1).click();
    const message = panel.frame.locator('.message:visible', { hasText: 'was changed in the editor' });
    await message.waitFor();
    await workbench().screenshot('attention-link-changed-light');
    await intoEditor();
    await workbench().page.keyboard.press('Control+Z');
    await workbench().saveUntil('two.md', /Fish swim under/);
    // This click lets go of the token, and finds it all the same.
    await unit('under', 1).click();
    await selects(7, 16, 5);
    await message.waitFor({ state: 'hidden' });
  });

  it('follows what is written in text B when the texts are not pinned', async () => {
    await pin(false);
    await intoEditor();
    await workbench().putCaret('two.md', 'swim', 4);
    await workbench().page.keyboard.type(' fast');
    await unit('fast', 1).waitFor({ timeout: 30_000 });
    await panel.idle();
    await unit('raised', 0).waitFor();
    await unit('fast', 1).click();
    await selects(7, 15, 4);
    // The cursor in text B is no reason to show another text A.
    await workbench().page.waitForTimeout(600);
    await unit('raised', 0).waitFor();
    await workbench().saveUntil('two.md', /Fish swim fast/);
  });

  it('finds a text that was typed where an open editor has it, and says so where none has', async () => {
    await pin(true);
    await intoEditor();
    await workbench().putCaret('two.md', 'bank');
    await panel.frame.getByRole('button', { name: 'Drop text B' }).click();
    await unit('fast', 1).waitFor({ state: 'detached' });
    await panel.frame.getByRole('button', { name: 'Add text B…' }).click();
    const input = workbench().quickInput.locator('input.input');
    await input.waitFor();
    await input.fill('Snow is white.');
    await input.press('Enter');
    await unit('snow', 1).waitFor({ timeout: 30_000 });
    await panel.idle();
    await unit('snow', 1).click();
    await panel.frame.locator('.message:visible', { hasText: 'stands in no editor that is open' }).waitFor();
    await unit('raised', 0).click();
    await selects(5, 16, 6);
  });
});
