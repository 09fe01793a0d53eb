// Drives a real VS Code window as a person would: keys, clicks, what stands on the screen. One Workbench is one window on a
// workspace of its own; `useWorkbench` gives a suite one and cleans up after it.

import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { requiredEnv, startBrowser, windowSize, type Browser } from './browser';
import { chooseFolder, saveAs } from './fileDialog';
import { keepWindow, takeWindow } from './keptWindow';
import { answerQuickInput, quickInputOf, rowOfFile } from './quickInput';
import { allThemes, changeTheme, colorScheme, look, type Theme } from './themes';
import { makeWorkspace, type Workspace, type WorkspaceOptions } from './workspace';

export interface WorkbenchOptions extends WorkspaceOptions {
  readonly theme?: Theme;
  /** Further flags of the browser. */
  readonly flags?: readonly string[];
  /**
   * The suite does not mind a window in which others with the same settings have passed, and leaves it to the next: its
   * files, theme, size, editors and messages are its own, what the extension and the window remember is not.
   */
  readonly shared?: boolean;
}

const screenshots = 'artefacts/screenshots';
const editorOf = (name: string): string => `.editor-instance .monaco-editor[data-uri$="/${name}"]`;
const openLimitMs = 90_000;

export class Workbench {
  private constructor(
    readonly browser: Browser,
    /** Of the window: server and folder. */
    private readonly address: URL,
    readonly folder: string,
    private readonly workspace?: Workspace,
  ) {}

  get page(): Page {
    return this.browser.page;
  }

  static async open({ theme = 'light', flags, settings, files }: WorkbenchOptions = {}): Promise<Workbench> {
    const workspace = makeWorkspace({ settings: { ...look(theme), ...settings }, files });
    const browser = await startBrowser({ flags, colorScheme: colorScheme(theme), cache: process.env.BROWSER_CACHE });
    const address = new URL(`/?${new URLSearchParams({ folder: workspace.folder })}`, requiredEnv('WORKBENCH_URL'));
    const workbench = new Workbench(browser, address, workspace.folder, workspace);
    try {
      await workbench.load();
      return workbench;
    } catch (error) {
      await workbench.screenshot('failed-to-open').catch(() => {});
      await workbench.close();
      throw error;
    }
  }

  /** A window at an address that somebody else serves, on a folder that somebody else made. */
  static async over(browser: Browser, address: URL, folder: string): Promise<Workbench> {
    const workbench = new Workbench(browser, address, folder);
    await workbench.load();
    return workbench;
  }

