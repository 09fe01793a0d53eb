// Semantic search in VS Code for the Web: an index without a disk, which is there again after a reload, and in a second
// window.

import assert from 'node:assert/strict';
import type { FrameLocator, Locator, Page, Worker } from 'playwright-core';
import { useWebWindow } from '../support/webWindow';
import { Workbench } from '../support/workbench';

const limit = { timeout: 90_000 };
const indexer = 'semantic-text-index';
const complete = /^(\d+) files, (\d+) passages/;

/** The view of one window. */
class View {
  constructor(readonly workbench: Workbench) {}

  get frame(): FrameLocator {
    return this.workbench.sideBarWebview();
  }
  get status(): Locator {
    return this.frame.locator('.status .sentence');
  }
  get hits(): Locator {
    return this.frame.locator('.hit');
  }

  async open(): Promise<void> {
    await this.workbench.runCommand('Semantic Text: Show Semantic Search');
    await this.frame.locator('.query').waitFor(limit);
  }

  /** Waits until the index is complete; returns what it holds. */
  async counts(): Promise<readonly [files: number, passages: number]> {
    await this.frame.locator('.status .sentence', { hasText: complete }).waitFor(limit);
    const [, files, passages] = complete.exec((await this.status.textContent()) ?? '') ?? assert.fail('no counts');
    return [Number(files), Number(passages)];
  }

  /** Searches, and waits until the first hit is of this file: a list of other words may still stand there. */
  async finds(text: string, path: string): Promise<void> {
    await this.frame.locator('.query').fill(text);
    await this.counts();
    const first = this.frame.locator('.file').first();
    for (const end = Date.now() + limit.timeout; (await first.getAttribute('title')) !== path;) {
      assert.ok(Date.now() < end, `${path} is not the first hit of “${text}”`);
      await this.workbench.page.waitForTimeout(100);
    }
  }
}

/** Counts the texts that index Workers have embedded, from when they start. Vectors that are known are not asked for. */
function countEmbedded(page: Page): () => Promise<number> {
  const workers: Worker[] = [];
  page.on('worker', (worker) => {
    const watch = (name: string): void => {
      // The window may be watched for the second time.
      if (self.name !== name || 'embedded' in self) return;
      const { postMessage } = Worker.prototype;
      Object.assign(self, { embedded: 0 });
      Worker.prototype.postMessage = function (this: Worker, ...given: Parameters<typeof postMessage>) {
        const message = given[0] as {
          kind?: string;
          job?: { kind?: string; request?: { batch?: { batch?: number } } };
        };
        const texts = message.job?.request?.batch?.batch ?? 0;
        if (message.kind === 'run') Object.assign(self, { embedded: Number(Reflect.get(self, 'embedded')) + texts });
        postMessage.apply(this, given);
      } as typeof postMessage;
    };
    worker.evaluate(watch, indexer).then(
      () => workers.push(worker),
      // It ended at once.
      () => {},
    );
  });
  return async () => {
    const counts = workers.map((worker) =>
      worker.evaluate(() => Number(Reflect.get(self, 'embedded')) || 0).catch(() => 0),
    );
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  };
}

