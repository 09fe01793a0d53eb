// The dialog for folders of a window on a remote: quick input with a path in it.

import path from 'node:path';
import type { Page } from 'playwright-core';
import { holdsPath, quickInputOf, stepLimitMs } from './quickInput';

/** Answers the dialog that asks for a folder. */
export async function chooseFolder(page: Page, folder: string): Promise<void> {
  await page.waitForFunction(holdsPath, undefined, { timeout: stepLimitMs });
  const widget = quickInputOf(page);
  const input = widget.locator('input.input');
  // With the separator at its end the dialog goes into the folder; Enter then takes it, once the dialog has looked it up.
  await input.fill(folder + path.sep);
  for (let attempt = 0; attempt < 5 && (await widget.isVisible()); attempt++) {
    await page.waitForTimeout(500);
    await input.press('Enter', { timeout: 1000 }).catch(() => {});
    await page.waitForTimeout(500);
  }
  await widget.waitFor({ state: 'hidden', timeout: stepLimitMs });
}
