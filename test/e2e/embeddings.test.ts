// The tabs of the panel about embeddings, in the real workbench with the bundled encoder.

import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { useWorkbench, type Workbench, type WorkbenchOptions } from '../support/workbench';

const uses = `# Two senses

We sat on the bank of the river and watched the boats go by.
The bank lent her the money that she needed for the shop.
The children rolled down the grassy bank into the wet field.
He went to the bank to cash a cheque before it closed.
Trees hung over the muddy bank and dipped their leaves in the water.
My bank charges a fee for every payment that I make.
The old boat lay on the bank of the stream among the reeds.
The bank raised its rates, and the loan became dear.

The dog ran after the stick and brought it back.
These labels will not stick to cold glass.
The old man leaned on his stick and looked at the sea.
If you have a plan, stick to it.
`;
const hostile = '<b onclick="alert(1)">The bank</b> says שלום 👋🏽 by the bank.\n';
const files = { 'senses.md': uses, 'hostile.txt': hostile };

/** What tests do with the tabs. */
class Faces {
  constructor(readonly workbench: () => Workbench) {}

  get frame(): FrameLocator {
    return this.workbench().webview();
  }

  tab(face: string): Locator {
    return this.frame.locator(`[data-face="${face}"]`);
  }

  word(text: string): Locator {
    return this.frame.locator('#face-layers .sentence .word', { hasText: new RegExp(`^${text}$`) });
  }

  column(n: number): Locator {
    return this.frame.locator(`.near[data-at^="${n}:"]`);
  }

  /** Neighbours of a column, best first. */
  near(n: number): Promise<string[]> {
    return this.column(n).locator('.form').allTextContents();
  }

  async idle(): Promise<void> {
    await this.frame.locator('.layers[aria-busy="false"]:visible').waitFor({ timeout: 60_000 });
  }

  get detail(): Locator {
    return this.frame.locator('.ranks .detail');
  }
}

const open = (options: WorkbenchOptions): readonly [() => Workbench, Faces] => {
  const workbench = useWorkbench({ files, ...options });
  return [workbench, new Faces(workbench)];
};

describe('a word layer by layer', () => {
  const [workbench, faces] = open({ theme: 'dark' });

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
    assert.ok(table.includes('banks') && table.includes('river'), table.join(' '));
    assert.equal((await faces.near(4)).length, 10);
    assert.ok(!(await faces.near(4)).includes('bank'), 'never the word itself');
    assert.ok((await faces.near(8)).length > 3);
    await workbench().screenshot('layers-dark');
  });

  it('follows a word through the layers, by pointer and by keyboard, and says where it stands', async () => {
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
    assert.equal(last.length, 7);
    assert.match(last[0], /grassy|muddy|on the bank of/, last.join(' | '));
    await workbench().screenshot('layers-uses-dark');
    await faces.frame.locator('[data-control="near-words"]').click();
  });

  it('takes another word from the sentence, which is then pinned in the attention tab, and the other way round', async () => {
    await faces.word('boats').click();
    await faces.frame.locator('.summary', { hasText: '“boats” among' }).waitFor({ timeout: 30_000 });
    await faces.tab('layers').focus();
    await workbench().page.keyboard.press('ArrowLeft');
    await faces.frame.locator('.card h2', { hasText: '“boats” looks at' }).waitFor();
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

for (const theme of ['light', 'highContrast'] as const) {
  describe(`a word layer by layer, in ${theme}`, () => {
    const [workbench, faces] = open({ theme });

    it('shows markup as text, and words of any script', async () => {
      await workbench().openFile('hostile.txt');
      await workbench().putCaret('hostile.txt', 'bank', 2);
      await workbench().runCommand('Semantic Text: Show Word Layer by Layer');
      await faces.frame.locator('.summary', { hasText: '“bank” among' }).waitFor({ timeout: 60_000 });
      await faces.idle();
      assert.match((await faces.frame.locator('#face-layers .sentence').textContent()) ?? '', /<b onclick/);
      assert.equal(await faces.frame.locator('#face-layers b[onclick]').count(), 0);
      await faces.column(3).first().hover();
      await workbench().screenshot(`layers-hostile-${theme}`);
    });

    it('fits a narrow panel', async () => {
      await workbench().openFile('senses.md');
      await workbench().putCaret('senses.md', 'bank of the river', 2);
      await faces.frame.locator('.summary', { hasText: '“bank” among 1' }).waitFor({ timeout: 60_000 });
      await workbench().page.setViewportSize({ width: 760, height: 700 });
      await workbench().page.waitForTimeout(500);
      await faces.column(2).first().hover();
      await workbench().screenshot(`layers-narrow-${theme}`);
    });
  });
}