describe('semantic search in a browser', () => {
  const vscode = useWebWindow();
  const view = (): View => new View(vscode().workbench);
  let counts: readonly [number, number];
  let embedded: () => Promise<number>;
  before(() => (embedded = countEmbedded(vscode().workbench.page)));

  it('finds by meaning, in prose and in code', async () => {
    await view().open();
    await view().finds('keeping the insects warm when it freezes', 'notes/bees.md');
    await vscode().workbench.screenshot('web-search-hits');
    await view().finds('cold water on a burn', 'notes/burns.md');
    await view().finds('take the job that has waited longest', 'src/queue.ts');
    counts = await view().counts();
    assert.ok((await embedded()) >= counts[1], 'what the index holds was embedded');
  });

  it('leaves out what git ignores', async () => {
    await view().frame.locator('.query').fill('Nobody is to read that the bees are sold');
    await view().frame.locator('body:not(.busy)').waitFor(limit);
    assert.equal(await view().frame.locator('.file[title="private/diary.md"]').count(), 0);
  });

  it('opens a hit where it stands', async () => {
    const { workbench } = vscode();
    await view().finds('cold water on a burn', 'notes/burns.md');
    await view().hits.first().click();
    await workbench.editor('notes/burns.md').getByText('cool running water', { exact: false }).waitFor();
  });

  it('says where the index is kept, and what a folder without a disk cannot give', async () => {
    const { workbench } = vscode();
    await workbench.runCommand('Semantic Text: Show Index Status');
    await workbench.quickInput.getByText('sqlite-opfs').waitFor();
    await workbench.quickInput.getByText('The folder is not on a disk', { exact: false }).waitFor();
    await workbench.screenshot('web-search-status');
    await workbench.page.keyboard.press('Escape');
  });

  it('is searched in by a second window, which takes over when the first one closes', async () => {
    const { workbench, browser } = vscode();
    const page = await browser.context.newPage();
    try {
      const second = await Workbench.over({ ...browser, page }, new URL(workbench.page.url()), workbench.folder);
      const other = new View(second);
      await other.open();
      await other.finds('cold water on a burn', 'notes/burns.md');
      await other.frame.getByText('Another window of this folder keeps the index', { exact: false }).waitFor(limit);
      await second.screenshot('web-search-second');
      // The owner goes, and comes back as the second.
      await workbench.page.goto('about:blank');
      await other.finds('keeping the insects warm when it freezes', 'notes/bees.md');
      await other.frame.locator('.status .sentence', { hasNotText: 'Another window' }).waitFor(limit);
    } finally {
      await page.close();
    }
  });

  it('is there again after a reload, and embeds nothing anew', async () => {
    const { workbench } = vscode();
    await workbench.load();
    await view().open();
    await view().counts();
    // The view remembers the words and would search for them again.
    await view().frame.locator('.query').fill('');
    await view()
      .hits.first()
      .waitFor({ state: 'detached', ...limit });
    await workbench.page.waitForTimeout(1000);
    embedded = countEmbedded(workbench.page);
    await workbench.load();
    await view().open();
    assert.deepEqual(await view().counts(), counts);
    // The one word that tells how wide vectors are.
    const texts = await embedded();
    assert.ok(texts <= 1, `${texts} texts were embedded for ${counts[1]} passages`);
    await view().finds('cold water on a burn', 'notes/burns.md');
  });

  it('goes on after its Worker ends', async () => {
    await (await vscode().worker(indexer)).evaluate(() => self.close());
    await view().finds('keeping the insects warm', 'notes/bees.md');
  });

  it('takes in what is edited', async () => {
    const { workbench } = vscode();
    await view().finds('cold water on a burn', 'notes/burns.md');
    await view().hits.first().click();
    const editor = workbench.editor('notes/burns.md');
    await editor.locator('.view-lines').click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('\n## Snake bites\n\nKeep the bitten arm still and below the heart.\n');
    await workbench.page.keyboard.press('Control+S');
    await view().open();
    await view().frame.locator('.query').fill('a viper has struck my hand');
    await view().frame.locator('.hit', { hasText: 'bitten' }).first().waitFor(limit);
  });

  it('can be deleted', async () => {
    const { workbench } = vscode();
    await workbench.runCommand('Semantic Text: Delete Index');
    await workbench.page.locator('.monaco-dialog-box').getByText('Delete', { exact: true }).click();
    await view().open();
    await view().frame.getByText('Nothing is indexed yet').waitFor(limit);
  });

  it('asks for nothing but the files of the extension', () => {
    const known = /^(package(\.nls)?[\w.-]*\.json|l10n\/.+|dist\/(browser|media|grammars)\/.+|models\/.+|media\/.+)$/;
    const { asked, browser } = vscode();
    assert.deepEqual(
      asked.filter((name) => !known.test(name)),
      [],
    );
    assert.ok(
      asked.includes('dist/browser/sqlite3.wasm') && asked.includes('dist/grammars/tree-sitter-typescript.wasm'),
    );
    assert.deepEqual(browser.foreign, []);
  });
});
