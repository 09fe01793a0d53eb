// Near-duplicates as they look in each theme, wide and narrow: what is said can be read, and nothing runs out
// of the page.

import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { hardToRead } from '../support/readable';
import { useWorkbench } from '../support/workbench';

describe('near-duplicates, looked at', () => {
  const workbench = useWorkbench({ shared: true });
  const panel = (): FrameLocator => workbench().webview();
  const canBeRead = async () => assert.deepEqual(await panel().locator('body').evaluate(hardToRead), []);

  it('shows the groups of a file', async () => {
    await workbench().openFile('duplicates.md');
    await workbench().runCommand('Semantic Text: Find Near-Duplicates');
    await panel().locator('.duplicate-group').first().waitFor({ timeout: 60_000 });
    await workbench().lookAt('similarity-duplicates', canBeRead);
  });

  it('shows those of the workspace, also where there is little room', async () => {
    await workbench().runCommand('Semantic Text: Find Near-Duplicates in the Workspace');
    await panel()
      .locator('h2', { hasText: /\d+ files/ })
      .waitFor({ timeout: 90_000 });
    await panel().locator('.duplicate-group').first().waitFor();
    await workbench().lookAt('similarity-workspace', canBeRead);
    await workbench().page.setViewportSize({ width: 620, height: 700 });
    await workbench().runCommand('View: Close Editors in Other Groups');
    await workbench().page.waitForTimeout(500);
    await workbench().lookAt('similarity-workspace-narrow', async () => {
      const { scroll, client } = await panel()
        .locator('html')
        .evaluate(({ scrollWidth, clientWidth }) => ({ scroll: scrollWidth, client: clientWidth }));
      assert.ok(scroll <= client, `the page is ${scroll} wide in ${client}`);
    });
  });
});
