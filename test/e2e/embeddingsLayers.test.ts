// The tab of layers of the panel about embeddings, in the real workbench with the bundled encoder.

import assert from 'node:assert/strict';
import { requiredEnv } from '../support/browser';
import { openFaces } from '../support/embeddingsPanel';
import { holdEncoders } from '../support/processes';

// First, while the encoder has read no word of it in this window.
describe('reading the vocabulary', () => {
  const [workbench, faces] = openFaces({ theme: 'highContrast' });

  it('says how far it is, can be stopped, and goes on from there', async () => {
    await workbench().openFile('senses.md');
    await workbench().putCaret('senses.md', 'bank lent', 2);
    await workbench().runCommand('Semantic Text: Show Word Layer by Layer');
    const reading = faces.frame.locator('#face-layers .reading');
    await reading.waitFor({ timeout: 60_000 });
    const release = holdEncoders(requiredEnv('WORKBENCH_FOLDER'));
    try {
      const value = Number(await reading.locator('progress').evaluate((bar) => (bar as HTMLProgressElement).value));
      assert.ok(value >= 0 && value < 1, String(value));
      assert.equal(await faces.column(3).count(), 0);
      assert.ok((await faces.column(0).count()) > 0, 'the table needs no reading');
      await workbench().screenshot('layers-reading-highContrast');
      await reading.getByRole('button', { name: 'Stop' }).click();
      await faces.frame.locator('.summary', { hasText: '“bank” among' }).waitFor();
      assert.match((await faces.frame.locator('#face-layers .summary').textContent()) ?? '', /words of this text/);
      assert.ok((await faces.column(3).count()) > 0);
      assert.equal(await reading.isVisible(), false);
    } finally {
      release();
    }
    await faces.frame.locator('[data-control="near-vocabulary"]').click();
    const summary = faces.frame.locator('.summary', { hasText: /among 1\d{3} words of the vocabulary/ });
    await summary.waitFor({ timeout: 60_000 });
    assert.equal(await faces.column(3).count(), 10);
    assert.equal(await faces.frame.locator('#face-layers .message:visible').count(), 0);
  });
});

