// The attention panel where the encoder's file shows no attention: what it says, and that it looks no worse for it.

import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PanelHand } from '../support/attentionPanel';
import { fixture, withPresent, writeModel } from '../support/hiddenModel';
import { useWorkbench } from '../support/workbench';

const text = 'the cat sat';

describe('attention panel with an encoder of fused attention', () => {
  const folder = path.join(os.tmpdir(), `stt-fused-${process.pid}`);
  const [whole, hidden] = [path.join(folder, 'fused'), path.join(folder, 'hidden')];

  before('make the encoders', async () => {
    for (const each of [whole, hidden]) mkdirSync(each, { recursive: true });
    await writeModel(whole, await fixture('bert.fused-attention'));
    await writeModel(hidden, withPresent(await fixture('bert.fused-attention')));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  describe('that cannot be taken apart', () => {
    const settings = { 'semanticText.model.path': hidden };
    const workbench = useWorkbench({ files: { 'cat.md': `${text}\n` }, settings, theme: 'highContrastLight' });
    const panel = new PanelHand(workbench);

    it('says why, and which encoder to take instead', async () => {
      await workbench().openFile('cat.md');
      await workbench().putCaret('cat.md', 'cat');
      await workbench().runCommand('Semantic Text: Show Attention');
      const message = panel.frame.locator('.message:visible', { hasText: 'The attention of the encoder' });
      await message.waitFor({ timeout: 60_000 });
      const said = (await message.textContent()) ?? '';
      assert.match(said, /com\.microsoft\.Attention/);
      assert.match(said, /exported without fusing its attention .*or the bundled encoder/);
      assert.equal(await panel.frame.locator('.stage').count(), 0);
      await workbench().screenshot('attention-hidden-high-contrast-light');
    });
  });

  describe('that can be taken apart', () => {
    const settings = { 'semanticText.model.path': whole };
    const workbench = useWorkbench({ files: { 'cat.md': `${text}\n` }, settings, theme: 'dark' });
    const panel = new PanelHand(workbench);

    it('shows the attention: rows that sum to 1', async () => {
      await workbench().openFile('cat.md');
      await workbench().putCaret('cat.md', 'cat');
      await workbench().runCommand('Semantic Text: Show Attention');
      await panel.query(2).waitFor({ timeout: 60_000 });
      await panel.idle();
      await panel.control('reduction').selectOption('each');
      await panel.idle();
      const maps = await panel.weights();
      assert.deepEqual([...maps.keys()], ['head 1', 'head 2']);
      for (const map of maps.values()) {
        assert.ok(map.length >= 5);
        for (const row of map) {
          const sum = row.reduce((a, b) => a + b, 0);
          assert.ok(Math.abs(sum - 1) < 1e-3, String(sum));
        }
      }
    });
  });
});
