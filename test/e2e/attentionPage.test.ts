// The page that `semtext attention --html` writes, opened from the disk in a real browser, without any VS Code.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { startBrowser } from '../support/browser';
import { withFolder } from '../support/temporaryFolder';

const text = 'She sat on the bank <script>document.title="broken"</script> of the river.';

describe('the page of semtext attention', () => {
  it('shows every layer by itself and asks for nothing', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'attention.html');
      await promisify(execFile)(process.execPath, ['dist/cli.cjs', 'attention', text, '--html', file]);
      const browser = await startBrowser();
      try {
        const { page } = browser;
        const complaints: string[] = [];
        const asked: string[] = [];
        page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(error.message));
        page.on('request', (request) => asked.push(request.url()));
        await page.goto(pathToFileURL(file).href);
        const idle = () => page.locator('.stage[aria-busy="false"]').waitFor();
        await idle();
        const bank = page.locator('.unit[data-side="query"]', { hasText: /^bank$/ });
        for (const layer of ['0', '3', '5', 'mean', 'rollout']) {
          await page.locator('[data-control="layer"]').selectOption(layer);
          await idle();
          await page.locator('.note').hover();
          await bank.hover();
          await page.locator('.card h2', { hasText: '“bank” looks at' }).waitFor();
          // One at least: a layer may look at [SEP] and hardly anywhere else (Clark et al. 2019).
          const weights = await page
            .locator('.unit[data-side="key"][data-weight]')
            .evaluateAll((keys) => keys.map((key) => Number(key.getAttribute('data-weight'))));
          const sum = weights.reduce((all, weight) => all + weight, 0);
          assert.ok(weights.length > 0 && sum > 0.9 && sum < 1.01, `${layer}: ${weights.join(' ')}`);
        }
        for (const view of ['overview', 'table', 'matrix']) {
          await page.locator(`[data-control="view-${view}"]`).click();
          await page.locator(`.stage[data-view="${view}"]`).waitFor();
          await idle();
        }
        mkdirSync('artefacts/screenshots', { recursive: true });
        await page.screenshot({ path: 'artefacts/screenshots/attention-page-of-cli.png' });
        assert.notEqual(await page.title(), 'broken');
        assert.deepEqual(complaints, []);
        assert.equal(asked.length, 1, asked.join(' '));
        assert.deepEqual(browser.foreign, []);
      } finally {
        await browser.close();
      }
    }));
});