describe('a word layer by layer', () => {
  const [workbench, faces] = openFaces({ theme: 'dark' });

  it('opens on the word at the cursor, from the embedding table to what could stand in its place', async () => {
    await workbench().openFile('senses.md');
    await workbench().putCaret('senses.md', 'bank of the river', 2);
    await workbench().runCommand('Semantic Text: Show Word Layer by Layer');
    await faces.column(0).first().waitFor({ timeout: 60_000 });
    await faces.idle();
    assert.equal(await faces.tab('layers').getAttribute('aria-selected'), 'true');
    assert.equal(await faces.word('bank').getAttribute('aria-pressed'), 'true');
    const heads = await faces.frame.locator('.ranks thead b').allTextContents();
    assert.deepEqual(
      heads,
      ['Vocabulary', ...[0, 1, 2, 3, 4, 5, 6].map((n) => `Layer ${n}`), 'In its place'],
      'the bundled encoder has six layers',
    );
    const table = await faces.near(0);
    assert.ok(table.includes('banks') && table.includes('loan'), table.join(' '));
    assert.equal((await faces.near(4)).length, 10);
    assert.ok(!(await faces.near(4)).includes('bank'), 'never the word itself');
    const inPlace = await faces.near(8);
    assert.ok(inPlace.length > 0 && !inPlace.includes('bank'), inPlace.join(' '));
    await workbench().screenshot('layers-dark');
  });

  it('compares it with words of the vocabulary, which tell its senses apart', async () => {
    const summary = faces.frame.locator('.summary', { hasText: /“bank” among 1\d{3} words of the vocabulary/ });
    await summary.waitFor({ timeout: 60_000 });
    const ofRiver = await faces.near(6);
    await workbench().editor('senses.md').locator('.view-lines').click();
    await workbench().putCaret('senses.md', 'bank lent', 2);
    await faces.frame.locator('#face-layers .sentence', { hasText: 'lent her the money' }).waitFor({ timeout: 30_000 });
    await faces.idle();
    await summary.waitFor();
    const ofMoney = await faces.near(6);
    const money = /loan|fund|pay|lend|financ|credit|money|tax|stock|purchase|mortgage|broker|pension|bill|commission/;
    const count = (words: string[]) => words.filter((word) => money.test(word)).length;
    const both = `${ofMoney.join(' ')} | ${ofRiver.join(' ')}`;
    assert.ok(ofMoney.filter((word) => ofRiver.includes(word)).length <= 5, both);
    assert.ok(count(ofMoney) > count(ofRiver), both);
    assert.equal(await faces.column(4).first().locator('mark').count(), 0);
    await faces.column(4).first().hover();
    assert.match((await faces.detail.textContent()) ?? '', /is near “bank”: .*Layer 3 0\.\d\d/);
    await workbench().screenshot('layers-vocabulary-dark');
    await workbench().editor('senses.md').locator('.view-lines').click();
    await workbench().putCaret('senses.md', 'bank of the river', 2);
    await faces.frame.locator('#face-layers .sentence', { hasText: 'of the river' }).waitFor({ timeout: 30_000 });
    await faces.idle();
  });

  it('follows a word through the layers, by pointer and by keyboard, and says where it stands', async () => {
    await faces.frame.locator('[data-control="near-words"]').click();
    await faces.frame.locator('.summary', { hasText: /“bank” among \d+ words of this text/ }).waitFor();
    await faces.column(7).first().hover();
    const name = (await faces.column(7).first().locator('.form').textContent()) ?? '';
    const lit = faces.frame.locator('.near.lit');
    assert.ok((await lit.count()) >= 1);
    for (const text of await lit.locator('.form').allTextContents())
      assert.equal(text.toLowerCase(), name.toLowerCase());
    await faces.detail.locator('mark').waitFor();
    assert.match((await faces.detail.textContent()) ?? '', /is near “bank”: .*Layer 6 0\.\d\d.*senses\.md:\d+/);
    await workbench().screenshot('layers-lit-dark');
    await faces.column(0).first().focus();
    await workbench().page.keyboard.press('ArrowRight');
    await workbench().page.keyboard.press('ArrowDown');
    const focused = faces.frame.locator('.near:focus');
    assert.equal(await focused.getAttribute('data-at'), '1:1');
    assert.match((await faces.detail.textContent()) ?? '', /Layer 0 0\.\d\d/);
  });

  it('shows a neighbour in the text and keeps its own text and word', async () => {
    const sentence = await faces.frame.locator('#face-layers .sentence').textContent();
    await faces.column(6).first().click();
    await workbench().editor('senses.md').locator('.selected-text').first().waitFor({ timeout: 20_000 });
    await workbench().page.waitForTimeout(600);
    assert.equal(await faces.frame.locator('#face-layers .sentence').textContent(), sentence);
    assert.equal(await faces.word('bank').getAttribute('aria-pressed'), 'true');
  });

  it('lists the word’s other uses, those of the same sense first above the embedding layer', async () => {
    await faces.frame.locator('[data-control="near-uses"]').click();
    const last = await faces.near(5);
    assert.equal(last.length, 8);
    assert.match(last[0], /grassy|muddy|steep|sunny/, last.join(' | '));
    await workbench().screenshot('layers-uses-dark');
    await faces.frame.locator('[data-control="near-words"]').click();
  });

  it('takes another word from the sentence, which is then pinned in the attention tab, and the other way round', async () => {
    await faces.word('boat').click();
    await faces.frame.locator('.summary', { hasText: '“boat” among' }).waitFor({ timeout: 30_000 });
    await faces.tab('layers').focus();
    await workbench().page.keyboard.press('ArrowLeft');
    await faces.frame.locator('.card h2', { hasText: '“boat” looks at' }).waitFor();
    assert.equal(await faces.tab('attention').getAttribute('aria-selected'), 'true');
    await faces.frame.locator('.unit[data-side="query"]', { hasText: 'river' }).click();
    await faces.tab('layers').click();
    await faces.frame.locator('.summary', { hasText: '“river” among' }).waitFor({ timeout: 30_000 });
  });

  it('follows the caret to another word and another sentence', async () => {
    await workbench().editor('senses.md').locator('.view-lines').click();
    await workbench().putCaret('senses.md', 'stick and brought', 2);
    await faces.frame.locator('.summary', { hasText: '“stick” among' }).waitFor({ timeout: 30_000 });
    await faces.idle();
    await workbench().screenshot('layers-stick-dark');
  });
});
