// The attention panel in the real workbench with the bundled encoder: what is on the screen is what the encoder says.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { useWorkbench } from '../support/workbench';

const sentence = 'The bank raised its rates, so she sat on the bank of the river.';
const hostile = '<img src=x onerror="document.title=\'broken\'"> says שלום 👋 to everyone.';
const files = { 'notes.md': `# Notes\n\n${sentence}\n\n${hostile}\n` };

describe('attention panel', () => {
  const workbench = useWorkbench({ files, theme: 'dark' });
  const panel = (): FrameLocator => workbench().webview();
  const query = (n: number) => panel().locator(`.unit[data-side="query"][data-unit="${n}"]`);
  const key = (n: number) => panel().locator(`.unit[data-side="key"][data-unit="${n}"]`);
  const readout = () => panel().locator('.readout');
  const idle = () => panel().locator('.stage[aria-busy="false"]').waitFor();

  it('opens on the sentence at the cursor', async () => {
    await workbench().openFile('notes.md');
    await workbench().putCaret('notes.md', 'river');
    await workbench().runCommand('Semantic Text: Show Attention');
    await query(2).waitFor({ timeout: 30_000 });
    await idle();
    const labels = await panel().locator('.unit[data-side="query"]').allTextContents();
    assert.equal(labels[0], '[CLS]');
    assert.deepEqual(labels.slice(1, 4), ['the', 'bank', 'raised']);
    assert.equal(labels.at(-1), '[SEP]');
    await workbench().screenshot('attention-lines-dark');
  });

  it('names both tokens, layer, heads and value on hover', async () => {
    await query(2).hover();
    await key(3).hover();
    assert.match(
      (await readout().textContent()) ?? '',
      /strongest: query “.+” → key “raised”, layer 1, mean of all heads: 0\.\d+/,
    );
  });

  it('pins on click, names the pair, and lets go with Esc', async () => {
    await query(2).click();
    await key(3).click();
    await idle();
    await panel().locator('.note').hover();
    const sentence = /query “bank” → key “raised”, layer 1, mean of all heads: (0\.\d+)/;
    assert.match((await readout().textContent()) ?? '', sentence);
    await query(2).press('Escape');
    await idle();
    await panel().locator('[data-control="view-lines"]').focus();
    assert.doesNotMatch((await readout().textContent()) ?? '', /raised/);
  });

  it('isolates a head and shows another layer', async () => {
    await panel().locator('[data-control="head-1"]').dblclick();
    await panel().locator('[data-control="layer"]').selectOption('3');
    await idle();
    assert.equal(await panel().locator('.head[aria-pressed="true"]').count(), 1);
    await query(2).click();
    await key(4).click();
    await idle();
    await panel().locator('.note').hover();
    assert.match((await readout().textContent()) ?? '', /layer 4, head 2: [01](\.\d+)?$/);
  });

  it('shows how the weight comes about; the shares sum to the weight that is drawn', async () => {
    const drawn = Number(/: ([01](?:\.\d+)?)$/.exec((await readout().textContent()) ?? '')?.[1]);
    await panel().locator('details.qk summary').click();
    const row = panel().locator('.bars tr.focused td.number');
    await row.waitFor();
    const worked = Number(await row.textContent());
    assert.ok(Math.abs(worked - drawn) < 2e-3, `${worked} worked out, ${drawn} drawn`);
    await workbench().screenshot('attention-breakdown-dark');
  });

  for (const view of ['matrix', 'overview', 'table'] as const) {
    it(`switches to the ${view}`, async () => {
      await panel().locator(`[data-control="view-${view}"]`).click();
      await panel().locator(`.stage[data-view="${view}"]`).waitFor();
      await idle();
      await workbench().page.waitForTimeout(300);
      await workbench().screenshot(`attention-${view}-dark`);
      if (view === 'table') assert.ok((await panel().locator('.weights td.number').count()) > 3);
    });
  }

  it('masks a token and says what is expected there, before and after', async () => {
    await panel().locator('[data-control="view-lines"]').click();
    await query(2).dblclick();
    await panel().locator('.predictions table').first().waitFor();
    const words = await panel().locator('.predictions table').first().locator('th').allTextContents();
    assert.ok(words.length >= 5 && words.every((word) => word.length > 0), words.join(' '));
    assert.equal(await query(2).textContent(), '[MASK]');
    await workbench().screenshot('attention-masked-dark');
  });

  it('silences a head and shows the difference', async () => {
    await panel().locator('[data-control="head-0"]').press('s');
    await panel().locator('.head.silenced').waitFor();
    await panel().getByRole('button', { name: 'Difference' }).click();
    await idle();
    await workbench().screenshot('attention-difference-dark');
    await panel().getByRole('button', { name: 'Undo all' }).click();
    await idle();
    assert.equal(await panel().locator('.head.silenced').count(), 0);
  });

  it('joins pieces to words and hides special tokens by keyboard alone', async () => {
    await panel().locator('[data-control="words"]').press('Enter');
    await panel().locator('[data-control="special"]').press('Space');
    await idle();
    assert.equal(await panel().locator('[data-control="words"]').getAttribute('aria-pressed'), 'true');
    const labels = await panel().locator('.unit[data-side="query"]').allTextContents();
    assert.equal(labels[1], 'The');
    await query(1).focus();
    await workbench().page.keyboard.press('ArrowDown');
    assert.match((await readout().textContent()) ?? '', /query “bank”/);
    await panel().locator('[data-control="words"]').press('Enter');
    await panel().locator('[data-control="special"]').press('Space');
  });

  it('selects a token’s text in the editor', async () => {
    await query(12).click();
    await workbench().editor('notes.md').locator('.selected-text').first().waitFor({ timeout: 20_000 });
  });

  for (const [kind, check] of [
    ['SVG', (bytes: Buffer) => assert.match(bytes.toString(), /^<svg .*bank.*<\/svg>\s*$/s)],
    ['PNG', (bytes: Buffer) => assert.equal(bytes.subarray(1, 4).toString(), 'PNG')],
    [
      'CSV',
      (bytes: Buffer) =>
        assert.match(bytes.toString(), /^map,queryNumber,query,keyNumber,key,weight\nmap,1,"\[CLS\]",1,/),
    ],
    ['HTML', (bytes: Buffer) => assert.match(bytes.toString(), /^<!doctype html>.*"layers":\[\[/s)],
  ] as const) {
    it(`exports ${kind}`, async () => {
      await panel().getByRole('button', { name: kind, exact: true }).click();
      const input = workbench().quickInput.locator('input.input');
      await input.waitFor();
      const file = path.join(workbench().folder, `attention.${kind.toLowerCase()}`);
      await input.fill(file);
      await input.press('Enter');
      const end = Date.now() + 15_000;
      while (!existsSync(file) && Date.now() < end) await workbench().page.waitForTimeout(100);
      await workbench().page.waitForTimeout(300);
      check(readFileSync(file));
    });
  }

  it('follows the cursor, and hostile text does no harm', async () => {
    const before = await workbench().page.title();
    await workbench().openFile('notes.md');
    await workbench().putCaret('notes.md', 'everyone');
    await panel().locator('.unit[data-side="query"]', { hasText: 'everyone' }).waitFor({ timeout: 15_000 });
    assert.equal(await panel().locator('img').count(), 0);
    assert.notEqual(await workbench().page.title(), 'broken');
    assert.ok(before.length > 0);
    await workbench().screenshot('attention-hostile-dark');
  });
});

describe('attention panel with 512 tokens, in high contrast', () => {
  const long = Array.from({ length: 90 }, (_, n) => `Item ${n} of the list is here`).join(', ') + '.';
  const workbench = useWorkbench({ files: { 'long.md': `${long}\n` }, theme: 'highContrast' });
  const panel = (): FrameLocator => workbench().webview();

  it('paints, says what was left out, and stays usable while hovering and switching', async () => {
    await workbench().openFile('long.md');
    await workbench().putCaret('long.md', 'Item 3');
    await workbench().runCommand('Semantic Text: Show Attention');
    await panel().locator('.unit[data-side="query"][data-unit="300"]').waitFor({ timeout: 60_000, state: 'attached' });
    await panel().locator('.stage[aria-busy="false"]').waitFor({ timeout: 30_000 });
    assert.match((await panel().locator('.left-out').textContent()) ?? '', /longer than the encoder|not drawn/);
    const frame = workbench()
      .page.frames()
      .find((each) => each.name() === 'active-frame' || /fake\.html/.test(each.url()));
    assert.ok(frame);
    await panel()
      .locator('.unit')
      .first()
      .evaluate(() => {
        const store = globalThis as unknown as { longTasks: number[] };
        store.longTasks = [];
        new PerformanceObserver((list) => store.longTasks.push(...list.getEntries().map((e) => e.duration))).observe({
          entryTypes: ['longtask'],
        });
      });
    for (const n of [3, 8, 12]) await panel().locator(`.unit[data-side="query"][data-unit="${n}"]`).hover();
    for (const head of [0, 1, 2]) {
      await panel().locator(`[data-control="head-${head}"]`).click();
      await panel().locator('.stage[aria-busy="false"]').waitFor();
    }
    const worst = await panel()
      .locator('.unit')
      .first()
      .evaluate(() => Math.max(0, ...(globalThis as unknown as { longTasks: number[] }).longTasks));
    console.log(`      worst task: ${worst.toFixed(0)} ms`);
    await workbench().screenshot('attention-512-high-contrast');
    // The goal is 100 ms on a quiet machine; a shared one under tests may be many times slower.
    assert.ok(worst < 3000, `a task of ${worst} ms`);
  });
});
