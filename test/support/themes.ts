// The kinds of theme that a window is looked at in, and changing from one to another.

import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
} as const;

export type Theme = keyof typeof themes;

export const allThemes = Object.keys(themes) as readonly Theme[];

/** Classes of the window's element and of a webview's body. */
const classes: Readonly<Record<Theme, readonly [string, string]>> = {
  light: ['vs', 'vscode-light'],
  dark: ['vs-dark', 'vscode-dark'],
  highContrast: ['hc-black', 'vscode-high-contrast'],
  highContrastLight: ['hc-light', 'vscode-high-contrast-light'],
};

/** What the browser says that its user prefers, to go with a theme. */
export const colorScheme = (theme: Theme) => (/light/i.test(theme) ? 'light' : 'dark');

/** Settings of a window that has this theme, whatever the browser prefers. */
export const look = (theme: Theme) => ({
  'workbench.colorTheme': themes[theme],
  'window.autoDetectColorScheme': false,
  'window.autoDetectHighContrast': false,
});

/** Changes the theme in a settings file, and waits until the window and the pages of its webviews have it. */
export async function changeTheme(page: Page, settingsFile: string, theme: Theme): Promise<void> {
  const settings = JSON.parse(readFileSync(settingsFile, 'utf8')) as Record<string, unknown>;
  writeFileSync(settingsFile, JSON.stringify({ ...settings, ...look(theme) }, null, 2));
  await page.emulateMedia({ colorScheme: colorScheme(theme) });
  const [ofWindow, ofPage] = classes[theme];
  await page.locator(`.monaco-workbench.${ofWindow}`).waitFor({ timeout: 20_000 });
  for (const frame of page.frames().filter((each) => each.name() === 'active-frame')) {
    await frame.locator(`body.${ofPage}`).waitFor({ state: 'attached', timeout: 20_000 });
    await frame.evaluate(redrawn);
  }
  await page.evaluate(redrawn);
  await page.waitForTimeout(300);
}

/** Runs in a page: canvases are drawn in the new colours a frame or two later. What is out of sight has no frames. */
async function redrawn(): Promise<void> {
  const hidden = new Promise<void>((resolve) => setTimeout(resolve, 300));
  const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));
  await Promise.race([hidden, frame().then(frame).then(frame)]);
}
