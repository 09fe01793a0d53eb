// Comparing texts in the real workbench with the bundled encoder: what the panels say, where a click leads, keys, CSV.

import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { drawn } from '../support/drawn';
import { useWorkbench } from '../support/workbench';

const pair = [
  'The bakery on the corner opens at six in the morning.',
  'From six a.m. you can buy bread at the corner bakery.',
  '',
  'Iron is a poorer electrical conductor than copper.',
  '',
].join('\n');
const hostile = '<img src=x onerror="document.title=\'broken\'"> says שלום 👋 to everyone.';
const files = { 'pair.md': pair, 'other.md': `# Other\n\n${hostile}\n` };

describe('comparison', () => {
  const workbench = useWorkbench({ files, shared: true });
  const panel = (): FrameLocator => workbench().webview();
  const idle = () => panel().locator('.compare[aria-busy="false"]').waitFor({ timeout: 60_000 });

  it('compares two selections', async () => {
    await workbench().openFile('pair.md');
    await workbench().putCaret('pair.md', 'The bakery', 0);
    await workbench().page.keyboard.press('Shift+Alt+ArrowDown');
    await workbench().page.keyboard.press('Shift+End');
    await workbench().runCommand('Semantic Text: Compare Texts…');
    await panel().locator('.score .number').waitFor({ timeout: 60_000 });
    await idle();
    const score = Number(await panel().locator('.score .number').textContent());
    assert.ok(score > 0.5 && score < 1, `${score}`);
    assert.match((await panel().locator('.score .band').textContent()) ?? '', /Alike|Close|Very alike/);
    assert.match((await panel().locator('.encoder').textContent()) ?? '', /semtext-mini-en@/);
    assert.match((await panel().locator('.next').textContent()) ?? '', /^Next sentence: B /);
    await workbench().lookAt('similarity-compare');
  });

  it('says which word matches which', async () => {
    const word = panel().locator('.aligned[data-side="a"] .word', { hasText: 'bakery' });
    await word.hover();
    assert.match(
      (await panel().locator('.alignment .readout').textContent()) ?? '',
      /“bakery” is nearest to “bakery”: 0\.\d\d/,
    );
    await panel().locator('.aligned[data-side="b"] .word.match', { hasText: 'bakery' }).waitFor();
  });

  it('walks the words by keyboard', async () => {
    await panel().locator('.aligned[data-side="a"] .word').first().focus();
    for (let i = 0; i < 3; i++) await workbench().page.keyboard.press('ArrowRight');
    assert.match(
      (await panel().locator('.alignment .readout').textContent()) ?? '',
      /^“the” is nearest|^“on” is nearest/,
    );
    await workbench().page.keyboard.press('ArrowDown');
    await panel().locator('.aligned[data-side="b"] .word.focused').waitFor();
  });

  it('computes anew with other layers and pooling', async () => {
    const before = await panel().locator('.score .number').textContent();
    await panel().locator('[data-control="layers"] select').selectOption('concatLast4');
    await panel()
      .locator('.score .number', { hasNotText: before ?? '' })
      .waitFor({ timeout: 60_000 });
    await idle();
    await panel().locator('[data-control="pooling"] select').selectOption('cls');
    await workbench().page.waitForTimeout(500);
    await idle();
    assert.equal(await panel().locator('[data-control="pooling"] select').inputValue(), 'cls');
    assert.equal(await panel().locator('.message:visible').count(), 0);
  });

  it('compares with a text that is typed, and hostile text does no harm', async () => {
    await workbench().openFile('other.md');
    await workbench().page.keyboard.press('Control+A');
    await workbench().runCommand('Semantic Text: Compare Texts…');
    await workbench().quickInput.locator('.monaco-list-row', { hasText: 'A text that you type' }).click();
    const input = workbench().quickInput.locator('input.input');
    await input.fill('<b>Everyone</b> says hello');
    await input.press('Enter');
    await panel().locator('h2', { hasText: 'typed text' }).waitFor({ timeout: 30_000 });
    await idle();
    assert.equal(await panel().locator('img').count(), 0);
    assert.notEqual(await workbench().page.title(), 'broken');
  });
});

