// The dialogs for folders and files of a window on a remote: quick input with a path in it.

import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { acceptName, holdsPath, quickInputOf, stepLimitMs } from './quickInput';

/** Answers the dialog that asks for a folder. */
export async function chooseFolder(page: Page, folder: string): Promise<void> {
  await page.waitForFunction(holdsPath, undefined, { timeout: stepLimitMs });
  const widget = quickInputOf(page);
  const input = widget.locator('input.input');
  // With the separator at its end the dialog goes into the folder; Enter then takes it, once the dialog has looked it up. A
  // dialog that was slow puts its own proposal before what was filled in.
  const wanted = folder + path.sep;
  for (let attempt = 0; attempt < 10 && (await widget.isVisible()); attempt++) {
    if ((await input.inputValue({ timeout: 1000 }).catch(() => wanted)) !== wanted) {
      await input.fill(wanted, { timeout: 1000 }).catch(() => {});
    }
    await page.waitForTimeout(500);
    await input.press('Enter', { timeout: 1000 }).catch(() => {});
    await page.waitForTimeout(500);
  }
  await widget.waitFor({ state: 'hidden', timeout: stepLimitMs });
}

/** Answers the dialog that asks where to save, and returns what was written. */
export async function saveAs(page: Page, file: string): Promise<Buffer> {
  await acceptName(page, file);
  const end = Date.now() + stepLimitMs;
  while (!existsSync(file) || !statSync(file).size) {
    if (Date.now() > end) throw new Error(`${file} was not saved`);
    await page.waitForTimeout(100);
  }
  return readFileSync(file);
}
