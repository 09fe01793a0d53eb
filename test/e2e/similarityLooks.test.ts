// Near-duplicates as they look in dark and in high contrast, wide and narrow: what is said can be read, and nothing runs out
// of the page.

import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { hardToRead } from '../support/readable';
import { useWorkbench } from '../support/workbench';

for (const theme of ['dark', 'highContrast', 'highContrastLight'] as const) {
  describe(`near-duplicates, looked at in ${theme}`, () => {
    const workbench = useWorkbench({ theme });
    const panel = (): FrameLocator => workbench().webview();

    it('shows the groups of a file', async () => {
      await workbench().openFile('duplicates.md');
      await workbench().runCommand('Semantic Text: Find Near-Duplicates');
      await panel().locator('.duplicate-group').first().waitFor({ timeout: 60_000 });
      await workbench().page.waitForTimeout(300);
      await workbench().screenshot(`similarity-duplicates-${theme}`);
      assert.deepEqual(await panel().locator('body').evaluate(hardToRead), []);
    });

    it('shows those of the workspace, also where there is little room', async () => {
      await workbench().runCommand('Semantic Text: Find Near-Duplicates in the Workspace');
      await panel()
        .locator('h2', { hasText: /\d+ files/ })
        .waitFor({ timeout: 90_000 });
      await panel().locator('.duplicate-group').first().waitFor();
      assert.deepEqual(await panel().locator('body').evaluate(hardToRead), []);
      await workbench().screenshot(`similarity-workspace-${theme}`);
      await workbench().page.setViewportSize({ width: 620, height: 700 });
      await workbench().runCommand('View: Close Editors in Other Groups');
      await workbench().page.waitForTimeout(500);
      await workbench().screenshot(`similarity-workspace-narrow-${theme}`);
      const { scroll, client } = await panel()
        .locator('html')
        .evaluate(({ scrollWidth, clientWidth }) => ({ scroll: scrollWidth, client: clientWidth }));
      assert.ok(scroll <= client, `the page is ${scroll} wide in ${client}`);
    });
  });
}
