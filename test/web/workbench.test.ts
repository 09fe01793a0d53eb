// The extension in VS Code for the Web: no process, no disk, everything in Workers from the extension's own files.

import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { useWebWindow } from '../support/webWindow';

const file = 'blanks.md';
const encoder = 'semantic-text-encoder';
const server = 'semantic-text-server';
const earlyLimitBytes = 800_000;

describe('in a browser', () => {
  const vscode = useWebWindow();

  /** The first words that Fill Mask offers; leaves the text as it was. */
  async function fillings(): Promise<string[]> {
    const { workbench } = vscode();
    await workbench.putCaret(file, '[MASK]', 2);
    await workbench.runCommand('Semantic Text: Fill Mask');
    await workbench.quickInput.locator('.monaco-list-row', { hasText: '%' }).first().waitFor();
    const rows = await workbench.quickPickRows();
    await workbench.page.keyboard.press('Escape');
    return rows.slice(0, 5).map((row) => row.replace(/[▇▁].*/su, ''));
  }

  it('reads the client and its words before it is asked for anything, and no more', async () => {
    const { workbench, asked } = vscode();
    await vscode().openFile(file);
    await workbench.statusItem('Semantic Text').waitFor();
    await workbench.page.waitForTimeout(1000);
    assert.ok(asked.includes('dist/browser/client.js'), 'it is active');
    const sizes = [...new Set(asked)].map((name) => [name, statSync(name).size] as const);
    const early = /^(package(\.nls)?[\w.-]*\.json|l10n\/.+|media\/[\w-]+\.(svg|png)|dist\/browser\/client\.js)$/;
    assert.deepEqual(
      sizes.filter(([name]) => !early.test(name)),
      [],
    );
    const sum = sizes.reduce((bytes, [, size]) => bytes + size, 0);
    assert.ok(sum < earlyLimitBytes, JSON.stringify(sizes));
  });

  it('fills a mask with the bundled encoder', async () => {
    assert.ok((await fillings()).includes('error'));
  });

  it('replaces a word', async () => {
    const { workbench } = vscode();
    await workbench.putCaret(file, 'slow', 2);
    await workbench.page.keyboard.press('Alt+W');
    await workbench.quickInput.locator('.monaco-list-row').nth(5).waitFor();
    await workbench.screenshot('web-suggest');
    await workbench.page.keyboard.press('Enter');
    await workbench.editor(file).getByText('slow', { exact: false }).waitFor({ state: 'detached' });
    await workbench.page.keyboard.press('Control+Z');
  });

  it('draws attention', async () => {
    const { workbench } = vscode();
    await workbench.putCaret(file, 'service', 2);
    await workbench.runCommand('Semantic Text: Show Attention');
    await workbench.webview().locator('.unit[data-side="query"][data-unit="2"]').waitFor({ timeout: 30_000 });
    await workbench.screenshot('web-attention');
    await workbench.editor(file).locator('.view-lines').click();
  });

  it('groups the uses of a word, and shows what is near it at each layer', async () => {
    const { workbench } = vscode();
    await workbench.putCaret(file, 'service', 2);
    await workbench.runCommand('Semantic Text: Show Senses of Word');
    const panel = workbench.webview();
    await panel.locator('.use-item', { hasText: file }).first().waitFor({ timeout: 60_000 });
    await panel.locator('[data-face="layers"]').click();
    await panel.locator('.near[data-at="8:0"]').waitFor({ timeout: 60_000 });
    await workbench.screenshot('web-layers');
    await panel.locator('[data-control="sense-scope"]').waitFor({ state: 'attached' });
    await panel.locator('[data-face="senses"]').click();
    await panel.locator('[data-control="sense-scope"]').selectOption('workspace');
    await panel.locator('.summary:visible', { hasText: 'Uses:' }).waitFor({ timeout: 60_000 });
    await workbench.screenshot('web-senses');
    await panel.locator('[data-face="attention"]').click();
    await workbench.editor(file).locator('.view-lines').click();
  });

  it('compares the sentences of a text', async () => {
    const { workbench } = vscode();
    await workbench.runCommand('View: Close All Editors');
    await vscode().openFile(file);
    await workbench.runCommand('Semantic Text: Show Similarity Matrix');
    const panel = workbench.webview();
    await panel.locator('canvas, table').first().waitFor({ timeout: 60_000 });
    await workbench.screenshot('web-similarity');
    await workbench.editor(file).locator('.view-lines').click();
  });

  it('reads the files of a folder that the editor cannot search', async () => {
    const { workbench } = vscode();
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Semantic Text: Find Near-Duplicates in the Workspace');
    const panel = workbench.webview();
    const summary = panel.getByText(/\d+ were compared/).first();
    await summary.waitFor({ timeout: 60_000 });
    const compared = Number(/(\d+) were compared/.exec((await summary.textContent()) ?? '')?.[1]);
    assert.ok(compared >= 3, `${compared} paragraphs of three files`);
    await workbench.screenshot('web-duplicates');
    await workbench.runCommand('View: Close All Editors');
    await vscode().openFile(file);
  });

  it('says where the encoder runs', async () => {
    const { workbench } = vscode();
    await workbench.statusItem('Semantic Text').click();
    await workbench.quickInput.getByText('wasm · int8').waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('says plainly that nothing is downloaded here', async () => {
    const { workbench } = vscode();
    await workbench.runCommand('Semantic Text: Install Encoder from Hub');
    await workbench.notifications.filter({ hasText: 'In a browser no encoder can be downloaded' }).waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  for (const [how, end] of [
    ['ends', () => self.close()],
    [
      'throws',
      () =>
        void setTimeout(() => {
          throw new Error('a test');
        }, 0),
    ],
  ] as const) {
    it(`goes on after the encoder ${how}`, async () => {
      const before = await fillings();
      await (await vscode().worker(encoder)).evaluate(end);
      assert.deepEqual(await fillings(), before);
      assert.equal(await vscode().countWorkers(encoder), 1);
    });
  }

  it('goes on after the server ends', async () => {
    const before = await fillings();
    await (await vscode().worker(server)).evaluate(() => self.close());
    assert.deepEqual(await fillings(), before);
    assert.equal(await vscode().countWorkers(server), 1);
  });

  it('asks for nothing but its own files', () => {
    const { asked } = vscode();
    assert.ok(asked.includes('models/semtext-mini-en/onnx/model_quantized.onnx'));
    const known =
      /^(package(\.nls)?[\w.-]*\.json|l10n\/.+|dist\/(browser|media)\/.+|models\/semtext-mini-en\/.+|media\/.+)$/;
    assert.deepEqual(
      asked.filter((name) => !known.test(name)),
      [],
    );
    assert.ok(!asked.some((name) => name.includes('asyncify')), 'the build for a GPU is read only where it is used');
  });
});

describe('in an isolated page', () => {
  const vscode = useWebWindow('WEB_ISOLATED_URL');

  it('fills a mask where Workers may share memory', async () => {
    const { workbench } = vscode();
    await vscode().openFile(file);
    await workbench.putCaret(file, '[MASK]', 2);
    await workbench.runCommand('Semantic Text: Fill Mask');
    await workbench.quickInput.locator('.monaco-list-row', { hasText: 'error' }).first().waitFor();
    const isolated = await (await vscode().worker(encoder)).evaluate(() => self.crossOriginIsolated);
    assert.equal(isolated, true);
  });
});