describe('similarity matrix', () => {
  const workbench = useWorkbench({ theme: 'dark', shared: true });
  const panel = (): FrameLocator => workbench().webview();
  const canvas = () => panel().locator('.heat-map canvas');

  it('opens for a document', async () => {
    await workbench().openFile('duplicates.md');
    await workbench().runCommand('Semantic Text: Show Similarity Matrix');
    await canvas().waitFor({ timeout: 60_000 });
    await workbench().page.waitForTimeout(500);
    await workbench().screenshot('similarity-matrix-dark');
  });

  it('names a cell by keyboard, and jumps to both places', async () => {
    await canvas().focus();
    await workbench().page.keyboard.press('ArrowRight');
    await workbench().page.keyboard.press('ArrowDown');
    await workbench().page.keyboard.press('ArrowRight');
    assert.match((await panel().locator('.cell').textContent()) ?? '', /0\.\d\d.*line \d+.*line \d+/);
    await workbench().page.keyboard.press('Enter');
    await workbench().editor('duplicates.md').locator('.selected-text').first().waitFor({ timeout: 20_000 });
  });

  it('clicks a cell', async () => {
    const box = await canvas().boundingBox();
    assert.ok(box);
    await canvas().click({ position: { x: box.width - 12, y: 12 } });
    assert.match((await panel().locator('.cell').textContent()) ?? '', /Compare these two/);
  });

  it('orders by clusters and by paragraphs', async () => {
    await panel().locator('[data-order="clusters"]').click();
    await panel().locator('[data-control="unit"] select').selectOption('paragraph');
    await workbench().page.waitForTimeout(1500);
    assert.equal(await panel().locator('[data-order="clusters"]').getAttribute('aria-pressed'), 'true');
    await workbench().screenshot('similarity-matrix-clusters-dark');
  });

  it('moves nothing under the pointer, however much it says of a cell', async () => {
    await workbench().page.setViewportSize({ width: 620, height: 500 });
    await drawn(panel());
    await panel()
      .locator('html')
      .evaluate((html) => html.scrollTo(0, html.scrollHeight));
    await drawn(panel());
    const before = await canvas().boundingBox();
    const map = await panel().locator('.heat-map').boundingBox();
    assert.ok(before && map);
    const lengths = new Set<number>();
    for (const above of [8, 30, 52]) {
      for (const share of [0.6, 0.95]) {
        await workbench().page.mouse.move(map.x + share * map.width, map.y + map.height - above);
        await drawn(panel());
        lengths.add((await panel().locator('.cell').textContent())?.length ?? 0);
        assert.deepEqual(await canvas().boundingBox(), before);
      }
    }
    assert.ok(lengths.size > 1, 'more is said of one cell than of another');
    await workbench().page.setViewportSize({ width: 1280, height: 800 });
  });

  it('copies as CSV', async () => {
    await panel().locator('[data-control="copy-csv"]').click();
    await workbench().page.waitForTimeout(300);
    // The clipboard can be read only while the workbench, and no webview in it, has the focus.
    await workbench().openFile('duplicates.md');
    const read = async () => workbench().page.evaluate(() => navigator.clipboard.readText());
    const [head] = (await read()).split('\r\n');
    assert.match(head, /^"line","text","line \d+"/);
  });
});

