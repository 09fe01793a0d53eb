// Drives VS Code for the Web: as workbench.ts, but there is no disk behind the window and no search for files by name.

import type { Worker } from 'playwright-core';
import { requiredEnv, startBrowser, type Browser, type BrowserOptions } from './browser';
import { Workbench } from './workbench';

export const workspaceFolder = 'test/web/workspace';

export interface WebWindow {
  readonly workbench: Workbench;
  readonly browser: Browser;
  /** Addresses of the extension's files that were asked for. */
  readonly asked: readonly string[];
  /** Opens a file of the workspace from the explorer and gives it the focus. */
  openFile(name: string): Promise<void>;
  /** The Worker of this name; waits for it. */
  worker(name: string): Promise<Worker>;
  /** How many Workers have a name that holds this. */
  countWorkers(name: string): Promise<number>;
}

/** Gives the suite one window, as useWorkbench does. `address`: the variable that holds its address. */
export function useWebWindow(address = 'WEB_URL', options: BrowserOptions = {}): () => WebWindow {
  let opened: WebWindow | undefined;
  before('open VS Code for the Web', async () => {
    const browser = await startBrowser(options);
    try {
      opened = await openWindow(browser, new URL(requiredEnv(address)));
    } catch (error) {
      await browser.close();
      throw error;
    }
  });
  afterEach('keep a picture of a failure', async function () {
    const { currentTest } = this;
    if (currentTest && currentTest.state !== 'passed')
      await opened?.workbench.screenshot(`failed-${currentTest.fullTitle()}`);
  });
  after('close VS Code', async () => {
    const foreign = opened?.browser.foreign ?? [];
    await opened?.browser.close();
    if (foreign.length) throw new Error(`The window asked foreign hosts: ${foreign.join(', ')}`);
  });
  return () => {
    if (!opened) throw new Error('VS Code is open only within tests.');
    return opened;
  };
}

async function openWindow(browser: Browser, address: URL): Promise<WebWindow> {
  const asked: string[] = [];
  browser.context.on('request', (request) => {
    const { pathname } = new URL(request.url());
    const file = /^\/static\/extensions\/0\/(.*)$/.exec(pathname)?.[1];
    if (file !== undefined) asked.push(file);
  });
  const workbench = await Workbench.over(browser, address, workspaceFolder);
  const { page } = workbench;
  return {
    workbench,
    browser,
    asked,
    openFile: async (name) => {
      await page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick();
      await workbench.editor(name).locator('.view-lines').click();
    },
    worker: async (name) => {
      const end = Date.now() + 30_000;
      for (;;) {
        const [found] = await workersNamed(page.workers(), name);
        if (found) return found;
        if (Date.now() > end) throw new Error(`There is no Worker ${name}.`);
        await page.waitForTimeout(100);
      }
    },
    countWorkers: async (name) => (await workersNamed(page.workers(), name)).length,
  };
}

async function workersNamed(workers: readonly Worker[], name: string): Promise<Worker[]> {
  const names = await Promise.all(workers.map(nameOf));
  return workers.filter((_, i) => names[i].includes(name));
}

/** Empty for a Worker that has just ended, or that is too busy to tell. */
async function nameOf(worker: Worker): Promise<string> {
  const late = new Promise<string>((resolve) => setTimeout(() => resolve(''), 2000));
  return Promise.race([worker.evaluate(() => self.name), late]).catch(() => '');
}