  /** Loads the window again, as a person does who restarts VS Code on the same folder. */
  async load(): Promise<void> {
    const { page } = this;
    await page.goto(this.address.href);
    await page.waitForSelector('.monaco-workbench', { timeout: openLimitMs });
    // The commands of a remote extension are in the palette only after the second mark.
    for (const mark of ['code/didStartWorkbench', 'code/didLoadExtensions']) {
      await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, mark, {
        timeout: openLimitMs,
      });
    }
  }

  /** Changes the theme of the open window, and waits until it and the pages of its webviews have it. */
  setTheme(theme: Theme): Promise<void> {
    return changeTheme(this.page, path.join(this.folder, '.vscode/settings.json'), theme);
  }

  /** Makes the window ready for another suite, with files and a theme of its own. */
  async renew({ theme = 'light', settings, files }: WorkbenchOptions): Promise<void> {
    const { page } = this;
    await page.setViewportSize(windowSize);
    await page.mouse.move(0, 0);
    await this.runCommand('View: Close All Editors');
    await this.runCommand('Notifications: Clear All Notifications');
    await this.notifications.first().waitFor({ state: 'detached' });
    if (await page.locator('.part.panel').isVisible()) await page.keyboard.press('Control+J');
    this.workspace?.renew({ settings: { ...look(theme), ...settings }, files });
    await this.setTheme(theme);
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.workspace?.remove();
  }

  // Commands and files

  /** Runs a command by its title (`Category: Title`) from the palette. */
  runCommand(title: string): Promise<void> {
    return answerQuickInput(this.page, 'F1', `>${title}`, title);
  }

  /** Opens a file of the workspace and gives it the focus. */
  async openFile(name: string): Promise<Locator> {
    await answerQuickInput(this.page, 'Control+P', name, rowOfFile(name));
    const editor = this.editor(name);
    await editor.waitFor();
    // Opening does not always move the focus out of a webview or the explorer.
    await editor.locator('.view-lines').click();
    return editor;
  }

  /** Opens a file in whatever editor is its own, which need not be one of text. */
  openView(name: string): Promise<void> {
    return answerQuickInput(this.page, 'Control+P', name, rowOfFile(name));
  }

  editor(name: string): Locator {
    return this.page.locator(editorOf(name)).first();
  }

  /** The text of a file on disk. */
  textOnDisk(name: string): string {
    return readFileSync(path.join(this.folder, name), 'utf8');
  }

  /** Saves the active editor, waits until the file on disk matches, and returns its text. */
  saveUntil(name: string, expected: RegExp): Promise<string> {
    return this.saveWhen(name, (text) => expected.test(text), String(expected));
  }

  /** Saves the active editor, waits until the file on disk is no longer as it was, and returns its text. */
  saveChanged(name: string, before: string): Promise<string> {
    return this.saveWhen(name, (text) => text !== before, 'another text');
  }

  /** Puts the caret `offset` characters behind the start of the first `needle` of the saved file in the active editor. */
  async putCaret(name: string, needle: string, offset = 1): Promise<void> {
    const text = this.textOnDisk(name);
    const found = text.indexOf(needle);
    if (found < 0) throw new Error(`${name} does not hold “${needle}”`);
    const before = text.slice(0, found + offset).split('\n');
    const place = `${before.length}:${before[before.length - 1].length + 1}`;
    await answerQuickInput(this.page, 'Control+G', `:${place}`, undefined);
    // Quick input gives the focus back a moment after it is gone; a key before that is lost.
    const caret = `${editorOf(name)}.focused .cursor`;
    await this.page.locator(caret).first().waitFor();
  }

  /** Selects the first `needle` of the saved file in the active editor. */
  async select(name: string, needle: string): Promise<void> {
    await this.putCaret(name, needle, 0);
    for (let i = 0; i < needle.length; i++) await this.page.keyboard.press('Shift+ArrowRight');
  }

  /** Answers the dialog that asks where to save with this name in the workspace, and returns what was written. */
  saveAs(name: string): Promise<Buffer> {
    return saveAs(this.page, path.join(this.folder, name));
  }

  /** Answers the dialog that asks for a folder. */
  chooseFolder(folder: string): Promise<void> {
    return chooseFolder(this.page, folder);
  }

  // What stands on the screen

  /** The quick pick or input at the top of the window. */
  get quickInput(): Locator {
    return quickInputOf(this.page);
  }

  /** The title above the open quick pick; empty where it has none. */
  async quickInputTitle(): Promise<string> {
    return (await this.quickInput.locator('.quick-input-title').textContent()) ?? '';
  }

  /** The rows of the open quick pick, as text, from the top; only those that are drawn. */
  async quickPickRows(): Promise<string[]> {
    const rows = this.quickInput.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    return rows.evaluateAll((elements) =>
      elements
        .map((element) => ({ index: Number(element.getAttribute('data-index')), text: element.textContent ?? '' }))
        .sort((a, b) => a.index - b.index)
        .map(({ text }) => text),
    );
  }

  /** The rows of the completion list. */
  get suggestRows(): Locator {
    return this.page.locator('.suggest-widget.visible .monaco-list-row');
  }

  /** The item of the status bar whose text or label holds this. */
  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** The dialog in the middle of the window, which is answered before anything else. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  get notifications(): Locator {
    return this.page.locator('.notification-toast');
  }

  /** Underlines of diagnostics in an editor. */
  squiggles(name: string, severity: 'error' | 'warning' | 'info' | 'hint' = 'info'): Locator {
    return this.editor(name).locator(`.squiggly-${severity}`);
  }

  /** The inside of a webview in the editor area; `index` when there are several. */
  webview(index = 0): FrameLocator {
    return this.page
      .frameLocator('iframe.webview.ready:not([src*="purpose=webviewView"])')
      .nth(index)
      .frameLocator('iframe#active-frame');
  }

  /** The inside of the webview that the side bar shows. */
  sideBarWebview(): FrameLocator {
    return this.page
      .frameLocator('iframe.webview.ready[src*="purpose=webviewView"]')
      .first()
      .frameLocator('iframe#active-frame');
  }

  /** Drags the edge of the side bar. */
  async setSideBarWidth(width: number): Promise<void> {
    const bar = await this.page.locator('.part.sidebar').boundingBox();
    if (!bar) throw new Error('There is no side bar.');
    const y = bar.y + bar.height / 2;
    await this.page.mouse.move(bar.x + bar.width, y);
    await this.page.mouse.down();
    await this.page.mouse.move(bar.x + width, y, { steps: 5 });
    await this.page.mouse.up();
    await this.page.waitForTimeout(300);
  }

  /** Writes artefacts/screenshots/<name>.png. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    const file = name.replace(/[^\w-]+/g, '-').slice(0, 120);
    await this.page.screenshot({ path: `${screenshots}/${file}.png` });
  }

  /** A picture `<name>-<theme>` in each kind of theme; `prepare` has its turn in each, before the picture. */
  async lookAt(name: string, prepare?: () => Promise<unknown>): Promise<void> {
    for (const theme of allThemes) {
      await this.setTheme(theme);
      await prepare?.();
      await this.screenshot(`${name}-${theme}`);
    }
  }

  private async saveWhen(name: string, isDone: (text: string) => boolean, what: string): Promise<string> {
    const end = Date.now() + 10_000;
    await this.page.keyboard.press('Control+S');
    while (!isDone(this.textOnDisk(name))) {
      if (Date.now() > end) throw new Error(`${name} never became ${what}:\n${this.textOnDisk(name)}`);
      await this.page.waitForTimeout(50);
    }
    return this.textOnDisk(name);
  }
}

/**
 * Gives the suite that calls it one window, opened before its tests and closed after them, unless it is shared. A screenshot
 * is kept of every test that fails; at the end no page may have asked for anything outside this machine.
 */
export function useWorkbench(options: WorkbenchOptions = {}): () => Workbench {
  let workbench: Workbench | undefined;
  let [passed, failed] = [0, 0];
  before('open VS Code', async function () {
    workbench = await takeWindow(this, options, Workbench.open);
  });
  afterEach('keep a picture of a failure', async function () {
    const { currentTest } = this;
    if (currentTest?.state === 'passed') return void passed++;
    failed++;
    if (currentTest) await workbench?.screenshot(`failed-${currentTest.fullTitle()}`);
  });
  after('close VS Code', async () => {
    const foreign = workbench?.browser.foreign ?? [];
    if (workbench && options.shared && passed && !failed && !foreign.length) keepWindow(workbench, options);
    else await workbench?.close();
    if (foreign.length) throw new Error(`The window asked foreign hosts: ${foreign.join(', ')}`);
  });
  return () => {
    if (!workbench) throw new Error('VS Code is open only within tests.');
    return workbench;
  };
}