describe('near-duplicates and coherence', () => {
  const workbench = useWorkbench({ theme: 'light', shared: true });
  const panel = (): FrameLocator => workbench().webview();
  const idle = () => panel().locator('.busy').waitFor({ state: 'detached', timeout: 60_000 });
  const again = async () => {
    await workbench().runCommand('Semantic Text: Find Near-Duplicates in the Workspace');
    await workbench().page.waitForTimeout(500);
    await idle();
  };

  it('finds the paragraphs of a file that say the same', async () => {
    await workbench().openFile('duplicates.md');
    await workbench().runCommand('Semantic Text: Find Near-Duplicates');
    await panel().locator('.duplicate-group').first().waitFor({ timeout: 60_000 });
    await workbench().screenshot('similarity-duplicates-light');
    const groups = await panel().locator('.duplicate-group').count();
    await panel().locator('[data-control="threshold"]').focus();
    await workbench().page.keyboard.press('End');
    await panel().locator('.duplicate-group').first().waitFor({ state: 'detached' });
    await workbench().page.keyboard.press('Home');
    await panel().locator('.duplicate-group').first().waitFor();
    assert.ok((await panel().locator('.duplicate-group').count()) >= Math.min(1, groups));
  });

  it('shows them side by side', async () => {
    await panel().locator('[data-control="beside"]').first().click();
    await workbench()
      .page.locator('.monaco-editor[data-uri$="/duplicates.md"] .selected-text')
      .first()
      .waitFor({ timeout: 20_000 });
  });

  it('looks through the workspace', async () => {
    await workbench().runCommand('Semantic Text: Find Near-Duplicates in the Workspace');
    await panel()
      .locator('h2', { hasText: /\d+ files/ })
      .waitFor({ timeout: 90_000 });
    const note = panel().locator('[data-part="index"]');
    assert.match((await note.textContent()) ?? '', /Nothing of this workspace is in the search index yet/);
    assert.equal(await panel().locator('[data-control="unit"] select').inputValue(), 'paragraph');
    await workbench().screenshot('similarity-workspace-light');
  });

  it('compares a small workspace by paragraphs although there is an index, and takes its vectors for passages', async () => {
    await workbench().runCommand('Semantic Text: Index Workspace');
    await workbench().runCommand('Semantic Text: Find Near-Duplicates in the Workspace');
    const note = panel().locator('[data-part="index"]');
    const unit = panel().locator('[data-control="unit"] select');
    const passages = unit.locator('option[value="passage"]');
    // The index grows meanwhile, and each run takes what it holds by then.
    for (let left = 20; left > 0 && !(await passages.count()); left--) {
      await workbench().page.waitForTimeout(1500);
      await again();
    }
    await note.filter({ hasText: 'Compared paragraph by paragraph, because the workspace is small' }).waitFor();
    assert.equal(await unit.inputValue(), 'paragraph');
    await workbench().screenshot('similarity-workspace-paragraphs-light');
    const whole = note.filter({ hasText: /All vectors are those of the search index/ });
    for (let left = 20; left > 0 && !(await whole.isVisible()); left--) {
      await unit.selectOption('paragraph');
      await idle();
      await unit.selectOption('passage');
      await idle();
      await workbench().page.waitForTimeout(500);
    }
    await whole.waitFor();
    await panel().locator('.duplicate-group').first().waitFor();
    await workbench().screenshot('similarity-workspace-index-light');
    await unit.selectOption('sentence');
    await panel().locator('[data-part="index"]', { hasText: 'take passages as the unit' }).waitFor({ timeout: 90_000 });
    await workbench().page.setViewportSize({ width: 620, height: 700 });
    await workbench().runCommand('View: Close Editors in Other Groups');
    await workbench().runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench().page.waitForTimeout(500);
    await workbench().screenshot('similarity-workspace-index-narrow');
    await workbench().runCommand('View: Toggle Primary Side Bar Visibility');
  });

  it('marks weak joints on command, and takes the marks away', async () => {
    await workbench().runCommand('View: Close All Editors');
    await workbench().openFile('jumps.md');
    await workbench().runCommand('Semantic Text: Check Coherence');
    await workbench().notifications.filter({ hasText: 'joints between paragraphs' }).waitFor({ timeout: 60_000 });
    const marks = workbench()
      .editor('jumps.md')
      .getByText(/does not follow|follows loosely/);
    await workbench().screenshot('similarity-coherence-light');
    assert.ok((await workbench().page.locator('.monaco-editor [class*="ced-"]').count()) > 0);
    await workbench().runCommand('Semantic Text: Clear Coherence Marks');
    await workbench().page.waitForTimeout(500);
    assert.equal(await marks.count(), 0);
  });
});
